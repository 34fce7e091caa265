/** Funding terms and prepaid packs. */
import {
  argsOf,
  commandField,
  dateTimeInput,
  decimalInput,
  enumType,
  idInput,
  minorInput,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { z } from 'zod';
import type { ClearingDoor } from '../service.ts';
import {
  listAlerts,
  listPacks,
  type PackAlert,
  type PackBalance,
  type PackRow,
  packBalances,
} from '../storage/packs.ts';
import { listTerms, type TermsRow } from '../storage/terms.ts';
import { type B, companyCode, concerns, money, ownCompany, READERS, shown } from './context.ts';
import { BoughtPackKindEnum, FundingModeEnum, PackKindEnum, PackLevelEnum } from './enums.ts';

const currencyCode = () =>
  z.string().regex(/^[A-Z][A-Z0-9_]{1,15}$/, 'must be a currency code such as `POINT`');
const bps = () => z.int().min(0).max(10_000);

export function addTerms(builder: B, service: ClearingDoor, kit: ModuleKit): void {
  const FundingTerms = builder.objectRef<TermsRow>('FundingTerms').implement({
    description:
      'How a company pays for the points it funds, from a moment on. Counts for points issued then; never changes.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `ftm_…`.' }),
      company: t.exposeString('company', { description: 'Who funds; `programme` is the pool.' }),
      counterparty: t.exposeString('counterparty', {
        description: 'Where the points are redeemed; `*` anywhere.',
      }),
      currency: t.exposeString('currency', { description: 'Point currency, or `COUPON`.' }),
      effectiveFrom: t.field({
        type: 'DateTime',
        description: 'From this moment of issue on.',
        resolve: (row) => new Date(row.effectiveFrom),
      }),
      mode: t.expose('mode', {
        type: enumType(builder, FundingModeEnum),
        description: 'When it pays.',
      }),
      pricePerPoint: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'CNY per whole point; null: what each lot says.',
        resolve: (row) => row.pricePerPoint,
      }),
      serviceFeeBps: t.exposeInt('serviceFeeBps', {
        description: 'Fee on the value cleared, basis points.',
      }),
      taxRateBps: t.exposeInt('taxRateBps', { description: 'Tax on the fee, basis points.' }),
      breakageToFunderBps: t.exposeInt('breakageToFunderBps', {
        description: 'Of points paid in advance that expire, what comes back; basis points.',
      }),
      lowBalance: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Of prepaid packs: warned below this, minor units of the currency.',
        resolve: (row) => row.lowBalanceMinor?.toString() ?? null,
      }),
      note: t.exposeString('note', { description: 'Of who set them.' }),
      setAt: t.expose('setAt', { type: 'DateTime', description: 'When they were set.' }),
      withdrawnAt: t.expose('withdrawnAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When they were taken back before they began; null while they count.',
      }),
    }),
  });
  builder.queryField('fundingTerms', (t) =>
    t.field({
      type: [FundingTerms],
      description: "All versions, by company and moment; a company's own system sees its own.",
      access: [...READERS],
      args: argsOf(
        builder,
        'fundingTerms',
        z.object({
          company: companyCode().optional().describe('Only of this company.'),
          withdrawn: z.boolean().optional().describe('Also those that were withdrawn.'),
        }),
      ),
      resolve: async (_root, args, { caller }) => {
        const own = ownCompany(caller);
        const withdrawn = args.withdrawn ?? false;
        return (await listTerms(kit.db.sql(), { withdrawn })).filter(
          ({ company, counterparty }) =>
            (args.company == null || company === args.company) &&
            concerns(own, company, counterparty),
        );
      },
    }),
  );
  commandField(builder, 'setFundingTerms', {
    description: 'Sets terms ahead. What was issued before keeps the terms it was issued under.',
    access: ['operator'],
    input: z.object({
      company: companyCode().describe('Who funds; `programme` for what the pool pays.'),
      counterparty: companyCode().optional().describe('Only where redeemed at this company.'),
      currency: currencyCode().describe('Point currency, or `COUPON` for fees on coupons.'),
      effectiveFrom: dateTimeInput().describe('From this moment on; tomorrow at the earliest.'),
      mode: FundingModeEnum.describe('When it pays.'),
      pricePerPoint: decimalInput({ scale: 8, min: '0' })
        .optional()
        .describe("CNY per whole point; each lot's own price when left out."),
      serviceFeeBps: bps().optional().describe('Fee on the value cleared, basis points.'),
      taxRateBps: bps().optional().describe('Tax on the fee, basis points.'),
      breakageToFunderBps: bps()
        .optional()
        .describe('Of points paid in advance that expire, what comes back; all of it by default.'),
      lowBalance: minorInput({ scale: 0, min: '0' })
        .optional()
        .describe('Of prepaid packs: warn below so many minor units of points.'),
      note: z.string().max(500).optional().describe('Why.'),
    }),
    success: FundingTerms,
    execute: (caller, { lowBalance, ...input }) =>
      shown(
        service.setTerms(caller, { ...input, lowBalanceMinor: lowBalance }),
        async ({ termsId }) => (await listTerms(kit.db.sql())).find(({ id }) => id === termsId),
      ),
  });
  commandField(builder, 'withdrawFundingTerms', {
    description: 'Takes back terms that have not begun.',
    access: ['operator'],
    input: z.object({ termsId: idInput('ftm').describe('The terms.') }),
    success: FundingTerms,
    execute: (caller, input) =>
      shown(service.withdrawTerms(caller, input), async ({ termsId }) =>
        (await listTerms(kit.db.sql(), { withdrawn: true })).find(({ id }) => id === termsId),
      ),
  });
}

