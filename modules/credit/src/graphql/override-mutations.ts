/** What takes two people around lists, grades and limits: asked for by one, granted by another. */
import {
  commandField,
  dateTimeInput,
  enumType,
  idInput,
  minorInput,
} from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { GradeOverrideAnswer } from '../application/override-grade.ts';
import type { ListOverrideAnswer } from '../application/override-listing.ts';
import type { LimitAnswer } from '../application/set-limit.ts';
import type { VoidedOutcome } from '../application/void-outcome.ts';
import { GROUP_CURRENCY } from '../domain/currencies.ts';
import {
  FIRM,
  GRADE_OVERRIDE,
  GROUP_OF_FIRMS,
  LIMIT_SETTING,
  LIST_ENTRY,
  LIST_OVERRIDE,
  OUTCOME,
} from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { GradeOverrideRow, LimitSettingRow } from '../storage/desk-pages.ts';
import { amountText } from './amount-text.ts';
import { type CreditBuilder, RISK_DESK, seesAll } from './context.ts';
import { GradeEnum, OverrideStateEnum } from './desk-enums.ts';
import { text } from './firm-mutations.ts';
import type { FirmType } from './firm-types.ts';
import type { ListEntryType } from './listing-types.ts';

interface Types {
  readonly Firm: FirmType;
  readonly ListEntry: ListEntryType;
}

const grant = z
  .boolean()
  .describe('True grants it (another person than who asked); false turns it down or withdraws it.');
const reason = text(2000).describe('Why.');

export function addOverrideMutations(
  builder: CreditBuilder,
  service: CreditService,
  types: Types,
): void {
  addListOverrides(builder, service, types.ListEntry);
  addGradeOverrides(builder, service, types.Firm);
  addLimits(builder, service, types.Firm);
  addVoid(builder, service, types.Firm);
}

function addListOverrides(
  builder: CreditBuilder,
  service: CreditService,
  ListEntry: ListEntryType,
): void {
  const Stepped = builder.objectRef<ListOverrideAnswer>('SteppedListOverride').implement({
    description: 'An override of a list entry that took a step.',
    fields: (t) => ({
      id: t.exposeID('overrideId', { description: 'Its id, ovr_….' }),
      state: t.expose('state', {
        type: enumType(builder, OverrideStateEnum),
        description: 'Where it stands.',
      }),
      entry: t.field({
        type: ListEntry,
        nullable: true,
        description: 'The entry.',
        resolve: ({ entryId }, _args, { entries }) => entries.load(entryId),
      }),
    }),
  });
  commandField(builder, 'askListOverride', {
    description:
      'Asks to lift a blacklist entry for one company, for at most thirty days; a screening then goes to a person. The final tier is never lifted.',
    access: RISK_DESK,
    success: Stepped,
    input: z.object({
      entryId: idInput(LIST_ENTRY).describe('The entry.'),
      subsidiary: text(40).describe('The company it is lifted for.'),
      reason,
      until: dateTimeInput().describe('Its end.'),
    }),
    execute: (caller, input) => service.askListOverride(caller, input),
  });
  commandField(builder, 'decideListOverride', {
    description: 'Grants, turns down or withdraws what was asked for.',
    access: RISK_DESK,
    success: Stepped,
    input: z.object({ overrideId: idInput(LIST_OVERRIDE).describe('The override.'), grant }),
    execute: (caller, input) => service.decideListOverride(caller, input),
  });
  commandField(builder, 'endListOverride', {
    description: 'Ends an override before its time: the entry binds again.',
    access: RISK_DESK,
    success: Stepped,
    input: z.object({ overrideId: idInput(LIST_OVERRIDE).describe('The override.') }),
    execute: (caller, input) => service.endListOverride(caller, input),
  });
}

