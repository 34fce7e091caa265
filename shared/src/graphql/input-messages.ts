/** Messages of what can be wrong with an input. Each says what would be right. */
import { defineMessages } from '../messages.ts';

export const inputMessages = defineMessages({
  INPUT_REQUIRED: { 'zh-CN': '此项必填，请补上', en: 'This is required: supply it' },
  INPUT_WRONG_TYPE: {
    'zh-CN': '类型不对，应为 {expected}',
    en: 'Wrong type: give a value of type {expected}',
  },
  INPUT_TOO_SMALL: { 'zh-CN': '不能小于 {minimum}', en: 'Too small: give at least {minimum}' },
  INPUT_TOO_BIG: { 'zh-CN': '不能大于 {maximum}', en: 'Too big: give at most {maximum}' },
  INPUT_TOO_SHORT: {
    'zh-CN': '太短，至少 {minimum} 个字符',
    en: 'Too short: give at least {minimum} characters',
  },
  INPUT_TOO_LONG: {
    'zh-CN': '太长，至多 {maximum} 个字符',
    en: 'Too long: give at most {maximum} characters',
  },
  INPUT_TOO_FEW: {
    'zh-CN': '太少，至少 {minimum} 项',
    en: 'Too few: give at least {minimum} items',
  },
  INPUT_TOO_MANY: {
    'zh-CN': '太多，至多 {maximum} 项',
    en: 'Too many: give at most {maximum} items',
  },
  INPUT_NOT_ONE_OF: { 'zh-CN': '只能是以下之一：{values}', en: 'Give one of: {values}' },
  INPUT_WRONG_FORMAT: {
    'zh-CN': '格式不对，应符合 {format}',
    en: 'Wrong format: it must match {format}',
  },
  INPUT_UNKNOWN_FIELD: {
    'zh-CN': '没有这些字段：{fields}，请去掉',
    en: 'There is no such field: remove {fields}',
  },
  INPUT_INVALID: { 'zh-CN': '此项无效：{reason}', en: 'This is not valid: {reason}' },
  INPUT_DECIMAL_MALFORMED: {
    'zh-CN': '请以普通小数填写，例如 "12.50"（字符串，不用科学计数法）',
    en: 'Give a plain decimal as text, such as "12.50", without an exponent',
  },
  INPUT_DECIMAL_TOO_PRECISE: {
    'zh-CN': '至多 {scale} 位小数',
    en: 'Give at most {scale} decimals',
  },
  INPUT_DATE_MALFORMED: {
    'zh-CN': '请填写真实日期，格式 YYYY-MM-DD',
    en: 'Give a real date as YYYY-MM-DD',
  },
  INPUT_DATETIME_MALFORMED: {
    'zh-CN': '请填写带时区的时间，例如 2026-01-31T08:00:00Z',
    en: 'Give an instant with its offset, such as 2026-01-31T08:00:00Z',
  },
  INPUT_PHONE_MALFORMED: {
    'zh-CN': '请填写有效的电话号码，例如 13800138000 或 +8613800138000',
    en: 'Give a valid telephone number, such as 13800138000 or +8613800138000',
  },
  INPUT_USCC_MALFORMED: {
    'zh-CN': '统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z）',
    en: 'A Unified Social Credit Code has 18 digits or capitals (never I, O, S, V or Z)',
  },
  INPUT_USCC_CHECK_CHARACTER: {
    'zh-CN': '统一社会信用代码的校验位不符，请核对原件',
    en: 'The check character of this Unified Social Credit Code does not fit: compare it with the original',
  },
  INPUT_ID_WRONG_KIND: {
    'zh-CN': '编号应以 {prefix}_ 开头且完整',
    en: 'Give a whole id that begins with {prefix}_',
  },
  INPUT_KEY_UNPRINTABLE: {
    'zh-CN': '幂等键只能用可打印的 ASCII 字符',
    en: 'Use printable ASCII characters only in an idempotency key',
  },
  INPUT_CURSOR_MALFORMED: {
    'zh-CN': '游标无效，请使用上一页返回的 endCursor',
    en: 'This cursor is not ours: use the endCursor of the page before',
  },
  IDEMPOTENCY_KEY_REUSED: {
    'zh-CN': '此幂等键已用于另一份 {operation} 请求，请换一个新的键',
    en: 'This idempotency key was used for another {operation}: use a new one for a new wish',
  },
});