export function addPacks(builder: B, service: ClearingDoor, kit: ModuleKit): void {
  const Pack = builder.objectRef<PackRow>('PrepaidPack').implement({
    description: 'Points bought in advance.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `pck_…`.' }),
      company: t.exposeString('company', { description: 'Whose.' }),
      currency: t.exposeString('currency', { description: 'Point currency.' }),
      kind: t.expose('kind', { type: enumType(builder, PackKindEnum), description: 'What for.' }),
      points: t.field({
        type: 'Decimal',
        description: 'Minor units of points; negative: given back.',
        resolve: (row) => trimmed(row.points),
      }),
      pricePerPoint: t.field({
        type: 'Decimal',
        description: 'CNY per whole point.',
        resolve: (row) => row.pricePerPoint,
      }),
      amount: money(t, 'What it cost,', (row) => row.amountMinor),
      reference: t.exposeString('reference', { description: 'Of the order or invoice.' }),
      boughtAt: t.expose('boughtAt', { type: 'DateTime', description: 'When.' }),
    }),
  });
  const Balance = builder.objectRef<PackBalance>('PrepaidBalance').implement({
    description:
      "A company's prepaid points. When all packs are empty issuing goes on and is billed at the close.",
    fields: (t) => ({
      company: t.exposeString('company', { description: 'Whose.' }),
      currency: t.exposeString('currency', { description: 'Point currency.' }),
      bought: t.field({
        type: 'Decimal',
        description: 'In main packs and billed overdrafts, minor units of points.',
        resolve: (row) => trimmed(row.main),
      }),
      reserve: t.field({
        type: 'Decimal',
        description: 'In reserve packs, minor units of points.',
        resolve: (row) => trimmed(row.reserve),
      }),
      drawn: t.field({
        type: 'Decimal',
        description: 'Issued, less what came back; minor units of points.',
        resolve: (row) => trimmed(row.drawn),
      }),
      left: t.field({
        type: 'Decimal',
        description: 'What is left; negative when overdrawn.',
        resolve: (row) => trimmed(row.left),
      }),
      level: t.expose('level', {
        type: enumType(builder, PackLevelEnum),
        description: 'How it stands.',
      }),
    }),
  });
  const Alert = builder.objectRef<PackAlert>('PrepaidAlert').implement({
    description: 'Packs got low, came to the reserve, or ran empty.',
    fields: (t) => ({
      company: t.exposeString('company', { description: 'Whose.' }),
      currency: t.exposeString('currency', { description: 'Point currency.' }),
      level: t.expose('level', { type: enumType(builder, PackLevelEnum), description: 'To what.' }),
      left: t.field({
        type: 'Decimal',
        description: 'What was left, minor units of points.',
        resolve: (row) => trimmed(row.left),
      }),
      raisedAt: t.expose('raisedAt', { type: 'DateTime', description: 'When.' }),
    }),
  });
  const list = <T>(
    name: string,
    type: typeof Pack | typeof Balance | typeof Alert,
    description: string,
    load: (company: string | undefined) => Promise<readonly T[]>,
  ) =>
    builder.queryField(name, (t) =>
      t.field({
        type: [type as never],
        description: `${description} A company's own system sees its own.`,
        access: [...READERS],
        resolve: async (_root, _args, { caller }) => (await load(ownCompany(caller))) as never,
      }),
    );
  list('prepaidBalances', Balance, 'Balances of prepaid packs.', (own) =>
    packBalances(kit.db.sql(), own),
  );
  list('prepaidPacks', Pack, 'Packs bought, newest first, at most 200.', (own) =>
    listPacks(kit.db.sql(), own),
  );
  list('prepaidAlerts', Alert, 'Alerts, newest first, at most 100.', (own) =>
    listAlerts(kit.db.sql(), own),
  );
  commandField(builder, 'buyPrepaidPack', {
    description:
      'A pack of points at the price of the terms in force; owed to the pool this month.',
    access: ['operator'],
    input: z.object({
      company: companyCode().describe('Who buys.'),
      currency: currencyCode().describe('Point currency.'),
      kind: BoughtPackKindEnum.describe('Used first, or kept in reserve.'),
      points: minorInput({ scale: 0, min: '1' }).describe('Minor units of points.'),
      reference: z.string().min(1).max(200).describe('Of the order or invoice.'),
    }),
    success: Pack,
    execute: (caller, { points, ...input }) =>
      shown(service.buyPack(caller, { ...input, pointsMinor: points }), async ({ packId }) =>
        (await listPacks(kit.db.sql(), input.company)).find(({ id }) => id === packId),
      ),
  });
  commandField(builder, 'returnPrepaidPack', {
    description:
      'Gives back points bought and not issued, at the price of the last such pack; the pool owes it this month.',
    access: ['operator'],
    input: z.object({
      company: companyCode().describe('Who gives back.'),
      currency: currencyCode().describe('Point currency.'),
      kind: BoughtPackKindEnum.describe('Of which packs.'),
      points: minorInput({ scale: 0, min: '1' }).describe('Minor units of points.'),
      reference: z.string().min(1).max(200).describe('Of the credit note.'),
    }),
    success: Pack,
    execute: (caller, { points, ...input }) =>
      shown(service.returnPack(caller, { ...input, pointsMinor: points }), async ({ packId }) =>
        (await listPacks(kit.db.sql(), input.company)).find(({ id }) => id === packId),
      ),
  });
}

const trimmed = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
