/**
 * A condition in plain words, in Chinese and English: read from the checked tree, so it says what is evaluated. A part
 * that has no wording of its own is shown as it is written.
 */
import { parseAmount } from '@guildhall/shared/amounts';
import { type ASTNode, serialize } from '@marcbachmann/cel-js';
import { type Locale, moment, type Names, NO_NAMES, nameOf, yuan } from './terms.ts';

/** In whose language, and what settings call what the condition names. */
interface Reader {
  readonly locale: Locale;
  readonly names: Names;
  /** What a line or a thing is called in a clause about each of them. */
  readonly variable?: string;
}

export function conditionInWords(ast: ASTNode, locale: Locale, names: Names = NO_NAMES): string {
  return clause(ast, { locale, names });
}

const FIELDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  'transaction.kind': ['交易类型', 'the kind of transaction'],
  'transaction.subsidiary': ['交易公司', 'the company'],
  'transaction.storeCode': ['门店', 'the store'],
  'transaction.channel': ['渠道', 'the channel'],
  'transaction.amountMinor': ['交易金额', 'the amount'],
  'transaction.occurredAt': ['交易时间', 'the time of the transaction'],
  'basket.kind': ['订单类型', 'the kind of order'],
  'basket.subsidiary': ['收款公司', 'the company'],
  'basket.storeCode': ['门店', 'the store'],
  'basket.channel': ['渠道', 'the channel'],
  'basket.amountMinor': ['订单金额', 'the amount of the basket'],
  'member.tier': ['会员等级', "the member's tier"],
  'member.birthday': ['会员生日', "the member's birthday"],
  'member.enrolledAt': ['入会时间', 'the time of joining'],
  'member.inHousehold': ['会员有家庭', 'the member is in a household'],
  now: ['当前时间', 'now'],
};

/** Of a line, and of the things that companies tell of. */
const PARTS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  lineId: ['明细号', 'the line'],
  itemCode: ['商品', 'the item'],
  category: ['类别', 'the category'],
  quantity: ['数量', 'the quantity'],
  amountMinor: ['金额', 'the amount'],
  model: ['型号', 'the model'],
  key: ['编号', 'the id'],
  subsidiary: ['公司', 'the company'],
};

const CALCULATIONS: Readonly<Record<string, string>> = {
  '+': '+',
  '-': '−',
  '*': '×',
  '/': '÷',
  '%': 'mod',
};

/** Of moments, which are earlier and later and neither high nor low. */
const IN_TIME: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  '>=': ['不早于', 'is not before'],
  '>': ['晚于', 'is after'],
  '<=': ['不晚于', 'is not after'],
  '<': ['早于', 'is before'],
};

const COMPARISONS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  '==': ['为', 'is'],
  '!=': ['不为', 'is not'],
  '>=': ['不低于', 'is at least'],
  '>': ['高于', 'is above'],
  '<=': ['不超过', 'is at most'],
  '<': ['低于', 'is below'],
};

const named = (code: string, { locale, names }: Reader): string => nameOf(code, locale, names);

const pick = ([zh, en]: readonly [string, string], reader: Reader): string =>
  reader.locale === 'zh-CN' ? zh : en;

function clause(node: ASTNode, reader: Reader): string {
  const zh = reader.locale === 'zh-CN';
  switch (node.op) {
    case 'value':
      if (node.args === true) return zh ? '任何情况' : 'always';
      if (node.args === false) return zh ? '从不' : 'never';
      return term(node, reader);
    case '&&':
      return flatten(node, '&&')
        .map((part) => bracketed(part, '||', reader))
        .join(zh ? '，且' : ', and ');
    case '||':
      return flatten(node, '||')
        .map((part) => bracketed(part, '&&', reader))
        .join(zh ? '，或' : ', or ');
    case '!_':
      return negated(node.args, reader);
    case 'rcall':
      return called(node, reader, true);
    case '==':
    case '!=':
    case '>=':
    case '>':
    case '<=':
    case '<': {
      const [left, right] = node.args;
      return comparison(left, node.op, right, reader);
    }
    case 'in': {
      const [item, list] = node.args;
      return zh
        ? `${term(item, reader)}属于${term(list, reader)}`
        : `${term(item, reader)} is one of ${term(list, reader)}`;
    }
    default:
      return term(node, reader);
  }
}

