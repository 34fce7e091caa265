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
import type { ReadStatement } from '../application/read-firm-file.ts';
import type {
  CourtListingLine,
  EnforcementLine,
  LegalCaseLine,
  LitigationReport,
} from '../domain/litigation/report.ts';
import { CHART_LINES } from '../domain/statements/chart.ts';
import type { CreditService } from '../service.ts';
import { type CreditBuilder, type CreditContext, READERS } from './context.ts';
import type { FirmType } from './firm-types.ts';
import { profileRefs } from './profile-types.ts';
import { StatementSheet, statementParts } from './statement-parts.ts';

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
  const { Line, Finding, Ratio: RatioType } = statementParts(builder);
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
