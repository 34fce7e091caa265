/** Words of the pages about members. */
import { defineTexts, type Text } from '../../i18n/texts.ts';

export const { useTexts: useMemberTexts } = defineTexts({
  members: { zh: '会员', en: 'Members' },
  membersLead: {
    zh: '全集团的会员。姓名按整词查找；手机号、会员号请用上方直达。',
    en: 'Members of the whole group. Names are found as a whole; jump by phone or member number.',
  },
  memberNo: { zh: '会员号', en: 'Member no.' },
  name: { zh: '姓名', en: 'Name' },
  state: { zh: '状态', en: 'Status' },
  points: { zh: '可用积分', en: 'Points' },
  enrolledAt: { zh: '入会', en: 'Enrolled' },
  enrolledBy: { zh: '来源', en: 'By' },
  lastSeen: { zh: '最近活动', en: 'Last seen' },
  findByName: { zh: '按姓名查找', en: 'Find by name' },
  jump: { zh: '手机号或会员号直达', en: 'Go to phone or member no.' },
  noSuchMember: { zh: '没有这位会员', en: 'No such member' },
  overview: { zh: '概览', en: 'Overview' },
  provenance: { zh: '来源与冲突', en: 'Provenance' },
  timeline: { zh: '时间线', en: 'Timeline' },
  activity: { zh: '交易与积分', en: 'Activity' },
  consents: { zh: '授权', en: 'Consents' },
  whoLooked: { zh: '谁看过', en: 'Who looked' },
  profile: { zh: '档案', en: 'Profile' },
  profileHint: {
    zh: '每一项都写明谁说的、什么时候、有几个来源一致。',
    en: 'Each fact says who told it, when, and how many agree.',
  },
  gender: { zh: '性别', en: 'Gender' },
  birthday: { zh: '生日', en: 'Birthday' },
  address: { zh: '地址', en: 'Address' },
  agreeing: { zh: '{count} 个来源一致', en: '{count} agree' },
  conflicting: { zh: '另有说法', en: 'Others say' },
  identities: { zh: '身份标识', en: 'Identities' },
  verified: { zh: '已验证', en: 'Verified' },
  unverified: { zh: '未验证', en: 'Unverified' },
  records: { zh: '各公司原始记录', en: 'Records as told' },
  observed: { zh: '观察于', en: 'Observed' },
  merges: { zh: '合并记录', en: 'Merges' },
  mergedFrom: { zh: '{from} 并入 {into}', en: '{from} into {into}' },
  undoMerge: { zh: '撤销合并', en: 'Undo merge' },
  undoMergeSure: {
    zh: '两位会员会各自恢复，积分、券、等级、授权都回到原主。',
    en: 'Both members come back; points, coupons, tiers and consents return to whose they were.',
  },
  mergeUndone: { zh: '合并已撤销', en: 'Merge undone' },
  suspend: { zh: '冻结', en: 'Suspend' },
  suspendSure: {
    zh: '冻结后不能积分也不能用券，可随时恢复。',
    en: 'No earning or spending until reinstated.',
  },
  suspended: { zh: '已冻结', en: 'Suspended' },
  reinstate: { zh: '恢复', en: 'Reinstate' },
  reinstated: { zh: '已恢复', en: 'Reinstated' },
  reason: { zh: '原因', en: 'Reason' },
  tier: { zh: '等级', en: 'Tier' },
  tierMissing: { zh: '距 {next} 还差 {missing}', en: '{missing} to {next}' },
  pending: { zh: '待生效', en: 'Pending' },
  held: { zh: '占用中', en: 'Held' },
  expiring: { zh: '{amount} 分将于 {at} 到期', en: '{amount} expire {at}' },
  usableCoupons: { zh: '可用券', en: 'Usable coupons' },
  allCoupons: { zh: '共 {count} 张', en: '{count} in all' },
  coupons: { zh: '优惠券', en: 'Coupons' },
  couponName: { zh: '券', en: 'Coupon' },
  expires: { zh: '到期', en: 'Expires' },
  transactions: { zh: '最近交易', en: 'Transactions' },
  statement: { zh: '积分流水', en: 'Points statement' },
  change: { zh: '变动', en: 'Change' },
  balance: { zh: '余额', en: 'Balance' },
  when: { zh: '时间', en: 'When' },
  what: { zh: '事项', en: 'What' },
  amount: { zh: '金额', en: 'Amount' },
  company: { zh: '公司', en: 'Company' },
  effects: { zh: '带来', en: 'Effects' },
  purpose: { zh: '用途', en: 'Purpose' },
  scope: { zh: '范围', en: 'Scope' },
  wording: { zh: '文本版本', en: 'Wording' },
  wholeGroup: { zh: '全集团', en: 'Whole group' },
  viewer: { zh: '查看者', en: 'Viewer' },
  factsOf: { zh: '看的资料', en: 'Facts of' },
  answer: { zh: '结果', en: 'Answer' },
  nowIs: { zh: '已并入', en: 'Now' },
  byStaff: { zh: '员工', en: 'staff' },
  byHouse: { zh: '会馆', en: 'Guildhall' },
  byMember: { zh: '会员本人', en: 'the member' },
  bySystem: { zh: '{company}的系统', en: 'the system of {company}' },
  by: { zh: '由 {by}', en: 'by {by}' },
});

