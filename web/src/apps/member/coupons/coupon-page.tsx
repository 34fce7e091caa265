/** One coupon: its code for the counter, where and how it can be used, or why not yet. */
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { formatDateTime, formatShortDate } from '../../../format/dates.ts';
import { inList } from '../../../format/lists.ts';
import { formatMoney, sumOf } from '../../../format/numbers.ts';
import { RefusalParts, useCommand } from '../../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { subsidiaryName } from '../../../i18n/domain-words.ts';
import { useCommonTexts } from '../../../i18n/house-texts.ts';
import { inLocale } from '../../../i18n/locale.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Confirm } from '../../../ui/sheet.tsx';
import { Asked, EmptyState, SkeletonList } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { Card, Column, Columns, Facts, Notice, Page, Row, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';
import css from './coupon.module.css';
import { placesOf, shelfOf, TicketParts } from './coupon-parts.ts';
import { RotatingCode } from './rotating-code.tsx';
import { TicketFace } from './ticket.tsx';

const CouponParts = graphql(
  `
    fragment CouponParts on Coupon {
      ...TicketParts
      qr {
        text
        validUntil
      }
      reading
      issuedAt
      asset {
        type
        key
      }
      offer {
        name {
          zh
          en
        }
        description {
          zh
          en
        }
      }
    }
  `,
  [TicketParts],
);

const MyCoupon = graphql(
  `
    query MyCoupon($couponId: ID!) {
      me {
        coupons(usable: false) {
          ...CouponParts
        }
      }
      couponRedemptions(filter: { couponId: $couponId }, first: 20) {
        edges {
          node {
            id
            occurredAt
            madeAt
            subsidiary
            storeCode
            lines {
              discount
              reversed
              coupon {
                id
              }
            }
          }
        }
      }
    }
  `,
  [CouponParts],
);

const RelinquishCoupon = graphql(
  `
    mutation RelinquishCoupon($input: RelinquishCouponInput!) {
      relinquishCoupon(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

type Whole = ResultOf<typeof CouponParts>;
type Redemptions = ResultOf<typeof MyCoupon>['couponRedemptions'];

/** Asked again this often while the code is shown, should the live notice not come through. */
const ASK_AGAIN_MS = 15_000;
/** How far the clocks of phone and server may differ. */
const CLOCKS_MS = 5_000;

export function CouponPage() {
  const t = useMemberTexts();
  const common = useCommonTexts();
  const { couponId = '' } = useParams();
  const query = useAsk(MyCoupon, { couponId }, { refetchInterval: ASK_AGAIN_MS });
  useLiveRefresh(['coupon.']);
  return (
    <Page wide title={t('couponDetail')} back="/me/wallet">
      <Asked query={query} skeleton={<SkeletonList rows={3} height={160} />}>
        {({ me, couponRedemptions }) => {
          const coupon = me?.coupons?.find(({ id }) => id === couponId);
          return coupon === undefined ? (
            <EmptyState icon="ticket" title={t('noSuchCoupon')}>
              <ButtonLink to="/me/wallet">{common('backToList')}</ButtonLink>
            </EmptyState>
          ) : (
            <CouponDetail coupon={coupon} redemptions={couponRedemptions} onRenew={query.refetch} />
          );
        }}
      </Asked>
    </Page>
  );
}

function CouponDetail({
  coupon,
  redemptions,
  onRenew,
}: {
  readonly coupon: Whole;
  readonly redemptions: Redemptions;
  readonly onRenew: () => unknown;
}) {
  const t = useMemberTexts();
  const { terms } = coupon;
  const isUsable = coupon.usableNow;
  return (
    <Columns>
      <Column>
        <TicketFace ticket={coupon} />
        <JustUsed coupon={coupon} redemptions={redemptions} />
        {isUsable && coupon.qr !== null ? (
          <RotatingCode
            title={t('showAtCounter')}
            text={coupon.qr.text}
            validUntil={coupon.qr.validUntil}
            aloud={coupon.code ?? ''}
            label={`${inLocale(terms.name)} ${coupon.code ?? ''}`}
            onRenew={onRenew}
          />
        ) : null}
        <WhyNot coupon={coupon} />
        <NextSteps coupon={coupon} />
      </Column>
      <Column>
        <Section title={t('howToUse')}>
          <Card padded>
            <ul className={css.reading}>
              {coupon.reading.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            <Facts
              facts={[
                [t('where'), inList(placesOf(coupon))],
                [
                  t('validity'),
                  t('validBetween', {
                    from: formatShortDate(coupon.vestsAt ?? coupon.validFrom),
                    to: formatShortDate(coupon.expiresAt),
                  }),
                ],
                ...(coupon.asset === null
                  ? []
                  : [
                      [
                        t('boundTo'),
                        t(coupon.asset.type === 'vehicle' ? 'vehicle' : 'dwelling'),
                      ] as const,
                    ]),
                ...(coupon.offer === null
                  ? []
                  : [[t('cameFrom'), inLocale(coupon.offer.name)] as const]),
              ]}
            />
          </Card>
        </Section>
        <Uses couponId={coupon.id} redemptions={redemptions} />
        {shelfOf(coupon) === 'past' ? null : <GiveUp coupon={coupon} />}
      </Column>
    </Columns>
  );
}

/** What it waits for, or what has become of it. */
function WhyNot({ coupon }: { readonly coupon: Whole }) {
  const t = useMemberTexts();
  const { state, notYet } = coupon;
  if (state === 'RESERVED')
    return (
      <Notice title={t('heldNow')}>
        <span>{t('heldNowHint')}</span>
      </Notice>
    );
  if (
    state === 'REDEEMED' ||
    state === 'EXPIRED' ||
    state === 'REVOKED' ||
    state === 'RELINQUISHED'
  )
    return (
      <Card padded>
        <span>{t(`ended${state}`)}</span>
      </Card>
    );
  return notYet === null ? null : (
    <Notice title={t('notNow')}>
      <span>{notYet.message}</span>
    </Notice>
  );
}

/** A redemption that came in while the page was open: the answer the member is waiting for. */
function JustUsed({
  coupon,
  redemptions,
}: {
  readonly coupon: Whole;
  readonly redemptions: Redemptions;
}) {
  const t = useMemberTexts();
  const [openedAt] = useState(() => Date.now());
  const used = redemptions.edges.find(
    ({ node }) => node !== null && Date.parse(node.madeAt) > openedAt - CLOCKS_MS,
  )?.node;
  if (used === undefined || used === null || coupon.usableNow) return null;
  const amount = sumOf(
    used.lines.filter((line) => line.coupon?.id === coupon.id).map(({ discount }) => discount),
  );
  return (
    <div className={css.used} role="status">
      <span className={css.usedMark}>
        <Icon name="check" size={32} />
      </span>
      <strong>{t('justUsed', { amount: formatMoney(amount) })}</strong>
      <span>{t('justUsedHint', { store: subsidiaryName(used.subsidiary) })}</span>
    </div>
  );
}

/** Where a member can use it without a counter. */
function NextSteps({ coupon }: { readonly coupon: Whole }) {
  const t = useMemberTexts();
  if (!coupon.usableNow) return null;
  const { honouredBy, kind, kinds } = coupon.terms;
  const car = coupon.asset?.type === 'vehicle' ? `&car=${coupon.asset.key}` : '';
  if (honouredBy.includes('logistics') && (kind === 'ERRAND' || kinds.includes('ERRAND_BOOKED')))
    return (
      <ButtonLink to={`/me/errands/new?coupon=${coupon.id}`} kind="primary" block>
        {t('useForErrand')}
      </ButtonLink>
    );
  if (honouredBy.includes('property'))
    return (
      <ButtonLink to={`/me/bills?coupon=${coupon.id}`} block>
        {t('useForFees')}
      </ButtonLink>
    );
  if (honouredBy.includes('auto') && kind !== 'STORED_VALUE')
    return (
      <ButtonLink to={`/me/service?coupon=${coupon.id}${car}`} block>
        {t('useForService')}
      </ButtonLink>
    );
  return null;
}

function Uses({
  couponId,
  redemptions,
}: {
  readonly couponId: string;
  readonly redemptions: Redemptions;
}) {
  const t = useMemberTexts();
  const uses = redemptions.edges.flatMap(({ node }) => (node === null ? [] : [node]));
  if (uses.length === 0) return null;
  return (
    <Section title={t('usedAt')}>
      <Card>
        {uses.map(({ id, occurredAt, subsidiary, lines }) => (
          <Row
            key={id}
            icon="check"
            title={subsidiaryName(subsidiary)}
            hint={formatDateTime(occurredAt)}
            side={lines
              .filter(({ coupon }) => coupon?.id === couponId)
              .map(({ discount }) => formatMoney(discount))
              .join(' + ')}
          />
        ))}
      </Card>
    </Section>
  );
}

function GiveUp({ coupon }: { readonly coupon: Whole }) {
  const t = useMemberTexts();
  const [isAsking, setIsAsking] = useState(false);
  const navigate = useNavigate();
  const { run, isRunning, refusal, failure } = useCommand(RelinquishCoupon);
  const giveUp = async () => {
    const outcome = await run({ couponId: coupon.id }).catch(() => undefined);
    if (outcome?.ok !== true) return;
    toast(t('givenUp'));
    await navigate('/me/wallet', { replace: true });
  };
  return (
    <>
      <Button kind="plain" onClick={() => setIsAsking(true)}>
        {t('giveUp')}
      </Button>
      <Confirm
        title={t('giveUpSure', { name: inLocale(coupon.terms.name) })}
        hint={t('giveUpHint')}
        action={t('giveUp')}
        open={isAsking}
        busy={isRunning}
        onConfirm={() => void giveUp()}
        onClose={() => setIsAsking(false)}
      >
        <Problem refusal={refusal} failure={failure} />
      </Confirm>
    </>
  );
}
