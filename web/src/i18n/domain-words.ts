/** Words of the domain's closed lists, as docs/glossary.md has them. A value unknown here is shown as it came. */
import { currentLocale, type Locale } from './locale.ts';
import { type Text, wordFor } from './texts.ts';

type Words = Readonly<Record<string, Text>>;

const SUBSIDIARIES: Words = {
  auto: { zh: '汽车 4S 店', en: 'Car dealerships' },
  property: { zh: '物业服务', en: 'Property' },
  retail: { zh: '超市', en: 'Supermarkets' },
  logistics: { zh: '物流快递', en: 'Logistics' },
  group: { zh: '集团', en: 'Group' },
};

const COUPON_STATES: Words = {
  ISSUED: { zh: '可用', en: 'Ready' },
  LOCKED: { zh: '未到时间', en: 'Not yet' },
  RESERVED: { zh: '使用中', en: 'Being used' },
  PARTIALLY_REDEEMED: { zh: '用了一部分', en: 'Partly used' },
  REDEEMED: { zh: '已使用', en: 'Used' },
  EXPIRED: { zh: '已过期', en: 'Expired' },
  REVOKED: { zh: '已撤回', en: 'Revoked' },
  RELINQUISHED: { zh: '已放弃', en: 'Given up' },
};

const COUPON_KINDS: Words = {
  AMOUNT_OFF: { zh: '代金券', en: 'Amount off' },
  PERCENT_OFF: { zh: '折扣券', en: 'Percent off' },
  FEE_WAIVER: { zh: '费用减免', en: 'Fee waiver' },
  FREE_SERVICE: { zh: '免费服务', en: 'Free service' },
  GIFT: { zh: '礼品券', en: 'Gift' },
  ERRAND: { zh: '跑腿券', en: 'Errand' },
  STORED_VALUE: { zh: '储值卡', en: 'Stored value' },
};

const TRANSACTIONS: Words = {
  VEHICLE_SOLD: { zh: '购车', en: 'Car bought' },
  VEHICLE_SALE_CANCELLED: { zh: '退车', en: 'Car returned' },
  SERVICE_DONE: { zh: '维修保养', en: 'Car serviced' },
  SERVICE_REFUNDED: { zh: '维保退款', en: 'Service refunded' },
  FEE_PAID: { zh: '缴物业费', en: 'Property fee paid' },
  PARKING_FEE_PAID: { zh: '缴停车费', en: 'Parking fee paid' },
  FEE_REFUNDED: { zh: '费用退款', en: 'Fee refunded' },
  BASKET_BOUGHT: { zh: '超市购物', en: 'Groceries bought' },
  GOODS_RETURNED: { zh: '超市退货', en: 'Goods returned' },
  PARCEL_SENT: { zh: '寄快递', en: 'Parcel sent' },
  PARCEL_DELIVERED: { zh: '快递签收', en: 'Parcel delivered' },
  PARCEL_CANCELLED: { zh: '取消寄件', en: 'Parcel cancelled' },
  ERRAND_BOOKED: { zh: '预约跑腿', en: 'Errand booked' },
  ERRAND_DONE: { zh: '跑腿送达', en: 'Errand done' },
};

const PARCEL_STATES: Words = {
  CREATED: { zh: '待揽收', en: 'To be picked up' },
  PICKED_UP: { zh: '已揽收', en: 'Picked up' },
  IN_TRANSIT: { zh: '运输中', en: 'In transit' },
  OUT_FOR_DELIVERY: { zh: '派送中', en: 'Out for delivery' },
  DELIVERED: { zh: '已签收', en: 'Delivered' },
  RETURNED: { zh: '已退回', en: 'Returned' },
  LOST: { zh: '遗失', en: 'Lost' },
  CANCELLED: { zh: '已取消', en: 'Cancelled' },
};

const FEES: Words = {
  PROPERTY_FEE: { zh: '物业费', en: 'Property fee' },
  PARKING_FEE: { zh: '停车费', en: 'Parking fee' },
};

const SERVICES: Words = {
  MAINTENANCE: { zh: '保养', en: 'Maintenance' },
  REPAIR: { zh: '维修', en: 'Repair' },
  INSPECTION: { zh: '检测', en: 'Inspection' },
  TYRES: { zh: '轮胎', en: 'Tyres' },
  BODYWORK: { zh: '钣金喷漆', en: 'Bodywork' },
  CAR_WASH: { zh: '洗车', en: 'Car wash' },
};

