/** Firm, its names, facts, profile, scores and exposure, as the graph shows them. */
import { formatAmount } from '@guildhall/shared/amounts';
import { argsOf, dateTimeInput, enumType } from '@guildhall/shared/graphql/index';
import { isId } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { Firm, KeptAssessment } from '../application/read-firms.ts';
import type { Contribution } from '../domain/assessment/assess.ts';
import { FIRM } from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { FirmNameRow } from '../storage/firms.ts';
import { amountText } from './amount-text.ts';
import type { CreditBuilder } from './context.ts';
import { FirmCodeKind, FirmNameKind } from './enums.ts';
import { addExposure } from './exposure-types.ts';
import type { ListEntryType } from './listing-types.ts';
import { addProfileTypes, factRef } from './profile-types.ts';

/** Named before it is described, because its list entries lead back to it. */
export const firmRef = (builder: CreditBuilder) => builder.objectRef<Firm>('Firm');
export type FirmType = ReturnType<typeof firmRef>;

export function addFirmTypes(
  builder: CreditBuilder,
  service: CreditService,
  { Firm, ListEntry }: { readonly Firm: FirmType; readonly ListEntry: ListEntryType },
): void {
  const Name = builder.objectRef<FirmNameRow>('FirmName').implement({
    description: 'A name of a firm, with the period in which it was used.',
    fields: (t) => ({
      kind: t.expose('kind', {
        type: enumType(builder, FirmNameKind),
        description: 'What kind of name.',
      }),
      name: t.exposeString('name', { description: 'As it was written.' }),
      validFrom: t.expose('validFrom', {
        type: 'Date',
        nullable: true,
        description: 'First day; null when not known.',
      }),
      validTo: t.expose('validTo', {
        type: 'Date',
        nullable: true,
        description: 'Day it ended; null while in use.',
      }),
    }),
  });
  const Profile = addProfileTypes(builder);
  const Assessment = addAssessment(builder);
  const Exposure = addExposure(builder, ListEntry);
  const FirmFact = factRef(builder);
  Firm.implement({
    description: 'A counterparty 企业, identified by a verified code and by nothing else.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id, frm_….' }),
      codeKind: t.expose('codeKind', {
        type: enumType(builder, FirmCodeKind),
        description: 'What kind of code.',
      }),
      code: t.exposeString('code', { description: 'The code.' }),
      soleTrader: t.exposeBoolean('soleTrader', {
        description:
          'A sole trader 个体工商户: a natural person, whose facts are personal information.',
      }),
      divisionCode: t.exposeString('divisionCode', {
        nullable: true,
        description: 'GB/T 2260 code of its registry.',
      }),
      name: t.exposeString('name', { description: 'Its registered name of today.' }),
      names: t.field({
        type: [Name],
        description: 'All names we know.',
        resolve: ({ names }) => [...names],
      }),
      registeredAt: t.expose('registeredAt', {
        type: 'DateTime',
        description: 'Since when the group knows it.',
      }),
      profile: t.field({
        type: Profile,
        description: "The group's one view of it: what was true at one time, as known at another.",
        args: argsOf(builder, 'profile', profileArgs),
        resolve: ({ id }, { trueAt, knownAt }, { caller, now }) =>
          service.profile(caller, { firmId: id, trueAt: trueAt ?? now, knownAt: knownAt ?? now }),
      }),
      facts: t.field({
        type: [FirmFact],
        description:
          'Everything that was ever said about it, newest first, taken back since or not.',
        resolve: ({ id }, _args, { caller, now }) =>
          service.facts(caller, { firmId: id, knownAt: now }),
      }),
      listEntries: t.field({
        type: [ListEntry],
        description: 'Its list entries, newest first.',
        args: argsOf(builder, 'listEntries', entryArgs),
        resolve: async ({ id }, { binding }, { entriesOfFirm }) => {
          const entries = await entriesOfFirm.load(id);
          return binding ? entries.filter(({ state }) => BINDING.has(state)) : entries;
        },
      }),
      assessment: t.field({
        type: Assessment,
        nullable: true,
        description: 'Its latest assessment; null while nobody has surveyed it.',
        resolve: async ({ id }, _args, { caller }) =>
          (await service.assessments(caller, { firmId: id, limit: 1 }))[0] ?? null,
      }),
      assessments: t.field({
        type: [Assessment],
        description: 'Its latest hundred assessments, newest first.',
        resolve: ({ id }, _args, { caller }) =>
          service.assessments(caller, { firmId: id, limit: 100 }),
      }),
      exposure: t.field({
        type: Exposure,
        description: "The group's open amount to it and the limit that binds the caller's company.",
        resolve: async ({ id }, _args, { exposures }) => {
          const exposure = await exposures.load(id);
          if (exposure === null) throw new Error(`Firm ${id} has no exposure`);
          return exposure;
        },
      }),
      parent: t.field({
        type: 'ID',
        nullable: true,
        description: 'Id of the firm whose branch 分公司 it is; the firm itself is parentFirm.',
        resolve: ({ parentId }) => parentId,
      }),
    }),
  });
  builder.asEntity(Firm, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: ({ id }, { firms }) => (isId(FIRM, id) ? firms.load(id) : null),
  });
}

