/** Questions about the module's own knowledge, for forms and for reading: types of facts, and two names compared. */
import {
  commandField,
  dateInput,
  dateTimeInput,
  decimalInput,
  defineEnum,
  enumType,
  idInput,
  namedInput,
} from '@guildhall/shared/graphql/index';
import { toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { RecordedStatement } from '../application/record-statement.ts';
import {
  FACT_TYPE_CODES,
  FACT_TYPES,
  type FactTypeCode,
  factType,
} from '../domain/facts/fact-types.ts';
import { EVIDENCE, FACT, FIRM } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { type CreditBuilder, READERS, SURVEYORS } from './context.ts';
import { CreditFacet } from './enums.ts';
import type { FirmType } from './firm-types.ts';
import { profileRefs } from './profile-types.ts';

const AmountUnit = defineEnum('AmountUnit', 'What one unit of a written amount is worth.', {
  ONE: 'One of the currency 元.',
  THOUSAND: 'A thousand 千元.',
  TEN_THOUSAND: 'Ten thousand 万元.',
});
const UNITS = { ONE: 1, THOUSAND: 1_000, TEN_THOUSAND: 10_000 } as const;

export function addFactTypeQueries(builder: CreditBuilder): void {
  const FactTypeInfo = builder.objectRef<FactTypeCode>('FactType').implement({
    description: 'A type of fact: what it holds and how it is treated.',
    fields: (t) => ({
      code: t.string({ description: 'Its code.', resolve: (code) => code }),
      facet: t.field({
        type: enumType(builder, CreditFacet),
        description: 'The side it belongs to.',
        resolve: (code) => factType(code).facet,
      }),
      schema: t.field({
        type: 'JSON',
        description: 'JSON Schema of its value.',
        resolve: (code) => z.toJSONSchema(FACT_TYPES[code].value, { io: 'input' }),
      }),
      many: t.boolean({
        description: 'Whether a firm can have several, told apart by item.',
        resolve: (code) => factType(code).many === true,
      }),
      freshDays: t.int({
        description: 'Days after which it counts as stale, unless it names its own end.',
        resolve: (code) => factType(code).freshDays,
      }),
      personal: t.boolean({
        description: 'Whether it is about natural persons.',
        resolve: (code) => factType(code).personal === true,
      }),
      negative: t.boolean({
        description: 'Whether it counts against a firm.',
        resolve: (code) => factType(code).negative === true,
      }),
      core: t.boolean({
        description: 'Whether a complete survey holds it.',
        resolve: (code) => factType(code).core === true,
      }),
    }),
  });
  builder.queryFields((t) => ({
    factTypes: t.field({
      type: [FactTypeInfo],
      description: 'Every type of fact that a survey can hold.',
      access: READERS,
      resolve: () => [...FACT_TYPE_CODES],
    }),
  }));
}

export function addStatementMutation(
  builder: CreditBuilder,
  service: CreditService,
  Firm: FirmType,
): void {
  const { Fact } = profileRefs(builder);
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
      period: z
        .string()
        .trim()
        .regex(/^\d{4}(-(Q[1-4]|H[12]))?$/)
        .describe('2025, 2025-Q3 or 2025-H1.'),
      currency: z.string().trim().length(3).default('CNY').describe('ISO 4217; CNY when left out.'),
      unit: AmountUnit.default('ONE').describe(
        'What one unit of an amount is worth; ONE when left out.',
      ),
      audited: z.boolean().default(false).describe('Whether an auditor signed it.'),
      lines: z.array(line).min(1).max(100).describe('Its amounts.'),
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
