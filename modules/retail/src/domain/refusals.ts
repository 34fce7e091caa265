/** Every expected "no" of the supermarket, with its message. Parameters are facts, never personal data. */
import { defineMessages } from '@guildhall/shared/messages';
import { type Outcome, type Refusal, refuse } from '@guildhall/shared/outcome';

export const retailMessages = defineMessages({
  RETAIL_NOT_YOURS: {
    'zh-CN': '只有超市自己的系统和店员可以这样做',
    en: "Only the supermarket's own systems and clerks may do this",
  },
  STORE_UNKNOWN: { 'zh-CN': '没有编号为 {storeCode} 的门店', en: 'There is no store {storeCode}' },
  STORE_CLOSED: {
    'zh-CN': '门店 {storeCode} 当天未营业',
    en: 'Store {storeCode} was not open on that day',
  },
  PRODUCT_UNKNOWN: {
    'zh-CN': '没有编号为 {productCode} 的商品',
    en: 'There is no product {productCode}',
  },
  PRODUCT_NOT_ON_SALE: {
    'zh-CN': '商品 {productCode} 已下架',
    en: 'Product {productCode} is not on sale',
  },
  QUANTITY_NOT_WHOLE: {
    'zh-CN': '商品 {productCode} 按件出售，数量须为整数',
    en: 'Product {productCode} is sold by the piece: give a whole number',
  },
  BARCODE_CHECK_DIGIT: {
    'zh-CN': '条码的校验位不符，请核对',
    en: 'The check digit of this barcode does not fit: compare it with the package',
  },
  BARCODE_TAKEN: {
    'zh-CN': '条码 {barcode} 已属于另一商品',
    en: 'Barcode {barcode} belongs to another product',
  },
  BASKET_IN_FUTURE: {
    'zh-CN': '购买时间不能晚于现在',
    en: 'A basket cannot be bought later than now',
  },
  BASKET_UNKNOWN: { 'zh-CN': '没有这张小票', en: 'There is no such basket' },
  RECEIPT_ALREADY_RECORDED: {
    'zh-CN': '小票 {receiptNo} 已经入账',
    en: 'Receipt {receiptNo} is already on record',
  },
  RETAIL_MEMBER_UNKNOWN: { 'zh-CN': '没有这位会员', en: 'There is no such member' },
  COUPONS_NEED_MEMBER: {
    'zh-CN': '使用优惠券或积分须出示会员身份',
    en: 'Coupons and points need a member: say who is buying',
  },
  RETURN_IN_FUTURE: {
    'zh-CN': '退货时间不能晚于现在',
    en: 'A return cannot happen later than now',
  },
  RETURN_BEFORE_PURCHASE: {
    'zh-CN': '退货时间不能早于购买时间',
    en: 'Goods cannot come back before they were bought',
  },
  BASKET_ALREADY_RETURNED: {
    'zh-CN': '此单商品已全部退回',
    en: 'Everything in this basket has already come back',
  },
  RETURN_LINE_UNKNOWN: {
    'zh-CN': '小票上没有第 {lineNo} 行',
    en: 'The receipt has no line {lineNo}',
  },
  RETURN_LINE_TWICE: {
    'zh-CN': '第 {lineNo} 行出现了两次，请合并数量',
    en: 'Line {lineNo} is named twice: put its quantities together',
  },
  RETURN_OF_NOTHING: {
    'zh-CN': '第 {lineNo} 行的退货数量须大于零',
    en: 'Give a quantity above zero for line {lineNo}',
  },
  RETURN_EXCEEDS_PURCHASE: {
    'zh-CN': '第 {lineNo} 行最多还能退 {left}',
    en: 'Of line {lineNo} at most {left} can still come back',
  },
  RETURN_ALREADY_RECORDED: {
    'zh-CN': '退货单 {returnNo} 已经入账',
    en: 'Return {returnNo} is already on record',
  },
  SLOT_UNKNOWN: { 'zh-CN': '没有这个配送时段', en: 'There is no such delivery slot' },
  SLOT_EXISTS: { 'zh-CN': '该门店已有同一配送时段', en: 'This store already has that slot' },
  SLOT_STARTED: {
    'zh-CN': '该时段已经开始，请选更晚的时段',
    en: 'This slot has already begun: choose a later one',
  },
  SLOT_FULL: {
    'zh-CN': '该时段已约满，请另选时段',
    en: 'This slot is fully booked: choose another',
  },
  SLOT_CAPACITY_BELOW_BOOKED: {
    'zh-CN': '已有 {booked} 单预约，容量不能低于此数',
    en: '{booked} deliveries are booked: the capacity cannot be lower',
  },
  SLOT_OF_OTHER_STORE: {
    'zh-CN': '该时段属于门店 {storeCode}，与小票不符',
    en: 'This slot belongs to store {storeCode}, the basket does not',
  },
  SLOT_TIMES_REVERSED: {
    'zh-CN': '结束时间必须晚于开始时间',
    en: 'A slot must end after it begins',
  },
  BASKET_WITHOUT_MEMBER: { 'zh-CN': '此单没有会员', en: 'This basket belongs to no member' },
  DELIVERY_ALREADY_BOOKED: {
    'zh-CN': '此单已预约配送',
    en: 'A delivery of this basket is already booked',
  },
  DELIVERY_UNKNOWN: { 'zh-CN': '没有这个配送预约', en: 'There is no such delivery' },
  DELIVERY_SETTLED: { 'zh-CN': '该配送已是 {state} 状态', en: 'This delivery is already {state}' },
});
export type RetailRefusal = keyof typeof retailMessages;

export const refuseRule = (
  code: RetailRefusal,
  params: Refusal['params'] = {},
  path: readonly string[] = [],
): Outcome<never> => refuse('RULE', code, params, path);

export const notFound = (
  code: RetailRefusal,
  params: Refusal['params'] = {},
  path: readonly string[] = [],
): Outcome<never> => refuse('NOT_FOUND', code, params, path);

export const forbidden = (code: RetailRefusal): Outcome<never> => refuse('FORBIDDEN', code);
