/** Clearing's part of the graph: positions, pair balances and the lines behind them; months, terms and finance beside. */
import { formatAmount } from '@guildhall/shared/amounts';
import {
  argsOf,
  connectionType,
  createBuilder,
  enumType,
  finishSubgraph,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit, Subgraph } from '@guildhall/shared/module';
import { z } from 'zod';
import { clearingMessages } from './domain/refusals.ts';
import {
  type B,
  type ClearingContext,
  clearingContext,
  month,
  ownCompany,
  READERS,
} from './graphql/context.ts';
import { addDisputes } from './graphql/disputes.ts';
import { ObligationKindEnum } from './graphql/enums.ts';
import {
  addCheck,
  addJournal,
  addLiability,
  addOfferCost,
  addRecognition,
} from './graphql/finance.ts';
import { addPeriods } from './graphql/periods.ts';
import { addReports } from './graphql/reconciliations.ts';
import { addRunOffs } from './graphql/run-offs.ts';
import { addStatements } from './graphql/statements.ts';
import { addPacks, addTerms } from './graphql/terms.ts';
import type { ClearingDoor } from './index.ts';
import {
  listObligations,
  type ObligationRow,
  type PairBalance,
  type Position,
  pairBalances,
} from './storage/obligations.ts';

const CNY_SCALE = 2;
const period = month().optional().describe('Business month, `YYYY-MM`; all months when left out.');

export function createSubgraph(service: ClearingDoor, kit: ModuleKit): Subgraph {
  const builder = createBuilder<ClearingContext>({ messages: clearingMessages });
  addPositions(builder, service);
  addPairs(builder, kit);
  addObligations(builder, kit);
  addTerms(builder, service, kit);
  addPacks(builder, service, kit);
  addRunOffs(builder, service, kit);
  addPeriods(builder, service, kit);
  addReports(builder, service, kit);
  addStatements(builder, kit);
  addDisputes(builder, service, kit);
  addLiability(builder, service);
  addRecognition(builder, service, kit);
  addJournal(builder, service, kit);
  addOfferCost(builder, service);
  addCheck(builder, service);
  return finishSubgraph(builder, { name: 'clearing', context: () => clearingContext(kit) });
}

function addPositions(builder: B, service: ClearingDoor): void {
  const ClearingPosition = builder.objectRef<Position>('ClearingPosition').implement({
    description: 'What one company owes and is owed. Over all companies the nets sum to zero.',
    fields: (t) => ({
      company: t.exposeString('company', {
        description: 'Code of the company; `programme` is the pool.',
      }),
      owes: t.field({
        type: 'Decimal',
        description: 'What it owes the others, CNY.',
        resolve: ({ owesMinor }) => formatAmount(owesMinor, CNY_SCALE),
      }),
      isOwed: t.field({
        type: 'Decimal',
        description: 'What the others owe it, CNY.',
        resolve: ({ isOwedMinor }) => formatAmount(isOwedMinor, CNY_SCALE),
      }),
      net: t.field({
        type: 'Decimal',
        description: 'What it is owed less what it owes, CNY; negative when it has to pay.',
        resolve: ({ owesMinor, isOwedMinor }) => formatAmount(isOwedMinor - owesMinor, CNY_SCALE),
      }),
    }),
  });
  builder.queryField('clearingPositions', (t) =>
    t.field({
      type: [ClearingPosition],
      description: "Every company's position; a company's own system sees its own.",
      access: [...READERS],
      args: argsOf(builder, 'clearingPositions', z.object({ period })),
      resolve: async (_root, args, { caller }) => {
        const own = ownCompany(caller);
        const month = args.period ?? undefined;
        const all = await service.positions(caller, month === undefined ? {} : { period: month });
        return all.filter(({ company }) => own === undefined || company === own);
      },
    }),
  );
}

function addPairs(builder: B, kit: ModuleKit): void {
  const ClearingBalance = builder.objectRef<PairBalance>('ClearingBalance').implement({
    description: 'What one company owes another after both directions are set off.',
    fields: (t) => ({
      debtor: t.exposeString('debtor', { description: 'Who pays.' }),
      creditor: t.exposeString('creditor', { description: 'Who is paid.' }),
      amount: t.field({
        type: 'Decimal',
        description: 'How much, CNY.',
        resolve: ({ amountMinor }) => formatAmount(amountMinor, CNY_SCALE),
      }),
      lines: t.exposeInt('lines', {
        description: 'How many obligations are behind it, both directions.',
      }),
    }),
  });
  builder.queryField('clearingBalances', (t) =>
    t.field({
      type: [ClearingBalance],
      description: "What each company owes each other; a company's own system sees its own pairs.",
      access: [...READERS],
      args: argsOf(builder, 'clearingBalances', z.object({ period })),
      resolve: async (_root, args, { caller }) => {
        const own = ownCompany(caller);
        const all = await pairBalances(kit.db.sql(), args.period ?? undefined);
        return all.filter(
          ({ debtor, creditor }) => own === undefined || debtor === own || creditor === own,
        );
      },
    }),
  );
}

const filterSchema = z.object({
  period,
  debtor: z.string().max(64).optional().describe('Only what this company owes.'),
  creditor: z.string().max(64).optional().describe('Only what this company is owed.'),
  kind: ObligationKindEnum.optional().describe('Only of this kind.'),
  source: z
    .string()
    .max(200)
    .optional()
    .describe('Only of this posting or redemption, or whatever begins so.'),
});

function addObligations(builder: B, kit: ModuleKit): void {
  const Obligation = builder.objectRef<ObligationRow>('Obligation').implement({
    description: 'One line: a company owes another for one redemption, or one thing taken back.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `obl_…`.' }),
      kind: t.expose('kind', { type: enumType(builder, ObligationKindEnum), description: 'Why.' }),
      source: t.exposeString('source', { description: 'The posting or redemption it comes from.' }),
      debtor: t.exposeString('debtor', { description: 'Who owes.' }),
      creditor: t.exposeString('creditor', { description: 'Who is owed.' }),
      amount: t.field({
        type: 'Decimal',
        description: 'How much, CNY.',
        resolve: ({ amountMinor }) => formatAmount(amountMinor, CNY_SCALE),
      }),
      period: t.exposeString('period', { description: 'Business month it belongs to, `YYYY-MM`.' }),
      occurredAt: t.field({
        type: 'DateTime',
        description: 'When it happened.',
        resolve: ({ occurredAt }) => new Date(occurredAt),
      }),
    }),
  });
  builder.queryField('obligations', (t) =>
    t.field({
      type: connectionType(builder, 'Obligation', Obligation, {
        description: 'Obligations, newest first.',
      }),
      description:
        "The lines behind the balances, newest first; a company's own system sees its own.",
      access: [...READERS],
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ObligationFilter', filterSchema),
          description: 'Which lines.',
        }),
      },
      resolve: (_root, args, { caller }) =>
        paginate(args, {
          load: ({ limit, after }) =>
            listObligations(
              kit.db.sql(),
              { ...args.filter, company: ownCompany(caller) },
              {
                limit,
                ...(after === undefined
                  ? {}
                  : {
                      after: {
                        occurredAt: new Date(String(after[0])),
                        id: toUuid('obl', String(after[1])),
                      },
                    }),
              },
            ),
          keyOf: ({ occurredAt, id }) => [occurredAt, id],
        }),
    }),
  );
}
