/** Outside providers of firm data: who there is, questions asked, and what they cost whom. */
import { formatAmount } from '@guildhall/shared/amounts';
import { endOfDay, startOfDay } from '@guildhall/shared/business-time';
import {
  argsOf,
  commandField,
  connectionType,
  dateInput,
  defineEnum,
  enumType,
  pageArgs,
  paginate,
  usccInput,
} from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import { scaleOfCurrency } from '../domain/currencies.ts';
import { FIRM, LOOK_UP, type LookUpId } from '../ids.ts';
import type { ProviderTerms } from '../providers/provider.ts';
import type { CreditService } from '../service.ts';
import type { LookUpCost, LookUpRow } from '../storage/provider-look-ups.ts';
import { type CreditBuilder, READERS, SURVEYORS } from './context.ts';
import { placeOf } from './firm-file-types.ts';
import type { FirmType } from './firm-types.ts';

const State = defineEnum('LookUpState', 'What became of a question to a provider.', {
  PENDING: 'Asked, not answered yet.',
  FOUND: 'The provider knows the firm.',
  NOT_FOUND: 'The provider does not know it.',
  FAILED: 'The provider did not answer; nothing was booked.',
  CACHED: 'Answered from what was asked lately; costs nothing.',
});

const amount = (minor: bigint, currency: string): string =>
  formatAmount(minor, scaleOfCurrency(currency) ?? 2);

export function addProviderTypes(
  builder: CreditBuilder,
  service: CreditService,
  Firm: FirmType,
): void {
  const LookUp = addLookUp(builder, Firm);
  const LookUps = connectionType(builder, 'LookUp', LookUp, {
    description: 'Questions to providers, newest first.',
  });
  const Asked = builder.objectRef<{ lookUpId: LookUpId }>('AskedProvider').implement({
    description: 'A question that was answered.',
    fields: (t) => ({
      lookUp: t.field({
        type: LookUp,
        nullable: true,
        description: 'The question and its answer.',
        resolve: async ({ lookUpId }, _args, { caller }) =>
          (await service.lookUp(caller, { id: lookUpId })) ?? null,
      }),
    }),
  });
  commandField(builder, 'lookUpFirm', {
    description:
      'Asks an outside provider about a firm, unless somebody of the group asked lately. The answer becomes a survey of your company, its cost is booked to it.',
    access: SURVEYORS,
    success: Asked,
    input: z.object({
      provider: z
        .string()
        .trim()
        .min(1)
        .max(40)
        .describe('Code of the provider; see firmDataProviders.'),
      uscc: usccInput().describe('Unified Social Credit Code of the firm.'),
      fresh: z.boolean().default(false).describe('Ask again although an answer is in the cache.'),
    }),
    execute: (caller, input) => service.lookUpFirm(caller, input),
  });
  const Provider = addTerms(builder);
  const Cost = addCost(builder);
  const period = z.object({
    from: dateInput().describe('First day.'),
    to: dateInput().describe('Last day.'),
  });
  builder.queryFields((t) => ({
    firmDataProviders: t.field({
      type: [Provider],
      description: 'Providers of firm data that this installation can ask.',
      access: READERS,
      resolve: async () => [...(await service.providers())],
    }),
    lookUps: t.field({
      type: LookUps,
      description: 'Questions to providers, newest first; a company sees its own.',
      access: READERS,
      args: pageArgs(builder),
      resolve: (_root, args, { caller }) =>
        paginate(args, {
          load: ({ limit, after }) => service.lookUps(caller, { limit, after: placeOf(after) }),
          keyOf: ({ askedAt, id }) => [askedAt.getTime(), id],
        }),
    }),
    lookUpCosts: t.field({
      type: [Cost],
      description:
        'What questions cost in a period, by company and provider; a company sees its own.',
      access: READERS,
      args: argsOf(builder, 'lookUpCosts', period),
      resolve: async (_root, { from, to }, { caller }) => [
        ...(await service.lookUpCosts(caller, {
          from: startOfDay(from),
          until: new Date(endOfDay(to).getTime() + 1),
        })),
      ],
    }),
  }));
}

function addTerms(builder: CreditBuilder) {
  return builder.objectRef<ProviderTerms>('FirmDataProvider').implement({
    description: 'An outside provider of firm data and its terms.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Its code.' }),
      name: t.exposeString('name', { description: 'Its name.' }),
      cost: t.field({
        type: 'Decimal',
        description: 'What one answer costs.',
        resolve: ({ costMinor, currency }) => amount(costMinor, currency),
      }),
      currency: t.exposeString('currency', { description: 'Currency of the cost (ISO 4217).' }),
      cacheDays: t.exposeInt('cacheDays', {
        description: 'Days for which an answer is used again.',
      }),
      perMinute: t.exposeInt('perMinute', { description: 'Questions a minute, of everybody.' }),
      perDay: t.exposeInt('perDay', { description: 'Questions a day of one company.' }),
    }),
  });
}

function addLookUp(builder: CreditBuilder, Firm: FirmType) {
  return builder.objectRef<LookUpRow>('LookUp').implement({
    description: 'A question to an outside provider.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, lku_….', resolve: ({ id }) => fromUuid(LOOK_UP, id) }),
      provider: t.exposeString('provider', { description: 'Who was asked.' }),
      uscc: t.exposeString('code', { description: 'About whom.' }),
      company: t.exposeString('company', { description: 'Who asked, and pays.' }),
      state: t.expose('state', {
        type: enumType(builder, State),
        description: 'What became of it.',
      }),
      cost: t.field({
        type: 'Decimal',
        description: 'What it cost.',
        resolve: ({ costMinor, currency }) => amount(costMinor, currency),
      }),
      currency: t.exposeString('currency', { description: 'Currency of the cost (ISO 4217).' }),
      added: t.exposeInt('added', { description: 'Facts that were new.' }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm, when it was found.',
        resolve: ({ firmId }, _args, { firms }) =>
          firmId === undefined ? null : firms.load(fromUuid(FIRM, firmId)),
      }),
      failure: t.exposeString('failure', {
        nullable: true,
        description: 'Why the provider did not answer.',
      }),
      askedAt: t.expose('askedAt', { type: 'DateTime', description: 'When.' }),
    }),
  });
}

function addCost(builder: CreditBuilder) {
  return builder.objectRef<LookUpCost>('LookUpCost').implement({
    description: 'What one company asked of one provider.',
    fields: (t) => ({
      company: t.exposeString('company', { description: 'Who asked, and pays.' }),
      provider: t.exposeString('provider', { description: 'Who was asked.' }),
      asked: t.exposeInt('asked', { description: 'Questions that went to the provider.' }),
      fromCache: t.exposeInt('fromCache', { description: 'Questions answered from the cache.' }),
      cost: t.field({
        type: 'Decimal',
        description: 'What they cost in all.',
        resolve: ({ costMinor, currency }) => amount(costMinor, currency),
      }),
      currency: t.exposeString('currency', { description: 'Currency of the cost (ISO 4217).' }),
    }),
  });
}
