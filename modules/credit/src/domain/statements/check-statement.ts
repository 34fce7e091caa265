/**
 * Whether a statement can be right: totals that must balance, amounts that cannot be negative, parts that cannot exceed
 * their whole, and jumps against the same period a year earlier. A finding is a hint for a person; nothing is corrected.
 */
import { Decimal } from 'decimal.js';
import type { Caption } from './chart.ts';
import { type Statement, yearBefore } from './statement.ts';

export type StatementFindingCode = 'UNBALANCED' | 'NEGATIVE' | 'PART_EXCEEDS_WHOLE' | 'JUMP';

export interface StatementFinding {
  readonly code: StatementFindingCode;
  /** ERROR cannot be right; WARNING is unusual. */
  readonly severity: 'ERROR' | 'WARNING';
  /** The rule in captions of the chart, such as `totalAssets = totalLiabilities + totalEquity`. */
  readonly rule: string;
  readonly captions: readonly Caption[];
  /** Decimal text. */
  readonly expected?: string | undefined;
  readonly found: string;
  /** found - expected, decimal text. */
  readonly difference?: string | undefined;
}

interface Sum {
  readonly total: Caption;
  readonly plus: readonly Caption[];
  readonly minus?: readonly Caption[];
}

const SUMS: readonly Sum[] = [
  { total: 'totalAssets', plus: ['totalLiabilities', 'totalEquity'] },
  { total: 'totalAssets', plus: ['currentAssets', 'nonCurrentAssets'] },
  { total: 'totalLiabilities', plus: ['currentLiabilities', 'nonCurrentLiabilities'] },
  { total: 'netProfit', plus: ['profitBeforeTax'], minus: ['incomeTax'] },
];

const NEVER_NEGATIVE: readonly Caption[] = [
  'currentAssets',
  'cash',
  'receivables',
  'inventory',
  'nonCurrentAssets',
  'totalAssets',
  'currentLiabilities',
  'payables',
  'shortTermLoans',
  'nonCurrentLiabilities',
  'totalLiabilities',
  'paidInCapital',
  'revenue',
  'costOfSales',
];

const PARTS: readonly (readonly [Caption, readonly Caption[]])[] = [
  ['currentAssets', ['cash', 'receivables', 'inventory']],
  ['totalAssets', ['currentAssets']],
  ['currentLiabilities', ['payables', 'shortTermLoans']],
  ['totalLiabilities', ['currentLiabilities']],
];

const WATCHED: readonly Caption[] = [
  'totalAssets',
  'totalLiabilities',
  'totalEquity',
  'receivables',
  'inventory',
  'revenue',
  'netProfit',
  'operatingCashFlow',
];

/** Statements are often in thousands or rounded: totals may be off by a thousandth. */
const TOLERANCE = new Decimal('0.001');
/** More than doubled, or less than half. */
const JUMP_UP = new Decimal(2);
const JUMP_DOWN = new Decimal('0.5');

/** Findings of one statement; `others` are the firm's other statements, among which the year before is looked for. */
export function checkStatement(
  statement: Statement,
  others: readonly Statement[] = [],
): StatementFinding[] {
  const before = others.find(
    ({ period, currency }) =>
      period === yearBefore(statement.period) && currency === statement.currency,
  );
  return [
    ...SUMS.flatMap((sum) => unbalanced(statement, sum)),
    ...NEVER_NEGATIVE.flatMap((caption) => negative(statement, caption)),
    ...PARTS.flatMap(([whole, parts]) => tooBig(statement, whole, parts)),
    ...(before === undefined ? [] : WATCHED.flatMap((caption) => jump(statement, before, caption))),
  ];
}

function unbalanced({ amounts }: Statement, { total, plus, minus = [] }: Sum): StatementFinding[] {
  const found = amounts.get(total);
  const [added, taken] = [plus, minus].map((side) => side.map((caption) => amounts.get(caption)));
  if (found === undefined || [...(added ?? []), ...(taken ?? [])].some((each) => !each)) return [];
  const sum = (side: readonly (Decimal | undefined)[] = []) =>
    Decimal.sum(0, ...side.filter((each) => each !== undefined));
  const expected = sum(added).minus(sum(taken));
  const difference = found.minus(expected);
  const allowed = Decimal.max(found.abs().times(TOLERANCE), 1);
  if (difference.abs().lte(allowed)) return [];
  return [
    {
      code: 'UNBALANCED',
      severity: 'ERROR',
      rule: `${total} = ${[plus.join(' + '), ...minus].join(' - ')}`,
      captions: [total, ...plus, ...minus],
      expected: expected.toFixed(),
      found: found.toFixed(),
      difference: difference.toFixed(),
    },
  ];
}

function negative({ amounts }: Statement, caption: Caption): StatementFinding[] {
  const found = amounts.get(caption);
  if (found === undefined || !found.isNegative() || found.isZero()) return [];
  return [
    {
      code: 'NEGATIVE',
      severity: 'ERROR',
      rule: `${caption} >= 0`,
      captions: [caption],
      expected: '0',
      found: found.toFixed(),
      difference: found.toFixed(),
    },
  ];
}

function tooBig(
  { amounts }: Statement,
  whole: Caption,
  parts: readonly Caption[],
): StatementFinding[] {
  const total = amounts.get(whole);
  const known = parts.filter((part) => amounts.has(part));
  if (total === undefined || known.length === 0) return [];
  const sum = Decimal.sum(0, ...known.map((part) => amounts.get(part) ?? 0));
  const difference = sum.minus(total);
  if (difference.lte(Decimal.max(total.abs().times(TOLERANCE), 1))) return [];
  return [
    {
      code: 'PART_EXCEEDS_WHOLE',
      severity: 'ERROR',
      rule: `${known.join(' + ')} <= ${whole}`,
      captions: [whole, ...known],
      expected: total.toFixed(),
      found: sum.toFixed(),
      difference: difference.toFixed(),
    },
  ];
}

function jump(now: Statement, before: Statement, caption: Caption): StatementFinding[] {
  const [found, earlier] = [now.amounts.get(caption), before.amounts.get(caption)];
  if (found === undefined || earlier === undefined || earlier.isZero()) return [];
  const turned = found.isNegative() !== earlier.isNegative() && !found.isZero();
  const factor = found.div(earlier);
  if (!turned && factor.lte(JUMP_UP) && factor.gte(JUMP_DOWN)) return [];
  return [
    {
      code: 'JUMP',
      severity: 'WARNING',
      rule: `${caption} of ${now.period} between half and twice ${before.period}`,
      captions: [caption],
      expected: earlier.toFixed(),
      found: found.toFixed(),
      difference: found.minus(earlier).toFixed(),
    },
  ];
}
