/** Words of merge review. */
import { defineTexts, type Text } from '../../i18n/texts.ts';

export const { useTexts: useReviewTexts } = defineTexts({
  reviews: { zh: '合并审核', en: 'Merge review' },
  lead: {
    zh: '系统拿不准是否同一个人的会员。相同之处已标出；合并可以原样撤销。',
    en: 'Members who may be one person. What agrees is marked; a merge can be undone exactly.',
  },
  state: { zh: '状态', en: 'State' },
  none: { zh: '没有待审的会员', en: 'Nobody to review' },
  noneHint: { zh: '拿不准的匹配会出现在这里。', en: 'Doubtful matches appear here.' },
  survivor: { zh: '保留哪一位', en: 'Who stays' },
  keeps: { zh: '保留此会员号', en: 'Keep this number' },
  evidence: { zh: '证据', en: 'Evidence' },
  sum: { zh: '合计', en: 'Sum' },
  likely: { zh: '同一人的可能 {percent}%', en: '{percent}% likely one person' },
  noWeights: {
    zh: '此案由规则提出，没有逐项权重；由人判断。',
    en: 'A rule raised this case: nothing was weighed; people decide.',
  },
  matched: { zh: '对上了', en: 'matched' },
  agrees: { zh: '一致', en: 'same' },
  differs: { zh: '不同', en: 'different' },
  unknown: { zh: '有一方没有', en: 'known of one only' },
  toldBy: { zh: '{company}告知', en: 'told by {company}' },
  same: { zh: '是同一个人，合并', en: 'One person: merge' },
  sameSure: {
    zh: '积分、券、等级和授权都会移到保留的会员，可随时撤销。',
    en: 'Points, coupons, tiers and consents move to the one who stays. It can be undone.',
  },
  merged: { zh: '已合并', en: 'Merged' },
  distinct: { zh: '不是同一个人', en: 'Two persons' },
  kept: { zh: '已记为不同的人', en: 'Kept apart' },
  reopen: { zh: '重新审核', en: 'Review again' },
  reopened: { zh: '已重新打开', en: 'Opened again' },
  undoMerge: { zh: '撤销合并', en: 'Undo merge' },
  undoMergeSure: {
    zh: '两位会员会各自恢复，积分、券、等级、授权都回到原主。',
    en: 'Both members come back; points, coupons, tiers and consents return to whose they were.',
  },
  undone: { zh: '合并已撤销', en: 'Merge undone' },
});

export const REASON_WORDS: Readonly<Record<string, Text>> = {
  IDENTITY_SHARED: { zh: '共用同一标识', en: 'They share an identity' },
  IDENTITY_TAKEN_OVER: { zh: '标识易主', en: 'An identity changed hands' },
  ID_CARD_DIFFERS: { zh: '身份证不同', en: 'ID cards differ' },
  LOOKS_ALIKE: { zh: '资料相似', en: 'They look alike' },
  NAME_DIFFERS: { zh: '姓名不同', en: 'Names differ' },
  BIRTHDAY_DIFFERS: { zh: '生日不同', en: 'Birthdays differ' },
};

/** What the rule that raised a case says. */
export const RULE_WORDS: Readonly<Record<string, Text>> = {
  IDENTITY_SHARED: {
    zh: '规则：有公司告知的标识已属于另一位会员，系统没有自动合并。',
    en: 'Rule: an identity that somebody told belongs to another member; nothing was merged.',
  },
  IDENTITY_TAKEN_OVER: {
    zh: '规则：本人验证过的标识从一位会员转到了另一位，常见于手机号换了主人。',
    en: 'Rule: a proved identity went to another member, as when a phone number changes hands.',
  },
  ID_CARD_DIFFERS: {
    zh: '规则：标识相同，身份证却不同，多半是两个人共用。',
    en: 'Rule: one identity under two ID cards; most likely two persons share it.',
  },
  NAME_DIFFERS: {
    zh: '规则：标识相同，姓名却不同，可能是家人共用，也可能是写错。',
    en: 'Rule: one identity under two names: a family, or a slip of the pen.',
  },
  BIRTHDAY_DIFFERS: {
    zh: '规则：标识和姓名相同，生日却不同，可能是父子。',
    en: 'Rule: one identity and name under two birthdays: father and son, perhaps.',
  },
};

export const FIELD_WORDS: Readonly<Record<string, Text>> = {
  name: { zh: '姓名', en: 'Name' },
  NAME: { zh: '姓名', en: 'Name' },
  birthday: { zh: '生日', en: 'Birthday' },
  BIRTHDAY: { zh: '生日', en: 'Birthday' },
  gender: { zh: '性别', en: 'Gender' },
  GENDER: { zh: '性别', en: 'Gender' },
  address: { zh: '地址', en: 'Address' },
  ADDRESS: { zh: '地址', en: 'Address' },
  phone: { zh: '手机', en: 'Phone' },
  PHONE: { zh: '手机', en: 'Phone' },
  email: { zh: '邮箱', en: 'E-mail' },
  EMAIL: { zh: '邮箱', en: 'E-mail' },
  PRIOR: { zh: '任意两人的基准', en: 'Any two people' },
  prior: { zh: '任意两人的基准', en: 'Any two people' },
  contact: { zh: '电话与住址', en: 'Telephone and address' },
  idCard: { zh: '身份证', en: 'ID card' },
};

export const LEVEL_WORDS: Readonly<Record<string, Text>> = {
  EQUAL: { zh: '一致', en: 'equal' },
  SAME: { zh: '一致', en: 'same' },
  CLOSE: { zh: '相近', en: 'close' },
  SIMILAR: { zh: '相似', en: 'similar' },
  DIFFERENT: { zh: '不同', en: 'different' },
  MISSING: { zh: '缺失', en: 'missing' },
  PRIOR: { zh: '多半不是同一人', en: 'mostly two persons' },
  SAME_DAY: { zh: '月日相同', en: 'same day and month' },
  SAME_YEAR: { zh: '年份相同', en: 'same year' },
  SAME_SOUND: { zh: '同音', en: 'same sound' },
  NEAR_SOUND: { zh: '近音', en: 'near in sound' },
  ONE_CHARACTER: { zh: '差一个字', en: 'one character apart' },
  ONE_SLIP: { zh: '差一处笔误', en: 'one slip apart' },
  SAME_FAMILY_NAME: { zh: '同姓', en: 'same family name' },
  PLACE_OTHER_PHONE: { zh: '同住址，电话不同', en: 'same place, another telephone' },
  PLACE_ONLY_KNOWN: { zh: '同住址，电话未知', en: 'same place, telephone unknown' },
  PHONE_OTHER_PLACE: { zh: '同电话，住址不同', en: 'same telephone, another place' },
  PHONE_ONLY_KNOWN: { zh: '同电话，住址未知', en: 'same telephone, place unknown' },
  PLACE_AND_PHONE: { zh: '电话和住址都相同', en: 'same telephone and place' },
  BOTH: { zh: '电话和住址都相同', en: 'same telephone and place' },
};
