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

export function ServiceCoupon({
  tickets,
  refused,
  chosen,
  onChange,
}: {
  readonly tickets: readonly Ticket[];
  readonly refused: ReadonlyMap<string, string>;
  readonly chosen: string | undefined;
  readonly onChange: (couponId: string | undefined) => void;
}) {
  const t = useMemberTexts();
  const canPay = tickets.some(({ id }) => !refused.has(id));
  return (
    <Section title={t('withCoupon')} {...(canPay ? { hint: t('couponAtCheckIn') } : {})}>
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
    </Section>
  );
}
