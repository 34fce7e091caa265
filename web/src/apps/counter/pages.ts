/** The pages of the counter that are photographed and tested for accessibility. */
import type { PageShot, Step } from '../pages.ts';

const page = (name: string, path: PageShot['path'], steps?: readonly Step[]): PageShot => ({
  name: `counter-${name}`,
  path,
  as: 'clerk',
  ...(steps === undefined ? {} : { steps }),
});

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
  page('today', '/counter/today'),
];
