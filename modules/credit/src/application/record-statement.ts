/**
 * Records a financial statement as people have it: captions as written, amounts in yuan, thousands or 万元. Captions are
 * mapped onto the standard chart; one that nobody knows refuses the whole statement and is named, so that nothing is lost
 * silently. A statement that does not balance is recorded, and says so.
 *
 * Refusals: CREDIT_CAPTION_UNKNOWN, CREDIT_CAPTION_TWICE, and those of recordSurvey.
 */
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { Decimal } from 'decimal.js';
import { type Caption, captionOf } from '../domain/statements/chart.ts';
import { checkStatement, type StatementFinding } from '../domain/statements/check-statement.ts';
import { type Ratio, ratiosOf } from '../domain/statements/ratios.ts';
import { statementOf } from '../domain/statements/statement.ts';
import type { EvidenceId, FactId, FirmId } from '../ids.ts';
import { recordSurvey } from './record-survey.ts';

export interface StatementInputLine {
  readonly caption: string;
  /** Decimal text. */
  readonly amount: string;
}

export interface RecordStatement {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
  readonly period: string;
  readonly currency: string;
  /** What one unit of an amount is worth: 1, 1000 or 10000. */
  readonly unit: number;
  readonly audited: boolean;
  readonly lines: readonly StatementInputLine[];
  readonly observedAt: Date;
  readonly surveyedOn: string;
  readonly source: string;
  readonly confidence?: number | undefined;
  readonly evidenceIds: readonly EvidenceId[];
}

export interface RecordedStatement {
  readonly firmId: FirmId;
  readonly factId: FactId;
  readonly findings: readonly StatementFinding[];
  readonly ratios: readonly Ratio[];
}

export async function recordStatement(
  kit: ModuleKit,
  caller: Principal,
  input: RecordStatement,
): Promise<Outcome<RecordedStatement>> {
  const captions = readCaptions(input);
  if (!captions.ok) return captions;
  const { firmId, period, currency, audited } = input;
  const value = { period, currency, audited, captions: captions.value };
  const survey = await recordSurvey(kit, caller, {
    idempotencyKey: input.idempotencyKey,
    firmId,
    surveyedOn: input.surveyedOn,
    facts: [
      {
        type: 'FINANCIAL_STATEMENT',
        item: period,
        value,
        observedAt: input.observedAt,
        source: input.source,
        confidence: input.confidence,
        evidenceIds: input.evidenceIds,
      },
    ],
  });
  if (!survey.ok) return survey;
  const [factId] = survey.value.factIds;
  if (factId === undefined) throw new Error('A survey of one fact answered none');
  const statement = statementOf(value);
  return accept({
    firmId,
    factId,
    findings: checkStatement(statement),
    ratios: ratiosOf(statement),
  });
}

function readCaptions({
  lines,
  unit,
}: RecordStatement): Outcome<Partial<Record<Caption, string>> & Record<string, string>> {
  const read: Record<string, string> = {};
  for (const [i, { caption: written, amount }] of lines.entries()) {
    const caption = captionOf(written);
    const path = ['lines', String(i), 'caption'];
    if (caption === undefined)
      return refuse('VALIDATION', 'CREDIT_CAPTION_UNKNOWN', { caption: written }, path);
    if (read[caption] !== undefined)
      return refuse('VALIDATION', 'CREDIT_CAPTION_TWICE', { caption: written }, path);
    read[caption] = amountIn(amount, unit);
  }
  return accept(read);
}

/** An amount written in units such as thousands, in whole ones: exact, as decimal text. */
export function amountIn(amount: Decimal.Value, unit: Decimal.Value): string {
  return new Decimal(amount).times(unit).toFixed();
}
