/** Screenings of whole files, and decisions that a name is not a firm. */
import {
  argsOf,
  commandField,
  connectionType,
  dateInput,
  defineEnum,
  enumType,
  idInput,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import {
  BULK_SCREENING,
  type BulkScreeningId,
  CLEARANCE,
  type ClearanceId,
  FIRM,
  UPLOAD,
} from '../ids.ts';
import type { CreditService } from '../service.ts';
import type {
  BULK_OUTCOMES,
  BulkCandidate,
  BulkJob,
  BulkRow,
  ClearanceRow,
} from '../storage/bulk-screenings.ts';
import { type CreditBuilder, READERS, RISK_DESK, SURVEYORS } from './context.ts';
import { encodingText, JobStateEnum } from './file-job-types.ts';
import { placeOf, uuidOf } from './firm-file-types.ts';
import type { FirmType } from './firm-types.ts';

const BulkOutcomeEnum = defineEnum(
  'BulkScreeningOutcome',
  'What a row of a file was found to be.',
  {
    CODE_MATCH: 'A firm by its code; the name, if any, agrees.',
    CODE_MATCH_NAME_DIFFERS: 'A firm by its code that does not go by this name.',
    CODE_INVALID: 'The code cannot exist, and the name found nothing.',
    NAME_SAME: 'A firm of the same name: for a person to confirm.',
    NAME_REVIEW: 'Firms of names alike: for a person to look at.',
    CLEARED: 'Only firms that a person has ruled out for this name.',
    NO_MATCH: 'Nobody we know.',
    UNREADABLE: 'The row is damaged or empty.',
  } satisfies Record<(typeof BULK_OUTCOMES)[number], string>,
);

export function addBulkScreeningTypes(
  builder: CreditBuilder,
  service: CreditService,
  Firm: FirmType,
): void {
  const Job = addJob(builder, service, addRow(builder, Firm));
  const Started = builder
    .objectRef<{ bulkScreeningId: BulkScreeningId }>('StartedBulkScreening')
    .implement({
      description: 'A screening in bulk that is under way.',
      fields: (t) => ({
        bulkScreening: t.field({
          type: Job,
          nullable: true,
          description: 'The screening.',
          resolve: async ({ bulkScreeningId: id }, _args, { caller }) =>
            (await service.bulkScreening(caller, { id })) ?? null,
        }),
      }),
    });
  commandField(builder, 'startBulkScreening', {
    description:
      'Screens an uploaded file of names or codes in the background: who is it, on which list, how graded.',
    access: SURVEYORS,
    success: Started,
    input: z.object({
      uploadId: idInput(UPLOAD).describe('The file.'),
      nameColumn: z
        .string()
        .max(100)
        .optional()
        .describe('Column of names; found by its usual names when both are left out.'),
      codeColumn: z.string().max(100).optional().describe('Column of Unified Social Credit Codes.'),
      encoding: encodingText.describe('utf-8, gbk or utf-16; found out when left out.'),
    }),
    execute: (caller, input) => service.startBulkScreening(caller, input),
  });
  commandField(builder, 'cancelBulkScreening', {
    description: 'Stops a screening in bulk; answers given stay.',
    access: SURVEYORS,
    success: Started,
    input: z.object({ bulkScreeningId: idInput(BULK_SCREENING).describe('The screening.') }),
    execute: (caller, input) => service.cancelBulkScreening(caller, input),
  });
  const Jobs = connectionType(builder, 'BulkScreening', Job, {
    description: 'Screenings in bulk, newest first.',
  });
  builder.queryFields((t) => ({
    bulkScreening: t.field({
      type: Job,
      nullable: true,
      description: 'A screening in bulk by its id; a company sees its own.',
      access: READERS,
      args: argsOf(
        builder,
        'bulkScreening',
        z.object({ id: idInput(BULK_SCREENING).describe('The screening.') }),
      ),
      resolve: async (_root, { id }, { caller }) =>
        (await service.bulkScreening(caller, { id })) ?? null,
    }),
    bulkScreenings: t.field({
      type: Jobs,
      description: 'Screenings in bulk, newest first; a company sees its own.',
      access: READERS,
      args: pageArgs(builder),
      resolve: (_root, args, { caller }) =>
        paginate(args, {
          load: ({ limit, after }) =>
            service.bulkScreenings(caller, { limit, after: placeOf(after) }),
          keyOf: ({ requestedAt, id }) => [requestedAt.getTime(), id],
        }),
    }),
  }));
  addClearances(builder, service, Firm);
}

function addRow(builder: CreditBuilder, Firm: FirmType) {
  const Candidate = builder.objectRef<BulkCandidate>('BulkScreeningCandidate').implement({
    description: 'A firm that a name may mean.',
    fields: (t) => ({
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(fromUuid(FIRM, firmId)),
      }),
      name: t.exposeString('name', { description: 'The name of it that is alike.' }),
      band: t.exposeString('band', { description: 'SAME or REVIEW.' }),
      score: t.field({
        type: 'Decimal',
        description: 'How alike, 0 to 1.',
        resolve: ({ score }) => score.toFixed(4),
      }),
      cleared: t.boolean({
        description: 'Whether a person has ruled it out for this name.',
        resolve: ({ clearedBy }) => clearedBy !== undefined,
      }),
    }),
  });
  return builder.objectRef<BulkRow>('BulkScreeningRow').implement({
    description: 'The answer to one row of a file.',
    fields: (t) => ({
      line: t.exposeInt('line', { description: 'Line or row of the file.' }),
      askedCode: t.exposeString('askedCode', { nullable: true, description: 'The code in it.' }),
      askedName: t.exposeString('askedName', { nullable: true, description: 'The name in it.' }),
      outcome: t.expose('outcome', {
        type: enumType(builder, BulkOutcomeEnum),
        description: 'What was found.',
      }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm it is, or most likely is.',
        resolve: ({ firmId }, _args, { firms }) =>
          firmId === undefined ? null : firms.load(fromUuid(FIRM, firmId)),
      }),
      matched: t.exposeString('matched', { nullable: true, description: 'The name that matched.' }),
      grade: t.exposeString('grade', { nullable: true, description: 'Grade of the firm then.' }),
      lists: t.stringList({
        description: 'Lists that bound the asking company then, strictest first.',
        resolve: ({ lists }) => [...lists],
      }),
      reasons: t.stringList({
        description: 'Reason codes of those entries.',
        resolve: ({ reasons }) => [...reasons],
      }),
      candidates: t.field({
        type: [Candidate],
        description: 'Every firm that the name may mean, likeliest first.',
        resolve: ({ candidates }) => [...candidates],
      }),
    }),
  });
}

