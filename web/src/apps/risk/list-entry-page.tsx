/** One list entry: the case for it, who has said what, and the step that is next, by whoever may take it. */
import { Button, Input, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { Facts, Note, Page, Panel, Stack, WideAndSide } from '../../desk/page.tsx';
import { useHasRole, usePersonId } from '../../desk/roles.ts';
import { StateTag, Tag } from '../../desk/state-tag.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { When } from '../../desk/when.tsx';
import { companyName, stateWord } from '../../desk/words.ts';
import { formatDate } from '../../format/dates.ts';
import { formatMoney } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { formatList, wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Asked, EmptyState, NotFound } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { OpenEvidence } from './firm/firm-deals.tsx';
import { Steps } from './firm-lists.tsx';
import {
  AppealListing,
  ApproveListing,
  DecideListing,
  RejectListing,
  RiskListEntry,
  StartListingReview,
} from './inbox-operations.ts';
import { useInboxTexts } from './inbox-texts.ts';
import { Person } from './people.tsx';
import { AskListOverrideButton } from './reviews/ask-override.tsx';
import { OVERRIDE_STATE_WORDS } from './reviews/review-texts.ts';
import { LISTING_REASON_WORDS } from './risk-words.ts';

type Entry = NonNullable<ResultOf<typeof RiskListEntry>['listEntry']>;

export function ListEntryPage() {
  const { entryId = '' } = useParams();
  const query = useAsk(RiskListEntry, { id: entryId });
  useLiveRefresh(['credit.']);
  return (
    <Asked query={query}>
      {({ listEntry }) =>
        listEntry === null ? <NotFound home="/risk/lists" /> : <Shown entry={listEntry} />
      }
    </Asked>
  );
}

function Shown({ entry }: { readonly entry: Entry }) {
  const t = useInboxTexts();
  const { firm } = entry;
  const files = (firm?.evidence ?? []).filter(({ id }) => entry.evidenceIds.includes(id));
  return (
    <Page
      title={`${stateWord(entry.list)} · ${firm?.name ?? ''}`}
      mark={<StateTag state={entry.state} />}
      lead={
        firm === null ? null : (
          <Link to={`/risk/firms/${firm.id}`} className={css.mono ?? ''}>
            {firm.code}
          </Link>
        )
      }
      back={{ to: '/risk/lists', label: t('lists') }}
      actions={<Orders entry={entry} />}
    >
      <Stack>
        {entry.awaiting === null ? null : <Note tone="warning">{t('asked')}</Note>}
        <WideAndSide>
          <Stack>
            <Panel>
              <Facts
                items={[
                  [t('reason'), wordFor(LISTING_REASON_WORDS, entry.reasonCode)],
                  [
                    t('scope'),
                    entry.scope.length === 0
                      ? t('wholeGroup')
                      : formatList(entry.scope.map(companyName)),
                  ],
                  [t('effective'), formatDate(entry.effectiveOn)],
                  [t('reviewOn'), formatDate(entry.reviewOn)],
                  [t('overridable'), t(entry.overridable ? 'yes' : 'no')],
                  [t('note'), entry.note],
                ]}
              />
            </Panel>
            {entry.appeals.map((appeal) => (
              <Panel
                key={appeal.id}
                title={t('appeals')}
                hint={<When at={appeal.filedAt} exact />}
                extra={
                  appeal.decision !== null ? (
                    <StateTag state={appeal.decision} />
                  ) : (
                    <Tag tone={appeal.overdue ? 'bad' : 'warning'}>
                      {appeal.overdue
                        ? t('overdue')
                        : t('answerBy', { at: formatDate(appeal.deadline) })}
                    </Tag>
                  )
                }
              >
                {appeal.grounds}
              </Panel>
            ))}
            <Panel title={t('evidence')}>
              {files.length === 0 ? (
                <p className={css.quiet}>{t('noEvidence')}</p>
              ) : (
                <ul>
                  {files.map((file) => (
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
            {entry.overrides.length === 0 ? null : <Overridden entry={entry} />}
            {entry.affected.length === 0 ? null : <Affected entry={entry} />}
          </Stack>
          <Panel title={t('steps')}>
            {entry.steps.length === 0 ? <EmptyState /> : <Steps steps={entry.steps} />}
          </Panel>
        </WideAndSide>
      </Stack>
    </Page>
  );
}

function Overridden({ entry }: { readonly entry: Entry }) {
  const t = useInboxTexts();
  return (
    <Panel title={t('overrides')} extra={<Link to="/risk/overrides">{t('toOverrides')}</Link>}>
      <ul className={css.stack} style={{ gap: 10 }}>
        {entry.overrides.map(({ id, subsidiary, reason, until, state, askedBy }) => (
          <li key={id}>
            <div className={css.timelineHead}>
              <strong>{companyName(subsidiary)}</strong>
              <Tag tone={state === 'ASKED' ? 'warning' : state === 'GRANTED' ? 'good' : 'neutral'}>
                {wordFor(OVERRIDE_STATE_WORDS, state)}
              </Tag>
            </div>
            <p className={css.small}>{reason}</p>
            <p className={`${css.small} ${css.quiet}`}>
              <Person id={askedBy} /> · {t('untilDay', { day: formatDate(until) })}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Affected({ entry }: { readonly entry: Entry }) {
  const t = useInboxTexts();
  const answer = (state: string | null) => (state === null ? '—' : <StateTag state={state} />);
  return (
    <Panel title={t('affected')} flush>
      <DeskTable
        label={t('affected')}
        rows={entry.affected}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'company',
            title: t('company'),
            render: ({ subsidiary }) => companyName(subsidiary),
          },
          { key: 'then', title: t('answeredThen'), render: ({ answerThen }) => answer(answerThen) },
          { key: 'now', title: t('now'), render: ({ answerNow }) => answer(answerNow) },
          {
            key: 'amount',
            title: t('amount'),
            align: 'right',
            render: ({ amount }) => <span className={css.amount}>{formatMoney(amount)}</span>,
          },
        ]}
      />
    </Panel>
  );
}

function Orders({ entry }: { readonly entry: Entry }) {
  const t = useInboxTexts();
  const me = usePersonId();
  const start = useOrder(StartListingReview);
  const approve = useOrder(ApproveListing);
  const reject = useOrder(RejectListing);
  const isApprover = useHasRole('risk_approver');
  const isDesk = useHasRole('risk_officer', 'risk_approver');
  const { id, state } = entry;
  const wish = { entryId: id };
  const isProposed = state === 'PROPOSED' || state === 'UNDER_REVIEW';
  const isBinding = state === 'ACTIVE' || state === 'APPEALED' || state === 'UPHELD';
  const mayStep = isApprover && entry.proposedBy !== me;
  return (
    <>
      {isProposed && mayStep ? (
        <>
          {state === 'PROPOSED' ? (
            <Button loading={start.isRunning} onClick={() => void start.give(wish, t('started'))}>
              {t('startReview')}
            </Button>
          ) : null}
          <Button
            danger
            loading={reject.isRunning}
            onClick={() => void reject.give(wish, t('rejected'))}
          >
            {t('reject')}
          </Button>
          <Popconfirm
            title={t('approve')}
            description={t('approveSure')}
            onConfirm={() => approve.give(wish, t('approved')).then(() => undefined)}
          >
            <Button type="primary" loading={approve.isRunning}>
              {t('approve')}
            </Button>
          </Popconfirm>
        </>
      ) : null}
      {isProposed && !mayStep ? <Tag tone="neutral">{t('others')}</Tag> : null}
      {isBinding && isDesk ? (
        <>
          {entry.list === 'BLACKLIST' && entry.overridable ? (
            <AskListOverrideButton entryId={id} />
          ) : null}
          {state === 'APPEALED' ? null : <AppealButton entryId={id} />}
          <DecideButton entryId={id} decision="UPHOLD" />
          <DecideButton entryId={id} decision="REMOVE" />
        </>
      ) : null}
    </>
  );
}

function AppealButton({ entryId }: { readonly entryId: string }) {
  const t = useInboxTexts();
  const appeal = useOrder(AppealListing);
  const [isOpen, setOpen] = useState(false);
  const [grounds, setGrounds] = useState('');
  const run = async (): Promise<void> => {
    const done = await appeal.give({ entryId, grounds: grounds.trim() }, t('appealed'));
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('appeal')}</Button>
      <Modal
        open={isOpen}
        title={t('appeal')}
        okText={t('appeal')}
        okButtonProps={{ disabled: grounds.trim() === '' }}
        confirmLoading={appeal.isRunning}
        onOk={() => void run()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Input.TextArea
          aria-label={t('grounds')}
          placeholder={t('grounds')}
          rows={4}
          maxLength={1_000}
          value={grounds}
          onChange={({ target }) => setGrounds(target.value)}
        />
      </Modal>
    </>
  );
}

function DecideButton({
  entryId,
  decision,
}: {
  readonly entryId: string;
  readonly decision: 'UPHOLD' | 'REMOVE';
}) {
  const t = useInboxTexts();
  const decide = useOrder(DecideListing);
  const word = t(decision === 'REMOVE' ? 'remove' : 'uphold');
  const run = async (): Promise<void> => {
    const done = await decide.give({ entryId, decision });
    if (done?.__typename === 'DecidedListing')
      toast(done.awaiting === null ? t('decidedAs', { word }) : t('asked'));
  };
  return (
    <Popconfirm title={word} description={t('decideSure')} onConfirm={run}>
      <Button type={decision === 'REMOVE' ? 'primary' : 'default'} loading={decide.isRunning}>
        {word}
      </Button>
    </Popconfirm>
  );
}
