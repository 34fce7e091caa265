/** Merge review: two members side by side, the evidence that adds up for or against, and a decision that can be taken back. */
import { Button, Radio, Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { Pager, useCursor } from '../../desk/desk-table.tsx';
import { Facts, Page, Panel, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { StateTag, Tag } from '../../desk/state-tag.tsx';
import { Sure } from '../../desk/sure.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { When } from '../../desk/when.tsx';
import { companyName, stateWord } from '../../desk/words.ts';
import { formatDate } from '../../format/dates.ts';
import { formatDecimal } from '../../format/numbers.ts';
import { useAsk } from '../../graphql/queries.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { IDENTITY_WORDS, useMemberTexts } from './member-texts.ts';
import { Evidence } from './review-evidence.tsx';
import { type Case, factOf, nameOf, type Side } from './review-facts.ts';
import {
  ConfirmSamePerson,
  DeskReviews,
  KeepDistinct,
  ReopenReview,
  UnmergeMembers,
} from './review-operations.ts';
import { REASON_WORDS, useReviewTexts } from './review-texts.ts';

type State = Case['state'];

const STATES: readonly State[] = ['OPEN', 'MERGED', 'DISTINCT'];

export function ReviewsPage() {
  const t = useReviewTexts();
  const [{ state = 'OPEN' }, setFilters] = useFilters(['state', 'after']);
  const after = useCursor();
  const filter = { state: state as State };
  const query = useAsk(DeskReviews, { filter, first: 10, after }, { keepPrevious: true });
  useLiveRefresh(['identity.']);
  return (
    <Page title={t('reviews')} lead={t('lead')}>
      <div className={css.filters}>
        <Segmented
          aria-label={t('state')}
          value={state}
          options={STATES.map((value) => ({ value, label: stateWord(value) }))}
          onChange={(value) => setFilters({ state: value === 'OPEN' ? null : value, after: null })}
        />
      </div>
      <Asked query={query}>
        {({ reviewCases: { edges, pageInfo, totalCount } }) =>
          edges.length === 0 ? (
            <EmptyState title={t('none')} hint={t('noneHint')} icon="check" />
          ) : (
            <Stack>
              {edges.flatMap(({ node }) =>
                node === null ? [] : [<CaseShown key={node.id} of={node} />],
              )}
              <Pager pageInfo={pageInfo} total={totalCount} />
            </Stack>
          )
        }
      </Asked>
    </Page>
  );
}

function CaseShown({ of }: { readonly of: Case }) {
  const t = useReviewTexts();
  const sides = of.members.filter((member) => member !== null);
  const [survivor, setSurvivor] = useState(sides[0]?.id);
  const mayDecide = useHasRole('operator');
  return (
    <Panel
      title={sides.map(nameOf).join(' · ')}
      hint={
        <>
          {wordFor(REASON_WORDS, of.reason)} · <When at={of.openedAt} />
        </>
      }
      extra={<StateTag state={of.state} />}
    >
      <div className={css.stack}>
        <Radio.Group
          aria-label={t('survivor')}
          value={survivor ?? ''}
          onChange={({ target }) => setSurvivor(target.value as string)}
          disabled={of.state !== 'OPEN' || !mayDecide}
          style={{ display: 'block' }}
        >
          {/* The group sets all text to nothing, for its own buttons. */}
          <div className={css.columns} style={{ fontSize: 14, lineHeight: 1.6 }}>
            {sides.map((side) => (
              <SideShown
                key={side.id}
                side={side}
                other={sides.find(({ id }) => id !== side.id)}
                choice={of.state === 'OPEN' && mayDecide}
              />
            ))}
          </div>
        </Radio.Group>
        <Evidence of={of} />
        {mayDecide ? <Decision of={of} survivorId={survivor} /> : null}
      </div>
    </Panel>
  );
}

function SideShown({
  side,
  other,
  choice,
}: {
  readonly side: Side;
  readonly other: Side | undefined;
  readonly choice: boolean;
}) {
  const t = useReviewTexts();
  const m = useMemberTexts();
  const marked = (mine: string, theirs: string | undefined) =>
    mine !== '—' && mine === theirs ? <Tag tone="good">{mine}</Tag> : mine;
  const theirs = new Set(
    (other?.identities ?? []).flatMap((identity) =>
      identity.__typename === 'MemberIdentity' ? [`${identity.type} ${identity.value}`] : [],
    ),
  );
  return (
    <div>
      <p style={{ marginBottom: 10 }}>
        <Link to={`/group/members/${side.id}`}>{side.memberNo}</Link>{' '}
        {choice ? (
          <Radio value={side.id} style={{ marginInlineStart: 8 }}>
            {t('keeps')}
          </Radio>
        ) : (
          <StateTag state={side.status} />
        )}
      </p>
      <Facts
        items={[
          [m('name'), marked(nameOf(side), other === undefined ? undefined : nameOf(other))],
          [m('birthday'), marked(factOf(side.profile?.birthday), factOf(other?.profile?.birthday))],
          [m('address'), marked(factOf(side.profile?.address), factOf(other?.profile?.address))],
          [m('enrolledBy'), `${companyName(side.enrolledBy)} · ${formatDate(side.enrolledAt)}`],
          [m('points'), formatDecimal(side.points?.available ?? '0')],
          ...side.identities.flatMap((identity): (readonly [string, React.ReactNode])[] =>
            identity.__typename === 'MemberIdentity'
              ? [
                  [
                    wordFor(IDENTITY_WORDS, identity.type),
                    theirs.has(`${identity.type} ${identity.value}`) ? (
                      <Tag key={identity.id} tone="good">
                        {identity.value}
                      </Tag>
                    ) : (
                      <span key={identity.id} className={css.mono}>
                        {identity.value}
                      </span>
                    ),
                  ],
                ]
              : [],
          ),
        ]}
      />
    </div>
  );
}

function Decision({
  of,
  survivorId,
}: {
  readonly of: Case;
  readonly survivorId: string | undefined;
}) {
  const t = useReviewTexts();
  const common = useCommonTexts();
  const confirm = useOrder(ConfirmSamePerson);
  const keep = useOrder(KeepDistinct);
  const reopen = useOrder(ReopenReview);
  const unmerge = useOrder(UnmergeMembers);
  const reopenNow = () => void reopen.give({ reviewId: of.id }, t('reopened'));
  if (of.state === 'OPEN')
    return (
      <div className={css.actions}>
        <Sure
          title={t('same')}
          description={t('sameSure')}
          onConfirm={() =>
            confirm.give(
              { reviewId: of.id, ...(survivorId === undefined ? {} : { survivorId }) },
              t('merged'),
            )
          }
        >
          <Button type="primary" loading={confirm.isRunning}>
            {t('same')}
          </Button>
        </Sure>
        <Button
          loading={keep.isRunning}
          onClick={() =>
            void keep.give({ reviewId: of.id }, t('kept'), {
              label: common('undo'),
              run: reopenNow,
            })
          }
        >
          {t('distinct')}
        </Button>
      </div>
    );
  const { mergeId } = of;
  return (
    <div className={css.actions}>
      {of.state === 'MERGED' && mergeId !== null ? (
        <Sure
          title={t('undoMerge')}
          description={t('undoMergeSure')}
          onConfirm={() => unmerge.give({ mergeId, reason: 'NOT_ONE_PERSON' }, t('undone'))}
        >
          <Button loading={unmerge.isRunning}>{t('undoMerge')}</Button>
        </Sure>
      ) : (
        <Button loading={reopen.isRunning} onClick={reopenNow}>
          {t('reopen')}
        </Button>
      )}
    </div>
  );
}
