/** What a financial statement is made of in the graph: its lines, what is wrong with it, its ratios. */
import { defineEnum, enumType } from '@guildhall/shared/graphql/index';
import type { StatementLine } from '../application/read-firm-file.ts';
import type { StatementFinding } from '../domain/statements/check-statement.ts';
import type { Ratio } from '../domain/statements/ratios.ts';
import type { CreditBuilder } from './context.ts';

export const StatementSheet = defineEnum('StatementSheet', 'A sheet of a financial statement.', {
  BALANCE_SHEET: '资产负债表.',
  INCOME_STATEMENT: '利润表.',
  CASH_FLOW: '现金流量表.',
});
const FindingSeverity = defineEnum('StatementFindingSeverity', 'How much a finding says.', {
  ERROR: 'It cannot be right.',
  WARNING: 'It is unusual.',
});
const FindingCode = defineEnum('StatementFindingCode', 'What is wrong or unusual.', {
  UNBALANCED: 'A total is not the sum of its parts.',
  NEGATIVE: 'An amount is negative that cannot be.',
  PART_EXCEEDS_WHOLE: 'Parts are more than their whole.',
  JUMP: 'More than twice, or less than half, of the same period a year earlier.',
});
const RatioGroup = defineEnum('RatioGroup', 'What a ratio speaks of.', {
  LIQUIDITY: 'Can it pay soon.',
  LEVERAGE: 'How much of it is borrowed.',
  PROFITABILITY: 'What it earns.',
  EFFICIENCY: 'How fast its money turns.',
  GROWTH: 'Against the same period a year earlier.',
});
const RatioUnit = defineEnum('RatioUnit', 'What a ratio is counted in.', {
  TIMES: 'A multiple.',
  SHARE: 'A share of one: 0.25 is 25 %.',
  DAYS: 'Days.',
});
const refs = new WeakMap<object, ReturnType<typeof makeParts>>();

/** The same types for a statement on record and for one that is being written. */
export function statementParts(builder: CreditBuilder) {
  const known = refs.get(builder);
  if (known !== undefined) return known;
  const made = makeParts(builder);
  refs.set(builder, made);
  return made;
}

function makeParts(builder: CreditBuilder) {
  const Line = builder.objectRef<StatementLine>('StatementLine').implement({
    description: 'One amount of a statement.',
    fields: (t) => ({
      caption: t.exposeString('caption', { description: 'Caption of the standard chart.' }),
      chinese: t.exposeString('chinese', { description: 'How Chinese statements write it.' }),
      sheet: t.expose('sheet', {
        type: enumType(builder, StatementSheet),
        description: 'The sheet it stands on.',
      }),
      amount: t.expose('amount', {
        type: 'Decimal',
        description: 'In the currency of the statement.',
      }),
    }),
  });
  const Finding = builder.objectRef<StatementFinding>('StatementFinding').implement({
    description: 'Something in a statement that is wrong or unusual.',
    fields: (t) => ({
      code: t.expose('code', { type: enumType(builder, FindingCode), description: 'What.' }),
      severity: t.expose('severity', {
        type: enumType(builder, FindingSeverity),
        description: 'How much it says.',
      }),
      rule: t.exposeString('rule', { description: 'The rule it breaks, in captions.' }),
      captions: t.stringList({
        description: 'The captions concerned.',
        resolve: ({ captions }) => [...captions],
      }),
      expected: t.expose('expected', {
        type: 'Decimal',
        nullable: true,
        description: 'What the rule expects.',
      }),
      found: t.expose('found', { type: 'Decimal', description: 'What the statement says.' }),
      difference: t.expose('difference', {
        type: 'Decimal',
        nullable: true,
        description: 'Found less expected.',
      }),
    }),
  });
  const RatioRef = builder.objectRef<Ratio>('StatementRatio').implement({
    description: 'A ratio with its definition, so that it can be computed again.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Which, such as CURRENT or DEBT_TO_ASSETS.' }),
      group: t.expose('group', {
        type: enumType(builder, RatioGroup),
        description: 'What it speaks of.',
      }),
      unit: t.expose('unit', { type: enumType(builder, RatioUnit), description: 'Counted in.' }),
      definition: t.exposeString('definition', { description: 'Its formula in captions.' }),
      value: t.expose('value', {
        type: 'Decimal',
        nullable: true,
        description: 'Four decimals; null when it cannot be told.',
      }),
      missing: t.stringList({
        description: 'Captions it would need.',
        resolve: ({ missing }) => [...missing],
      }),
    }),
  });
  return { Line, Finding, Ratio: RatioRef };
}
