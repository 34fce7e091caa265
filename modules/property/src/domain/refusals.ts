/** Every expected "no" of the property company, with its message. Parameters are facts, never personal data. */
import { defineMessages } from '@guildhall/shared/messages';
import { type Refusal, refuse } from '@guildhall/shared/outcome';

export const propertyMessages = defineMessages({
  PROPERTY_STAFF_ONLY: {
    'zh-CN': '只有物业公司自己的系统和员工可以这样做',
    en: "Only the property company's own systems and clerks may do this",
  },
  PROPERTY_MEMBER_UNKNOWN: {
    'zh-CN': '没有找到这位会员，请先入会，或登记为非会员',
    en: 'There is no such member: enroll the person first, or record them without membership',
  },
  PROPERTY_COUPONS_NEED_MEMBER: {
    'zh-CN': '使用优惠券或积分须是会员，请指明缴费人',
    en: 'Coupons and points need a member: say who is paying',
  },
  PROPERTY_IN_FUTURE: {
    'zh-CN': '发生日期不能晚于今天',
    en: 'This cannot have happened later than now',
  },
  COMMUNITY_NOT_FOUND: {
    'zh-CN': '没有编号为 {communityCode} 的小区',
    en: 'There is no community {communityCode}',
  },
  COMMUNITY_CODE_TAKEN: {
    'zh-CN': '小区编号 {communityCode} 已存在',
    en: 'There is already a community {communityCode}',
  },
  DWELLING_NOT_FOUND: { 'zh-CN': '没有这套房屋', en: 'There is no such dwelling' },
  DWELLING_TAKEN: {
    'zh-CN': '房屋 {dwellingCode} 已登记',
    en: 'Dwelling {dwellingCode} is already registered',
  },
  RESIDENCY_NOT_FOUND: { 'zh-CN': '没有这条住户记录', en: 'There is no such residency' },
  RESIDENCY_TWICE: {
    'zh-CN': '该会员在此期间已登记为这套房屋的住户',
    en: 'This member is already recorded for this dwelling in that time',
  },
  RESIDENCY_ENDED: { 'zh-CN': '该住户已搬离', en: 'This resident has moved out already' },
  RESIDENCY_TIMES: {
    'zh-CN': '搬离日期不能早于入住日期 {fromOn}',
    en: 'Nobody moves out before moving in ({fromOn})',
  },
  NOT_A_RESIDENT: {
    'zh-CN': '该会员不是这套房屋的住户',
    en: 'This member does not live in that dwelling',
  },
  PARKING_SPACE_NOT_FOUND: {
    'zh-CN': '小区内没有编号为 {spaceCode} 的车位',
    en: 'The community has no parking space {spaceCode}',
  },
  PARKING_SPACE_TAKEN: {
    'zh-CN': '车位 {spaceCode} 已登记',
    en: 'Parking space {spaceCode} is already registered',
  },
  PARKING_ELSEWHERE: {
    'zh-CN': '车位与房屋不在同一小区',
    en: 'The parking space and the dwelling are in different communities',
  },
  PARKING_LEASED: {
    'zh-CN': '车位 {spaceCode} 在此期间已出租',
    en: 'Parking space {spaceCode} is leased in that time',
  },
  PARKING_LEASE_NOT_FOUND: { 'zh-CN': '没有这份车位租约', en: 'There is no such parking lease' },
  PARKING_LEASE_ENDED: { 'zh-CN': '该租约已结束', en: 'This lease has ended already' },
  PARKING_LEASE_TIMES: {
    'zh-CN': '租约结束日期不能早于开始日期 {fromOn}',
    en: 'A lease does not end before it begins ({fromOn})',
  },
  PLATE_NOT_CHINESE: {
    'zh-CN': '车牌号格式不对，例如 粤B12345 或 粤BD12345',
    en: 'This is no licence plate of mainland China: give one such as 粤B12345 or 粤BD12345',
  },
  FEE_SCHEDULE_MONTH_PAST: {
    'zh-CN': '新收费标准须从 {earliest} 或以后生效',
    en: 'A new fee schedule counts from {earliest} or later',
  },
  FEE_SCHEDULE_MONTH_TAKEN: {
    'zh-CN': '{month} 已有收费标准',
    en: 'There is already a schedule that counts from {month}',
  },
  FEE_SCHEDULE_MISSING: {
    'zh-CN': '{month} 没有适用的收费标准（{usages}）',
    en: 'No fee schedule covers {month} for {usages}',
  },
  FEE_MONTH_TOO_FAR: {
    'zh-CN': '最多可提前出到 {latest} 的账单',
    en: 'Bills can be made up to {latest}',
  },
  FEE_BILL_NOT_FOUND: { 'zh-CN': '没有这张账单', en: 'There is no such bill' },
  FEE_BILL_TWICE: {
    'zh-CN': '账单 {billNo} 出现了两次，请合并',
    en: 'Bill {billNo} is named twice: put its amounts together',
  },
  FEE_BILLS_DIFFER: {
    'zh-CN': '一次缴费只能包含同一套房屋的同一类账单',
    en: 'One payment covers bills of one dwelling and one kind',
  },
  FEE_BILL_STATE: {
    'zh-CN': '账单 {billNo} 当前状态为 {state}，不能这样做',
    en: 'Bill {billNo} is {state}: this cannot be done',
  },
  FEE_BILL_HAS_PAYMENTS: {
    'zh-CN': '账单 {billNo} 已有缴费，请先退款',
    en: 'Bill {billNo} has payments: refund them first',
  },
  FEE_PAYMENT_TOO_BIG: {
    'zh-CN': '账单 {billNo} 只欠 {left} 元',
    en: 'Only CNY {left} of bill {billNo} are open',
  },
  FEE_PAYMENT_NOT_FOUND: { 'zh-CN': '没有这笔缴费', en: 'There is no such payment' },
  FEE_RECEIPT_TAKEN: {
    'zh-CN': '收据号 {receiptNo} 已入账',
    en: 'Receipt {receiptNo} is already on record',
  },
  FEE_PAYMENT_STATE: {
    'zh-CN': '缴费 {receiptNo} 当前状态为 {state}，不能再退',
    en: 'Payment {receiptNo} is {state}: nothing of it is left to refund',
  },
  FEE_REFUND_LINE_UNKNOWN: {
    'zh-CN': '收据上没有第 {lineNo} 行',
    en: 'The receipt has no line {lineNo}',
  },
  FEE_REFUND_LINE_TWICE: {
    'zh-CN': '第 {lineNo} 行出现了两次，请合并金额',
    en: 'Line {lineNo} is named twice: put its amounts together',
  },
  FEE_REFUND_TOO_BIG: {
    'zh-CN': '第 {lineNo} 行最多还能退 {left} 元',
    en: 'Of line {lineNo} at most CNY {left} can still be refunded',
  },
  REPAIR_REQUEST_NOT_FOUND: { 'zh-CN': '没有这张报修单', en: 'There is no such repair request' },
  REPAIR_REQUEST_STATE: {
    'zh-CN': '报修单 {requestNo} 当前状态为 {state}，不能这样做',
    en: 'Repair request {requestNo} is {state}: this cannot be done any more, or not yet',
  },
  REPAIR_PLACE: {
    'zh-CN': '请指明房屋，或小区的公共区域',
    en: 'Name the dwelling, or the community for what belongs to everybody',
  },
  COMPLAINT_NOT_FOUND: { 'zh-CN': '没有这张投诉单', en: 'There is no such complaint' },
  COMPLAINT_STATE: {
    'zh-CN': '投诉单 {complaintNo} 当前状态为 {state}，不能这样做',
    en: 'Complaint {complaintNo} is {state}: this cannot be done any more, or not yet',
  },
});

export type PropertyRefusal = keyof typeof propertyMessages;

type Refused = { readonly ok: false; readonly refusal: Refusal };

export const refuseRule = (
  code: PropertyRefusal,
  params: Refusal['params'] = {},
  path: readonly string[] = [],
): Refused => refuse('RULE', code, params, path);

export const notFound = (
  code: PropertyRefusal,
  params: Refusal['params'] = {},
  path: readonly string[] = [],
): Refused => refuse('NOT_FOUND', code, params, path);

export const forbidden = (code: PropertyRefusal): Refused => refuse('FORBIDDEN', code);

/** A rule looks at facts and says no, or nothing. Lists of rules are in the order in which refusals win. */
export type Rule<F> = (facts: F) => Refused | undefined;

export function firstRefusal<F>(rules: readonly Rule<F>[], facts: F): Refused | undefined {
  for (const rule of rules) {
    const refused = rule(facts);
    if (refused !== undefined) return refused;
  }
  return undefined;
}
