/** A firm's file beyond its profile: branches, surveys, history, changes, statements, lawsuits, files, disputes, looks. */
import {
  argsOf,
  type Connection,
  connectionType,
  dateTimeInput,
  defineEnum,
  enumType,
  namedInput,
  pageArgs,
  paginate,
  type SortKey,
} from '@guildhall/shared/graphql/index';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { ProfileChanges } from '../application/read-firm-file.ts';
import type { CompletenessChange, ProfileChange } from '../domain/facts/compare-profiles.ts';
import { FIRM, type FirmId, SURVEY } from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { HISTORY_KINDS, HistoryRow, SurveyRow } from '../storage/firm-history.ts';
import { type CreditBuilder, seesAll } from './context.ts';
import { CreditFacet } from './enums.ts';
import type { FirmType } from './firm-types.ts';
import { profileRefs } from './profile-types.ts';

const HistoryKindEnum = defineEnum('FirmHistoryKind', "What happened to a firm's file.", {
  REGISTERED: 'The firm became known.',
  NAME_ADDED: 'A name was added.',
  SURVEY_RECORDED: 'A survey was recorded; its facts have entries of their own.',
  FACT_RECORDED: 'A fact was recorded.',
  FACT_RETRACTED: 'A fact was taken back.',
  FACT_CHOSEN: 'A person chose among contradicting facts.',
  DISPUTE_OPENED: 'A fact was disputed.',
  DISPUTE_ANSWERED: 'A dispute was answered.',
  EVIDENCE_STORED: 'A file was kept as evidence.',
} satisfies Record<(typeof HISTORY_KINDS)[number], string>);

const TimeAxis = defineEnum('TimeAxis', 'Which of the two times orders a history.', {
  KNOWN: 'When we learned it: everything that happened to the file.',
  TRUE: 'When it was so: facts only, by their observation.',
});

const ProfileChangeKindEnum = defineEnum('ProfileChangeKind', 'What changed between two views.', {
  ADDED: 'Stands now, and did not before.',
  REMOVED: 'Stood before, and does not now.',
  CHANGED: 'Says something else.',
  CONFIRMED: 'Says the same by a newer word.',
  WENT_STALE: 'Says the same, and is no longer fresh.',
  FRESH_AGAIN: 'Says the same, and is fresh again.',
});

const viewPoint = namedInput(
  'ProfileViewInput',
  z.object({
    trueAt: dateTimeInput().optional().describe('What was true then; now when left out.'),
    knownAt: dateTimeInput().optional().describe('As we knew it then; now when left out.'),
  }),
);

/** An argument that was left out, or null, is no filter. */
export const uuidOf = (firmId: FirmId | null | undefined): string | undefined =>
  firmId === undefined || firmId === null ? undefined : toUuid(FIRM, firmId);

/** A place in a list ordered by an instant and an id. */
export function placeOf(after: SortKey | undefined): readonly [Date, string] | undefined {
  return after === undefined ? undefined : [new Date(Number(after[0])), String(after[1])];
}

export function addFirmFileTypes(
  builder: CreditBuilder,
  service: CreditService,
  Firm: FirmType,
): void {
  const { Evidence } = profileRefs(builder);
  const Entry = addHistoryEntry(builder);
  const History = connectionType(builder, 'FirmHistory', Entry, {
    description: "What happened to a firm's file, newest first.",
  });
  const Survey = addSurvey(builder);
  const Surveys = connectionType(builder, 'FirmSurvey', Survey, {
    description: 'Surveys of a firm, newest first.',
  });
  const Changes = addChanges(builder);
  builder.objectFields(Firm, (t) => ({
    parentFirm: t.field({
      type: Firm,
      nullable: true,
      description: 'The firm whose branch 分公司 it is.',
      resolve: ({ parentId }, _args, { firms }) =>
        parentId === undefined ? null : firms.load(parentId),
    }),
    branches: t.field({
      type: [Firm],
      description: 'Its branches 分公司, by code.',
      resolve: ({ id }, _args, { branches }) => branches.load(id),
    }),
    surveys: t.field({
      type: Surveys,
      description: 'Who surveyed it and when.',
      args: pageArgs(builder),
      resolve: ({ id }, args, { caller }): Promise<Connection<SurveyRow>> =>
        paginate(args, {
          load: ({ limit, after }) =>
            service.surveys(caller, { firmId: id, limit, after: placeOf(after) }),
          keyOf: (survey) => [survey.recordedAt.getTime(), survey.id],
        }),
    }),
    history: t.field({
      type: History,
      description: 'The timeline of its file: everything said, taken back, decided and disputed.',
      args: { ...pageArgs(builder), ...argsOf(builder, 'history', historyArgs) },
      resolve: ({ id }, { first, after, axis, kinds, types }, { caller }) =>
        paginate(
          { first, after },
          {
            load: (page) =>
              service.firmHistory(caller, {
                firmId: id,
                axis,
                kinds,
                types,
                limit: page.limit,
                after: historyPlace(page.after),
              }),
            keyOf: ({ at, kind, ref }) => [at.getTime(), kind, ref],
          },
        ),
    }),
    profileChanges: t.field({
      type: Changes,
      description:
        'What changed from one view to another: between two times of truth, or between what was known at two moments.',
      args: argsOf(builder, 'profileChanges', changesArgs),
      resolve: ({ id }, { from, to }, { caller, now }) =>
        service.profileChanges(caller, {
          firmId: id,
          from: { trueAt: from.trueAt ?? now, knownAt: from.knownAt ?? now },
          to: { trueAt: to?.trueAt ?? now, knownAt: to?.knownAt ?? now },
        }),
    }),
    evidence: t.field({
      type: [Evidence],
      description: 'Files kept as evidence about it, newest first.',
      resolve: ({ id }, _args, { evidenceOfFirm }) => evidenceOfFirm.load(toUuid(FIRM, id)),
    }),
  }));
}

