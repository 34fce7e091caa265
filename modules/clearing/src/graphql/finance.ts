/** What finance asks: liability, revenue recognised, the journal, the chart of accounts, the cost of offers, the check. */
import {
  argsOf,
  commandField,
  dateTimeInput,
  enumType,
  idInput,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { z } from 'zod';
import type { BookedEntry } from '../application/keep-accounts.ts';
import type { Liability, LiabilityRow } from '../application/read-liability.ts';
import type { OfferCost, OfferCostOfCompany } from '../application/read-offer-cost.ts';
import type { Check, VerifyReport } from '../application/verify-clearing.ts';
import type { BreakageEstimate } from '../domain/breakage.ts';
import type { ClearingDoor } from '../service.ts';
import {
  type Account,
  accountsOf,
  listRecognitions,
  type RecognitionRow,
} from '../storage/recognitions.ts';
import {
  answered,
  type B,
  COMPANY_ACTORS,
  companyCode,
  GROUP,
  money,
  monthInput,
  ownCompany,
  READERS,
  shown,
} from './context.ts';
import { AccountRoleEnum } from './enums.ts';

const currencyInput = () =>
  z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{1,15}$/, 'must be a currency code such as `POINT`')
    .describe('Point currency.');
/** Shares of an estimate: six decimals are more than it knows. */
const share = (value: number): string => value.toFixed(6);

export function addLiability(builder: B, service: ClearingDoor): void {
  const Row = builder.objectRef<LiabilityRow>('LiabilityRow').implement({
    description: 'Points outstanding of one company, month of expiry and age.',
    fields: (t) => ({
      company: t.exposeString('company', { description: 'Who funds them.' }),
      expiryMonth: t.exposeString('expiryMonth', {
        nullable: true,
        description: 'Business month in which they end; null: never.',
      }),
      ageMonths: t.exposeInt('ageMonths', { description: 'Months since they were issued.' }),
      points: t.field({
        type: 'Decimal',
        description: 'Whole points; shares of lots may be fractions.',
        resolve: (row) => row.points,
      }),
      value: money(t, 'At the price of the terms, or of the lot;', (row) => row.valueMinor),
    }),
  });
  const Breakage = builder.objectRef<BreakageEstimate>('BreakageEstimate').implement({
    description:
      'How much of what is outstanding will never be used, estimated from how earlier points of each age were used.',
    fields: (t) => ({
      rate: t.field({
        type: 'Decimal',
        description: 'Share of the points outstanding, 0 to 1.',
        resolve: ({ rate }) => share(rate),
      }),
      low: t.field({
        type: 'Decimal',
        description: '5th percentile.',
        resolve: ({ low }) => share(low),
      }),
      high: t.field({
        type: 'Decimal',
        description: '95th percentile.',
        resolve: ({ high }) => share(high),
      }),
      cohorts: t.exposeInt('cohorts', { description: 'Months of issue it rests on.' }),
      enoughHistory: t.exposeBoolean('enoughHistory', {
        description: 'False: fewer than three whole months; everything is expected to be redeemed.',
      }),
    }),
  });
  const PointsLiability = builder.objectRef<Liability>('PointsLiability').implement({
    description: 'Points outstanding and what they are expected to cost, as of a moment.',
    fields: (t) => ({
      currency: t.exposeString('currency', { description: 'Point currency.' }),
      asOf: t.expose('asOf', { type: 'DateTime', description: 'The moment of posting.' }),
      points: t.field({
        type: 'Decimal',
        description: 'Whole points.',
        resolve: (row) => row.points,
      }),
      value: money(t, 'If all were redeemed,', (row) => row.valueMinor),
      expected: money(t, 'Less expected breakage,', (row) => row.expectedMinor),
      expectedLow: money(
        t,
        'With the most breakage that is likely,',
        (row) => row.expectedLowMinor,
      ),
      expectedHigh: money(
        t,
        'With the least breakage that is likely,',
        (row) => row.expectedHighMinor,
      ),
      breakage: t.expose('breakage', { type: Breakage, description: 'The estimate.' }),
      rows: t.field({
        type: [Row],
        description: 'By company, month of expiry and age.',
        resolve: ({ rows }) => [...rows],
      }),
    }),
  });
  builder.queryField('pointsLiability', (t) =>
    t.field({
      type: PointsLiability,
      description: "Points outstanding as of any moment; a company's own system sees its shares.",
      access: [...READERS],
      args: argsOf(
        builder,
        'pointsLiability',
        z.object({
          currency: currencyInput(),
          asOf: dateTimeInput().optional().describe('A moment of posting; now when left out.'),
        }),
      ),
      resolve: (_root, args, { caller }) =>
        answered(
          service.liability(caller, { currency: args.currency, asOf: args.asOf ?? undefined }),
        ),
    }),
  );
}

