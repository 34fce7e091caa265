/** The coupon to pay a service with: each of the member's that the dealerships take, or why it will not do then. */
import { graphql } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { inLocale } from '../../../i18n/locale.ts';
import { CheckRow } from '../../../ui/check-row.tsx';
import { endOf, type Ticket } from '../coupons/coupon-parts.ts';
import { Card, Section } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';

const ForeseeServiceCoupons = graphql(`
  query ForeseeServiceCoupons($input: ForeseeCouponsInput!) {
    foreseeCoupons(input: $input) {
      named
      refused {
        code
        message
      }
    }
  }
`);

/** As many as are looked at in one question; those that end first come first. */
const MOST_COUPONS = 50;

/** The member's coupons that the dealerships take. */
export const serviceTickets = (coupons: readonly Ticket[] | null | undefined): readonly Ticket[] =>
  (coupons ?? []).filter(({ terms }) => terms.honouredBy.includes('auto')).slice(0, MOST_COUPONS);

export interface Visit {
  readonly memberId: string;
  readonly car: string;
  readonly shop: string;
  readonly at: string;
}

/** Refused coupons by their ids, with the reason in words; `isAsking` until that is known for this visit. */
export function useServiceCoupons({ memberId, car, shop, at }: Visit, tickets: readonly Ticket[]) {
  const t = useMemberTexts();
  const query = useAsk(
    ForeseeServiceCoupons,
    {
      input: {
        ...{ memberId, subsidiary: 'auto', storeCode: shop, kind: 'SERVICE_DONE', at },
        asset: { type: 'vehicle', key: car },
        coupons: tickets.map(({ id }) => id),
      },
    },
    { enabled: tickets.length > 0, keepPrevious: true },
  );
  const refused = new Map(
    query.data?.foreseeCoupons.flatMap((one) =>
      one.refused === null
        ? []
        : [
            [
              one.named,
              one.refused.code === 'COUPON_WRONG_ASSET' ? t('forOtherCar') : one.refused.message,
            ] as const,
          ],
    ),
  );
  const isAsking = tickets.length > 0 && (query.isLoading || query.isPlaceholderData);
  return { refused, isAsking, error: query.error ?? undefined };
}

interface Choice {
  readonly tickets: readonly Ticket[];
  readonly refused: ReadonlyMap<string, string>;
  readonly chosen: string | undefined;
  readonly onChange: (couponId: string | undefined) => void;
}

export function ServiceCoupon(choice: Choice) {
  const t = useMemberTexts();
  const canPay = choice.tickets.some(({ id }) => !choice.refused.has(id));
  return (
    <Section title={t('withCoupon')} {...(canPay ? { hint: t('couponAtCheckIn') } : {})}>
      <CouponRows {...choice} />
    </Section>
  );
}

/** One of them, or none: what is chosen is let go by choosing it again. */
export function CouponRows({ tickets, refused, chosen, onChange }: Choice) {
  const t = useMemberTexts();
  return (
    <Card>
      {tickets.length === 0 ? (
        <CheckRow
          checked={false}
          disabled
          title={t('noServiceCoupon')}
          hint={t('noServiceCouponHint')}
        />
      ) : null}
      {tickets.map((ticket) => {
        const { id, terms } = ticket;
        const why = refused.get(id);
        return (
          <CheckRow
            key={id}
            checked={id === chosen}
            disabled={why !== undefined}
            onChange={(checked) => onChange(checked ? id : undefined)}
            title={inLocale(terms.name)}
            hint={why ?? endOf(ticket).words}
          />
        );
      })}
    </Card>
  );
}
