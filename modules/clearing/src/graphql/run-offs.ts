/** Companies that leave: the plan, how far it is, the final statement. */
import {
  argsOf,
  commandField,
  dateInput,
  decimalInput,
  enumType,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { z } from 'zod';
import { type OutstandingOfCompany, outstandingOf } from '../application/run-off.ts';
import type { ClearingDoor } from '../service.ts';
import { listStatements } from '../storage/statements.ts';
import { listRunOffs, type RunOffRow } from '../storage/terms.ts';
import { type B, companyCode, concerns, money, ownCompany, READERS, shown } from './context.ts';
import { RunOffPlanEnum } from './enums.ts';
import { statementType } from './statements.ts';

const bps = () => z.int().min(0).max(10_000);

export function addRunOffs(builder: B, service: ClearingDoor, kit: ModuleKit): void {
  type Points = OutstandingOfCompany['points'][number];
  const Points = builder.objectRef<Points>('RunOffPoints').implement({
    description: 'Points outstanding of one currency.',
    fields: (t) => ({
      currency: t.exposeString('currency', { description: 'Point currency.' }),
      points: t.field({
        type: 'Decimal',
        description: "Whole points of the company's shares.",
        resolve: ({ points }) => points,
      }),
      value: money(t, 'Their value,', ({ valueMinor }) => BigInt(valueMinor)),
      unpaid: money(t, 'Of it, not paid for in advance,', ({ unpaidMinor }) => BigInt(unpaidMinor)),
    }),
  });
  const Outstanding = builder.objectRef<OutstandingOfCompany>('RunOffOutstanding').implement({
    description: 'What members hold that a company would pay for.',
    fields: (t) => ({
      points: t.field({
        type: [Points],
        description: 'By point currency.',
        resolve: ({ points }) => [...points],
      }),
      couponCount: t.int({ description: 'Coupons.', resolve: ({ coupons }) => coupons.count }),
      couponValue: money(t, "The company's part of their face value,", ({ coupons }) =>
        BigInt(coupons.valueMinor),
      ),
    }),
  });
  const Statement = statementType(builder, kit);
  const RunOff = builder.objectRef<RunOffRow>('RunOff').implement({
    description: 'A company that leaves the programme.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `rof_…`.' }),
      company: t.exposeString('company', { description: 'Who leaves.' }),
      plan: t.expose('plan', {
        type: enumType(builder, RunOffPlanEnum),
        description: 'Who pays afterwards.',
      }),
      effectiveFrom: t.field({
        type: 'DateTime',
        description: 'From this moment on somebody else pays.',
        resolve: (row) => new Date(row.effectiveFrom),
      }),
      lastMonth: t.exposeString('lastMonth', { description: 'Month of its final statement.' }),
      successor: t.exposeString('successor', { description: 'Who pays then.' }),
      rate: t.field({
        type: 'Decimal',
        description: 'What the successor pays of the value.',
        resolve: (row) => row.rate,
      }),
      points: t.field({
        type: [Points],
        description: 'Outstanding when it was announced.',
        resolve: ({ outstanding }) => [...(outstanding as OutstandingOfCompany).points],
      }),
      couponCount: t.int({
        description: 'Coupons outstanding when it was announced.',
        resolve: ({ outstanding }) => (outstanding as OutstandingOfCompany).coupons.count,
      }),
      couponValue: money(t, "The company's part of their face value,", ({ outstanding }) =>
        BigInt((outstanding as OutstandingOfCompany).coupons.valueMinor),
      ),
      outstanding: t.field({
        type: Outstanding,
        description: 'What members still hold of it now: how far the run-off is.',
        resolve: ({ company }) => outstandingOf(kit, company, kit.clock.now()),
      }),
      finalStatement: t.field({
        type: Statement,
        nullable: true,
        description: 'Of its last month, once it is issued.',
        resolve: async ({ company, lastMonth }) =>
          (await listStatements(kit.db.sql(), { month: lastMonth, company })).find(
            ({ final }) => final,
          ),
      }),
      calledOffAt: t.expose('calledOffAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was called off; null while it counts.',
      }),
      boughtOut: t.boolean({
        description: 'Whether the buy-out is posted.',
        resolve: ({ buyoutSource }) => buyoutSource !== null,
      }),
      note: t.exposeString('note', { description: 'Of who announced it.' }),
      announcedAt: t.expose('announcedAt', { type: 'DateTime', description: 'When.' }),
    }),
  });
  const of = (company: string) => async () =>
    (await listRunOffs(kit.db.sql())).find((one) => one.company === company);
  builder.queryField('runOffs', (t) =>
    t.field({
      type: [RunOff],
      description: "Companies that leave; a company's own system sees itself.",
      access: [...READERS],
      args: argsOf(
        builder,
        'runOffs',
        z.object({
          calledOff: z.boolean().optional().describe('Also those that were called off.'),
        }),
      ),
      resolve: async (_root, args, { caller }) =>
        (await listRunOffs(kit.db.sql(), { calledOff: args.calledOff ?? false })).filter(
          ({ company, successor }) => concerns(ownCompany(caller), company, successor),
        ),
    }),
  );
  const company = companyCode().describe('Who leaves.');
  commandField(builder, 'announceRunOff', {
    description: 'A company leaves after its last day; members notice nothing.',
    access: ['operator'],
    input: z.object({
      company,
      plan: RunOffPlanEnum.describe('Who pays afterwards.'),
      lastDay: dateInput().describe('The last business day it pays for.'),
      successor: companyCode().optional().describe('CONVERT: who takes over.'),
      rate: decimalInput({ scale: 8, min: '0', max: '1' })
        .optional()
        .describe(
          'CONVERT: what the successor pays of the value; the pool pays the rest. 1 by default.',
        ),
      note: z.string().max(500).optional().describe('Why.'),
    }),
    success: RunOff,
    execute: (caller, input) => shown(service.announceRunOff(caller, input), of(input.company)),
  });
  commandField(builder, 'postRunOffBuyout', {
    description:
      'BUY_OUT: points and coupons that are outstanding and unpaid after the last day are owed to the pool, once. The month waits for it.',
    access: ['operator'],
    input: z.object({
      company,
      breakageBps: bps().describe('Agreed share that will never be used, basis points.'),
    }),
    success: RunOff,
    execute: (caller, input) => shown(service.postBuyout(caller, input), of(input.company)),
  });
  const CalledOff = builder.objectRef<{ readonly runOffId: string }>('RunOffCalledOff').implement({
    description: 'The company stays.',
    fields: (t) => ({ runOffId: t.exposeID('runOffId', { description: 'TypeID, `rof_…`.' }) }),
  });
  commandField(builder, 'callOffRunOff', {
    description: 'Before its last day is over, the company stays after all.',
    access: ['operator'],
    input: z.object({ company }),
    success: CalledOff,
    execute: (caller, input) => service.callOffRunOff(caller, input),
  });
}