interface OutcomeCount {
  readonly outcome: string;
  readonly rows: number;
  readonly listed: number;
}

const rowFilter = z.object({
  outcomes: z.array(BulkOutcomeEnum).max(8).default([]).describe('Only these; all when empty.'),
  listedOnly: z.boolean().default(false).describe('Only rows whose firm is on a list.'),
});

function addJob(builder: CreditBuilder, service: CreditService, Row: ReturnType<typeof addRow>) {
  const Count = builder.objectRef<OutcomeCount>('BulkScreeningCount').implement({
    description: 'How many rows were found to be one thing.',
    fields: (t) => ({
      outcome: t.field({
        type: enumType(builder, BulkOutcomeEnum),
        description: 'What they are.',
        resolve: ({ outcome }) => outcome as (typeof BULK_OUTCOMES)[number],
      }),
      rows: t.exposeInt('rows', { description: 'How many.' }),
      listed: t.exposeInt('listed', { description: 'How many of them are on a list.' }),
    }),
  });
  const Rows = connectionType(builder, 'BulkScreeningRow', Row, {
    description: 'Answers in the order of the file.',
  });
  return builder.objectRef<BulkJob>('BulkScreening').implement({
    description: 'A file of names or codes that is being, or was, screened.',
    fields: (t) => ({
      id: t.id({
        description: 'Its id, bks_….',
        resolve: ({ id }) => fromUuid(BULK_SCREENING, id),
      }),
      fileName: t.exposeString('fileName', { description: 'What file it was.' }),
      company: t.exposeString('company', { description: 'Who asked: whose lists bind.' }),
      requestedAt: t.expose('requestedAt', { type: 'DateTime', description: 'When.' }),
      state: t.expose('state', {
        type: enumType(builder, JobStateEnum),
        description: 'How far it has come.',
      }),
      rowsTotal: t.exposeInt('rowsTotal', {
        nullable: true,
        description: 'Rows of the file; null until it was looked at.',
      }),
      rowsDone: t.exposeInt('rowsDone', { description: 'Rows answered.' }),
      failure: t.exposeString('failure', {
        nullable: true,
        description: 'Why the file cannot be read.',
      }),
      finishedAt: t.expose('finishedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it ended.',
      }),
      counts: t.field({
        type: [Count],
        description: 'Rows by what they were found to be.',
        resolve: async ({ id }, _args, { caller }) => [
          ...(await service.bulkScreeningCounts(caller, { id: fromUuid(BULK_SCREENING, id) })),
        ],
      }),
      rows: t.field({
        type: Rows,
        description: 'The answers.',
        args: { ...pageArgs(builder), ...argsOf(builder, 'bulkRows', rowFilter) },
        resolve: ({ id }, { first, after, outcomes, listedOnly }, { caller }) =>
          paginate(
            { first, after },
            {
              load: (page) =>
                service.bulkScreeningRows(caller, {
                  id: fromUuid(BULK_SCREENING, id),
                  filter: { outcomes, listedOnly },
                  limit: page.limit,
                  after: page.after === undefined ? undefined : Number(page.after[0]),
                }),
              keyOf: ({ line }) => [line],
            },
          ),
      }),
      resultPath: t.string({
        description: 'Where the answers are read as Excel, below the address of this API.',
        resolve: ({ id }) =>
          `/credit-files/bulk-screenings/${fromUuid(BULK_SCREENING, id)}/result.xlsx`,
      }),
    }),
  });
}

