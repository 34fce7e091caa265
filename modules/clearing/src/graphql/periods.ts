/** Months of clearing: how they stand, what was compared, statements, payments, and every step of a close. */
import {
  argsOf,
  commandField,
  dateInput,
  enumType,
  idInput,
} from '@guildhall/shared/graphql/index';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { z } from 'zod';
import type { ClearingDoor } from '../service.ts';
import {
  listPeriods,
  type PairTotal,
  type PeriodRow,
  periodBy,
  type Step,
} from '../storage/periods.ts';
import { listPayments, type PaymentRow } from '../storage/statements.ts';
import {
  type B,
  concerns,
  GROUP,
  money,
  monthInput,
  ownCompany,
  READERS,
  shown,
} from './context.ts';
import { disputeType } from './disputes.ts';
import { ObligationKindEnum, PeriodStateEnum } from './enums.ts';
import { reconciliationType } from './reconciliations.ts';
import { statementType } from './statements.ts';

export function addPeriods(builder: B, service: ClearingDoor, kit: ModuleKit): void {
  const Period = periodType(builder, kit);
  builder.queryField('clearingPeriods', (t) =>
    t.field({
      type: [Period],
      description: 'All months, newest first; open ones that have obligations included.',
      access: [...READERS],
      resolve: async () => [...(await listPeriods(kit.db.sql()))],
    }),
  );
  builder.queryField('clearingPeriod', (t) =>
    t.field({
      type: Period,
      nullable: true,
      description: 'One month; null where nothing happened and nothing was cut off.',
      access: [...READERS],
      args: argsOf(builder, 'clearingPeriod', z.object({ month: monthInput() })),
      resolve: async (_root, args) =>
        (await listPeriods(kit.db.sql())).find(({ month }) => month === args.month),
    }),
  );
  const moved = ({ month }: { readonly month: string }) => periodBy(kit.db.sql(), month);
  const ofMonth = z.object({ month: monthInput() });
  commandField(builder, 'cutOffClearingPeriod', {
    description: 'Closes a month to new obligations; late arrivals go to the next one.',
    access: ['operator'],
    input: ofMonth,
    success: Period,
    execute: (caller, input) => shown(service.cutOffPeriod(caller, input), moved),
  });
  commandField(builder, 'reconcileClearingPeriod', {
    description:
      'Compares a month with the ledger and the coupons. Moves it on when all matches, or when differences are accepted with a reason.',
    access: ['operator'],
    input: ofMonth.extend({
      acceptDifferencesBecause: z
        .string()
        .min(1)
        .max(500)
        .optional()
        .describe('Goes on although something differs.'),
    }),
    success: Period,
    execute: (caller, { acceptDifferencesBecause, ...input }) =>
      shown(
        service.reconcilePeriod(caller, {
          ...input,
          ...(acceptDifferencesBecause === undefined ? {} : { acceptDifferencesBecause }),
        }),
        moved,
      ),
  });
  commandField(builder, 'issueClearingStatements', {
    description:
      'Issues the statements and plans the payments. A large month goes on after the answer: `linesIssued` shows how far it is.',
    access: ['operator'],
    input: ofMonth,
    success: Period,
    execute: (caller, input) => shown(service.issueStatements(caller, input), moved),
  });
  commandField(builder, 'approveClearingPeriod', {
    description: 'Approves a month: by another person than issued it, with no dispute open.',
    access: ['operator'],
    input: ofMonth,
    success: Period,
    execute: (caller, input) => shown(service.approvePeriod(caller, input), moved),
  });
  addPayments(builder, service, kit);
}

function addPayments(builder: B, service: ClearingDoor, kit: ModuleKit): void {
  const Payment = paymentType(builder);
  const paid = async ({ paymentId }: { readonly paymentId: string }) =>
    (await listPayments(kit.db.sql(), { id: toUuid('pay', paymentId) }))[0];
  const paymentId = idInput('pay').describe('The payment.');
  commandField(builder, 'recordClearingPayment', {
    description: 'A payment as the bank made it. The last one settles the month.',
    access: ['operator'],
    input: z.object({
      paymentId,
      bankReference: z.string().min(1).max(100).describe("The bank's reference."),
      paidOn: dateInput().describe('Value date.'),
    }),
    success: Payment,
    execute: (caller, input) => shown(service.recordPayment(caller, input), paid),
  });
  commandField(builder, 'withdrawClearingPayment', {
    description: 'The payment did not go through after all, or had another reference.',
    access: ['operator'],
    input: z.object({ paymentId, reason: z.string().min(1).max(500).describe('Why.') }),
    success: Payment,
    execute: (caller, input) => shown(service.withdrawPayment(caller, input), paid),
  });
}

const paymentTypes = new WeakMap<object, ReturnType<typeof makePaymentType>>();

function paymentType(builder: B): ReturnType<typeof makePaymentType> {
  const known = paymentTypes.get(builder) ?? makePaymentType(builder);
  paymentTypes.set(builder, known);
  return known;
}