const flatten = (node: ASTNode, op: '&&' | '||'): readonly ASTNode[] =>
  node.op === op ? node.args.flatMap((part) => flatten(part, op)) : [node];

function bracketed(node: ASTNode, inner: '&&' | '||', reader: Reader): string {
  const text = clause(node, reader);
  if (node.op !== inner) return text;
  return reader.locale === 'zh-CN' ? `（${text}）` : `(${text})`;
}

function negated(node: ASTNode, reader: Reader): string {
  if (node.op === 'rcall') return called(node, reader, false);
  return reader.locale === 'zh-CN'
    ? `并非（${clause(node, reader)}）`
    : `not (${clause(node, reader)})`;
}

function comparison(left: ASTNode, op: string, right: ASTNode, reader: Reader): string {
  const inTime = isMoment(left) || isMoment(right);
  const words = (inTime ? IN_TIME[op] : undefined) ?? COMPARISONS[op];
  if (words === undefined) return serialize(left);
  const amount = isAmount(left) || isAmount(right);
  const [a, b] = [term(left, reader, amount), term(right, reader, amount)];
  // Between Chinese and a number or a name in Latin letters stands a space.
  return reader.locale === 'zh-CN'
    ? `${a}${pick(words, reader)}${/^[\x21-\x7e]/.test(b) ? ' ' : ''}${b}`
    : `${a} ${pick(words, reader)} ${b}`;
}

function isMoment(node: ASTNode): boolean {
  if (node.op === 'id') return node.args === 'now';
  if (node.op === '.') return node.args[1] === 'occurredAt' || node.args[1] === 'enrolledAt';
  return node.op === 'call' && node.args[0] === 'timestamp';
}

/** What is counted in fen. */
function isAmount(node: ASTNode): boolean {
  if (node.op === '+' || node.op === '-' || node.op === '*' || node.op === '/')
    return node.args.some(isAmount);
  if (node.op === '.') return node.args[1] === 'amountMinor';
  if (node.op === 'rcall') return node.args[0] === 'spend' || node.args[0] === 'spendIn';
  return node.op === 'call' && node.args[0] === 'cny';
}

function term(node: ASTNode, reader: Reader, amount = false): string {
  const zh = reader.locale === 'zh-CN';
  if (node.op === 'value') {
    if (typeof node.args === 'bigint' && amount) return money(node.args, reader);
    if (typeof node.args === 'string')
      return node.args === '' ? (zh ? '空' : 'none') : named(node.args, reader);
    return String(node.args);
  }
  if (node.op === 'list') return node.args.map((one) => term(one, reader)).join(zh ? '、' : ', ');
  if (node.op === 'call' && node.args[0] === 'cny') {
    const [text] = node.args[1];
    const minor = text?.op === 'value' ? parseAmount(String(text.args), 2) : undefined;
    return minor === undefined ? serialize(node) : money(minor, reader);
  }
  if (node.op === 'call' && node.args[0] === 'timestamp') return momentOf(node, reader);
  if (node.op === 'rcall') return called(node, reader, true);
  if (node.op === '.' || node.op === 'id') return field(node, reader);
  const sign = CALCULATIONS[node.op];
  if (sign !== undefined && Array.isArray(node.args)) return calculated(node, sign, reader);
  return serialize(node);
}

function momentOf(node: Extract<ASTNode, { op: 'call' }>, reader: Reader): string {
  const [text] = node.args[1];
  const at = new Date(text?.op === 'value' ? String(text.args) : Number.NaN);
  return Number.isNaN(at.getTime()) ? serialize(node) : moment(at, reader.locale);
}

/** A factor is a number also where the other one is an amount. */
function calculated(node: ASTNode, sign: string, reader: Reader): string {
  const [left, right] = node.args as [ASTNode, ASTNode];
  const added = node.op === '+' || node.op === '-';
  const part = (one: ASTNode): string => {
    const text = term(one, reader, added && isAmount(node));
    return CALCULATIONS[one.op] === undefined ? text : `(${text})`;
  };
  return `${part(left)} ${sign} ${part(right)}`;
}

