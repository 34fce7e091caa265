/** One member, all round: who they are and who says so, what they have, what happened, who looked. */
import { Link, useParams } from 'react-router';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { Figure, Figures, Note, Page, Stack } from '../../desk/page.tsx';
import { StateTag, Tag } from '../../desk/state-tag.tsx';
import { Tabs } from '../../desk/tabs.tsx';
import { When } from '../../desk/when.tsx';
import { companyName } from '../../desk/words.ts';
import { formatDate } from '../../format/dates.ts';
import { formatDecimal } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { inLocale } from '../../i18n/locale.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Asked, NotFound } from '../../ui/states.tsx';
import { MemberActivity, MemberLooks } from './member-activity.tsx';
import { DeskMember } from './member-operations.ts';
import { MemberOrders } from './member-orders.tsx';
import { MemberProvenance } from './member-provenance.tsx';
import { CONSENT_WORDS, PURPOSE_WORDS, useMemberTexts } from './member-texts.ts';
import { MemberTimeline } from './member-timeline.tsx';

export type MemberView = NonNullable<ResultOf<typeof DeskMember>['member']>;

export function MemberPage() {
  const { memberId = '' } = useParams();
  const query = useAsk(DeskMember, { id: memberId });
  useLiveRefresh(['identity.', 'coupon.', 'ledger.']);
  return (
    <Asked query={query}>
      {({ member }) =>
        member === null ? <NotFound home="/group/members" /> : <Shown member={member} />
      }
    </Asked>
  );
}

export function factValue(
  fact: NonNullable<MemberView['profile']>['name'] | undefined,
): string | undefined {
  return fact?.__typename === 'MemberProfileFact' ? fact.value : undefined;
}

function Shown({ member }: { readonly member: MemberView }) {
  const t = useMemberTexts();
  const name = factValue(member.profile?.name) ?? member.memberNo;
  return (
    <Page
      title={name}
      mark={<StateTag state={member.status} />}
      lead={
        <span className={css.mono}>
          {member.memberNo} · {companyName(member.enrolledBy)} · {formatDate(member.enrolledAt)}
        </span>
      }
      back={{ to: '/group/members', label: t('members') }}
      actions={<MemberOrders member={member} />}
    >
      <Stack>
        {member.survivor !== null && member.survivor.id !== member.id ? (
          <Note tone="info">
            {t('nowIs')}{' '}
            <Link to={`/group/members/${member.survivor.id}`}>{member.survivor.memberNo}</Link>
          </Note>
        ) : null}
        <Standing member={member} />
        <Tabs
          label={t('overview')}
          items={[
            {
              key: 'overview',
              label: t('provenance'),
              children: <MemberProvenance member={member} />,
            },
            { key: 'timeline', label: t('timeline'), children: <MemberTimeline id={member.id} /> },
            { key: 'activity', label: t('activity'), children: <MemberActivity id={member.id} /> },
            { key: 'coupons', label: t('coupons'), children: <Coupons member={member} /> },
            { key: 'consents', label: t('consents'), children: <Consents member={member} /> },
            { key: 'looks', label: t('whoLooked'), children: <MemberLooks id={member.id} /> },
          ]}
        />
      </Stack>
    </Page>
  );
}

function Standing({ member: { points, tiers, coupons } }: { readonly member: MemberView }) {
  const t = useMemberTexts();
  const [tier] = tiers ?? [];
  const usable = (coupons ?? []).filter(({ state }) => state === 'ISSUED').length;
  return (
    <Figures>
      <Figure
        label={t('points')}
        value={formatDecimal(points?.available ?? '0')}
        note={
          points?.nextExpiry != null && points.nextExpiryAt != null
            ? t('expiring', {
                amount: formatDecimal(points.nextExpiry),
                at: formatDate(points.nextExpiryAt),
              })
            : undefined
        }
      />
      <Figure label={t('pending')} value={formatDecimal(points?.pending ?? '0')} />
      <Figure label={t('held')} value={formatDecimal(points?.held ?? '0')} />
      <Figure
        label={t('tier')}
        value={tier?.tier?.name ?? '—'}
        note={
          tier?.nextTier != null && tier.missing != null
            ? t('tierMissing', { next: tier.nextTier.name, missing: formatDecimal(tier.missing) })
            : undefined
        }
      />
      <Figure
        label={t('usableCoupons')}
        value={usable}
        note={t('allCoupons', { count: (coupons ?? []).length })}
      />
    </Figures>
  );
}

function Coupons({ member }: { readonly member: MemberView }) {
  const t = useMemberTexts();
  return (
    <DeskTable
      label={t('coupons')}
      rows={member.coupons ?? []}
      rowKey={({ id }) => id}
      columns={[
        { key: 'name', title: t('couponName'), render: ({ terms }) => inLocale(terms.name) },
        {
          key: 'state',
          title: t('state'),
          phone: 'mark',
          render: ({ state }) => <CouponState state={state} />,
        },
        { key: 'expires', title: t('expires'), render: ({ expiresAt }) => formatDate(expiresAt) },
      ]}
    />
  );
}

const COUPON_STATES = {
  LOCKED: { zh: '未到期解锁', en: 'Locked' },
  ISSUED: { zh: '可用', en: 'Usable' },
  RESERVED: { zh: '占用中', en: 'Reserved' },
  REDEEMED: { zh: '已核销', en: 'Redeemed' },
  PARTIALLY_REDEEMED: { zh: '部分核销', en: 'Partly redeemed' },
  EXPIRED: { zh: '已过期', en: 'Expired' },
  REVOKED: { zh: '已收回', en: 'Revoked' },
  RELINQUISHED: { zh: '已放弃', en: 'Given up' },
};

function CouponState({ state }: { readonly state: string }) {
  const tone = state === 'ISSUED' ? 'good' : state === 'REDEEMED' ? 'info' : 'neutral';
  return <Tag tone={tone}>{wordFor(COUPON_STATES, state)}</Tag>;
}

function Consents({ member }: { readonly member: MemberView }) {
  const t = useMemberTexts();
  return (
    <DeskTable
      label={t('consents')}
      rows={member.consents}
      rowKey={({ purpose, channel, subsidiary }) => `${purpose} ${channel} ${subsidiary}`}
      columns={[
        {
          key: 'purpose',
          title: t('purpose'),
          render: ({ purpose }) => wordFor(PURPOSE_WORDS, purpose),
        },
        {
          key: 'state',
          title: t('state'),
          phone: 'mark',
          render: ({ state }) => (
            <Tag tone={state === 'GRANTED' ? 'good' : 'neutral'}>
              {wordFor(CONSENT_WORDS, state)}
            </Tag>
          ),
        },
        {
          key: 'scope',
          title: t('scope'),
          render: ({ subsidiary, channel }) =>
            [subsidiary === null ? t('wholeGroup') : companyName(subsidiary), channel]
              .filter((part) => part !== null)
              .join(' · '),
        },
        { key: 'wording', title: t('wording'), render: ({ wordingVersion }) => wordingVersion },
        { key: 'since', title: t('when'), render: ({ since }) => <When at={since} /> },
      ]}
    />
  );
}
