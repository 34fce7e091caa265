/** The result of an import as people read it. */
import type { ImportSummary } from '@guildhall/retail/import';
import { formatAmount } from '@guildhall/shared/amounts';
import type { Reconciliation } from './reconcile.ts';

export interface Result {
  readonly summary: ImportSummary;
  readonly seconds: number;
  readonly linesPerSecond: number;
  readonly peakMemoryMb: number;
  /** Effects that had not come about when the wait for them ended. */
  readonly openEvents: number;
  readonly report: string | undefined;
  readonly reconciliation: Reconciliation | undefined;
}

const number = (value: number): string => value.toLocaleString('en');
const yuan = (minor: bigint): string => formatAmount(minor, 2);

export function resultText(result: Result): string {
  const { summary } = result;
  const { baskets, returns, customers } = summary;
  const lines = [
    '',
    summary.trial ? 'Nothing was stored (dry run). It would be:' : 'Done.',
    `  lines       ${number(summary.lines)}: ${number(baskets.lines)} bought, ${number(returns.lines)} returned, ${number(summary.reported)} not taken over`,
    ...Object.entries(summary.problems).map(
      ([code, count]) => `              ${number(count).padStart(9)}  ${code}`,
    ),
    ...(summary.returnedBefore === 0
      ? []
      : [
          `              ${number(summary.returnedBefore).padStart(9)}  returned lines of visits that were on record before`,
        ]),
    `  customers   ${number(customers.all)}${summary.trial ? '' : `, of them ${number(customers.enrolled)} enrolled by this import`}`,
    `  baskets     ${number(baskets.count)}, worth ${yuan(baskets.amountMinor)}`,
    `  returns     ${number(returns.count)}${summary.trial ? '' : `, worth ${yuan(returns.amountMinor)}`}`,
    ...(result.openEvents === 0
      ? []
      : [
          `  open        ${number(result.openEvents)} events are still on their way; they are repeated while the platform runs`,
        ]),
    ...(result.report === undefined ? [] : [`  report      ${result.report}`]),
    `  time        ${result.seconds.toFixed(1)} s, ${number(result.linesPerSecond)} lines/s, at most ${number(result.peakMemoryMb)} MB of memory`,
    ...(result.reconciliation === undefined ? [] : reconciliationText(result.reconciliation)),
  ];
  return `${lines.join('\n')}\n`;
}

function reconciliationText({ equal, rows, differing }: Reconciliation): string[] {
  const width = Math.max(...rows.map(({ what }) => what.length));
  return [
    '',
    `Reconciliation: the platform's books against plain SQL over the raw file${equal ? ': equal' : ': DIFFERENT'}`,
    `  ${''.padEnd(width)}  ${'raw file'.padStart(16)}  ${'platform'.padStart(16)}`,
    ...rows.map(
      ({ what, raw, books }) =>
        `  ${what.padEnd(width)}  ${raw.padStart(16)}  ${books.padStart(16)}${raw === books ? '' : '  <-'}`,
    ),
    ...(differing.length === 0
      ? []
      : ['  customers that differ (the first):', ...differing.map((line) => `    ${line}`)]),
  ];
}
