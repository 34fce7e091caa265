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
  { name: 'counter-errand-times', path: '/counter/errand-times', as: 'courier' },
];
