/** Ratios of the newest financial statement that scorecards may look at; one whose captions are missing is left out. */
import type { FactValue } from '../facts/fact-types.ts';
import type { Caption } from '../statements/chart.ts';

type Statement = FactValue<'FINANCIAL_STATEMENT'>;
type Amount = (caption: Caption) => number;

const ebit = (of: Amount): number => of('profitBeforeTax') + of('interestExpense');
const working = (of: Amount): number => of('currentAssets') - of('currentLiabilities');

/** Code → numerator and denominator. */
const RATIOS = {
  NET_PROFIT_TO_ASSETS: [(of) => of('netProfit'), (of) => of('totalAssets')],
  LIABILITIES_TO_ASSETS: [(of) => of('totalLiabilities'), (of) => of('totalAssets')],
  WORKING_CAPITAL_TO_ASSETS: [working, (of) => of('totalAssets')],
  CURRENT_RATIO: [(of) => of('currentAssets'), (of) => of('currentLiabilities')],
  RETAINED_EARNINGS_TO_ASSETS: [(of) => of('retainedEarnings'), (of) => of('totalAssets')],
  EBIT_TO_ASSETS: [ebit, (of) => of('totalAssets')],
  EQUITY_TO_LIABILITIES: [(of) => of('totalEquity'), (of) => of('totalLiabilities')],
  SALES_TO_ASSETS: [(of) => of('revenue'), (of) => of('totalAssets')],
  EQUITY_TO_ASSETS: [(of) => of('totalEquity'), (of) => of('totalAssets')],
  OPERATING_PROFIT_TO_SALES: [(of) => of('operatingProfit'), (of) => of('revenue')],
  NET_PROFIT_TO_SALES: [(of) => of('netProfit'), (of) => of('revenue')],
  INTEREST_COVER: [ebit, (of) => of('interestExpense')],
  RECEIVABLES_TO_SALES: [(of) => of('receivables'), (of) => of('revenue')],
  INVENTORY_TO_SALES: [(of) => of('inventory'), (of) => of('revenue')],
  QUICK_RATIO: [(of) => of('currentAssets') - of('inventory'), (of) => of('currentLiabilities')],
  CASH_FLOW_TO_LIABILITIES: [(of) => of('operatingCashFlow'), (of) => of('totalLiabilities')],
} as const satisfies Readonly<
  Record<string, readonly [(of: Amount) => number, (of: Amount) => number]>
>;

export type StatementFeature = keyof typeof RATIOS;
export const STATEMENT_FEATURES = Object.keys(RATIOS) as readonly StatementFeature[];

export function statementFeatures(
  statements: readonly Statement[],
): Readonly<Partial<Record<StatementFeature, number>>> | undefined {
  const [newest] = [...statements].sort((a, b) => (a.period < b.period ? 1 : -1));
  if (newest === undefined) return undefined;
  const amount: Amount = (caption) => Number(newest.captions[caption] ?? Number.NaN);
  const found = STATEMENT_FEATURES.flatMap((code) => {
    const [top, bottom] = RATIOS[code];
    const value = top(amount) / bottom(amount);
    return Number.isFinite(value) ? [[code, Math.round(value * 1e6) / 1e6] as const] : [];
  });
  return Object.fromEntries(found);
}