const historyArgs = z.object({
  axis: TimeAxis.default('KNOWN').describe('Which time orders it; KNOWN when left out.'),
  kinds: z.array(HistoryKindEnum).max(9).default([]).describe('Only these kinds; all when empty.'),
  types: z
    .array(z.string().max(60))
    .max(40)
    .default([])
    .describe('Only about facts of these types; everything when empty.'),
});

const changesArgs = z.object({
  from: viewPoint.describe('The earlier view.'),
  to: viewPoint.optional().describe('The later view; now when left out.'),
});

function historyPlace(after: SortKey | undefined): readonly [Date, string, string] | undefined {
  return after === undefined
    ? undefined
    : [new Date(Number(after[0])), String(after[1]), String(after[2])];
}

function addHistoryEntry(builder: CreditBuilder) {
  const { Fact, Evidence } = profileRefs(builder);
  return builder.objectRef<HistoryRow>('FirmHistoryEntry').implement({
    description: "One thing that happened to a firm's file.",
    fields: (t) => ({
      at: t.expose('at', { type: 'DateTime', description: 'When, on the axis asked for.' }),
      kind: t.expose('kind', {
        type: enumType(builder, HistoryKindEnum),
        description: 'What happened.',
      }),
      fact: t.field({
        type: Fact,
        nullable: true,
        description: 'The fact it is about, if any.',
        resolve: ({ factId }, _args, { factsById }) =>
          factId === undefined ? null : factsById.load(factId),
      }),
      evidence: t.field({
        type: Evidence,
        nullable: true,
        description: 'The file it is about, if any.',
        resolve: ({ evidenceId }, _args, { evidence }) =>
          evidenceId === undefined ? null : evidence.load(evidenceId),
      }),
      company: t.exposeString('company', {
        nullable: true,
        description: 'The company it came from.',
      }),
      note: t.exposeString('note', {
        nullable: true,
        description: 'The name, the grounds, the reason or the answer.',
      }),
      who: t.string({
        nullable: true,
        description: 'The account or person behind it; shown to the risk desk and to auditors.',
        resolve: ({ who }, _args, { caller }) => (seesAll(caller) ? who : null),
      }),
    }),
  });
}

function addSurvey(builder: CreditBuilder) {
  const { Fact } = profileRefs(builder);
  return builder.objectRef<SurveyRow>('FirmSurvey').implement({
    description: 'What one company found about a firm at one time.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, srv_….', resolve: ({ id }) => fromUuid(SURVEY, id) }),
      company: t.exposeString('company', { description: 'Whose survey it is.' }),
      surveyedOn: t.expose('surveyedOn', { type: 'Date', description: 'The day of the survey.' }),
      surveyor: t.string({
        nullable: true,
        description: 'Who did it; shown to the risk desk, to auditors and to its company.',
        resolve: ({ surveyor, company }, _args, { caller }) =>
          seesAll(caller) || (caller.kind === 'system' && caller.subsidiary === company)
            ? surveyor
            : null,
      }),
      recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'Since when we know.' }),
      facts: t.field({
        type: [Fact],
        description: 'The facts it brought that were not known before.',
        resolve: async ({ factIds }, _args, { factsById }) =>
          (await factsById.loadMany([...factIds])).flatMap((fact) =>
            fact === null || fact instanceof Error ? [] : [fact],
          ),
      }),
    }),
  });
}

function addChanges(builder: CreditBuilder) {
  const { Surviving } = profileRefs(builder);
  const Facet = enumType(builder, CreditFacet);
  const Change = builder.objectRef<ProfileChange>('ProfileChange').implement({
    description: 'One thing that differs between two views of a firm.',
    fields: (t) => ({
      kind: t.expose('kind', {
        type: enumType(builder, ProfileChangeKindEnum),
        description: 'How it differs.',
      }),
      facet: t.expose('facet', { type: Facet, description: 'The side it belongs to.' }),
      type: t.exposeString('type', { description: 'What it says.' }),
      item: t.exposeString('item', { description: 'Which of several.' }),
      before: t.field({
        type: Surviving,
        nullable: true,
        description: 'What stood in the earlier view.',
        resolve: ({ before }) => before,
      }),
      after: t.field({
        type: Surviving,
        nullable: true,
        description: 'What stands in the later view.',
        resolve: ({ after }) => after,
      }),
    }),
  });
  const Completeness = builder.objectRef<CompletenessChange>('CompletenessChange').implement({
    description: 'Completeness of one side in both views.',
    fields: (t) => ({
      facet: t.expose('facet', { type: Facet, description: 'Which side.' }),
      before: t.exposeInt('before', { description: 'In the earlier view, percent.' }),
      after: t.exposeInt('after', { description: 'In the later view, percent.' }),
    }),
  });
  return builder.objectRef<ProfileChanges>('ProfileChanges').implement({
    description: 'What differs between two views of a firm; what stands unchanged is left out.',
    fields: (t) => ({
      changes: t.field({
        type: [Change],
        description: 'The differences, side by side.',
        resolve: ({ changes }) => [...changes],
      }),
      completeness: t.field({
        type: [Completeness],
        description: 'Completeness of the four sides.',
        resolve: ({ completeness }) => [...completeness],
      }),
    }),
  });
}
