/** Every expected "no" of the 4S company, with its message. Parameters are facts, never personal data. */
import { defineMessages } from '@guildhall/shared/messages';
import { type Refusal, refuse } from '@guildhall/shared/outcome';

export const autoMessages = defineMessages({
  AUTO_STAFF_ONLY: {
    'zh-CN': '只有汽车公司自己的系统和员工可以这样做',
    en: "Only the 4S company's own systems and clerks may do this",
  },
  AUTO_MEMBER_UNKNOWN: {
    'zh-CN': '没有找到这位会员，请先入会，或不填会员按散客办理',
    en: 'There is no such member: enroll the person first, or leave the member out for a walk-in',
  },
  AUTO_CUSTOMER_UNKNOWN: {
    'zh-CN': '没有编号为 {customerNo} 的客户',
    en: 'There is no customer {customerNo}',
  },
  AUTO_COUPONS_NEED_MEMBER: {
    'zh-CN': '使用优惠券或积分须是会员，此工单没有会员',
    en: 'Coupons and points need a member, and this work order has none',
  },
  AUTO_IN_FUTURE: {
    'zh-CN': '发生时间不能晚于现在',
    en: 'This cannot have happened later than now',
  },
  DEALERSHIP_NOT_FOUND: {
    'zh-CN': '没有编号为 {dealershipCode} 的门店',
    en: 'There is no dealership {dealershipCode}',
  },
  DEALERSHIP_CODE_TAKEN: {
    'zh-CN': '门店编号 {dealershipCode} 已存在',
    en: 'There is already a dealership {dealershipCode}',
  },
  VEHICLE_MODEL_NOT_FOUND: {
    'zh-CN': '没有编号为 {modelCode} 的车型',
    en: 'There is no vehicle model {modelCode}',
  },
  VEHICLE_MODEL_CODE_TAKEN: {
    'zh-CN': '车型编号 {modelCode} 已存在',
    en: 'There is already a vehicle model {modelCode}',
  },
  VEHICLE_MODEL_OFF_SALE: {
    'zh-CN': '车型 {modelCode} 已停售，不能再入库',
    en: 'Vehicle model {modelCode} is off sale: no more can be taken into stock',
  },
  VIN_MALFORMED: {
    'zh-CN': '车架号（VIN）应为 17 位数字和大写字母，不含 I、O、Q',
    en: 'A VIN has 17 digits and capitals, never I, O or Q',
  },
  VIN_CHECK_DIGIT: {
    'zh-CN': '车架号（VIN）第 9 位校验不符，请核对行驶证或车身铭牌',
    en: 'The check digit of this VIN (position 9) does not fit: compare it with the plate on the car',
  },
  VIN_TAKEN: { 'zh-CN': '车架号 {vin} 已登记', en: 'The car {vin} is already registered' },
  PLATE_MALFORMED: {
    'zh-CN': '车牌号格式不对，例如 粤B12345 或 粤BD12345',
    en: 'This is no licence plate of mainland China: give one such as 粤B12345 or 粤BD12345',
  },
  PLATE_TAKEN: {
    'zh-CN': '这个车牌号已登记在另一辆车上',
    en: 'Another car is registered with this licence plate',
  },
  VEHICLE_NOT_FOUND: { 'zh-CN': '没有这辆车', en: 'There is no such car' },
  VEHICLE_NOT_FOR_SALE: {
    'zh-CN': '该车当前状态为 {state}，不能出售',
    en: 'This car is {state} and cannot be sold',
  },
  VEHICLE_ELSEWHERE: {
    'zh-CN': '该车在门店 {dealershipCode}，请先调拨',
    en: 'This car stands at dealership {dealershipCode}: have it transferred first',
  },
  VEHICLE_NOT_OWNED_BY_MEMBER: {
    'zh-CN': '这辆车不在该会员名下',
    en: 'This car does not belong to that member',
  },
  VEHICLE_STILL_OURS: {
    'zh-CN': '该车仍是公司的库存车',
    en: 'This car is still part of the stock',
  },
  VEHICLE_IN_WORKSHOP: {
    'zh-CN': '该车有未结工单 {workOrderNo}，请先结清',
    en: 'Work order {workOrderNo} of this car is open: close it first',
  },
  ODOMETER_BACKWARDS: {
    'zh-CN': '里程数不能小于上次记录的 {knownKm} 公里',
    en: 'The odometer cannot go back: {knownKm} km are on record',
  },
  SALES_ORDER_NOT_FOUND: { 'zh-CN': '没有这张销售订单', en: 'There is no such sales order' },
  SALES_ORDER_DIFFERS: {
    'zh-CN': '订单 {orderNo} 登记的车辆、门店或客户与此不同',
    en: 'Sales order {orderNo} names another car, dealership or customer',
  },
  SALES_ORDER_STATE: {
    'zh-CN': '订单 {orderNo} 当前状态为 {state}，不能这样做',
    en: 'Sales order {orderNo} is {state}: this cannot be done any more, or not yet',
  },
  SALE_VEHICLE_LINE: {
    'zh-CN': '成交明细须恰有一行整车',
    en: 'A sale has exactly one line of kind VEHICLE',
  },
  SALE_TOTAL_ZERO: { 'zh-CN': '成交总额必须大于零', en: 'The total of a sale is above zero' },
  COOLING_OFF_OVER: {
    'zh-CN': '冷静期已于 {endedOn} 结束，不能取消',
    en: 'The cooling-off ended on {endedOn}: the sale stands',
  },
  DELIVERY_NOT_PLANNED: {
    'zh-CN': '订单 {orderNo} 没有待交付的安排',
    en: 'Sales order {orderNo} has no delivery planned',
  },
  SERVICE_ITEM_NOT_FOUND: {
    'zh-CN': '没有这些在用的工时或配件：{codes}',
    en: 'There is no active labour or part called {codes}',
  },
  SERVICE_ITEM_CODE_TAKEN: {
    'zh-CN': '工时或配件编号 {code} 已存在',
    en: 'There is already labour or a part called {code}',
  },
  SERVICE_SLOT_NOT_FOUND: { 'zh-CN': '没有这个预约时段', en: 'There is no such service slot' },
  SERVICE_SLOT_CLOSED: {
    'zh-CN': '该时段已停止预约，请另选时段',
    en: 'This slot is closed: choose another',
  },
  SERVICE_SLOT_STARTED: {
    'zh-CN': '该时段已经开始，请选更晚的时段',
    en: 'This slot has already begun: choose a later one',
  },
  SERVICE_SLOT_FULL: {
    'zh-CN': '该时段已约满，请另选时段',
    en: 'This slot is fully booked: choose another',
  },
  SERVICE_SLOT_TIMES: {
    'zh-CN': '时段的结束时间必须晚于开始时间，且从现在起算',
    en: 'A slot ends after it begins, and begins after now',
  },
  SERVICE_SLOT_EXISTS: {
    'zh-CN': '该门店在 {startsAt} 已有时段',
    en: 'This dealership already has a slot at {startsAt}',
  },
  SERVICE_BOOKING_NOT_FOUND: { 'zh-CN': '没有这个服务预约', en: 'There is no such booking' },
  SERVICE_BOOKING_OPEN: {
    'zh-CN': '该车已有预约 {bookingNo}，请先取消或改期',
    en: 'This car is already booked ({bookingNo}): cancel or move that booking first',
  },
  SERVICE_BOOKING_STATE: {
    'zh-CN': '预约 {bookingNo} 当前状态为 {state}，不能这样做',
    en: 'Booking {bookingNo} is {state}: this cannot be done any more, or not yet',
  },
  SERVICE_BOOKING_STARTED: {
    'zh-CN': '预约时段已开始，请联系门店',
    en: 'The slot has begun: please call the dealership',
  },
  SERVICE_COUPON_NEEDS_MEMBER: {
    'zh-CN': '这辆车的车主不是会员，不能预定用券',
    en: 'The owner of this car is no member: no coupon can be planned for it',
  },
  SERVICE_COUPON_PLANNED: {
    'zh-CN': '这张券已留给另一个预约，请换一张，或先改那个预约',
    en: 'Another open booking is going to use this coupon: choose another, or change that booking first',
  },
  WORK_ORDER_NOT_FOUND: { 'zh-CN': '没有这张工单', en: 'There is no such work order' },
  WORK_ORDER_STATE: {
    'zh-CN': '工单 {workOrderNo} 当前状态为 {state}，不能这样做',
    en: 'Work order {workOrderNo} is {state}: this cannot be done any more, or not yet',
  },
  WORK_ORDER_EMPTY: {
    'zh-CN': '工单 {workOrderNo} 没有任何项目',
    en: 'Work order {workOrderNo} has no lines',
  },
  WORK_ORDER_LINE_UNKNOWN: {
    'zh-CN': '工单上没有第 {lineNo} 行',
    en: 'The work order has no line {lineNo}',
  },
  WORK_ORDER_LINE_TWICE: {
    'zh-CN': '第 {lineNo} 行出现了两次，请合并金额',
    en: 'Line {lineNo} is named twice: put its amounts together',
  },
  SERVICE_REFUND_TOO_BIG: {
    'zh-CN': '第 {lineNo} 行最多还能退 {left} 元',
    en: 'Of line {lineNo} at most CNY {left} can still be refunded',
  },
});

export type AutoRefusal = keyof typeof autoMessages;

type Refused = { readonly ok: false; readonly refusal: Refusal };

export const refuseRule = (
  code: AutoRefusal,
  params: Refusal['params'] = {},
  path: readonly string[] = [],
): Refused => refuse('RULE', code, params, path);

export const notFound = (
  code: AutoRefusal,
  params: Refusal['params'] = {},
  path: readonly string[] = [],
): Refused => refuse('NOT_FOUND', code, params, path);

export const forbidden = (code: AutoRefusal): Refused => refuse('FORBIDDEN', code);

/** A rule looks at facts and says no, or nothing. Lists of rules are in the order in which refusals win. */
export type Rule<F> = (facts: F) => Refused | undefined;

export function firstRefusal<F>(rules: readonly Rule<F>[], facts: F): Refused | undefined {
  for (const rule of rules) {
    const refused = rule(facts);
    if (refused !== undefined) return refused;
  }
  return undefined;
}
