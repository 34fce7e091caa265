/** Every expected "no" of this module, with its message. Which one wins is said where it is decided. */
import { defineMessages } from '@guildhall/shared/messages';

export const identityMessages = defineMessages({
  IDENTITY_BLOCKED: {
    'zh-CN': '“{type}”的这个值是占位内容，不能当作客户标识',
    en: 'This {type} is a filler, not an identity of anybody: leave it out',
  },
  IDENTITY_MALFORMED: {
    'zh-CN': '这不是有效的 {type}，请核对后重填',
    en: 'This is not a valid {type}: compare it with the original',
  },
  IDENTITY_WITHOUT_SOURCE: {
    'zh-CN': '客户编号须注明属于哪家子公司',
    en: 'A customer number needs the subsidiary it belongs to',
  },
  IDENTITY_OF_ANOTHER_SUBSIDIARY: {
    'zh-CN': '只能登记本公司的客户编号，不能登记 {source} 的',
    en: 'Only your own customer numbers can be told, not those of {source}',
  },
  IDENTITY_TOO_WEAK: {
    'zh-CN': '仅凭车辆或房屋无法确定客户，请再提供手机号、客户编号等个人标识',
    en: 'A car or a dwelling alone names nobody: add a phone, customer number or another personal identity',
  },
  IDENTITY_LIMIT_REACHED: {
    'zh-CN': '每位会员至多 {limit} 个 {type}',
    en: 'A member has at most {limit} of {type}',
  },
  IDENTITY_HELD_BY_ANOTHER: {
    'zh-CN': '该标识已属于另一位会员，已转人工核实',
    en: 'Another member holds this identity; people will look at it',
  },
  IDENTITY_NOT_FOUND: { 'zh-CN': '该会员没有这个标识', en: 'The member has no such identity' },
  IDENTITY_LAST: {
    'zh-CN': '这是该会员唯一的个人标识，不能解除',
    en: "This is the member's last personal identity and cannot be unlinked",
  },
  IDENTITIES_MISSING: { 'zh-CN': '请至少提供一个客户标识', en: 'Give at least one identity' },
  BIRTHDAY_MALFORMED: {
    'zh-CN': '生日应为真实日期，格式 YYYY-MM-DD，且不晚于今天',
    en: 'Give the birthday as a real date, YYYY-MM-DD, not in the future',
  },
  GENDER_UNKNOWN: { 'zh-CN': '性别只能是 {values}', en: 'Give one of {values} as gender' },
  OBSERVED_IN_FUTURE: {
    'zh-CN': '获知时间不能晚于现在',
    en: 'A fact cannot have been observed in the future',
  },
  CALLER_MAY_NOT: { 'zh-CN': '当前身份无权执行此操作', en: 'This caller may not do this' },
  MEMBER_NOT_FOUND: { 'zh-CN': '没有这位会员', en: 'There is no such member' },
  MEMBER_STATE_FORBIDS: {
    'zh-CN': '会员当前为 {status}，不能变更为 {wanted}',
    en: 'The member is {status} and cannot become {wanted}',
  },
});
