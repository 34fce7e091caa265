/** Financial statements by hand: checked while they are written, and recorded. */
import {
  argsOf,
  commandField,
  dateInput,
  dateTimeInput,
  decimalInput,
  defineEnum,
  idInput,
  namedInput,
} from '@guildhall/shared/graphql/index';
import { toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { StatementCheck } from '../application/check-draft-statement.ts';
import type { RecordedStatement } from '../application/record-statement.ts';
import { EVIDENCE, FACT, FIRM } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { type CreditBuilder, SURVEYORS } from './context.ts';
import type { FirmType } from './firm-types.ts';
import { profileRefs } from './profile-types.ts';
import { statementParts } from './statement-parts.ts';

const AmountUnit = defineEnum('AmountUnit', 'What one unit of a written amount is worth.', {
  ONE: 'One of the currency 元.',
  THOUSAND: 'A thousand 千元.',
  TEN_THOUSAND: 'Ten thousand 万元.',
});
const UNITS = { ONE: 1, THOUSAND: 1_000, TEN_THOUSAND: 10_000 } as const;

const line = namedInput(
  'StatementLineInput',
  z.object({
    caption: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .describe('As written, such as 货币资金 or totalAssets.'),
    amount: decimalInput({ scale: 4 }).describe('In units of the statement.'),
  }),
);

/** What is written on a statement. */
const written = {
  period: z
    .string()
    .trim()
    .regex(/^\d{4}(-(Q[1-4]|H[12]))?$/)
    .describe('2025, 2025-Q3 or 2025-H1.'),
  currency: z.string().trim().length(3).default('CNY').describe('ISO 4217; CNY when left out.'),
  unit: AmountUnit.default('ONE').describe(
    'What one unit of an amount is worth; ONE when left out.',
  ),
  lines: z.array(line).min(1).max(100).describe('Its amounts.'),
};

export function addStatementCheck(builder: CreditBuilder, service: CreditService): void {
  const { Finding, Ratio } = statementParts(builder);
  const Check = builder.objectRef<StatementCheck>('StatementCheck').implement({
    description: 'What would be said of a statement that is still being written; nothing is kept.',
    fields: (t) => ({
      findings: t.field({
        type: [Finding],
        description: 'What is wrong or unusual so far, also against the year before.',
        resolve: ({ findings }) => [...findings],
      }),
      ratios: t.field({
        type: [Ratio],
        description: 'The ratios that can be told so far.',
        resolve: ({ ratios }) => [...ratios],
      }),
      unknownCaptions: t.stringList({
        description:
          'Captions that the standard chart does not know; recordStatement refuses them.',
        resolve: ({ unknownCaptions }) => [...unknownCaptions],
      }),
    }),
  });
  const args = z.object({ firmId: idInput(FIRM).describe('The firm.'), ...written });
  builder.queryFields((t) => ({
    checkStatement: t.field({
      type: Check,
      description: 'Checks a statement before it is recorded: balance, signs, parts, jumps.',
      access: SURVEYORS,
      args: argsOf(builder, 'checkStatement', args),
      resolve: (_root, { unit, ...draft }, { caller, now }) =>
        service.checkDraftStatement(caller, { ...draft, unit: UNITS[unit], now }),
    }),
  }));
}

export function addStatementMutation(
  builder: CreditBuilder,
  service: CreditService,
  Firm: FirmType,
): void {
  const { Fact } = profileRefs(builder);
  const Recorded = builder.objectRef<RecordedStatement>('RecordedStatement').implement({
    description: 'A financial statement that is now on record.',
    fields: (t) => ({
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm as it now is.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      fact: t.field({
        type: Fact,
        nullable: true,
        description: 'The statement as a fact.',
        resolve: ({ factId }, _args, { factsById }) => factsById.load(toUuid(FACT, factId)),
      }),
      findingCount: t.int({
        description: 'How many things in it are wrong or unusual; see the statements of the firm.',
        resolve: ({ findings }) => findings.length,
      }),
    }),
  });
  commandField(builder, 'recordStatement', {
    description:
      'Records a financial statement with its captions as written: they are mapped onto the standard chart, and an unknown one is named.',
    access: SURVEYORS,
    success: Recorded,
    input: z.object({
      firmId: idInput(FIRM).describe('The firm.'),
      ...written,
      audited: z.boolean().default(false).describe('Whether an auditor signed it.'),
      surveyedOn: dateInput().describe('The day you got it.'),
      observedAt: dateTimeInput().describe('When it was so: the end of its period.'),
      source: z.string().trim().min(1).max(200).describe('Where it is from.'),
      confidence: z.int().min(0).max(100).default(80).describe('How sure, 0 to 100.'),
      evidenceIds: z.array(idInput(EVIDENCE)).max(20).default([]).describe('Files behind it.'),
    }),
    execute: (caller, { unit, ...input }) =>
      service.recordStatement(caller, { ...input, unit: UNITS[unit] }),
  });
}
