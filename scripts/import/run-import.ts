/** One import from a file that was looked at: the live offer, the import itself, its effects, the reconciliation. */
import type { House } from '@guildhall/gateway';
import {
  type ImportOptions,
  type ImportSource,
  importRetailTransactions,
} from '@guildhall/retail/import';
import { ensureEarningOffer } from './earning-offer.ts';
import { reconcileRetail } from './reconcile.ts';
import type { Result } from './result-text.ts';
import { settleEvents } from './settle-events.ts';

export interface RunOptions extends ImportOptions {
  readonly reconcile: boolean;
  /** For what reads the books as the administrator. */
  readonly databaseUrl: string;
  /** When the clock of the rate began to run, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
}

export async function runImport(
  house: House,
  from: ImportSource,
  options: RunOptions,
): Promise<Omit<Result, 'peakMemoryMb'>> {
  const retail = house.local.get('retail');
  if (retail === undefined) throw new Error('The supermarket is not in this house');
  if (!options.dryRun) await ensureEarningOffer(house.doors);
  const summary = await importRetailTransactions(retail.kit, from, options);
  const openEvents = options.dryRun ? 0 : await settleEvents(house, options.progress);
  const seconds = (performance.now() - options.startedAt) / 1000;
  const reconciliation = options.reconcile
    ? await reconcileRetail(options.databaseUrl, from, options.progress)
    : undefined;
  return {
    summary,
    openEvents,
    seconds,
    linesPerSecond: Math.round(summary.lines / seconds),
    report: summary.reported > 0 ? options.reportPath : undefined,
    reconciliation,
  };
}