function addGradeOverrides(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const State = enumType(builder, OverrideStateEnum);
  const Override = builder.objectRef<GradeOverrideRow>('GradeOverride').implement({
    description: "A grade that two people gave instead of the score's.",
    fields: (t) => ({
      id: t.id({
        description: 'Its id, gov_….',
        resolve: ({ id }) => fromUuid(GRADE_OVERRIDE, id),
      }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(fromUuid(FIRM, firmId)),
      }),
      grade: t.exposeString('grade', { description: 'The grade.' }),
      reason: t.exposeString('reason', { description: 'Why.' }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Its end.' }),
      state: t.field({
        type: State,
        description: 'Where it stands.',
        resolve: ({ state }) => state as 'ASKED',
      }),
      askedBy: t.string({
        nullable: true,
        description: 'Who asked; shown to the risk desk and auditors.',
        resolve: ({ askedBy }, _args, { caller }) => (seesAll(caller) ? askedBy : null),
      }),
      askedAt: t.expose('askedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    }),
  });
  builder.queryFields((t) => ({
    gradeOverrides: t.field({
      type: [Override],
      description: 'Overrides of grades, newest first; at most 200.',
      access: ['risk_officer', 'risk_approver', 'auditor'],
      args: {
        state: t.arg({ type: State, description: 'Only in this state.' }),
      },
      resolve: (_root, { state }, { caller }) =>
        service.gradeOverrides(caller, { state: state ?? undefined }),
    }),
  }));
  builder.objectFields(Firm, (t) => ({
    gradeOverrides: t.field({
      type: [Override],
      description: 'Overrides of its grade, newest first.',
      resolve: ({ id }, _args, { caller }) => service.gradeOverrides(caller, { firmId: id }),
    }),
  }));
  const Stepped = builder.objectRef<GradeOverrideAnswer>('SteppedGradeOverride').implement({
    description: 'An override of a grade that took a step.',
    fields: (t) => ({
      id: t.exposeID('overrideId', { description: 'Its id, gov_….' }),
      state: t.expose('state', { type: State, description: 'Where it stands.' }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm as it now is.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
    }),
  });
  commandField(builder, 'askGradeOverride', {
    description: "Asks to give a firm another grade than its score's, for at most 180 days.",
    access: RISK_DESK,
    success: Stepped,
    input: z.object({
      firmId: idInput(FIRM).describe('The firm.'),
      grade: GradeEnum.describe('The grade.'),
      reason,
      expiresAt: dateTimeInput().describe('Its end.'),
    }),
    execute: (caller, input) => service.askGradeOverride(caller, input),
  });
  commandField(builder, 'decideGradeOverride', {
    description:
      'Grants, turns down or withdraws what was asked for; granted, the firm is assessed anew.',
    access: RISK_DESK,
    success: Stepped,
    input: z.object({ overrideId: idInput(GRADE_OVERRIDE).describe('The override.'), grant }),
    execute: (caller, input) => service.decideGradeOverride(caller, input),
  });
  commandField(builder, 'endGradeOverride', {
    description: "Ends an override: the score's grade applies again.",
    access: RISK_DESK,
    success: Stepped,
    input: z.object({ overrideId: idInput(GRADE_OVERRIDE).describe('The override.') }),
    execute: (caller, input) => service.endGradeOverride(caller, input),
  });
}

function addLimits(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const State = enumType(builder, OverrideStateEnum);
  const Setting = builder.objectRef<LimitSettingRow>('LimitSetting').implement({
    description: 'A limit set by hand, or asked to be.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, lim_….', resolve: ({ id }) => fromUuid(LIMIT_SETTING, id) }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm; null when it is for a group.',
        resolve: ({ firmId }, _args, { firms }) =>
          firmId === undefined ? null : firms.load(fromUuid(FIRM, firmId)),
      }),
      groupId: t.id({
        nullable: true,
        description: 'The group of connected clients.',
        resolve: ({ groupId }) =>
          groupId === undefined ? null : fromUuid(GROUP_OF_FIRMS, groupId),
      }),
      limit: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'The limit, in yuan; null: the suggested one applies.',
        resolve: ({ limitMinor }) =>
          limitMinor === undefined ? null : amountText(limitMinor, GROUP_CURRENCY),
      }),
      reason: t.exposeString('reason', { description: 'Why.' }),
      state: t.field({
        type: State,
        description: 'Where it stands.',
        resolve: ({ state }) => state as 'ASKED',
      }),
      askedBy: t.string({
        nullable: true,
        description: 'Who asked; shown to the risk desk and auditors.',
        resolve: ({ askedBy }, _args, { caller }) => (seesAll(caller) ? askedBy : null),
      }),
      askedAt: t.expose('askedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    }),
  });
  builder.queryFields((t) => ({
    limitSettings: t.field({
      type: [Setting],
      description: 'Limits set by hand, newest first; at most 200.',
      access: ['risk_officer', 'risk_approver', 'auditor'],
      args: { state: t.arg({ type: State, description: 'Only in this state.' }) },
      resolve: (_root, { state }, { caller }) =>
        service.limitSettings(caller, { state: state ?? undefined }),
    }),
  }));
  const Stepped = builder.objectRef<LimitAnswer>('SteppedLimit').implement({
    description: 'A limit by hand that took a step.',
    fields: (t) => ({
      id: t.exposeID('settingId', { description: 'Its id, lim_….' }),
      state: t.field({
        type: State,
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
    }),
  });
  commandField(builder, 'askLimit', {
    description: 'Asks to set the limit of a firm, or of a group of connected clients, by hand.',
    access: RISK_DESK,
    success: Stepped,
    input: z.object({
      firmId: idInput(FIRM).optional().describe('The firm; or give groupId.'),
      groupId: idInput(GROUP_OF_FIRMS).optional().describe('The group of connected clients.'),
      limit: minorInput({ scale: 2, min: '0' })
        .optional()
        .describe('The limit, in yuan; the suggested one again when left out.'),
      reason,
    }),
    execute: (caller, { limit: limitMinor, ...input }) =>
      service.askLimit(caller, { ...input, limitMinor }),
  });
  commandField(builder, 'decideLimit', {
    description: 'Sets what was asked for, or turns it down.',
    access: RISK_DESK,
    success: Stepped,
    input: z.object({ settingId: idInput(LIMIT_SETTING).describe('What was asked for.'), grant }),
    execute: (caller, input) => service.decideLimit(caller, input),
  });
}

function addVoid(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const Voided = builder.objectRef<VoidedOutcome>('VoidedOutcome').implement({
    description: 'An outcome that counts no more.',
    fields: (t) => ({
      id: t.exposeID('outcomeId', { description: 'Its id, out_….' }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm as it now is.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      grade: t.exposeString('grade', { description: "The firm's grade after it." }),
    }),
  });
  commandField(builder, 'voidOutcome', {
    description: 'Takes back an outcome that was told by mistake; the firm is assessed anew.',
    access: ['system'],
    success: Voided,
    input: z.object({ outcomeId: idInput(OUTCOME).describe('The outcome.'), reason }),
    execute: (caller, input) => service.voidOutcome(caller, input),
  });
}
