/**
 * From a basket to a redemption: the server quotes every change, then coupons and points are held for this basket alone
 * while the money is taken, then redeemed against the order or given back.
 */
import { useState } from 'react';
import { mostPoints, type Tender } from '../../format/points-tender.ts';
import { useCommand } from '../../graphql/commands.ts';
import { useAsk } from '../../graphql/queries.ts';
import type { Customer } from './operations.ts';
import { Quote, Redeem, Release, Reserve } from './operations.ts';
import type { Line } from './use-basket.ts';

export interface Order {
  readonly customer: Customer | undefined;
  readonly tenders: readonly Tender[];
  readonly lines: readonly Line[];
  readonly total: string;
  readonly subsidiary: string;
  readonly kind: string;
  readonly storeCode: string | undefined;
}

export interface Held {
  readonly id: string;
  readonly discount: string;
  readonly pointsValue: string;
  readonly payable: string;
  readonly expiresAt: string;
}

export interface Done {
  readonly redemptionId: string;
  readonly discount: string;
  readonly paid: string;
}

function orderNumber(now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  return `C${day}-${crypto.randomUUID().slice(0, 8).toUpperCase()}`;
}

export function useCheckout(order: Order) {
  const { customer, lines, subsidiary, kind, storeCode, total } = order;
  const [unwanted, setUnwanted] = useState<readonly string[]>([]);
  const [withPoints, setWithPoints] = useState(false);
  const [held, setHeld] = useState<Held>();
  const [done, setDone] = useState<Done>();
  const [orderRef, setOrderRef] = useState(() => orderNumber(new Date()));
  const coupons = (customer?.coupons ?? []).map(({ id }) => id);
  const wanted = coupons.filter((id) => !unwanted.includes(id));
  const basket = {
    ...{ subsidiary, kind, storeCode: storeCode ?? null },
    lines: lines.map(({ lineId, item, quantity, amount }) => ({
      ...{ lineId, amount, itemCode: item.code, category: item.category },
      quantity: String(quantity),
    })),
  };
  const quote = useAsk(
    Quote,
    { input: { memberId: customer?.id ?? '', basket, coupons: wanted } },
    {
      enabled: customer !== undefined && lines.length > 0 && held === undefined,
      keepPrevious: true,
    },
  );
  const quoted =
    customer === undefined || lines.length === 0 ? undefined : quote.data?.validateBasket;
  const points = mostPoints(customer?.pointBalances ?? [], order.tenders, quoted?.payable ?? total);
  const paying = withPoints && points !== undefined ? points : undefined;
  const reserve = useCommand(Reserve, { refresh: false });
  const release = useCommand(Release);
  const redeem = useCommand(Redeem);
  const applied = (quoted?.applicable ?? []).flatMap(({ coupon }) =>
    coupon === null ? [] : [coupon.id],
  );
  return {
    ...{ coupons, unwanted, setUnwanted, withPoints: paying !== undefined, setWithPoints },
    ...{ quote, quoted, points, paying, held, done, orderRef, setOrderRef, applied },
    /** The price of the basket as it stands is on its way. */
    isQuoting: quote.isFetching && (quote.isPlaceholderData || quote.data === undefined),
    isBusy: reserve.isRunning || release.isRunning || redeem.isRunning,
    refusal: redeem.refusal ?? release.refusal ?? reserve.refusal,
    failure: redeem.failure ?? release.failure ?? reserve.failure ?? quote.error ?? undefined,
    canReserve:
      customer !== undefined && lines.length > 0 && (applied.length > 0 || paying !== undefined),
    reserve: async () => {
      const outcome = await reserve
        .run({
          ...{ memberId: customer?.id ?? '', basket, coupons: applied, ttlSeconds: 300 },
          ...(paying === undefined
            ? {}
            : { points: { currency: paying.currency, amount: paying.amount } }),
        })
        .catch(() => undefined);
      if (outcome?.ok === true && outcome.value.__typename === 'CouponReservation')
        setHeld(outcome.value);
    },
    release: async () => {
      if (held === undefined) return;
      const outcome = await release.run({ reservationId: held.id }).catch(() => undefined);
      if (outcome?.ok === true || Date.parse(held.expiresAt) < Date.now()) setHeld(undefined);
    },
    redeem: async () => {
      if (held === undefined) return;
      const wish = { reservationId: held.id, orderRef: orderRef.trim() };
      const outcome = await redeem.run(wish).catch(() => undefined);
      if (outcome?.ok !== true || outcome.value.__typename !== 'CouponRedemption') return;
      setDone({
        ...{ redemptionId: outcome.value.id, discount: outcome.value.discount },
        paid: held.payable,
      });
      setHeld(undefined);
    },
    begin: () => {
      setDone(undefined);
      setHeld(undefined);
      setUnwanted([]);
      setWithPoints(false);
      setOrderRef(orderNumber(new Date()));
      reserve.reset();
      release.reset();
      redeem.reset();
    },
  };
}
