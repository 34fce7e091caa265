/** Every expected "no" of logistics, with its message. Parameters are facts, never personal data. */
import { defineMessages } from '@guildhall/shared/messages';
import { type Outcome, type Refusal, refuse } from '@guildhall/shared/outcome';

export const logisticsMessages = defineMessages({
  LOGISTICS_NOT_YOURS: {
    'zh-CN': '只有物流自己的系统和员工可以这样做',
    en: "Only logistics' own systems and clerks may do this",
  },
  LOGISTICS_MEMBER_UNKNOWN: { 'zh-CN': '没有这位会员', en: 'There is no such member' },
  LOGISTICS_COUPONS_NEED_MEMBER: {
    'zh-CN': '使用优惠券或积分须出示会员身份',
    en: 'Coupons and points need a member: say who is sending',
  },
  PARCEL_IN_FUTURE: { 'zh-CN': '时间不能晚于现在', en: 'This cannot happen later than now' },
  PARCEL_UNKNOWN: { 'zh-CN': '没有这个包裹', en: 'There is no such parcel' },
  PARCEL_STEP_NOT_ALLOWED: {
    'zh-CN': '包裹目前为 {from}，不能变为 {to}',
    en: 'The parcel is {from}: it cannot become {to}',
  },
  PARCEL_STEP_TOO_EARLY: {
    'zh-CN': '此步骤不能早于上一步骤',
    en: 'A step cannot happen before the one that led to it',
  },
  WINDOW_UNKNOWN: { 'zh-CN': '没有这个跑腿时段', en: 'There is no such errand window' },
  WINDOW_EXISTS: { 'zh-CN': '该站点已有同一时段', en: 'This depot already has that window' },
  WINDOW_TIMES_REVERSED: {
    'zh-CN': '结束时间必须晚于开始时间',
    en: 'A window must end after it begins',
  },
  WINDOW_STARTED: {
    'zh-CN': '该时段已经开始，请选更晚的时段',
    en: 'This window has already begun: choose a later one',
  },
  WINDOW_FULL: {
    'zh-CN': '该时段已约满，请另选时段',
    en: 'This window is fully booked: choose another',
  },
  WINDOW_CAPACITY_BELOW_BOOKED: {
    'zh-CN': '已有 {booked} 单预约，容量不能低于此数',
    en: '{booked} errands are booked: the capacity cannot be lower',
  },
  ERRAND_BASKET_UNKNOWN: { 'zh-CN': '没有这张小票', en: 'There is no such basket' },
  ERRAND_BASKET_WITHOUT_MEMBER: { 'zh-CN': '此单没有会员', en: 'This basket belongs to no member' },
  ERRAND_BASKET_RETURNED: {
    'zh-CN': '此单商品已全部退回',
    en: 'Everything in this basket has come back',
  },
  ERRAND_ALREADY_BOOKED: {
    'zh-CN': '此单已预约跑腿',
    en: 'An errand for this basket is already booked',
  },
  ERRAND_UNKNOWN: { 'zh-CN': '没有这个跑腿单', en: 'There is no such errand' },
  ERRAND_STEP_NOT_ALLOWED: {
    'zh-CN': '跑腿单目前为 {from}，不能变为 {to}',
    en: 'The errand is {from}: it cannot become {to}',
  },
});
export type LogisticsRefusal = keyof typeof logisticsMessages;

export const refuseRule = (
  code: LogisticsRefusal,
  params: Refusal['params'] = {},
  path: readonly string[] = [],
): Outcome<never> => refuse('RULE', code, params, path);

export const notFound = (code: LogisticsRefusal, path: readonly string[] = []): Outcome<never> =>
  refuse('NOT_FOUND', code, {}, path);

export const forbidden = (code: LogisticsRefusal): Outcome<never> => refuse('FORBIDDEN', code);