const BINDING: ReadonlySet<string> = new Set(['ACTIVE', 'APPEALED', 'UPHELD']);

const profileArgs = z.object({
  trueAt: dateTimeInput().optional().describe('What was true then; now when left out.'),
  knownAt: dateTimeInput().optional().describe('As we knew it then; now when left out.'),
});

const entryArgs = z.object({
  binding: z.boolean().default(false).describe('Only entries that bind now.'),
});

function addAssessment(builder: CreditBuilder) {
  const Part = builder.objectRef<Contribution>('ScoreContribution').implement({
    description: 'What one characteristic adds to a score.',
    fields: (t) => ({
      characteristic: t.exposeString('characteristic', { description: 'Which characteristic.' }),
      value: t.exposeString('value', {
        nullable: true,
        description: 'What was seen; null when not known.',
      }),
      points: t.exposeInt('points', { description: 'Points it adds; negative when it costs.' }),
    }),
  });
  return builder.objectRef<KeptAssessment>('CreditAssessment').implement({
    description: 'A score by a versioned policy, with every point explained.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its id, asm_….' }),
      policy: t.exposeString('policy', { description: 'The policy and its version.' }),
      score: t.exposeInt('score', { description: 'Points; more is safer.' }),
      grade: t.exposeString('grade', { description: 'AAA (best) to C.' }),
      probabilityOfDefault: t.field({
        type: 'Decimal',
        description: 'Probability of default within a year, 0 to 1.',
        resolve: ({ pdPpm }) => formatAmount(BigInt(pdPpm), 6),
      }),
      limit: t.field({
        type: 'Decimal',
        description: 'Suggested limit, in its currency.',
        resolve: ({ limitMinor, currency }) => amountText(limitMinor, currency),
      }),
      currency: t.exposeString('currency', { description: 'Currency of the limit (ISO 4217).' }),
      contributions: t.field({
        type: [Part],
        description: 'What each characteristic added.',
        resolve: ({ contributions }) => [...contributions],
      }),
      reasons: t.stringList({
        description: 'Characteristics that cost points, heaviest first.',
        resolve: ({ reasons }) => [...reasons],
      }),
      missing: t.stringList({
        description: 'Characteristics nobody knows.',
        resolve: ({ missing }) => [...missing],
      }),
      cause: t.exposeString('cause', {
        description: 'Why it was made: SURVEY, OUTCOME, RETRACTION, DISPUTE, CHOICE, REQUEST.',
      }),
      assessedAt: t.expose('assessedAt', { type: 'DateTime', description: 'When.' }),
    }),
  });
}