export function addRecognition(builder: B, service: ClearingDoor, kit: ModuleKit): void {
  const Recognition = builder.objectRef<RecognitionRow>('RevenueRecognition').implement({
    description: 'Revenue recognised for points of a company in a month (IFRS 15).',
    fields: (t) => ({
      month: t.exposeString('month', { description: 'Business month.' }),
      company: t.exposeString('company', { description: 'Whose revenue.' }),
      currency: t.exposeString('currency', { description: 'Point currency.' }),
      allocated: money(t, 'Allocated to points so far,', (row) => row.allocatedMinor),
      redeemedPoints: t.field({
        type: 'Decimal',
        description: 'Redeemed so far, whole points.',
        resolve: (row) => row.redeemedPoints,
      }),
      expectedPoints: t.field({
        type: 'Decimal',
        description: 'Expected to be redeemed in total, whole points.',
        resolve: (row) => row.expectedPoints,
      }),
      breakageRate: t.field({
        type: 'Decimal',
        description: 'Of the points outstanding, expected never to be used.',
        resolve: (row) => row.breakageRate,
      }),
      recognised: money(t, 'Recognised in total,', (row) => row.recognisedMinor),
      revenue: money(t, 'Of this month,', (row) => row.revenueMinor),
      catchUp: money(
        t,
        'Of it, what the changed expectation catches up,',
        (row) => row.catchUpMinor,
      ),
    }),
  });
  builder.queryField('revenueRecognitions', (t) =>
    t.field({
      type: [Recognition],
      description: "Newest month first, at most 1,000; a company's own system sees its own.",
      access: [...READERS],
      args: argsOf(
        builder,
        'revenueRecognitions',
        z.object({
          month: monthInput().optional(),
          company: companyCode().optional().describe('Only of this company.'),
        }),
      ),
      resolve: async (_root, args, { caller }) => {
        const own = ownCompany(caller);
        if (own !== undefined && args.company != null && args.company !== own) return [];
        return [
          ...(await listRecognitions(kit.db.sql(), {
            month: args.month ?? undefined,
            company: own ?? args.company ?? undefined,
          })),
        ];
      },
    }),
  );
  const Recognitions = builder.objectRef<readonly RecognitionRow[]>('RevenueRecognised').implement({
    description: 'A month was recognised.',
    fields: (t) => ({
      companies: t.field({
        type: [Recognition],
        description: 'By company.',
        resolve: (rows) => [...rows],
      }),
    }),
  });
  commandField(builder, 'recogniseRevenue', {
    description:
      'Recognises revenue for points of a month, once and in order. What changes later is caught up then.',
    access: ['operator'],
    input: z.object({ month: monthInput(), currency: currencyInput() }),
    success: Recognitions,
    execute: (caller, input) => service.recogniseRevenue(caller, input),
  });
}

export function addJournal(builder: B, service: ClearingDoor, kit: ModuleKit): void {
  const GeneralAccount = builder.objectRef<Account>('GeneralAccount').implement({
    description: 'An account of the general ledger.',
    fields: (t) => ({
      role: t.expose('role', {
        type: enumType(builder, AccountRoleEnum),
        description: 'What for.',
      }),
      code: t.exposeString('code', { description: 'Its code.' }),
      name: t.exposeString('name', { description: 'Its name.' }),
      setFor: t.exposeString('setFor', {
        nullable: true,
        description: 'Whose mapping: the company, `*` for all, null: the built-in one.',
      }),
    }),
  });
  const Entry = builder.objectRef<BookedEntry>('ClearingJournalEntry').implement({
    description: 'An entry for the general ledger; debit equals credit.',
    fields: (t) => ({
      no: t.exposeInt('no', { description: 'Its number in the month.' }),
      text: t.exposeString('text', { description: 'What for.' }),
      counterparty: t.exposeString('counterparty', {
        nullable: true,
        description: 'The other company, where there is one.',
      }),
      debit: t.expose('debit', { type: GeneralAccount, description: 'Debited.' }),
      credit: t.expose('credit', { type: GeneralAccount, description: 'Credited.' }),
      amount: money(t, 'How much,', (row) => row.amountMinor),
    }),
  });
  builder.queryField('clearingJournal', (t) =>
    t.field({
      type: [Entry],
      description: "A month as journal entries of a company; a company's own system sees its own.",
      access: [...READERS],
      args: argsOf(
        builder,
        'clearingJournal',
        z.object({ month: monthInput(), company: companyCode().describe('Whose books.') }),
      ),
      resolve: async (_root, args, { caller }) => [
        ...(await answered(service.journal(caller, args))),
      ],
    }),
  );
  builder.queryField('clearingAccounts', (t) =>
    t.field({
      type: [GeneralAccount],
      description: "The accounts a company's journal uses.",
      access: [...READERS],
      args: argsOf(
        builder,
        'clearingAccounts',
        z.object({ company: companyCode().describe('Whose books.') }),
      ),
      resolve: async (_root, args, { caller }) => [
        ...(await accountsOf(kit.db.sql(), ownCompany(caller) ?? args.company)),
      ],
    }),
  );
  commandField(builder, 'mapClearingAccount', {
    description: 'Says which account of the general ledger a role is.',
    access: [...COMPANY_ACTORS],
    input: z.object({
      company: companyCode()
        .optional()
        .describe('Whose books; every company without a mapping of its own when left out.'),
      role: AccountRoleEnum.describe('The role.'),
      code: z.string().min(1).max(40).describe('Code of the account.'),
      name: z.string().min(1).max(100).describe('Name of the account.'),
    }),
    success: GeneralAccount,
    execute: (caller, input) =>
      shown(service.mapAccount(caller, input), async ({ role }) =>
        (await accountsOf(kit.db.sql(), input.company ?? '*')).find((one) => one.role === role),
      ),
  });
}

