/** States and moves of offers, coupons, batches and gifts, as people say them. */
import { type Locale, type Said, said } from './terms.ts';

const STATES: Readonly<Record<string, Said>> = {
  DRAFT: said('还是草稿', 'a draft'),
  SCHEDULED: said('尚未开始', 'scheduled'),
  LIVE: said('进行中', 'live'),
  PAUSED: said('已暂停', 'paused'),
  ENDED: said('已结束', 'over'),
  ISSUED: said('可用', 'good to use'),
  LOCKED: said('未到可用日', 'locked'),
  RESERVED: said('正被另一笔订单占用', 'reserved for an order'),
  PARTIALLY_REDEEMED: said('已用过一部分', 'partly used'),
  REDEEMED: said('已用完', 'used up'),
  EXPIRED: said('已过期', 'expired'),
  REVOKED: said('已被收回', 'revoked'),
  RELINQUISHED: said('已被放弃', 'given up'),
  PENDING: said('等待制作', 'waiting to be made'),
  GENERATING: said('制作中', 'being made'),
  READY: said('可用', 'ready'),
  CLOSED: said('已关闭', 'closed for good'),
  TAKEN: said('已被领取', 'taken'),
  TAKEN_BACK: said('已被撤回', 'taken back'),
  DECLINED: said('已被谢绝', 'declined'),
};

const MOVES: Readonly<Record<string, Said>> = {
  PUBLISH: said('发布', 'be published'),
  PAUSE: said('暂停', 'be paused'),
  RESUME: said('恢复', 'go on'),
  END: said('结束', 'be ended'),
  CLOSE: said('关闭', 'be closed'),
  IMPORT: said('导入券码', 'take in codes'),
};

export const stateInWords = (state: string, locale: Locale): string =>
  STATES[state]?.[locale] ?? state;
export const moveInWords = (move: string, locale: Locale): string => MOVES[move]?.[locale] ?? move;

/** Of which limit nothing is left, and what would do. */
const LIMITS: Readonly<Record<string, Said>> = {
  TOTAL: said('名额或预算已用完', 'has nothing left'),
  DAY: said('今天的名额或预算已用完，明天可用', 'has nothing left today: again tomorrow'),
  MEMBER: said('每位会员的次数或金额已用完', 'has been used as much as one member may'),
  MEMBER_DAY: said(
    '该会员今天的次数或金额已用完，明天可用',
    'has been used as much as one member may in a day: again tomorrow',
  ),
  HOUSEHOLD: said('每个家庭的次数或金额已用完', 'has been used as much as one household may'),
  STORE: said(
    '本门店的名额或预算已用完，可到其他门店',
    'has nothing left at this store: at another one',
  ),
  STORE_DAY: said(
    '本门店今天的名额或预算已用完，明天或到其他门店可用',
    'has nothing left at this store today: again tomorrow, or at another one',
  ),
};

export const limitInWords = (scope: string, locale: Locale): string =>
  (LIMITS[scope] ?? LIMITS.TOTAL)?.[locale] ?? scope;