function addClearances(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const Clearance = builder.objectRef<ClearanceRow>('NameClearance').implement({
    description: 'A decision that a name and a firm are not one, with its reason and its end.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, clr_….', resolve: ({ id }) => fromUuid(CLEARANCE, id) }),
      name: t.exposeString('name', { description: 'The name as it was asked.' }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm it is not.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(fromUuid(FIRM, firmId)),
      }),
      reason: t.exposeString('reason', { description: 'Why.' }),
      decidedBy: t.exposeString('decidedBy', { description: 'The person who decided.' }),
      decidedAt: t.expose('decidedAt', { type: 'DateTime', description: 'When.' }),
      expiresOn: t.expose('expiresOn', {
        type: 'Date',
        description: 'First day on which it no longer binds.',
      }),
      revokedAt: t.expose('revokedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was taken back.',
      }),
      revocation: t.exposeString('revocation', {
        nullable: true,
        description: 'Why it was taken back.',
      }),
    }),
  });
  const Clearances = connectionType(builder, 'NameClearance', Clearance, {
    description: 'Decisions, newest first.',
  });
  const Decided = builder.objectRef<{ clearanceId: ClearanceId }>('DecidedClearance').implement({
    description: 'A decision about a name.',
    fields: (t) => ({ id: t.exposeID('clearanceId', { description: 'Its id, clr_….' }) }),
  });
  const reason = z.string().trim().min(1).max(1_000);
  commandField(builder, 'clearName', {
    description:
      'Decides that a name is not this firm: screenings in bulk leave the firm out for it.',
    access: RISK_DESK,
    success: Decided,
    input: z.object({
      name: z.string().trim().min(1).max(300).describe('The name as it was asked.'),
      firmId: idInput(FIRM).describe('The firm it is not.'),
      reason: reason.describe('Why.'),
      expiresOn: dateInput().describe('First day on which it no longer binds; within two years.'),
    }),
    execute: (caller, input) => service.clearName(caller, input),
  });
  commandField(builder, 'revokeNameClearance', {
    description: 'Takes a decision about a name back.',
    access: RISK_DESK,
    success: Decided,
    input: z.object({
      clearanceId: idInput(CLEARANCE).describe('The decision.'),
      reason: reason.describe('Why.'),
    }),
    execute: (caller, input) => service.revokeClearance(caller, input),
  });
  const filter = z.object({
    firmId: idInput(FIRM).optional().describe('Only about this firm.'),
    binding: z.boolean().default(true).describe('Only those that bind today.'),
  });
  builder.queryFields((t) => ({
    nameClearances: t.field({
      type: Clearances,
      description: 'Decisions that names are not firms.',
      access: ['risk_officer', 'risk_approver', 'auditor'],
      args: { ...pageArgs(builder), ...argsOf(builder, 'nameClearances', filter) },
      resolve: (_root, { first, after, firmId, binding }, { caller }) =>
        paginate(
          { first, after },
          {
            load: (page) =>
              service.nameClearances(caller, {
                firmId: uuidOf(firmId),
                binding,
                page: { limit: page.limit, after: placeOf(page.after) },
              }),
            keyOf: ({ decidedAt, id }) => [decidedAt.getTime(), id],
          },
        ),
    }),
  }));
}