const money = (minor: bigint, reader: Reader): string =>
  reader.locale === 'zh-CN' ? `${yuan(minor)} 元` : `CNY ${yuan(minor)}`;

function field(node: ASTNode, reader: Reader): string {
  const path = serialize(node);
  const words = FIELDS[path];
  if (words !== undefined) return pick(words, reader);
  const part = path.startsWith(`${reader.variable}.`)
    ? path.slice(`${reader.variable}.`.length)
    : undefined;
  if (part !== undefined) {
    const known = PARTS[part];
    if (known !== undefined) return pick(known, reader);
    return reader.locale === 'zh-CN' ? `“${part}”` : part;
  }
  const attribute = /^(?:transaction|basket)\.attributes\.(\w+)$/.exec(path)?.[1];
  if (attribute === undefined) return path;
  return reader.locale === 'zh-CN' ? `交易属性“${attribute}”` : `the attribute “${attribute}”`;
}

type Called = Extract<ASTNode, { op: 'rcall' }>;

function called(node: Called, reader: Reader, holds: boolean): string {
  const zh = reader.locale === 'zh-CN';
  const [name, , args] = node.args;
  const [first = '', second = '', third = ''] = args.map((arg) =>
    arg.op === 'value' ? String(arg.args) : serialize(arg),
  );
  switch (name) {
    case 'has':
      if (zh) return `会员${holds ? '有' : '没有'}${named(first, reader)}`;
      return `the member ${holds ? 'has a' : 'has no'} ${named(first, reader)}`;
    case 'inSegment':
      if (zh) return `会员${holds ? '属于' : '不属于'}人群“${named(first, reader)}”`;
      return `the member is ${holds ? '' : 'not '}in the segment “${named(first, reader)}”`;
    case 'spend':
      return zh
        ? `近 ${second} 天在${named(first, reader)}的消费`
        : `spending at ${named(first, reader)} in ${second} days`;
    case 'spendIn':
      return zh
        ? `近 ${third} 天在${named(first, reader)}“${named(second, reader)}”类的消费`
        : `spending on “${named(second, reader)}” at ${named(first, reader)} in ${third} days`;
    case 'visits':
      return zh
        ? `近 ${second} 天到${named(first, reader)}的次数`
        : `visits to ${named(first, reader)} in ${second} days`;
    case 'exists':
    case 'all':
      return quantified(node, reader, holds);
    case 'size':
      return zh ? `${receiver(node, reader)}的数量` : `the number of ${receiver(node, reader)}`;
    default: {
      const text = serialize(node);
      if (holds) return text;
      return zh ? `并非（${text}）` : `not (${text})`;
    }
  }
}

function receiver(node: Called, reader: Reader): string {
  const of = node.args[1];
  if (of.op === 'rcall' && of.args[0] === 'things') {
    const [kind] = of.args[2];
    const name = kind?.op === 'value' ? named(String(kind.args), reader) : serialize(of);
    return reader.locale === 'zh-CN' ? `会员的${name}` : `the member's ${name}s`;
  }
  const path = serialize(of);
  if (/^(transaction|basket)\.lines$/.test(path))
    return reader.locale === 'zh-CN' ? '明细' : 'the lines';
  return path;
}

function quantified(node: Called, reader: Reader, holds: boolean): string {
  const zh = reader.locale === 'zh-CN';
  const [name, , args] = node.args;
  const [variable, body] = args;
  if (variable === undefined || body === undefined) return serialize(node);
  const inner = clause(body, { ...reader, variable: serialize(variable) });
  const of = receiver(node, reader);
  const text =
    name === 'exists'
      ? zh
        ? `${of}中至少一项满足（${inner}）`
        : `at least one of ${of} has (${inner})`
      : zh
        ? `${of}全部满足（${inner}）`
        : `all of ${of} have (${inner})`;
  if (holds) return text;
  return zh ? `并非${text}` : `not: ${text}`;
}
