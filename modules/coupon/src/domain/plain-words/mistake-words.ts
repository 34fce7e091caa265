/**
 * What is wrong with a condition, as its author understands it: the checker's own messages are English and speak of
 * overloads. What is not known here is shown as the checker says it.
 */
import type { Locale } from './terms.ts';

type Say = (zh: string, en: string) => string;

const TYPES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  int: ['整数', 'a whole number'],
  double: ['小数', 'a decimal number'],
  string: ['文本', 'text'],
  bool: ['真假值', 'true or false'],
  list: ['列表', 'a list'],
  map: ['属性表', 'a map'],
  'google.protobuf.Timestamp': ['时间', 'a moment'],
};

/** How each function is written. */
const WRITTEN: Readonly<Record<string, string>> = {
  has: 'member.has("dwelling")',
  things: 'member.things("vehicle")',
  inSegment: 'member.inSegment("families")',
  spend: 'history.spend("retail", 90)',
  spendIn: 'history.spendIn("retail", "fresh", 90)',
  visits: 'history.visits("retail", 90)',
  cny: 'cny("12.50")',
};

const SIGNS: Readonly<Record<string, string>> = {
  RPAREN: ')',
  RBRACKET: ']',
  RBRACE: '}',
  COLON: ':',
  COMMA: ',',
};

/** What a pattern found, in the order of its brackets. */
type Found = readonly [string, string, string];

const MISTAKES: readonly (readonly [RegExp, (found: Found, say: Say) => string])[] = [
  [
    /^no such overload: !(\S+)$/,
    ([type], say) =>
      say(
        `“!”只能用于真假值，这里是${typeOf(type, 0)}`,
        `“!” needs true or false, and this is ${typeOf(type, 1)}`,
      ),
  ],
  [
    /^no such overload: (\S+) (\S+) (\S+)$/,
    ([left, sign, right], say) =>
      say(
        `${typeOf(left, 0)}与${typeOf(right, 0)}之间不能用“${sign}”`,
        `“${sign}” cannot stand between ${typeOf(left, 1)} and ${typeOf(right, 1)}`,
      ),
  ],
  [
    /^Unknown variable: (.+)$/,
    ([name], say) => say(`没有名为“${name}”的变量`, `There is nothing called “${name}”`),
  ],
  [/^No such key: (.+)$/, ([name], say) => say(`没有字段“${name}”`, `There is no field “${name}”`)],
  [
    /^must be true or false, but is of type (\S+)$/,
    ([type], say) =>
      say(
        `条件须得出真或假，这里是${typeOf(type, 0)}`,
        `It must come to true or false, and is ${typeOf(type, 1)}`,
      ),
  ],
  [
    /^Expected (\w+), got (\w+)$/,
    ([wanted, got], say) =>
      say(
        `这里应为“${signOf(wanted)}”${got === 'EOF' ? '，条件却已结束' : ''}`,
        `“${signOf(wanted)}” is missing here`,
      ),
  ],
  [/^Unexpected token: EOF$/, (_found, say) => say('条件没有写完', 'The condition breaks off')],
  [
    /^Unexpected token: (.+)$/,
    ([sign], say) => say(`多余的“${signOf(sign)}”`, `“${signOf(sign)}” is out of place`),
  ],
  [/^Unexpected character: '?=/, (_found, say) => say('相等写作“==”', 'Equality is written “==”')],
  [
    /^Unexpected character: '?(.)/,
    ([sign], say) =>
      say(
        `多余的“${sign}”；“且”写作 &&，“或”写作 ||`,
        `“${sign}” is out of place; and is written &&, or is written ||`,
      ),
  ],
  [
    /^Unterminated string/,
    (_found, say) => say('文本缺少结束的引号', 'The closing quote is missing'),
  ],
  [
    /^found no matching overload for '(?:\w+\.)?(\w+)\((.*)\)'$/,
    ([name], say) => {
      const written = WRITTEN[name];
      return written === undefined
        ? say(`没有函数“${name}”`, `There is no function “${name}” for this`)
        : say(`${name} 写作 ${written}`, `${name} is written ${written}`);
    },
  ],
  [
    /^(\w+)\(\) takes values written out/,
    ([name], say) =>
      say(
        `${name}() 的参数须直接写出，不能是计算结果`,
        `${name}() takes values written out, not computed ones`,
      ),
  ],
  [
    /^cny\(\) takes an amount written out/,
    (_found, say) =>
      say(
        'cny() 须直接写出金额，例如 cny("12.50")',
        'cny() takes an amount written out, such as cny("12.50")',
      ),
  ],
  [
    /^a window is 1 to (\d+) days$/,
    ([most], say) => say(`天数须为 1 至 ${most}`, `A window is 1 to ${most} days`),
  ],
  [
    /^Ternary branches must have the same type/,
    (_found, say) => say('“? :”两边须为同一类型', 'Both sides of “? :” must be of one type'),
  ],
];

export function mistakeInWords(message: string, locale: Locale): string {
  const say: Say = (zh, en) => (locale === 'zh-CN' ? zh : en);
  for (const [pattern, words] of MISTAKES) {
    const found = pattern.exec(message);
    if (found !== null) return words([found[1] ?? '', found[2] ?? '', found[3] ?? ''], say);
  }
  return message;
}

const typeOf = (type: string, language: 0 | 1): string =>
  TYPES[type.replace(/<.*$/, '')]?.[language] ?? type;

const signOf = (token: string): string => SIGNS[token] ?? token;
