/** What would be said of a statement that is still being written, beside the firm's others. Keeps nothing, refuses nothing. */
import { captionOf } from '../domain/statements/chart.ts';
import { checkStatement, type StatementFinding } from '../domain/statements/check-statement.ts';
import { type Ratio, ratiosOf } from '../domain/statements/ratios.ts';
import { statementOf } from '../domain/statements/statement.ts';
import type { FirmId } from '../ids.ts';
import type { Db } from '../storage/tables.ts';
import { standingStatements } from './read-firm-file.ts';
import { amountIn, type RecordStatement } from './record-statement.ts';

export interface DraftStatement
  extends Pick<RecordStatement, 'firmId' | 'period' | 'currency' | 'unit' | 'lines'> {
  readonly firmId: FirmId;
  readonly now: Date;
}

export interface StatementCheck {
  readonly findings: readonly StatementFinding[];
  readonly ratios: readonly Ratio[];
  readonly unknownCaptions: readonly string[];
}

export async function checkDraftStatement(
  db: Db,
  { firmId, period, currency, unit, lines, now }: DraftStatement,
): Promise<StatementCheck> {
  const captions: Record<string, string> = {};
  const unknownCaptions: string[] = [];
  for (const { caption: written, amount } of lines) {
    const caption = captionOf(written);
    if (caption === undefined) unknownCaptions.push(written);
    else captions[caption] = amountIn(amount, unit);
  }
  const draft = statementOf({ period, currency, audited: false, captions });
  const others = (await standingStatements(db, { firmId, trueAt: now, knownAt: now })).filter(
    (other) => other.period !== period,
  );
  return {
    findings: checkStatement(draft, others),
    ratios: ratiosOf(draft, others),
    unknownCaptions,
  };
}
