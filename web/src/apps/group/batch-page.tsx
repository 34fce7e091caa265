/** One batch: how far it has come (heard at once), what became of its codes, and what can be done about it. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import css from '../../desk/desk.module.css';
import { DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { download } from '../../desk/download.ts';
import { Facts, Figure, Figures, Note, Page, Panel, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { StateTag } from '../../desk/state-tag.tsx';
import { Sure } from '../../desk/sure.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { companyName } from '../../desk/words.ts';
import { formatDate, formatDateTime } from '../../format/dates.ts';
import { inList } from '../../format/lists.ts';
import { formatDecimal } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { inLocale } from '../../i18n/locale.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Asked, EmptyState, NotFound } from '../../ui/states.tsx';
import { BatchImport } from './batch-import.tsx';
import { Batch, BatchCodes, CloseBatch, PauseBatch, ResumeBatch } from './batch-operations.ts';
import { BatchProgress } from './batch-progress.tsx';
import { ORIGIN_WORDS, useBatchTexts } from './batch-texts.ts';
import { isBeingMade } from './batches-page.tsx';

type View = NonNullable<ResultOf<typeof Batch>['couponBatch']>;
const AGAIN_MS = 2_000;

export function BatchPage() {
  const { batchId = '' } = useParams();
  const query = useAsk(Batch, { id: batchId }, { refetchInterval: AGAIN_MS });
  useLiveRefresh(['coupon.batch-moved']);
  return (
    <Asked query={query}>
      {({ couponBatch }) =>
        couponBatch === null ? <NotFound home="/group/batches" /> : <Shown batch={couponBatch} />
      }
    </Asked>
  );
}

function Shown({ batch }: { readonly batch: View }) {
  const t = useBatchTexts();
  const mayChange = useHasRole('operator');
  const count = (value: number) => formatDecimal(String(value));
  return (
    <Page
      title={batch.code}
      mark={<StateTag state={batch.state} />}
      lead={
        batch.offer === null ? undefined : (
          <Link to={`/group/offers/${batch.offer.id}`}>{inLocale(batch.offer.name)}</Link>
        )
      }
      back={{ to: '/group/batches', label: t('batches') }}
      actions={mayChange ? <Orders batch={batch} /> : null}
    >
      <Stack>
        {isBeingMade(batch.state) ? (
          <Panel>
            <BatchProgress of={batch} />
          </Panel>
        ) : null}
        <Figures>
          <Figure label={t('size')} value={count(batch.size)} />
          <Figure label={t('claimed')} value={count(batch.claimed)} />
          <Figure label={t('used')} value={count(batch.used)} />
        </Figures>
        <Panel>
          <Facts
            items={[
              [t('coupon'), batch.terms === null ? null : inLocale(batch.terms.name)],
              [t('honouredBy'), inList((batch.terms?.honouredBy ?? []).map(companyName))],
              [t('origin'), wordFor(ORIGIN_WORDS, batch.origin)],
              [t('validFrom'), formatDate(batch.validFrom)],
              [t('expiresAt'), formatDate(batch.expiresAt)],
              [t('createdAt'), formatDateTime(batch.createdAt)],
              [t('readyAt'), batch.readyAt === null ? null : formatDateTime(batch.readyAt)],
            ]}
          />
        </Panel>
        {mayChange && batch.origin === 'IMPORTED' && batch.state !== 'CLOSED' ? (
          <BatchImport batchId={batch.id} batchCode={batch.code} />
        ) : null}
        {mayChange ? <Codes batch={batch} /> : <Note tone="neutral">{t('codesWithheld')}</Note>}
      </Stack>
    </Page>
  );
}

function Orders({ batch: { id, code, state, made, exportPath } }: { readonly batch: View }) {
  const t = useBatchTexts();
  const common = useCommonTexts();
  const pause = useOrder(PauseBatch);
  const resume = useOrder(ResumeBatch);
  const close = useOrder(CloseBatch);
  const wish = { batchId: id };
  const resumeNow = () => void resume.give(wish, t('resumed'));
  return (
    <>
      {made > 0 ? (
        <Button
          icon={<DownloadOutlined />}
          onClick={() => void download(exportPath, `${code}.csv`)}
        >
          {t('download')}
        </Button>
      ) : null}
      {isBeingMade(state) || state === 'READY' ? (
        <Button
          loading={pause.isRunning}
          onClick={() =>
            void pause.give(wish, t('paused'), { label: common('undo'), run: resumeNow })
          }
        >
          {t('pause')}
        </Button>
      ) : null}
      {state === 'PAUSED' ? (
        <Button type="primary" loading={resume.isRunning} onClick={resumeNow}>
          {t('resume')}
        </Button>
      ) : null}
      {state === 'CLOSED' ? null : (
        <Sure
          danger
          title={t('close')}
          description={t('closeSure')}
          onConfirm={() => close.give(wish, t('closed'))}
        >
          <Button danger loading={close.isRunning}>
            {t('close')}
          </Button>
        </Sure>
      )}
    </>
  );
}

function Codes({ batch }: { readonly batch: View }) {
  const t = useBatchTexts();
  const after = useCursor();
  const query = useAsk(BatchCodes, { id: batch.id, first: 20, after }, { keepPrevious: true });
  const answer = (value: boolean) => t(value ? 'yes' : 'no');
  return (
    <Panel title={t('codes')} flush>
      <Asked query={query}>
        {({ couponBatchCodes: { edges, pageInfo } }) => (
          <>
            <DeskTable
              label={t('codes')}
              rows={edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ couponId }) => couponId}
              loading={query.isPlaceholderData}
              empty={<EmptyState title={t('noCodes')} hint={t('noCodesHint')} />}
              columns={[
                {
                  key: 'code',
                  title: t('oneCode'),
                  phone: 'title',
                  render: ({ code }) => <span className={css.mono}>{code}</span>,
                },
                { key: 'claimed', title: t('claimed'), render: ({ claimed }) => answer(claimed) },
                { key: 'used', title: t('used'), render: ({ used }) => answer(used) },
              ]}
            />
            <Pager pageInfo={pageInfo} total={batch.made} />
          </>
        )}
      </Asked>
    </Panel>
  );
}
