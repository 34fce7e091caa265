/**
 * Ratios of a statement, each with its definition in captions of the standard chart, so that a reader can recompute it.
 * A ratio whose captions are missing, or whose denominator is not positive where that would mislead, has no value and
 * says why. Values are decimal text with four decimals (HALF_EVEN); percentages are shares of one, not of a hundred.
 */
import { Decimal } from 'decimal.js';
import type { Caption } from './chart.ts';
import { daysOf, type Statement, yearBefore } from './statement.ts';

export type RatioGroup = 'LIQUIDITY' | 'LEVERAGE' | 'PROFITABILITY' | 'EFFICIENCY' | 'GROWTH';
export type RatioUnit = 'TIMES' | 'SHARE' | 'DAYS';

export interface Ratio {
  readonly code: string;
  readonly group: RatioGroup;
  readonly unit: RatioUnit;
  readonly definition: string;
  /** Undefined when it cannot be told. */
  readonly value?: string | undefined;
  /** Captions that are missing, of this statement or of the year before. */
  readonly missing: readonly Caption[];
}

interface Definition {
  readonly code: string;
  readonly group: RatioGroup;
  readonly unit: RatioUnit;
  /** Numerator: captions added, and captions taken away. */
  readonly top: readonly Caption[];
  readonly less?: readonly Caption[];
  readonly bottom: Caption;
  /** Against the same caption a year earlier: growth. */
  readonly growth?: true;
}

const DEFINITIONS: readonly Definition[] = [
  of('CURRENT', 'LIQUIDITY', 'TIMES', ['currentAssets'], 'currentLiabilities'),
  of('QUICK', 'LIQUIDITY', 'TIMES', ['currentAssets'], 'currentLiabilities', ['inventory']),
  of('CASH', 'LIQUIDITY', 'TIMES', ['cash'], 'currentLiabilities'),
  of('OPERATING_CASH_FLOW', 'LIQUIDITY', 'TIMES', ['operatingCashFlow'], 'currentLiabilities'),
  of('DEBT_TO_ASSETS', 'LEVERAGE', 'SHARE', ['totalLiabilities'], 'totalAssets'),
  of('DEBT_TO_EQUITY', 'LEVERAGE', 'TIMES', ['totalLiabilities'], 'totalEquity'),
  of(
    'INTEREST_COVER',
    'LEVERAGE',
    'TIMES',
    ['profitBeforeTax', 'interestExpense'],
    'interestExpense',
  ),
  of('GROSS_MARGIN', 'PROFITABILITY', 'SHARE', ['revenue'], 'revenue', ['costOfSales']),
  of('OPERATING_MARGIN', 'PROFITABILITY', 'SHARE', ['operatingProfit'], 'revenue'),
  of('NET_MARGIN', 'PROFITABILITY', 'SHARE', ['netProfit'], 'revenue'),
  of('RETURN_ON_ASSETS', 'PROFITABILITY', 'SHARE', ['netProfit'], 'totalAssets'),
  of('RETURN_ON_EQUITY', 'PROFITABILITY', 'SHARE', ['netProfit'], 'totalEquity'),
  of('ASSET_TURNOVER', 'EFFICIENCY', 'TIMES', ['revenue'], 'totalAssets'),
  of('RECEIVABLE_DAYS', 'EFFICIENCY', 'DAYS', ['receivables'], 'revenue'),
  of('INVENTORY_DAYS', 'EFFICIENCY', 'DAYS', ['inventory'], 'costOfSales'),
  of('PAYABLE_DAYS', 'EFFICIENCY', 'DAYS', ['payables'], 'costOfSales'),
  growth('REVENUE_GROWTH', 'revenue'),
  growth('NET_PROFIT_GROWTH', 'netProfit'),
  growth('ASSET_GROWTH', 'totalAssets'),
];

const DECIMALS = 4;

/** All ratios in a fixed order; growth looks for the same period a year earlier among `others`. */
export function ratiosOf(statement: Statement, others: readonly Statement[] = []): Ratio[] {
  const before = others.find(
    ({ period, currency }) =>
      period === yearBefore(statement.period) && currency === statement.currency,
  );
  return DEFINITIONS.map((definition) =>
    definition.growth === true
      ? growthOf(definition, statement, before)
      : ratioOf(definition, statement),
  );
}

function of(
  code: string,
  group: RatioGroup,
  unit: RatioUnit,
  top: readonly Caption[],
  bottom: Caption,
  less: readonly Caption[] = [],
): Definition {
  return { code, group, unit, top, bottom, less };
}

function growth(code: string, caption: Caption): Definition {
  return { code, group: 'GROWTH', unit: 'SHARE', top: [caption], bottom: caption, growth: true };
}

function definitionText({ top, less = [], bottom, unit }: Definition, days: number): string {
  const sum = [top.join(' + '), ...less].join(' - ');
  const shown = top.length + less.length > 1 ? `(${sum})` : sum;
  return unit === 'DAYS' ? `${shown} / ${bottom} × ${days}` : `${shown} / ${bottom}`;
}

function ratioOf(definition: Definition, { amounts, period }: Statement): Ratio {
  const { code, group, unit, top, less = [], bottom } = definition;
  const text = definitionText(definition, daysOf(period));
  const missing = [...new Set([...top, ...less, bottom])].filter((each) => !amounts.has(each));
  const shown = { code, group, unit, definition: text, missing };
  const amount = (caption: Caption): Decimal => amounts.get(caption) ?? new Decimal(0);
  if (missing.length > 0 || amount(bottom).lte(0)) return shown;
  const sum = Decimal.sum(0, ...top.map(amount)).minus(Decimal.sum(0, ...less.map(amount)));
  const value = sum.div(amount(bottom)).times(unit === 'DAYS' ? daysOf(period) : 1);
  return { ...shown, value: value.toFixed(DECIMALS, Decimal.ROUND_HALF_EVEN) };
}

/** Against a loss or nothing, growth says nothing and is left out. */
function growthOf(
  { code, group, unit, bottom: caption }: Definition,
  now: Statement,
  before: Statement | undefined,
): Ratio {
  const definition = `${caption} / ${caption} of ${yearBefore(now.period)} - 1`;
  const [found, earlier] = [now.amounts.get(caption), before?.amounts.get(caption)];
  const shown = { code, group, unit, definition };
  if (found === undefined || earlier === undefined) return { ...shown, missing: [caption] };
  if (earlier.lte(0)) return { ...shown, missing: [] };
  const value = found.div(earlier).minus(1).toFixed(DECIMALS, Decimal.ROUND_HALF_EVEN);
  return { ...shown, value, missing: [] };
}
