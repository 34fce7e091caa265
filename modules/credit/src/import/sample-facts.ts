/**
 * A file of invented facts of any size, to try an import with: eight facts a firm in the standard columns, always the same for
 * the same size. Codes pass their checks; no firm and no person in it is anybody.
 */
import { organisationCheck, usccCheck } from '../domain/codes/uscc.ts';

const HEADER =
  'uscc,name,type,item,value,amount,currency,number,text,observedAt,validUntil,source,confidence';
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** Of this place and kind of registry no real firm has such serials. */
const PREFIX = '91350299';
const PLACES = ['厦门', '泉州', '漳州', '福州', '莆田', '宁德', '龙岩'];
const TRADES = [
  '鹭泰',
  '海丰',
  '金达',
  '恒源',
  '瑞通',
  '鼎辉',
  '盛洋',
  '远隆',
  '安润',
  '嘉佳',
  '顺兴',
];
const INDUSTRIES = ['贸易', '物流', '建筑工程', '电子科技', '食品', '汽车零部件', '供应链管理'];
const SURNAMES = ['林', '陈', '黄', '蔡', '许', '洪', '郑', '叶', '吴', '杨', '周', '苏', '庄'];
/** Given names are made of one of each: some ten thousand people, of whom a few stand for two firms. */
const FIRST = [...'国雅明文海丽美俊思晓志嘉建秀永春子宏玉德家庆金瑞天慧诗泽一书'];
const SECOND = [...'栋婷哲斌峰华玲杰敏东强欣平英辉梅轩伟兰福豪祥凤霖宇娟涵洋鸣琴'];
const CAUSES = ['买卖合同纠纷', '借款合同纠纷', '承揽合同纠纷', '运输合同纠纷'];

/** Lines of the file, header first, each with its line feed. */
export function* sampleFacts(facts: number): Generator<string> {
  yield `${HEADER}\n`;
  for (let n = 0; n < facts; n += 1) {
    const firm = Math.floor(n / KINDS.length);
    const kind = KINDS[n % KINDS.length];
    if (kind !== undefined) yield `${codeOf(firm)},${nameOf(firm)},${kind(firm)}\n`;
  }
}

/** Each gives type, item, value, amount, currency, number, text, observedAt, validUntil, source, confidence. */
const KINDS: readonly ((firm: number) => string)[] = [
  (n) => `REGISTERED_CAPITAL,,,${(1 + (n % 90)) * 500_000},CNY,,,${dayOf(n)},,工商登记,95`,
  (n) => `FIRM_STATUS,,,,,,${n % 97 === 0 ? 'SUSPENDED' : 'IN_BUSINESS'},${dayOf(n)},,工商登记,95`,
  (n) => `LEGAL_REPRESENTATIVE,,,,,,${personOf(n)},${dayOf(n)},,工商登记,95`,
  (n) => `STAFF,,,,,${3 + (n % 700)},,${dayOf(n)},,实地走访,70`,
  (n) => `TAX_RATING,,,,,,${pick(['A', 'B', 'B', 'M', 'C', 'D'], n)},${dayOf(n)},,税务公告,90`,
  (n) => `ANNUAL_REVENUE,,,${(1 + (n % 400)) * 250_000},CNY,,,${dayOf(n)},,审计报告,85`,
  (n) => `PAYMENT_DAYS_BEYOND_TERMS,,,,,${n % 11 === 0 ? 45 : n % 9},,${dayOf(n)},,自有账册,80`,
  (n) =>
    `LEGAL_CASE,(2026)闽02民初${n}号,"${caseOf(n).replaceAll('"', '""')}",,,,,${dayOf(n)},,裁判文书网,90`,
];

const caseOf = (n: number): string =>
  JSON.stringify({
    role: n % 3 === 0 ? 'DEFENDANT' : 'PLAINTIFF',
    cause: pick(CAUSES, n),
    stage: n % 2 === 0 ? 'CLOSED' : 'FIRST_INSTANCE',
    outcome: n % 2 === 0 ? 'SETTLED' : 'PENDING',
    amount: String(10_000 + (n % 500) * 1_000),
    currency: 'CNY',
  });

const personOf = (n: number): string =>
  `${pick(SURNAMES, n)}${pick(FIRST, Math.floor(n / SURNAMES.length))}${pick(SECOND, Math.floor(n / (SURNAMES.length * FIRST.length)))}`;

const pick = (from: readonly string[], n: number): string => from[n % from.length] ?? '';
const dayOf = (n: number): string =>
  `2026-0${1 + (n % 6)}-${String(1 + (n % 28)).padStart(2, '0')}`;

function nameOf(n: number): string {
  const trade = `${pick(TRADES, n)}${pick(TRADES, Math.floor(n / 11))}${pick(TRADES, Math.floor(n / 121))}`;
  return `${pick(PLACES, n)}${trade}${pick(INDUSTRIES, n)}有限公司`;
}

function codeOf(n: number): string {
  let rest = n;
  let serial = '';
  for (let i = 0; i < 6; i += 1) {
    serial = ALPHABET.charAt(rest % ALPHABET.length) + serial;
    rest = Math.floor(rest / ALPHABET.length);
  }
  const organisation = `MA${serial}`;
  const body = PREFIX + organisation + organisationCheck(organisation);
  return body + usccCheck(body);
}
