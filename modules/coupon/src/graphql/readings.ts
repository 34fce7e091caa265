/** Plain words: what an offer says, what a condition says (checked while it is typed), what became of an offer. */
import {
  argsOf,
  dateTimeInput,
  defineEnum,
  enumType,
  idInput,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { z } from 'zod';
import type { ConditionMistake } from '../domain/conditions/condition.ts';
import { compileCondition } from '../domain/conditions/condition.ts';
import type { OfferOutcome } from '../domain/granting/decide-grants.ts';
import { conditionInWords } from '../domain/plain-words/condition-words.ts';
import { mistakeInWords } from '../domain/plain-words/mistake-words.ts';
import { type OfferReading, offerInWords } from '../domain/plain-words/offer-words.ts';
import { type OfferNumbers, offerNumbers, offerOutcomes } from '../storage/offer-numbers.ts';
import { listSegments } from '../storage/settings.ts';
import { OutcomeEnum } from './enums.ts';
import { showMoney } from './offer-input.ts';
import type { B, OfferRef } from './offer-type.ts';

export const ConditionSettingEnum = defineEnum(
  'ConditionSetting',
  'Where a condition stands, which says what it may speak of.',
  {
    OFFER: "An offer's: `transaction`, `member`, `history`, `now`.",
    AT_COUNTER: "A coupon's own: `basket`, `member`, `history`, `now`.",
    ABOUT_MEMBER: "A segment's: `member`, `history`, `now`.",
  },
);

interface Checked {
  readonly mistake: ConditionMistake | null;
  readonly reading: string | null;
  readonly unknownSegments: readonly string[];
}

export function addReadings(builder: B, kit: ModuleKit, Offer: OfferRef): void {
  addConditionCheck(builder, kit);
  addOfferReading(builder, Offer);
  addOfferNumbers(builder, kit);
}

function addConditionCheck(builder: B, kit: ModuleKit): void {
  const Mistake = builder.objectRef<ConditionMistake>('ConditionMistake').implement({
    description: 'A mistake in a condition, with its place in the text.',
    fields: (t) => ({
      message: t.string({
        description: "What is wrong, in the caller's language.",
        resolve: ({ message }, _args, { locale }) => mistakeInWords(message, locale),
      }),
      line: t.exposeInt('line', { description: 'Line, from 1.' }),
      column: t.exposeInt('column', { description: 'Column in the line, from 1.' }),
      start: t.exposeInt('start', { description: 'First character of the mistake, from 0.' }),
      end: t.exposeInt('end', { description: 'The character behind the mistake.' }),
    }),
  });
  const Check = builder.objectRef<Checked>('ConditionCheck').implement({
    description: 'What a condition says, or what is wrong with it.',
    fields: (t) => ({
      valid: t.boolean({
        description: 'Whether it could be saved.',
        resolve: ({ mistake, unknownSegments }) => mistake === null && unknownSegments.length === 0,
      }),
      mistake: t.field({
        type: Mistake,
        nullable: true,
        description: 'The first mistake.',
        resolve: ({ mistake }) => mistake,
      }),
      unknownSegments: t.stringList({
        description: 'Segments it names that do not exist.',
        resolve: ({ unknownSegments }) => [...unknownSegments],
      }),
      reading: t.exposeString('reading', {
        nullable: true,
        description: "In plain words, in the caller's language; null with a mistake.",
      }),
    }),
  });
  builder.queryField('checkCondition', (t) =>
    t.field({
      type: Check,
      description: 'Checks a condition while it is typed, and reads it in plain words.',
      access: ['operator', 'auditor'],
      args: argsOf(
        builder,
        'checkCondition',
        z.object({
          condition: z.string().max(4_000).describe('CEL.'),
          setting: ConditionSettingEnum.default('OFFER').describe('Where it stands.'),
        }),
      ),
      resolve: async (_root, { condition, setting }, context): Promise<Checked> => {
        const compiled = compileCondition(condition, setting);
        if (!compiled.ok) return { mistake: compiled.mistake, reading: null, unknownSegments: [] };
        const named = [...compiled.condition.needs.segments];
        const known =
          named.length === 0
            ? new Set<string>()
            : new Set((await listSegments(kit.db.sql())).map(({ code }) => code));
        return {
          mistake: null,
          reading: conditionInWords(compiled.condition.ast, context.locale, await context.names()),
          unknownSegments: named.filter((code) => !known.has(code)),
        };
      },
    }),
  );
}

function addOfferReading(builder: B, Offer: OfferRef): void {
  const Reading = builder.objectRef<OfferReading>('OfferReading').implement({
    description: "An offer in plain words, in the caller's language.",
    fields: (t) => ({
      when: t.exposeString('when', { description: 'What sets it off, and from when to when.' }),
      forWhom: t.exposeString('forWhom', { description: 'Whom it is for.' }),
      condition: t.exposeString('condition', { description: 'On which condition.' }),
      gives: t.stringList({
        description: 'What it gives, benefit by benefit.',
        resolve: ({ gives }) => [...gives],
      }),
      paidBy: t.exposeString('paidBy', { description: 'Who pays for it.' }),
      limits: t.stringList({
        description: 'How much of it there is.',
        resolve: ({ limits }) => [...limits],
      }),
    }),
  });
  builder.objectField(Offer, 'reading', (t) =>
    t.field({
      type: Reading,
      nullable: true,
      description: "The version shown, in plain words, in the caller's language.",
      resolve: async (row, _args, { versions, locale, names }) => {
        const version = row.liveVersion ?? row.latestVersion;
        const offer = await versions.load({ offerId: row.id, version });
        return offer === null ? null : offerInWords(offer, locale, await names());
      },
    }),
  );
}

interface Counted {
  readonly code: OfferOutcome['code'];
  readonly count: number;
}

function addOfferNumbers(builder: B, kit: ModuleKit): void {
  const Outcomes = builder.objectRef<Counted>('OfferOutcomeCount').implement({
    description: 'How often an offer came to something.',
    fields: (t) => ({
      code: t.field({
        type: enumType(builder, OutcomeEnum),
        description: 'GRANTED, or the first reason why not.',
        resolve: ({ code }) => code,
      }),
      count: t.exposeInt('count', { description: 'At so many occasions.' }),
    }),
  });
  const Numbers = builder
    .objectRef<OfferNumbers & { readonly outcomes: readonly Counted[] }>('OfferNumbers')
    .implement({
      description: 'What became of an offer in a span of time.',
      fields: (t) => ({
        outcomes: t.field({
          type: [Outcomes],
          description:
            'What it came to at the occasions that were looked at; offers ruled out by trigger or condition are not counted.',
          resolve: ({ outcomes }) => [...outcomes],
        }),
        granted: t.exposeInt('granted', { description: 'Occasions at which it gave something.' }),
        members: t.exposeInt('members', { description: 'Members who got something.' }),
        cost: t.field({
          type: 'Decimal',
          description: 'What the grants are taken to cost, less what returns took back, CNY.',
          resolve: (row) => showMoney(row.costMinor),
        }),
        issued: t.exposeInt('issued', { description: 'Coupons issued.' }),
        reserved: t.exposeInt('reserved', { description: 'Of these, held for a basket now.' }),
        redeemed: t.exposeInt('redeemed', { description: 'Of these, used at least once.' }),
        expired: t.exposeInt('expired', { description: 'Of these, expired unused.' }),
        ended: t.exposeInt('ended', { description: 'Of these, revoked or given up.' }),
        discount: t.field({
          type: 'Decimal',
          description: 'What its coupons took off, CNY.',
          resolve: (row) => showMoney(row.discountMinor),
        }),
        reversed: t.field({
          type: 'Decimal',
          description: 'What reversals gave back of that, CNY.',
          resolve: (row) => showMoney(row.reversedMinor),
        }),
      }),
    });
  builder.queryField('offerNumbers', (t) =>
    t.field({
      type: Numbers,
      description: 'What became of an offer: looked at, given, used, and what it cost.',
      access: ['operator', 'auditor'],
      args: argsOf(
        builder,
        'offerNumbers',
        z.object({
          offerId: idInput('off').describe('The offer.'),
          from: dateTimeInput().optional().describe('From this moment on; 30 days ago by default.'),
          before: dateTimeInput().optional().describe('Before this moment; now by default.'),
        }),
      ),
      resolve: async (_root, { offerId, from, before }, { now }) => {
        const span = {
          from: from ?? new Date(now.getTime() - 30 * 86_400_000),
          before: before ?? new Date(now.getTime() + 1),
        };
        const [numbers, outcomes] = await Promise.all([
          offerNumbers(kit.db.sql(), offerId, span, now),
          offerOutcomes(kit.db.sql(), offerId, span),
        ]);
        return {
          ...numbers,
          outcomes: outcomes.map(({ code, count }) => ({
            code: code as OfferOutcome['code'],
            count,
          })),
        };
      },
    }),
  );
}
