/** Statements: totals that open to lines, and the files to take home. */
import {
  argsOf,
  connectionType,
  enumType,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { z } from 'zod';
import {
  listStatements,
  type StatementLine,
  type StatementRow,
  statementLines,
} from '../storage/statements.ts';
import {
  type B,
  companyCode,
  concerns,
  money,
  monthInput,
  ownCompany,
  READERS,
} from './context.ts';
import { ObligationKindEnum } from './enums.ts';

const types = new WeakMap<object, ReturnType<typeof makeType>>();

export function statementType(builder: B, kit: ModuleKit): ReturnType<typeof makeType> {
  const known = types.get(builder) ?? makeType(builder, kit);
  types.set(builder, known);
  return known;
}

const lineFilter = z.object({
  counterparty: companyCode().optional().describe('Only with this company.'),
  kind: ObligationKindEnum.optional().describe('Only of this kind.'),
});

function makeType(builder: B, kit: ModuleKit) {
  const Line = builder.objectRef<StatementLine>('ClearingStatementLine').implement({
    description: 'A line of a statement: one obligation as the company sees it.',
    fields: (t) => ({
      lineNo: t.exposeInt('lineNo', { description: 'Its number, by which it is disputed.' }),
      counterparty: t.exposeString('counterparty', { description: 'With whom.' }),
      kind: t.expose('kind', { type: enumType(builder, ObligationKindEnum), description: 'Why.' }),
      amount: money(t, 'Positive: the company is owed.', (row) => row.amountMinor),
      exact: t.field({
        type: 'Decimal',
        description: 'Before rounding, fen, unsigned.',
        resolve: (row) => row.exactMinor,
      }),
      source: t.exposeString('source', {
        description: 'The posting, use of a coupon, or decision.',
      }),
      obligationId: t.exposeID('obligationId', { description: 'TypeID, `obl_…`.' }),
      occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it happened.' }),
    }),
  });
  const file = (row: StatementRow, name: string): string =>
    `/clearing/statements/${row.month}/${row.company}/${name}`;
  return builder.objectRef<StatementRow>('ClearingStatement').implement({
    description: 'What one company owes and is owed for a month. It never changes.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `stm_…`.' }),
      month: t.exposeString('month', { description: 'Business month.' }),
      company: t.exposeString('company', { description: 'Whose.' }),
      lineCount: t.int({ description: 'How many lines.', resolve: ({ lines }) => lines }),
      owes: money(t, 'What it owes,', (row) => row.owesMinor),
      isOwed: money(t, 'What it is owed,', (row) => row.isOwedMinor),
      net: money(t, 'Positive: to be paid to it.', (row) => row.isOwedMinor - row.owesMinor),
      dueOn: t.field({
        type: 'Date',
        description: 'When its payments are due.',
        resolve: (row) => row.dueOn,
      }),
      final: t.exposeBoolean('final', { description: 'The last one of a company that has left.' }),
      hash: t.string({
        description: 'SHA-256 over its lines, totals and the hash of the statement before.',
        resolve: ({ hash }) => hash.toString('hex'),
      }),
      previousHash: t.string({
        nullable: true,
        description: "Hash of the company's statement before.",
        resolve: ({ previousHash }) => previousHash?.toString('hex') ?? null,
      }),
      issuedAt: t.expose('issuedAt', { type: 'DateTime', description: 'When it was issued.' }),
      excelUrl: t.string({
        description: 'Path of the Excel file.',
        resolve: (row) => file(row, 'statement.xlsx'),
      }),
      jsonLinesUrl: t.string({
        description: 'Path of the file with everything needed to compute the statement again.',
        resolve: (row) => file(row, 'statement.jsonl'),
      }),
      journalUrl: t.string({
        description: 'Path of the journal for the general ledger, CSV.',
        resolve: (row) => file(row, 'journal.csv'),
      }),
      lines: t.field({
        type: connectionType(builder, 'ClearingStatementLine', Line, {
          description: 'Lines by number.',
        }),
        description: 'Lines by number.',
        args: {
          ...pageArgs(builder),
          filter: t.arg({
            type: inputType(builder, 'ClearingStatementLineFilter', lineFilter),
            description: 'Which lines.',
          }),
        },
        resolve: (row, args) =>
          paginate(args, {
            load: ({ limit, after }) =>
              statementLines(kit.db.sql(), row, {
                limit,
                afterLine: Number(after?.[0] ?? 0),
                ...args.filter,
              }),
            keyOf: ({ lineNo }) => [lineNo],
          }),
      }),
    }),
  });
}

export function addStatements(builder: B, kit: ModuleKit): void {
  const Statement = statementType(builder, kit);
  builder.queryField('clearingStatements', (t) =>
    t.field({
      type: [Statement],
      description: "Statements, newest month first; a company's own system sees its own.",
      access: [...READERS],
      args: argsOf(
        builder,
        'clearingStatements',
        z.object({
          month: monthInput().optional(),
          company: companyCode().optional().describe('Only of this company.'),
        }),
      ),
      resolve: async (_root, args, { caller }) => {
        const own = ownCompany(caller);
        const found = await listStatements(kit.db.sql(), {
          month: args.month ?? undefined,
          company: own ?? args.company ?? undefined,
        });
        return found.filter(
          ({ company }) =>
            concerns(own, company) && (args.company == null || company === args.company),
        );
      },
    }),
  );
}
