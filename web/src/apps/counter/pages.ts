/** The pages of the counter that are photographed and tested for accessibility. */
import type { Ask, PageShot, Step } from '../pages.ts';

const page = (name: string, path: PageShot['path'], steps?: readonly Step[]): PageShot => ({
  name: `counter-${name}`,
  path,
  as: 'clerk',
  ...(steps === undefined ? {} : { steps }),
});

async function lastRedemption(ask: Ask): Promise<string> {
  const { couponRedemptions } = await ask<{
    couponRedemptions: { edges: { node: { id: string } }[] };
  }>('{ couponRedemptions(first: 1, filter: { subsidiary: "retail" }) { edges { node { id } } } }');
  return `/counter/redemptions/${couponRedemptions.edges[0]?.node.id ?? 'none'}`;
}

const SHANGHAI_MS = 8 * 3_600_000;

/** A day with bookings: today may have none. */
async function bookedDay(ask: Ask): Promise<string> {
  const { serviceBookings } = await ask<{
    serviceBookings: { edges: { node: { startsAt: string } }[] };
  }>('{ serviceBookings(first: 1, order: STARTS) { edges { node { startsAt } } } }');
  const startsAt = serviceBookings.edges[0]?.node.startsAt;
  return startsAt === undefined
    ? '/counter/bookings'
    : `/counter/bookings?day=${new Date(Date.parse(startsAt) + SHANGHAI_MS).toISOString().slice(0, 10)}`;
}

export const PAGES: readonly PageShot[] = [
  page('till', '/counter'),
  page('basket', '/counter', [
    { fill: '扫码或输入券码', with: '13979623322' },
    { press: 'Enter' },
    { fill: '添加商品', with: '咖啡' },
    { press: 'Enter' },
    { fill: '添加商品', with: '苹果' },
    { press: 'Enter' },
  ]),
  page('nobody', '/counter', [
    { fill: '扫码或输入券码', with: '13800000000' },
    { press: 'Enter' },
    { fill: '添加商品', with: '苹果' },
  ]),
  page('camera', '/counter', [{ click: '用摄像头扫码' }]),
  page('today', '/counter/today'),
  page('redemption', lastRedemption),
  { name: 'counter-errands', path: '/counter/errands?state=ALL', as: 'courier' },
  { name: 'counter-bookings', path: bookedDay, as: 'service-clerk' },
  { name: 'counter-bookings-none', path: '/counter/bookings?day=2026-01-01', as: 'service-clerk' },
  {
    name: 'counter-bill',
    path: bookedDay,
    as: 'service-clerk',
    steps: [{ click: '工单结账' }],
  },
  { name: 'counter-errand-times', path: '/counter/errand-times', as: 'courier' },
];
