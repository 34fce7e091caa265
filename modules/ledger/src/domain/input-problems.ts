/** What an input should have been, in the words of the reader: the parameter `problem` of LEDGER_INPUT_INVALID. */
import type { ParamWords } from '@guildhall/shared/messages';

export const INPUT_PROBLEMS = {
  KEY: { 'zh-CN': '1 至 200 个可打印的 ASCII 字符', en: '1 to 200 printable ASCII characters' },
  ID_OF: { 'zh-CN': '以 {prefix}_ 开头的完整编号', en: 'a whole id that starts with {prefix}_' },
  IDS: { 'zh-CN': '最多 {most} 个编号', en: 'at most {most} ids' },
  CURRENCY_CODE: {
    'zh-CN': '积分币种代码，2 至 16 个大写字母、数字或下划线',
    en: 'a currency code: two to sixteen capitals, digits or underscores',
  },
  QUALIFYING_CURRENCY: { 'zh-CN': '计入等级的积分币种', en: 'a currency that counts for tiers' },
  AMOUNT: {
    'zh-CN': '大于零且不超过 {most} 的最小单位整数',
    en: 'a positive whole number of minor units, at most {most}',
  },
  AMOUNT_NOT_ZERO: { 'zh-CN': '不为零的数量', en: 'an amount other than zero' },
  AT_MOST: { 'zh-CN': '不超过 {most} {currency}', en: 'at most {most} {currency}' },
  AMOUNT_OR_NONE: { 'zh-CN': '数量，或不设上限', en: 'an amount, or none' },
  DECIMALS: { 'zh-CN': '最多 {most} 位小数', en: 'at most {most} decimals' },
  WHOLE: { 'zh-CN': '整数，不带小数', en: 'a whole number without decimals' },
  BETWEEN: { 'zh-CN': '{least} 至 {most}', en: '{least} to {most}' },
  SUBSIDIARY: { 'zh-CN': '公司代码，例如 retail', en: "a company's code, such as retail" },
  MOMENT: { 'zh-CN': '1970 年至 9000 年之间的时刻', en: 'a moment from 1970 to 9000' },
  NOT_IN_FUTURE: { 'zh-CN': '不晚于现在', en: 'not in the future' },
  AFTER_ACTIVE: { 'zh-CN': '晚于积分生效的时刻', en: 'after the points are active' },
  DAYS_AHEAD: { 'zh-CN': '最多 {most} 天以后', en: 'at most {most} days ahead' },
  REASON: {
    'zh-CN': '类型用小写字母加连字符，编号为 1 至 100 个可打印字符',
    en: 'a type in kebab-case and an id of 1 to 100 printable characters',
  },
  YES_OR_NO: { 'zh-CN': 'true 或 false', en: 'true or false' },
  ONE_OF: { 'zh-CN': '以下之一：{values}', en: 'one of {values}' },
  CHARACTERS: { 'zh-CN': '1 至 {most} 个字符', en: '1 to {most} characters' },
  MEMBERS: { 'zh-CN': '1 至 {most} 位会员', en: 'one to {most} members' },
  OPERATIONS: { 'zh-CN': '1 至 {most} 项操作', en: 'one to {most} operations' },
  ENTRIES: { 'zh-CN': '2 至 {most} 个分录', en: 'two to {most} entries' },
  EACH_ONCE: { 'zh-CN': '每个只出现一次', en: 'each of them once' },
  ACCOUNT: { 'zh-CN': '账户的种类及其所有者', en: 'an account by its kind and owner' },
  SUM_ZERO: { 'zh-CN': '各分录之和为零', en: 'entries that sum to zero' },
  GIVEN_FOR: { 'zh-CN': '{operation} 必须填写', en: 'given for {operation}' },
  THRESHOLDS_RISE: { 'zh-CN': '高于前一等级的门槛', en: 'above the threshold before it' },
  FUNDING_NEEDED: { 'zh-CN': '说明所给积分由谁出资', en: 'who pays for the points given' },
  PAYERS: { 'zh-CN': '1 至 {most} 家出资公司', en: 'shares of one to {most} payers' },
  PAYER_CODE: { 'zh-CN': '出资公司的代码', en: 'payers named by their codes' },
  PARTS: { 'zh-CN': '份额为大于零的整数', en: 'parts that are positive whole numbers' },
  PRICE: {
    'zh-CN': 'pricePerPoint 为最多八位小数的十进制字符串',
    en: 'pricePerPoint as a decimal string with at most eight decimals',
  },
  MONEY: {
    'zh-CN': 'priceCurrency 为 CNY：公司之间以人民币清算',
    en: 'priceCurrency CNY: companies settle in it',
  },
} as const;

export type InputProblem = keyof typeof INPUT_PROBLEMS;

/** States and kinds of the ledger as a person says them. */
const STATES: Readonly<Record<string, { readonly 'zh-CN': string; readonly en: string }>> = {
  CAPTURED: { 'zh-CN': '已扣取', en: 'captured' },
  RELEASED: { 'zh-CN': '已释放', en: 'released' },
  TIMED_OUT: { 'zh-CN': '已超时', en: 'timed out' },
  APPROVED: { 'zh-CN': '已批准', en: 'approved' },
  POSTED: { 'zh-CN': '已入账', en: 'posted' },
  REJECTED: { 'zh-CN': '已驳回', en: 'rejected' },
};

export const ledgerWords: ParamWords = (name, params, locale) => {
  const value = params[name];
  if (name === 'state') return STATES[String(value)]?.[locale];
  if (name !== 'problem') return undefined;
  const said = INPUT_PROBLEMS[value as InputProblem][locale];
  return said.replace(/\{(\w+)\}/g, (_, key: string) => String(params[key]));
};