export function addOfferCost(builder: B, service: ClearingDoor): void {
  const Company = builder.objectRef<OfferCostOfCompany>('OfferCostOfCompany').implement({
    description: "A payer's part of what an offer costs.",
    fields: (t) => ({
      company: t.exposeString('company', { description: 'Who pays.' }),
      granted: money(
        t,
        'Given: points at their price, coupons at face value;',
        (row) => row.grantedMinor,
      ),
      redeemed: money(t, 'Really used, less what was given back;', (row) => row.redeemedMinor),
      reversed: money(t, 'Taken back or given up unused;', (row) => row.reversedMinor),
      expired: money(t, 'Ended unused;', (row) => row.expiredMinor),
      outstanding: money(t, 'Can still be used;', (row) => row.outstandingMinor),
    }),
  });
  const Cost = builder.objectRef<OfferCost>('OfferCost').implement({
    description: 'What an offer costs, now.',
    fields: (t) => ({
      offerId: t.exposeID('offerId', { description: 'TypeID, `off_…`.' }),
      couponsIssued: t.exposeInt('couponsIssued', { description: 'Uses of coupons given.' }),
      couponsOutstanding: t.exposeInt('couponsOutstanding', {
        description: 'Uses that are still open.',
      }),
      companies: t.field({
        type: [Company],
        description: 'By payer.',
        resolve: ({ companies }) => [...companies],
      }),
    }),
  });
  builder.queryField('offerCost', (t) =>
    t.field({
      type: Cost,
      description: "What an offer costs whom, live; a company's own system sees its own part.",
      access: [...READERS],
      args: argsOf(
        builder,
        'offerCost',
        z.object({ offerId: idInput('off').describe('The offer.') }),
      ),
      resolve: (_root, args, { caller }) => answered(service.offerCost(caller, args)),
    }),
  );
}

export function addCheck(builder: B, service: ClearingDoor): void {
  const CheckType = builder.objectRef<Check>('ClearingCheck').implement({
    description: 'One invariant, checked over everything.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'What is always true.' }),
      ok: t.exposeBoolean('ok', { description: 'Whether it is.' }),
      offenders: t.exposeInt('offenders', { description: 'How many break it.' }),
      first: t.field({
        type: ['String'],
        description: 'The first of them.',
        resolve: ({ first }) => [...first],
      }),
    }),
  });
  const Report = builder.objectRef<VerifyReport>('ClearingVerification').implement({
    description: 'Every invariant of clearing, computed anew.',
    fields: (t) => ({
      ok: t.exposeBoolean('ok', { description: 'All hold.' }),
      checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When.' }),
      checks: t.field({
        type: [CheckType],
        description: 'One by one.',
        resolve: ({ checks }) => [...checks],
      }),
    }),
  });
  builder.queryField('verifyClearing', (t) =>
    t.field({
      type: Report,
      description:
        'Computes everything anew and says what does not hold. Takes as long as the books are.',
      access: [...GROUP],
      resolve: (_root, _args, { caller }) => answered(service.verify(caller, {})),
    }),
  );
}