function makePaymentType(builder: B) {
  return builder.objectRef<PaymentRow>('ClearingPayment').implement({
    description: 'One of the fewest payments that settle a month.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `pay_…`.' }),
      no: t.exposeInt('no', { description: 'Number within the month.' }),
      payer: t.exposeString('payer', { description: 'Who pays.' }),
      payee: t.exposeString('payee', { description: 'Who is paid.' }),
      amount: money(t, 'How much,', (row) => row.amountMinor),
      dueOn: t.field({
        type: 'Date',
        description: 'Ten working days after issue, on the Chinese working calendar.',
        resolve: (row) => row.dueOn,
      }),
      bankReference: t.exposeString('bankReference', {
        nullable: true,
        description: "The bank's reference once it is paid.",
      }),
      paidOn: t.field({
        type: 'Date',
        nullable: true,
        description: 'Value date once it is paid.',
        resolve: (row) => row.paidOn,
      }),
    }),
  });
}

function periodType(builder: B, kit: ModuleKit) {
  const Step = stepType(builder);
  const Total = totalType(builder);
  const Payment = paymentType(builder);
  const Statement = statementType(builder, kit);
  const Reconciliation = reconciliationType(builder, kit);
  const Dispute = disputeType(builder);
  return builder.objectRef<PeriodRow>('ClearingPeriod').implement({
    description: 'A month of clearing, from its first obligation to its last payment.',
    fields: (t) => ({
      month: t.exposeString('month', { description: 'Business month, `YYYY-MM`.' }),
      state: t.expose('state', {
        type: enumType(builder, PeriodStateEnum),
        description: 'Where it stands.',
      }),
      cutOffAt: t.expose('cutOffAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was closed to new obligations.',
      }),
      dueOn: t.field({
        type: 'Date',
        nullable: true,
        description: 'When payments are due.',
        resolve: (row) => row.dueOn,
      }),
      lines: t.exposeInt('lines', { description: 'Statement lines there are to be.' }),
      linesIssued: t.exposeInt('linesIssued', { description: 'Of them, stored so far.' }),
      steps: t.field({
        type: [Step],
        access: [...GROUP],
        description: 'Every step, with who took it.',
        resolve: ({ month }, _args, { stepsOf }) => stepsOf.load(month),
      }),
      totals: t.field({
        type: [Total],
        description: 'Sums by direction and kind, fixed at the cut-off.',
        resolve: async ({ month }, _args, { caller, totalsOf }) =>
          (await totalsOf.load(month)).filter(({ debtor, creditor }) =>
            concerns(ownCompany(caller), debtor, creditor),
          ),
      }),
      statements: t.field({
        type: [Statement],
        description: "Statements by company; a company's own system sees its own.",
        resolve: async ({ month }, _args, { caller, statementsOf }) =>
          (await statementsOf.load(month)).filter(({ company }) =>
            concerns(ownCompany(caller), company),
          ),
      }),
      payments: t.field({
        type: [Payment],
        description: 'The payments that settle it.',
        resolve: async ({ month }, _args, { caller, paymentsOf }) =>
          (await paymentsOf.load(month)).filter(({ payer, payee }) =>
            concerns(ownCompany(caller), payer, payee),
          ),
      }),
      reconciliations: t.field({
        type: [Reconciliation],
        description: "Comparisons, newest first; a company's own system sees those of its files.",
        resolve: async ({ month }, _args, { caller, reconciliationsOf }) =>
          (await reconciliationsOf.load(month)).filter(({ company }) =>
            concerns(ownCompany(caller), company ?? ''),
          ),
      }),
      disputes: t.field({
        type: [Dispute],
        description: "Disputes, newest first; a company's own system sees those of its lines.",
        resolve: async ({ month }, _args, { caller, disputesOf }) =>
          (await disputesOf.load(month)).filter(({ company, counterparty }) =>
            concerns(ownCompany(caller), company, counterparty),
          ),
      }),
    }),
  });
}

function stepType(builder: B) {
  return builder.objectRef<Step>('ClearingStep').implement({
    description: 'A step in the life of a month.',
    fields: (t) => ({
      state: t.expose('state', {
        type: enumType(builder, PeriodStateEnum),
        description: 'What it became.',
      }),
      at: t.expose('at', { type: 'DateTime', description: 'When.' }),
      byPerson: t.exposeString('byPerson', {
        nullable: true,
        description: 'The person; null for systems.',
      }),
      byClient: t.exposeString('byClient', { description: 'The account or system.' }),
      note: t.exposeString('note', { description: 'Why, where it was said.' }),
    }),
  });
}

function totalType(builder: B) {
  return builder.objectRef<PairTotal>('ClearingTotal').implement({
    description: 'What one company owed another for one kind in a month.',
    fields: (t) => ({
      debtor: t.exposeString('debtor', { description: 'Who owes.' }),
      creditor: t.exposeString('creditor', { description: 'Who is owed.' }),
      kind: t.expose('kind', { type: enumType(builder, ObligationKindEnum), description: 'Why.' }),
      lines: t.exposeInt('lines', { description: 'How many obligations.' }),
      amount: money(t, 'How much,', (row) => row.amountMinor),
      exact: t.field({
        type: 'Decimal',
        description: 'Before rounding, fen; the difference is residue, carried and posted.',
        resolve: (row) => row.exactMinor,
      }),
    }),
  });
}
