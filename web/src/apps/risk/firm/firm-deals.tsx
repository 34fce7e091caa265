/** What is open with a firm and its connected clients, what would be lost, how deals ended, and the evidence kept. */
import { Button } from 'antd';
import { Link } from 'react-router';
import css from '../../../desk/desk.module.css';
import { DeskTable } from '../../../desk/desk-table.tsx';
import { Columns, Figure, Figures, Panel, Stack } from '../../../desk/page.tsx';
import { Tag } from '../../../desk/state-tag.tsx';
import { When } from '../../../desk/when.tsx';
import { companyName } from '../../../desk/words.ts';
import { formatDate } from '../../../format/dates.ts';
import { formatShortMoney, perMille, sumOf } from '../../../format/numbers.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { Asked } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { download } from '../files/upload-file.ts';
import { reasonDetail, reasonWord } from '../risk-words.ts';
import { FirmDeals as Operation } from './file-operations.ts';
import { RESERVATION_WORDS, RESULT_WORDS, useFirmFileTexts } from './file-texts.ts';
import own from './firm-orders.module.css';

type Firm = NonNullable<ResultOf<typeof Operation>['firm']>;

const Money = ({ amount }: { readonly amount: string }) => (
  <span className={css.amount}>{formatShortMoney(amount)}</span>
);

export function FirmDeals({ id }: { readonly id: string }) {
  const query = useAsk(Operation, { id });
  return (
    <Asked query={query}>
      {({ firm }) =>
        firm === null ? null : (
          <Stack>
            <Columns>
              <ByCompany firm={firm} />
              <Group firm={firm} />
            </Columns>
            <Impact firm={firm} />
            <Reservations firm={firm} />
            <Outcomes firm={firm} />
            <Evidence firm={firm} />
          </Stack>
        )
      }
    </Asked>
  );
}

function Bar({
  used,
  reserved,
  limit,
}: {
  readonly used: string;
  readonly reserved: string;
  readonly limit: string;
}) {
  return (
    <div className={css.meter} aria-hidden="true">
      <span style={{ width: `${perMille(used, limit) / 10}%`, background: 'var(--accent)' }} />
      <span style={{ width: `${perMille(reserved, limit) / 10}%`, background: 'var(--warning)' }} />
    </div>
  );
}