export const IDENTITY_WORDS: Readonly<Record<string, Text>> = {
  PHONE: { zh: '手机', en: 'Phone' },
  EMAIL: { zh: '邮箱', en: 'E-mail' },
  WECHAT_UNIONID: { zh: '微信', en: 'WeChat' },
  WECHAT_OPENID: { zh: '微信（单个应用）', en: 'WeChat (one app)' },
  LICENCE_PLATE: { zh: '车牌', en: 'Plate' },
  VIN: { zh: '车架号', en: 'VIN' },
  ID_CARD: { zh: '身份证', en: 'ID card' },
  DWELLING: { zh: '房产', en: 'Dwelling' },
  CUSTOMER_NUMBER: { zh: '客户号', en: 'Customer no.' },
};

export const TIMELINE_WORDS: Readonly<Record<string, Text>> = {
  TOLD: { zh: '告知资料', en: 'Facts told' },
  IDENTITY_LINKED: { zh: '关联标识', en: 'Identity linked' },
  IDENTITY_UNLINKED: { zh: '解除标识', en: 'Identity unlinked' },
  CONSENT: { zh: '授权变化', en: 'Consent' },
  MERGED: { zh: '合并', en: 'Merged' },
  UNMERGED: { zh: '撤销合并', en: 'Unmerged' },
  STATUS_CHANGED: { zh: '状态变化', en: 'Status changed' },
  HOUSEHOLD_JOINED: { zh: '加入家庭', en: 'Joined household' },
  HOUSEHOLD_LEFT: { zh: '离开家庭', en: 'Left household' },
  SIGNED_IN: { zh: '登录', en: 'Signed in' },
};

/** Reasons that the platform gives by itself; people's own stand as they wrote them. */
export const REASON_WORDS: Readonly<Record<string, Text>> = {
  ENROLLED: { zh: '入会', en: 'Enrolled' },
};

export const PURPOSE_WORDS: Readonly<Record<string, Text>> = {
  SERVICE: { zh: '服务', en: 'Service' },
  MARKETING: { zh: '营销', en: 'Marketing' },
  PROFILING: { zh: '画像', en: 'Profiling' },
  CROSS_SUBSIDIARY_SHARING: { zh: '集团内共享', en: 'Sharing in the group' },
  PARTNER_SHARING: { zh: '与合作品牌共享', en: 'Sharing with partners' },
};

export const CONSENT_WORDS: Readonly<Record<string, Text>> = {
  GRANTED: { zh: '同意', en: 'Granted' },
  DENIED: { zh: '拒绝', en: 'Denied' },
  REVOKED: { zh: '撤回', en: 'Revoked' },
};

export const SHARING_WORDS: Readonly<Record<string, Text>> = {
  ALLOWED: { zh: '允许', en: 'Allowed' },
  CONSENT_MISSING: { zh: '未获同意', en: 'No consent' },
  NOT_ALLOWED: { zh: '不允许', en: 'Not allowed' },
};

export const GENDER_WORDS: Readonly<Record<string, Text>> = {
  MALE: { zh: '男', en: 'Male' },
  FEMALE: { zh: '女', en: 'Female' },
  OTHER: { zh: '其他', en: 'Other' },
};

export const EFFECT_WORDS: Readonly<Record<string, Text>> = {
  COUPON_ISSUED: { zh: '发券', en: 'Coupon issued' },
  COUPON_REDEEMED: { zh: '核销', en: 'Coupon redeemed' },
  COUPON_RESTORED: { zh: '退券', en: 'Coupon restored' },
  COUPON_REVOKED: { zh: '收回券', en: 'Coupon revoked' },
  DEBT: { zh: '欠分', en: 'Debt' },
  POINTS_EARNED: { zh: '积分', en: 'Points earned' },
  POINTS_REDEEMED: { zh: '用分', en: 'Points spent' },
  POINTS_RESTORED: { zh: '退分', en: 'Points restored' },
  POINTS_REVERSED: { zh: '扣回积分', en: 'Points reversed' },
};

export const POINT_WORDS: Readonly<Record<string, Text>> = {
  EARN: { zh: '获得', en: 'Earned' },
  BURN: { zh: '使用', en: 'Spent' },
  HOLD: { zh: '占用', en: 'Held' },
  RELEASE: { zh: '释放', en: 'Released' },
  CAPTURE: { zh: '扣减占用', en: 'Captured' },
  EXPIRE: { zh: '到期', en: 'Expired' },
  ACTIVATE: { zh: '生效', en: 'Activated' },
  ADJUST: { zh: '调整', en: 'Adjusted' },
  TRANSFER_IN: { zh: '转入', en: 'Received' },
  TRANSFER_OUT: { zh: '转出', en: 'Sent' },
  MOVE_IN: { zh: '合并转入', en: 'Moved in' },
  MOVE_OUT: { zh: '合并转出', en: 'Moved out' },
  REVERSE_EARN: { zh: '收回', en: 'Earn reversed' },
  REVERSE_BURN: { zh: '退回', en: 'Spending reversed' },
};

export const KIND_WORDS: Readonly<Record<string, Text>> = {
  VEHICLE_SOLD: { zh: '购车', en: 'Vehicle sold' },
  SERVICE_COMPLETED: { zh: '售后服务', en: 'Service' },
  FEE_PAID: { zh: '缴费', en: 'Fee paid' },
  BASKET_BOUGHT: { zh: '购物', en: 'Basket' },
  GOODS_RETURNED: { zh: '退货', en: 'Return' },
  PARCEL_SENT: { zh: '寄件', en: 'Parcel sent' },
  PARCEL_DELIVERED: { zh: '妥投', en: 'Parcel delivered' },
};