const BOOKING_STATES: Words = {
  BOOKED: { zh: '已预约', en: 'Booked' },
  CHECKED_IN: { zh: '已到店', en: 'Checked in' },
  DONE: { zh: '已完成', en: 'Done' },
  CANCELLED: { zh: '已取消', en: 'Cancelled' },
  NO_SHOW: { zh: '未到店', en: 'No show' },
};

const POINT_LINES: Words = {
  EARN: { zh: '获得', en: 'Earned' },
  ACTIVATE: { zh: '到账', en: 'Became active' },
  BURN: { zh: '使用', en: 'Spent' },
  HOLD: { zh: '冻结', en: 'Set aside' },
  CAPTURE: { zh: '使用', en: 'Spent' },
  RELEASE: { zh: '解冻', en: 'Given back' },
  TIMEOUT: { zh: '超时解冻', en: 'Given back after time' },
  EXPIRE: { zh: '过期', en: 'Expired' },
  EXTEND: { zh: '延期', en: 'Extended' },
  ADJUST: { zh: '调整', en: 'Adjusted' },
  REVERSE_EARN: { zh: '退货扣回', en: 'Taken back' },
  REVERSE_BURN: { zh: '退回', en: 'Given back' },
  REVERSE_ADJUST: { zh: '撤销调整', en: 'Adjustment undone' },
  REVERSE_TRANSFER: { zh: '撤销转赠', en: 'Gift undone' },
  REVERSE_ENTRY: { zh: '撤销', en: 'Undone' },
  REPAY: { zh: '退回抵扣', en: 'Settled with an earlier return' },
  TRANSFER_IN: { zh: '收到转赠', en: 'Received' },
  TRANSFER_OUT: { zh: '转赠', en: 'Given' },
  CONTRIBUTE_IN: { zh: '家人存入', en: 'From the family' },
  CONTRIBUTE_OUT: { zh: '存入家庭账户', en: 'To the family wallet' },
  MOVE_IN: { zh: '合并转入', en: 'Moved in' },
  MOVE_OUT: { zh: '合并转出', en: 'Moved out' },
  ENTRY: { zh: '记账', en: 'Entry' },
  NOTE: { zh: '备注', en: 'Note' },
};

const PURPOSES: Words = {
  SERVICE: { zh: '提供服务', en: 'Service' },
  MARKETING: { zh: '营销信息', en: 'Marketing' },
  PROFILING: { zh: '个性化推荐', en: 'Profiling' },
  CROSS_SUBSIDIARY_SHARING: { zh: '集团内共享', en: 'Sharing within the group' },
  PARTNER_SHARING: { zh: '与合作品牌共享', en: 'Sharing with partners' },
};

const IDENTITIES: Words = {
  PHONE: { zh: '手机', en: 'Phone' },
  EMAIL: { zh: '邮箱', en: 'E-mail' },
  WECHAT_UNIONID: { zh: '微信', en: 'WeChat' },
  WECHAT_OPENID: { zh: '微信（单个应用）', en: 'WeChat (one app)' },
  LICENCE_PLATE: { zh: '车牌', en: 'Licence plate' },
  VIN: { zh: '车架号', en: 'VIN' },
  DWELLING: { zh: '房产', en: 'Dwelling' },
  CUSTOMER_NUMBER: { zh: '客户号', en: 'Customer number' },
  ID_CARD: { zh: '身份证', en: 'Identity card' },
};

const speaker =
  (words: Words) =>
  (value: string | null | undefined, locale: Locale = currentLocale()): string =>
    wordFor(words, value, locale);

export const subsidiaryName = speaker(SUBSIDIARIES);
export const couponState = speaker(COUPON_STATES);
export const couponKind = speaker(COUPON_KINDS);
export const transactionKind = speaker(TRANSACTIONS);
export const parcelState = speaker(PARCEL_STATES);
export const feeKind = speaker(FEES);
export const serviceCategory = speaker(SERVICES);
export const bookingState = speaker(BOOKING_STATES);
export const pointLineKind = speaker(POINT_LINES);
export const consentPurpose = speaker(PURPOSES);
export const identityType = speaker(IDENTITIES);
