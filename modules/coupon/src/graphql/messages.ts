/** What the coupon module's refusals say. */
import { defineMessages } from '@guildhall/shared/messages';
import { couponWords } from './refusal-words.ts';

const messages = {
  COUPON_BOOKS_NOT_ALLOWED: {
    'zh-CN': '只有集团运营人员可以查看',
    en: "Only the group's people read the books",
  },
  OUTCOME_GRANTED: { 'zh-CN': '已发放', en: 'Given' },
  OUTCOME_MEMBER_MISSING: {
    'zh-CN': '顾客不是可参与的会员',
    en: 'The customer is not a member who may earn',
  },
  OUTCOME_OFFER_NOT_LIVE: { 'zh-CN': '当时活动未进行', en: 'The offer was not live then' },
  OUTCOME_TRIGGER_DIFFERS: {
    'zh-CN': '活动不适用于此类交易',
    en: 'Other things set this offer off',
  },
  OUTCOME_TIER_NOT_REACHED: { 'zh-CN': '仅限会员等级 {wanted}', en: 'Only for the tiers {wanted}' },
  OUTCOME_HOUSEHOLD_MISSING: { 'zh-CN': '仅限家庭成员', en: 'Only for members of a household' },
  OUTCOME_CONSENT_NOT_GRANTED: {
    'zh-CN': '需要会员授权 {consent}',
    en: 'It needs the consent {consent}',
  },
  OUTCOME_SEGMENT_DIFFERS: { 'zh-CN': '仅限人群 {segment}', en: 'Only for the segment {segment}' },
  OUTCOME_FACTS_WITHHELD: {
    'zh-CN': '会员未同意跨公司共享，{subsidiary}的{what}不能用于判断',
    en: 'Without consent to share between companies, {what} at {subsidiary} may not be used here',
  },
  OUTCOME_CONDITION_NOT_MET: { 'zh-CN': '未满足活动条件', en: 'The condition was not met' },
  OUTCOME_NOTHING_TO_GIVE: { 'zh-CN': '计算后没有可发放的权益', en: 'It came to nothing' },
  OUTCOME_OUTRANKED: {
    'zh-CN': '已享受更优惠的同类活动',
    en: 'Another offer was better and they do not stand together',
  },
  OUTCOME_LIMIT_REACHED: { 'zh-CN': '活动名额已满', en: 'The offer had nothing left' },
  OUTCOME_KEPT: { 'zh-CN': '剩余部分仍符合条件，保留', en: 'What is left still qualifies: kept' },
  OUTCOME_REDUCED: {
    'zh-CN': '按剩余部分重新计算，减少',
    en: 'Counted again on what is left: less',
  },
  OUTCOME_TAKEN_BACK: {
    'zh-CN': '剩余部分不再符合条件，收回',
    en: 'What is left no longer qualifies: taken back',
  },
  OUTCOME_AVAILABLE: { 'zh-CN': '可以参加', en: 'Open to this member' },
  COUPON_NOT_FOUND: {
    'zh-CN': '没有这张优惠券，请核对券码',
    en: 'There is no such coupon: check its code',
  },
  COUPON_NOT_YOURS: {
    'zh-CN': '这张优惠券属于其他会员',
    en: 'This coupon belongs to another member',
  },
  MEMBER_NOT_ACTIVE: { 'zh-CN': '会员状态异常，暂不能使用', en: 'This member is not active' },
  COUPON_REVOKED: { 'zh-CN': '优惠券已被发行方收回', en: 'The issuer has taken this coupon back' },
  COUPON_RELINQUISHED: {
    'zh-CN': '会员已放弃这张优惠券',
    en: 'The member has given this coupon up',
  },
  COUPON_USED_UP: { 'zh-CN': '优惠券已用完', en: 'This coupon is used up' },
  COUPON_EXPIRED: {
    'zh-CN': '优惠券已于 {expiredAt} 过期',
    en: 'This coupon expired on {expiredAt}',
  },
  COUPON_LOCKED: { 'zh-CN': '优惠券自 {from} 起可用', en: 'This coupon can be used from {from}' },
  COUPON_NOT_STARTED: { 'zh-CN': '优惠券自 {from} 起生效', en: 'This coupon is good from {from}' },
  OFFER_PAUSED: { 'zh-CN': '活动暂停中', en: 'The offer is paused for now' },
  COUPON_WRONG_SUBSIDIARY: { 'zh-CN': '仅限在 {honouredBy} 使用', en: 'Only good at {honouredBy}' },
  COUPON_WRONG_STORE: { 'zh-CN': '仅限门店 {stores} 使用', en: 'Only good at the stores {stores}' },
  COUPON_WRONG_KIND: { 'zh-CN': '仅限用于 {kinds}', en: 'Only good for {kinds}' },
  COUPON_WRONG_ASSET: {
    'zh-CN': '仅限用于绑定的 {asset} {key}',
    en: 'Only good for the {asset} {key} it is bound to',
  },
  NOTHING_TO_PAY: { 'zh-CN': '没有需要支付的金额', en: 'There is nothing to pay' },
  COUPON_NO_ELIGIBLE_LINE: {
    'zh-CN': '没有可用的商品或服务，仅限 {wanted}',
    en: 'Nothing here qualifies: only {wanted}',
  },
  COUPON_MINIMUM_NOT_REACHED: {
    'zh-CN': '满 {minimum} 元可用，还差 {missing} 元',
    en: '{missing} more qualifies: at least {minimum}',
  },
  COUPON_FACTS_WITHHELD: {
    'zh-CN': '会员未同意跨公司共享，{subsidiary}的{what}不能用于判断',
    en: 'Without consent to share between companies, {what} at {subsidiary} may not be used here',
  },
  COUPON_CONDITION_NOT_MET: {
    'zh-CN': '还不满足：{condition}',
    en: 'Not met yet: {condition}',
  },
  COUPON_RESERVED: {
    'zh-CN': '优惠券正在另一笔订单中使用',
    en: 'This coupon is reserved for another order',
  },
  COUPON_NOT_COMBINABLE: {
    'zh-CN': '不能与{with}同时使用，去掉后可用',
    en: 'It cannot be used together with {with}: leave that out to use it',
  },
  NOTHING_LEFT_TO_PAY: {
    'zh-CN': '其他优惠后已无可抵扣金额',
    en: 'Nothing is left for it to take off',
  },
  LIMIT_REACHED: { 'zh-CN': '活动 {offer} {scopes}', en: 'The offer {offer} {scopes}' },
  POINTS_NOT_TAKEN: {
    'zh-CN': '积分 {currency} 不能在此支付',
    en: 'Points of {currency} do not pay here',
  },
  POINTS_EXCEED_SHARE: {
    'zh-CN': '最多可使用 {most} 积分',
    en: 'At most {most} points can pay here',
  },
  POINTS_NOT_ENOUGH: {
    'zh-CN': '积分不足：可用 {available}，还差 {missing}',
    en: 'Not enough points: {available} available, {missing} missing',
  },
  POINTS_NOT_HELD: {
    'zh-CN': '积分冻结失败：{reason}',
    en: 'The points could not be held: {reason}',
  },
  POINTS_AMOUNT_NOT_ONE: {
    'zh-CN': '积分数量须填写 amount',
    en: 'Say how many points, once: in amount',
  },
  POINTS_NOT_POSITIVE: { 'zh-CN': '积分必须大于零', en: 'Give a positive number of points' },
  POINTS_TOO_PRECISE: {
    'zh-CN': '积分最多 {scale} 位小数',
    en: 'Points have at most {scale} decimals',
  },
  NOTHING_TO_RESERVE: { 'zh-CN': '请至少选择一张优惠券或积分', en: 'Name a coupon, or points' },
  COUNTER_NOT_YOURS: {
    'zh-CN': '只能为本公司的订单操作',
    en: 'You may only act for your own company and members for themselves',
  },
  BASKET_EMPTY: { 'zh-CN': '订单没有明细', en: 'The basket has no lines' },
  BASKET_LINE_TWICE: {
    'zh-CN': '订单明细编号重复',
    en: 'Two lines of the basket have the same lineId',
  },
  BASKET_LINE_NEGATIVE: {
    'zh-CN': '订单明细金额不能为负',
    en: 'A line of the basket has a negative amount',
  },
  RESERVATION_TIME_OUT_OF_RANGE: {
    'zh-CN': '保留时间须为 30 至 3600 秒',
    en: 'Reserve for 30 to 3600 seconds',
  },
  COUPON_NOT_IN_STATE: {
    'zh-CN': '优惠券{state}，不能操作',
    en: 'The coupon is {state}: this cannot be done',
  },
  DEBT_NOT_FOUND: { 'zh-CN': '没有这笔欠款', en: 'There is no such open debt' },
  RESERVATION_NOT_FOUND: { 'zh-CN': '没有这个预占', en: 'There is no such reservation' },
  RESERVATION_REDEEMED: {
    'zh-CN': '预占已核销',
    en: 'The reservation has been made final already',
  },
  RESERVATION_RELEASED: { 'zh-CN': '预占已释放', en: 'The reservation was given back' },
  RESERVATION_EXPIRED: { 'zh-CN': '预占已于 {at} 过期', en: 'The reservation ended at {at}' },
  REDEMPTION_NOT_FOUND: { 'zh-CN': '没有这笔核销', en: 'There is no such redemption' },
  REVERSAL_LINE_UNKNOWN: {
    'zh-CN': '核销中没有明细 {lineId}',
    en: 'The redemption has no line {lineId}',
  },
  REVERSAL_EXCEEDS_REDEMPTION: {
    'zh-CN': '明细 {lineId} 最多可退 {most} 元',
    en: 'Line {lineId} has at most {most} left to come back',
  },
  NOTHING_LEFT_TO_REVERSE: { 'zh-CN': '已全部退回', en: 'Everything has been given back already' },
  OFFER_NOT_FOUND: { 'zh-CN': '没有这个活动', en: 'There is no such offer' },
  OFFER_CODE_TAKEN: { 'zh-CN': '活动代码 {code} 已被使用', en: 'The code {code} is taken' },
  OFFER_ENDED: { 'zh-CN': '活动已结束', en: 'The offer has ended' },
  OFFER_NOT_IN_STATE: {
    'zh-CN': '活动{state}，不能{move}',
    en: 'The offer is {state}: it cannot {move}',
  },
  OFFER_ENDS_BEFORE_START: {
    'zh-CN': '结束时间须晚于开始时间',
    en: 'The offer ends before it starts',
  },
  FUNDING_NOT_WHOLE: {
    'zh-CN': '分摊比例合计为 {bps}，须为 10000',
    en: 'The shares sum to {bps} instead of 10000',
  },
  FUNDING_TWICE: { 'zh-CN': '同一公司出现两次', en: 'A company occurs twice' },
  STORED_VALUE_WITH_USES: {
    'zh-CN': '储值券不能限定次数',
    en: 'Stored value is used up by amount, not by uses',
  },
  CONDITION_MISTAKE: {
    'zh-CN': '条件第 {line} 行第 {column} 列有误：{mistake}',
    en: 'The condition has a mistake at line {line}, column {column}: {mistake}',
  },
  CONSENT_UNKNOWN: {
    'zh-CN': '没有授权 {consent}，可用：{known}',
    en: 'There is no consent {consent}; there are {known}',
  },
  SEGMENT_UNKNOWN: { 'zh-CN': '没有人群 {segment}', en: 'There is no segment {segment}' },
  CURRENCY_UNKNOWN: {
    'zh-CN': '没有积分币种 {currency}',
    en: 'There is no point currency {currency}',
  },
  RATE_NOT_POSITIVE: { 'zh-CN': '比率必须大于零', en: 'The rate must be positive' },
  BENEFIT_NOT_ONE: {
    'zh-CN': '每项权益须且只须填写一种',
    en: 'Each benefit has exactly one of its fields',
  },
  VALIDITY_NOT_ONE: {
    'zh-CN': '须填写有效天数或截止日期之一',
    en: 'Give validDays or validUntil, and not both',
  },
  COUPON_AMOUNT_MISSING: { 'zh-CN': '须填写金额', en: 'This kind of coupon needs an amount' },
  COUPON_SHARE_MISSING: { 'zh-CN': '须填写比例', en: 'This kind of coupon needs shareBps' },
  OFFER_NEVER_SET_OFF: {
    'zh-CN': '须填写触发条件或日期',
    en: 'Say what sets the offer off: triggers, or dates',
  },
  OFFER_DATE_INCOMPLETE: {
    'zh-CN': '须写明哪件事物的哪个日期',
    en: 'A date of a thing names the fact and its attribute',
  },
  MEMBER_NOT_FOUND: { 'zh-CN': '没有这位会员', en: 'There is no such member' },
  COUPON_BATCH_NOT_OPEN: {
    'zh-CN': '券码批次{state}，不能使用',
    en: 'The batch of this code is {state}: it cannot be used',
  },
  COUPON_OFFERED_AS_GIFT: {
    'zh-CN': '优惠券正在转赠中（至 {until}），撤回后可用',
    en: 'This coupon is offered as a gift until {until}; take it back to use it',
  },
  QR_NOT_OURS: { 'zh-CN': '二维码无效', en: 'This QR code is not one of ours' },
  QR_EXPIRED: {
    'zh-CN': '二维码已过期，请会员刷新后再扫',
    en: 'This QR code is more than a minute old: have the member show it anew',
  },
  BATCH_NOT_FOUND: { 'zh-CN': '没有这个批次', en: 'There is no such batch' },
  BATCH_CODE_TAKEN: { 'zh-CN': '批次代码 {code} 已被使用', en: 'The batch code {code} is taken' },
  BATCH_SIZE_OUT_OF_RANGE: {
    'zh-CN': '批次数量须为 1 至 {most}',
    en: 'A batch has 1 to {most} codes',
  },
  BATCH_NOT_IN_STATE: {
    'zh-CN': '批次{state}，不能{move}',
    en: 'The batch is {state}: it cannot {move}',
  },
  BATCH_IS_GENERATED: {
    'zh-CN': '该批次由系统生成，不能导入券码',
    en: 'The codes of this batch are made here: import into a batch of its own',
  },
  OFFER_NOT_PUBLISHED: { 'zh-CN': '活动尚未发布', en: 'The offer has not been published' },
  OFFER_HAS_NO_COUPON: {
    'zh-CN': '活动的第 {benefit} 项权益不是优惠券',
    en: 'Benefit {benefit} of the offer is no coupon',
  },
  COUPON_CANNOT_BE_A_CODE: {
    'zh-CN': '绑定资产或分期的优惠券不能制成券码',
    en: 'A coupon bound to a thing, or in instalments, cannot be made as a code',
  },
  COUPON_NOT_TRANSFERABLE: {
    'zh-CN': '这张优惠券不可转赠',
    en: 'This coupon cannot be given away',
  },
  GIFT_NOT_FOUND: { 'zh-CN': '没有这份转赠', en: 'There is no such gift' },
  GIFT_NOT_OPEN: { 'zh-CN': '这份转赠{state}', en: 'This gift was {state}' },
  GIFT_EXPIRED: { 'zh-CN': '转赠已于 {at} 过期', en: 'This gift was open until {at}' },
  GIFT_IS_YOUR_OWN: { 'zh-CN': '不能领取自己的转赠', en: 'This gift is your own' },
  PARTNER_DOES_NOTHING: {
    'zh-CN': '合作品牌须出资或承兑',
    en: 'A partner funds offers, honours coupons, or both',
  },
  PARTNER_NOT_FOUND: { 'zh-CN': '没有这个合作品牌', en: 'There is no such partner' },
  PARTNER_LEFT: { 'zh-CN': '合作品牌 {partner} 已退出', en: 'The partner {partner} has left' },
  PARTNER_DOES_NOT_FUND: {
    'zh-CN': '合作品牌 {partner} 不出资',
    en: 'The partner {partner} does not pay for offers',
  },
  PARTNER_DOES_NOT_HONOUR: {
    'zh-CN': '合作品牌 {partner} 不承兑优惠券',
    en: 'The partner {partner} does not honour coupons',
  },
  MEMBER_NOT_NAMED: {
    'zh-CN': '请填写会员，或扫描其二维码',
    en: "Name the member, or scan the member's QR code",
  },
  LIMIT_NOT_WHOLE: { 'zh-CN': '次数须为整数', en: 'A number of uses is whole' },
};

export const couponMessages = defineMessages(messages, couponWords);
