/** Financial statements and lawsuits of a firm as the graph shows them: checked, computed, weighed. */
import {
  argsOf,
  dateTimeInput,
  defineEnum,
  enumType,
  type Types,
} from '@guildhall/shared/graphql/index';
import type { ObjectRef } from '@pothos/core';
import { z } from 'zod';
import type { ReadStatement, StatementLine } from '../application/read-firm-file.ts';
import type {
  CourtListingLine,
  EnforcementLine,
  LegalCaseLine,
  LitigationReport,
} from '../domain/litigation/report.ts';
import { CHART_LINES } from '../domain/statements/chart.ts';
import type { StatementFinding } from '../domain/statements/check-statement.ts';
import type { Ratio } from '../domain/statements/ratios.ts';
import type { CreditService } from '../service.ts';
import { type CreditBuilder, type CreditContext, READERS } from './context.ts';
import type { FirmType } from './firm-types.ts';
import { profileRefs } from './profile-types.ts';

const StatementSheet = defineEnum('StatementSheet', 'A sheet of a financial statement.', {
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
const CourtListKind = defineEnum('CourtListKind', "Which court's list.", {
  DISHONEST_DEBTOR: '失信被执行人.',
  RESTRICTION_ORDER: '限制消费令.',
});
const LegalEndBasis = defineEnum('LegalEndBasis', 'Why an entry of a court ends when it does.', {
  REMOVED: 'The court took it off.',
  PUBLISHED: 'The entry itself names its end.',
  STATUTE: 'Two years from publication, and what the court added, by law.',
  UNTIL_LIFTED: 'It has no term: it ends when the court lifts it.',
});

const viewArgs = z.object({
  trueAt: dateTimeInput().optional().describe('What was true then; now when left out.'),
  knownAt: dateTimeInput().optional().describe('As we knew it then; now when left out.'),
});

export function addStatementTypes(
  builder: CreditBuilder,
  service: CreditService,
  Firm: FirmType,
): void {
  const Statement = addStatement(builder);
  const Litigation = addLitigation(builder);
  builder.objectFields(Firm, (t) => ({
    statements: t.field({
      type: [Statement],
      description: 'Its financial statements, checked and computed, latest period first.',
      args: argsOf(builder, 'statements', viewArgs),
      resolve: ({ id }, { trueAt, knownAt }, { caller, now }) =>
        service.statements(caller, { firmId: id, trueAt: trueAt ?? now, knownAt: knownAt ?? now }),
    }),
    litigation: t.field({
      type: Litigation,
      description: 'Its lawsuits, enforcements and court entries, weighed by its role in them.',
      args: argsOf(builder, 'litigation', viewArgs),
      resolve: ({ id }, { trueAt, knownAt }, { caller, now }) =>
        service.litigation(caller, { firmId: id, trueAt: trueAt ?? now, knownAt: knownAt ?? now }),
    }),
  }));
  addChart(builder);
}

function addStatement(builder: CreditBuilder) {
  const { Surviving } = profileRefs(builder);
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
  const RatioType = builder.objectRef<Ratio>('StatementRatio').implement({
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
  return builder.objectRef<ReadStatement>('FinancialStatement').implement({
    description:
      'A financial statement in the standard chart, with what speaks for and against it.',
    fields: (t) => ({
      period: t.exposeString('period', { description: '2025, 2025-Q3 or 2025-H1.' }),
      currency: t.exposeString('currency', { description: 'Currency of its amounts (ISO 4217).' }),
      audited: t.exposeBoolean('audited', { description: 'Whether an auditor signed it.' }),
      standing: t.field({
        type: Surviving,
        description: 'The fact behind it: who says so, how fresh, who contradicts.',
        resolve: ({ standing }) => standing,
      }),
      lines: t.field({
        type: [Line],
        description: 'Its amounts in the order of the chart.',
        resolve: ({ lines }) => [...lines],
      }),
      findings: t.field({
        type: [Finding],
        description: 'What is wrong or unusual; empty when nothing is.',
        resolve: ({ findings }) => [...findings],
      }),
      ratios: t.field({
        type: [RatioType],
        description: 'Its ratios.',
        resolve: ({ ratios }) => [...ratios],
      }),
    }),
  });
}

function addChart(builder: CreditBuilder): void {
  const ChartLine = builder.objectRef<(typeof CHART_LINES)[number]>('ChartLine').implement({
    description: 'A caption of the standard chart.',
    fields: (t) => ({
      caption: t.exposeString('caption', { description: 'The caption.' }),
      sheet: t.expose('sheet', {
        type: enumType(builder, StatementSheet),
        description: 'The sheet it stands on.',
      }),
      chinese: t.stringList({
        description: 'How Chinese statements write it, the usual way first.',
        resolve: ({ chinese }) => [...chinese],
      }),
    }),
  });
  builder.queryFields((t) => ({
    statementChart: t.field({
      type: [ChartLine],
      description: 'The standard chart of financial statements.',
      access: READERS,
      resolve: () => [...CHART_LINES],
    }),
  }));
}

const points = (severity: number): string => severity.toFixed(1);

function addLitigation(builder: CreditBuilder) {
  const { Surviving } = profileRefs(builder);
  const standing = { type: Surviving, description: 'The fact behind it.' } as const;
  const Case = builder.objectRef<LegalCaseLine>('LegalCaseLine').implement({
    description: 'A lawsuit.',
    fields: (t) => ({
      caseNo: t.exposeString('caseNo', { description: 'Its number 案号.' }),
      role: t.string({
        description: "The firm's role: PLAINTIFF, DEFENDANT or THIRD_PARTY.",
        resolve: ({ value }) => value.role,
      }),
      cause: t.string({ description: 'Cause 案由.', resolve: ({ value }) => value.cause }),
      court: t.string({
        nullable: true,
        description: 'The court.',
        resolve: ({ value }) => value.court,
      }),
      stage: t.string({
        description: 'FILED, FIRST_INSTANCE, APPEAL, RETRIAL or CLOSED.',
        resolve: ({ value }) => value.stage,
      }),
      outcome: t.string({
        description: 'PENDING, WON, LOST, PARTLY_LOST, SETTLED or WITHDRAWN, for the firm.',
        resolve: ({ value }) => value.outcome,
      }),
      amount: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'What is at stake.',
        resolve: ({ value }) => value.amount,
      }),
      currency: t.string({
        nullable: true,
        description: 'Currency of the amount (ISO 4217).',
        resolve: ({ value }) => value.currency,
      }),
      filedOn: t.field({
        type: 'Date',
        nullable: true,
        description: 'When it was filed.',
        resolve: ({ value }) => value.filedOn,
      }),
      severity: t.field({
        type: 'Decimal',
        description: 'Points it adds to the severity.',
        resolve: ({ severity }) => points(severity),
      }),
      standing: t.field({ ...standing, resolve: (line) => line.standing }),
    }),
  });
  const Enforcement = builder.objectRef<EnforcementLine>('EnforcementLine').implement({
    description: 'An enforcement 被执行.',
    fields: (t) => ({
      caseNo: t.exposeString('caseNo', { description: 'Its number 案号.' }),
      amount: t.field({
        type: 'Decimal',
        description: 'What is enforced 执行标的.',
        resolve: ({ value }) => value.amount,
      }),
      currency: t.string({
        description: 'Currency of the amount (ISO 4217).',
        resolve: ({ value }) => value.currency,
      }),
      court: t.string({
        nullable: true,
        description: 'The court.',
        resolve: ({ value }) => value.court,
      }),
      openedOn: t.field({
        type: 'Date',
        description: 'When it was opened.',
        resolve: ({ value }) => value.openedOn,
      }),
      closedOn: t.field({
        type: 'Date',
        nullable: true,
        description: 'When it was closed.',
        resolve: ({ value }) => value.closedOn,
      }),
      open: t.exposeBoolean('open', {
        description: 'Whether it was open at the time asked about.',
      }),
      severity: t.field({
        type: 'Decimal',
        description: 'Points it adds to the severity.',
        resolve: ({ severity }) => points(severity),
      }),
      standing: t.field({ ...standing, resolve: (line) => line.standing }),
    }),
  });
  return addLitigationReport(builder, { Case, Enforcement, Listing: addListing(builder) });
}

function addListing(builder: CreditBuilder) {
  const { Surviving } = profileRefs(builder);
  return builder.objectRef<CourtListingLine>('CourtListingLine').implement({
    description: "An entry on a court's list, with its legal end.",
    fields: (t) => ({
      kind: t.expose('kind', {
        type: enumType(builder, CourtListKind),
        description: 'Which list.',
      }),
      item: t.exposeString('item', { description: 'Its number 案号.' }),
      court: t.string({
        nullable: true,
        description: 'The court.',
        resolve: ({ value }) => value.court,
      }),
      ground: t.string({
        nullable: true,
        description: 'Item of article 1 of the rules on dishonest judgment debtors, where known.',
        resolve: ({ value }) => value.ground,
      }),
      publishedOn: t.field({
        type: 'Date',
        description: 'When it was published.',
        resolve: ({ value }) => value.publishedOn,
      }),
      endsOn: t.expose('endsOn', {
        type: 'Date',
        nullable: true,
        description: 'First day on which it no longer counts; null while it has no end.',
      }),
      endBasis: t.expose('endBasis', {
        type: enumType(builder, LegalEndBasis),
        description: 'Why it ends then.',
      }),
      inForce: t.exposeBoolean('inForce', {
        description: 'Whether it counted at the time asked about.',
      }),
      standing: t.field({
        type: Surviving,
        description: 'The fact behind it.',
        resolve: (line) => line.standing,
      }),
    }),
  });
}

function addLitigationReport(
  builder: CreditBuilder,
  {
    Case,
    Enforcement,
    Listing,
  }: {
    readonly Case: ObjectRef<Types<CreditContext>, LegalCaseLine>;
    readonly Enforcement: ObjectRef<Types<CreditContext>, EnforcementLine>;
    readonly Listing: ReturnType<typeof addListing>;
  },
) {
  return builder.objectRef<LitigationReport>('LitigationReport').implement({
    description: "A firm's lawsuits, weighed.",
    fields: (t) => ({
      severity: t.exposeInt('severity', {
        description:
          '0 to 100: by role, outcome and amount; 100 while a dishonest-debtor entry is in force.',
      }),
      cases: t.field({
        type: [Case],
        description: 'Lawsuits, heaviest first.',
        resolve: ({ cases }) => [...cases],
      }),
      enforcements: t.field({
        type: [Enforcement],
        description: 'Enforcements.',
        resolve: ({ enforcements }) => [...enforcements],
      }),
      courtListings: t.field({
        type: [Listing],
        description: 'Dishonest-debtor entries and restriction orders.',
        resolve: ({ courtListings }) => [...courtListings],
      }),
    }),
  });
}
