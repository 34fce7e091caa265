/** The newest financial statement that holds what Z'' needs, as its input. EBIT is profit before tax plus interest. */
import { type AltmanScore, altmanScore } from '../assessment/altman.ts';
import type { FactValue } from '../facts/fact-types.ts';
import type { Caption } from './chart.ts';

type Statement = FactValue<'FINANCIAL_STATEMENT'>;

export function altmanFromStatement(statements: readonly Statement[]): AltmanScore | undefined {
  const newestFirst = [...statements].sort((a, b) => (a.period < b.period ? 1 : -1));
  for (const statement of newestFirst) {
    const score = scoreOf(statement);
    if (score !== undefined) return score;
  }
  return undefined;
}

function scoreOf({ captions }: Statement): AltmanScore | undefined {
  const amount = (caption: Caption): number => Number(captions[caption] ?? Number.NaN);
  const [totalAssets, totalLiabilities] = [amount('totalAssets'), amount('totalLiabilities')];
  const input = {
    workingCapital: amount('currentAssets') - amount('currentLiabilities'),
    retainedEarnings: amount('retainedEarnings'),
    ebit:
      amount('profitBeforeTax') +
      // Statements that do not show interest show the finance expense it is the greater part of.
      amount(captions.interestExpense === undefined ? 'financeExpense' : 'interestExpense'),
    bookEquity:
      captions.totalEquity === undefined ? totalAssets - totalLiabilities : amount('totalEquity'),
    totalAssets,
    totalLiabilities,
  };
  return Object.values(input).some(Number.isNaN) ? undefined : altmanScore(input);
}