function ByCompany({ firm }: { readonly firm: Firm }) {
  const t = useFirmFileTexts();
  return (
    <Panel title={t('byCompany')}>
      {firm.utilisation.length === 0 ? (
        <p className={css.quiet}>{t('noDeals')}</p>
      ) : (
        <ul className={css.stack} style={{ gap: 12 }}>
          {firm.utilisation.map(({ subsidiary, used, reserved }) => (
            <li key={subsidiary}>
              <div className={css.timelineHead}>
                <span>{companyName(subsidiary)}</span>
                <span className={css.small}>
                  {t('used')} <Money amount={used} /> · {t('reserved')} <Money amount={reserved} />
                </span>
              </div>
              <Bar used={used} reserved={reserved} limit={firm.exposure.limit} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Group({ firm: { connectedGroup: group } }: { readonly firm: Firm }) {
  const t = useFirmFileTexts();
  if (group === null) return null;
  return (
    <Panel
      title={t('group')}
      hint={t('groupHint')}
      extra={group.setByHand ? <Tag tone="info">{t('setByHand')}</Tag> : null}
    >
      <div className={css.timelineHead} style={{ marginBottom: 4 }}>
        <span className={css.small}>
          {t('limit')} <Money amount={group.limit} />
        </span>
        <span className={css.small}>
          {t('available')} <Money amount={group.available} />
        </span>
      </div>
      <Bar used={group.used} reserved={group.reserved} limit={group.limit} />
      <ul className={css.stack} style={{ gap: 6, marginTop: 12 }}>
        {group.members.map((member) => (
          <li key={member.firm?.id ?? ''} className={css.timelineHead}>
            <Link to={`/risk/firms/${member.firm?.id ?? ''}?tab=deals`}>{member.firm?.name}</Link>
            <Money amount={sumOf([member.used, member.reserved])} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Impact({ firm: { defaultImpact } }: { readonly firm: Firm }) {
  const t = useFirmFileTexts();
  if (defaultImpact.steps.length <= 1 && /^0(\.0+)?$/.test(defaultImpact.lost)) return null;
  return (
    <Panel title={t('impact')} hint={t('impactHint')}>
      <Figures>
        <Figure label={t('lost')} value={formatShortMoney(defaultImpact.lost)} />
      </Figures>
      <ul className={css.timeline} style={{ marginTop: 16 }}>
        {defaultImpact.steps.map((step) => (
          <li key={`${step.step} ${step.firm?.id ?? ''} ${step.guarantees?.id ?? ''}`}>
            <div className={css.timelineHead}>
              <Link to={`/risk/firms/${step.firm?.id ?? ''}`}>{step.firm?.name}</Link>
              <Money amount={step.open} />
            </div>
            {step.guarantees === null ? null : (
              <p className={`${css.small} ${css.quiet}`}>
                {t('called', { amount: formatShortMoney(step.call) })} · {step.guarantees.name} ·{' '}
                {t(step.falls ? 'falls' : 'stands')}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Reservations({ firm: { reservations } }: { readonly firm: Firm }) {
  const t = useFirmFileTexts();
  if (reservations.length === 0) return null;
  return (
    <Panel
      title={t('reservations')}
      hint={
        reservations.some(({ useStoppedBy }) => useStoppedBy !== null)
          ? t('useStoppedHint')
          : undefined
      }
      flush
    >
      <DeskTable
        label={t('reservations')}
        rows={reservations}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'reference',
            title: t('reference'),
            phone: 'title',
            render: ({ reference }) => reference,
          },
          {
            key: 'company',
            title: t('company'),
            render: ({ subsidiary }) => companyName(subsidiary),
          },
          {
            key: 'state',
            title: t('state'),
            phone: 'mark',
            render: ({ state, useStoppedBy }) => (
              <>
                <Tag
                  tone={state === 'USED' ? 'good' : state === 'RESERVED' ? 'warning' : 'neutral'}
                >
                  {wordFor(RESERVATION_WORDS, state)}
                </Tag>{' '}
                {useStoppedBy === null ? null : <Stopped by={useStoppedBy} />}
              </>
            ),
          },
          {
            key: 'reserved',
            title: t('reserved'),
            align: 'right',
            render: ({ reserved }) => <Money amount={reserved} />,
          },
          {
            key: 'used',
            title: t('used'),
            align: 'right',
            render: ({ used }) => <Money amount={used} />,
          },
          { key: 'until', title: t('until'), render: ({ expiresAt }) => formatDate(expiresAt) },
        ]}
      />
    </Panel>
  );
}

/** What bars the use of what is held, and the way to have it lifted where there is one. */
function Stopped({
  by: { code, detail, entry },
}: {
  readonly by: NonNullable<Firm['reservations'][number]['useStoppedBy']>;
}) {
  const t = useFirmFileTexts();
  return (
    <>
      <Tag tone="bad">{t('useStopped')}</Tag>
      <div className={`${css.small} ${own.stopped}`}>
        {reasonWord(code)} · {reasonDetail(detail)}{' '}
        {entry === null || code !== 'BLACKLISTED' ? null : (
          <Link to={`/risk/lists/${entry.id}`}>{t('lift')}</Link>
        )}
      </div>
    </>
  );
}

function Outcomes({ firm: { outcomes } }: { readonly firm: Firm }) {
  const t = useFirmFileTexts();
  const rows = outcomes.edges.flatMap(({ node }) => node ?? []);
  if (rows.length === 0) return null;
  return (
    <Panel title={t('outcomes')} flush>
      <DeskTable
        label={t('outcomes')}
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'reference',
            title: t('reference'),
            phone: 'title',
            render: ({ externalId }) => externalId,
          },
          {
            key: 'company',
            title: t('company'),
            render: ({ subsidiary }) => companyName(subsidiary),
          },
          {
            key: 'result',
            title: t('result'),
            phone: 'mark',
            render: ({ result, daysLate, voidedAt }) => (
              <>
                <Tag tone={/PAID_LATE|DISPUTED|DEFAULTED/.test(result) ? 'bad' : 'good'}>
                  {wordFor(RESULT_WORDS, result)}
                </Tag>{' '}
                {daysLate > 0 ? (
                  <span className={css.small}>{t('daysLate', { count: daysLate })}</span>
                ) : null}{' '}
                {voidedAt === null ? null : <Tag tone="neutral">{t('voided')}</Tag>}
              </>
            ),
          },
          {
            key: 'amount',
            title: t('amount'),
            align: 'right',
            render: ({ amount }) => <Money amount={amount} />,
          },
          {
            key: 'day',
            title: t('occurredOn'),
            render: ({ occurredOn }) => formatDate(occurredOn),
          },
        ]}
      />
    </Panel>
  );
}

function Evidence({ firm: { evidence } }: { readonly firm: Firm }) {
  const t = useFirmFileTexts();
  return (
    <Panel title={t('evidence')} hint={t('evidenceHint')}>
      {evidence.length === 0 ? (
        <p className={css.quiet}>{t('noEvidence')}</p>
      ) : (
        <ul className={css.stack} style={{ gap: 8 }}>
          {evidence.map((file) => (
            <li key={file.id} className={css.timelineHead}>
              <span style={{ overflowWrap: 'anywhere' }}>
                {file.name}{' '}
                <span className={`${css.small} ${css.quiet}`}>
                  {companyName(file.company)} · {Math.ceil(file.size / 1024)} KB ·{' '}
                  <When at={file.storedAt} />
                </span>
              </span>
              <OpenEvidence file={file} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

export function OpenEvidence({
  file,
}: {
  readonly file: {
    readonly name: string;
    readonly mayOpen: boolean;
    readonly path: string | null;
  };
}) {
  const t = useFirmFileTexts();
  if (!file.mayOpen || file.path === null) return null;
  const { path, name } = file;
  return (
    <Button
      size="small"
      aria-label={`${t('open')} ${name}`}
      onClick={() =>
        void download(path, name).then((done) => done || toast(t('notOpened'), { kind: 'problem' }))
      }
    >
      {t('open')}
    </Button>
  );
}
