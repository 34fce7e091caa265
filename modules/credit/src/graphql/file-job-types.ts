/** Imports of surveys and screenings in bulk, as the graph shows them: started, followed, stopped, read. */
import {
  argsOf,
  commandField,
  connectionType,
  defineEnum,
  enumType,
  idInput,
  jsonInput,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import { refuse } from '@guildhall/shared/outcome';
import { z } from 'zod';
import type { ImportPreview } from '../application/run-imports.ts';
import type { UploadedFile } from '../application/upload-file.ts';
import { IMPORT, type ImportId, UPLOAD } from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { ImportRunRow } from '../storage/import-runs.ts';
import { type CreditBuilder, READERS, SURVEYORS } from './context.ts';
import { placeOf } from './firm-file-types.ts';

export const JobStateEnum = defineEnum('FileJobState', 'How far work on a file has come.', {
  QUEUED: 'It waits for its turn.',
  RUNNING: 'It is being worked on.',
  DONE: 'All of it was read.',
  FAILED: 'The file cannot be read; see why.',
  CANCELLED: 'A person stopped it; what was done stays.',
});

export const encodingText = z.string().trim().max(20).optional();

export function addImportTypes(builder: CreditBuilder, service: CreditService): void {
  addUploads(builder, service);
  const Run = addRun(builder, service);
  addPreview(builder, service);
  addImportMutations(builder, service, Run);
}

function addUploads(builder: CreditBuilder, service: CreditService): void {
  const Uploaded = builder.objectRef<UploadedFile>('UploadedFile').implement({
    description: 'A file that is now there to be imported or screened, for thirty days.',
    fields: (t) => ({
      id: t.exposeID('uploadId', { description: 'Its id, upl_….' }),
      sha256: t.exposeString('sha256', { description: 'SHA-256 of its bytes, hexadecimal.' }),
      size: t.exposeInt('size', { description: 'Its bytes.' }),
    }),
  });
  commandField(builder, 'uploadFile', {
    description:
      'Sends a small file (CSV, TSV, Excel, JSON; gzipped or not) to be imported or screened. Files of more than a few megabytes go to POST /credit-files/uploads.',
    access: SURVEYORS,
    success: Uploaded,
    input: z.object({
      name: z.string().trim().min(1).max(200).describe('Its name with its ending, such as .csv.'),
      content: z.string().min(1).max(14_000_000).describe('Its bytes in base64.'),
    }),
    execute: (caller, { content, ...input }) => {
      const bytes = Buffer.from(content, 'base64');
      if (bytes.toString('base64').replace(/=+$/, '') !== content.replace(/\s|=+$/g, ''))
        return Promise.resolve(refuse('VALIDATION', 'CREDIT_EVIDENCE_ENCODING', {}, ['content']));
      return service.uploadFile(caller, { ...input, bytes });
    },
  });
}

interface ShownFault {
  readonly line: number;
  readonly no: number;
  readonly code: string;
  readonly detail: string;
}

function addRun(builder: CreditBuilder, service: CreditService) {
  const Fault = builder.objectRef<ShownFault>('ImportFault').implement({
    description: 'What is wrong with a row of a file.',
    fields: (t) => ({
      line: t.exposeInt('line', { description: 'Line or row of the file, from 1.' }),
      code: t.exposeString('code', { description: 'What, in capitals.' }),
      detail: t.exposeString('detail', { description: 'Particulars for who mends the file.' }),
    }),
  });
  const Faults = connectionType(builder, 'ImportFault', Fault, {
    description: 'Faults in the order of the file.',
  });
  return builder.objectRef<ImportRunRow>('SurveyImport').implement({
    description: 'A file of survey facts that is being, or was, taken over.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, imp_….', resolve: ({ id }) => fromUuid(IMPORT, id) }),
      fileName: t.exposeString('fileName', { nullable: true, description: 'What file it was.' }),
      company: t.exposeString('subsidiary', { description: 'Whose survey it is.' }),
      dryRun: t.exposeBoolean('dryRun', {
        description: 'Whether it only looks and stores nothing.',
      }),
      state: t.expose('state', {
        type: enumType(builder, JobStateEnum),
        description: 'How far it has come.',
      }),
      rowsTotal: t.exposeInt('rowsTotal', {
        nullable: true,
        description: 'Rows of the file; null while nobody has counted, and for spreadsheets.',
      }),
      rowsDone: t.exposeInt('rowsDone', { description: 'Rows behind it.' }),
      added: t.exposeInt('added', { description: 'Facts that were new.' }),
      known: t.exposeInt('known', {
        description: 'Facts that were on record; in a dry run, all that are well formed.',
      }),
      faulty: t.exposeInt('faulty', { description: 'Rows that could not be taken.' }),
      failure: t.exposeString('failure', {
        nullable: true,
        description: 'Why the file cannot be read.',
      }),
      startedAt: t.expose('startedAt', { type: 'DateTime', description: 'Since when.' }),
      finishedAt: t.expose('finishedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it ended.',
      }),
      faults: t.field({
        type: Faults,
        description: 'What was wrong with its rows.',
        args: pageArgs(builder),
        resolve: ({ id }, args, { caller }) =>
          paginate(args, {
            load: ({ limit, after }) =>
              service.importFaults(caller, {
                id: fromUuid(IMPORT, id),
                limit,
                after: after === undefined ? undefined : [Number(after[0]), Number(after[1])],
              }),
            keyOf: ({ line, no }) => [line, no],
          }),
      }),
      faultsPath: t.string({
        description: 'Where all of them are read as CSV, below the address of this API.',
        resolve: ({ id }) => `/credit-files/imports/${fromUuid(IMPORT, id)}/faults.csv`,
      }),
    }),
  });
}

function addPreview(builder: CreditBuilder, service: CreditService): void {
  const Row = builder.objectRef<ImportPreview['rows'][number]>('ImportPreviewRow').implement({
    description: 'A row as it would be taken, or what is wrong with it.',
    fields: (t) => ({
      line: t.exposeInt('line', { description: 'Line of the file.' }),
      uscc: t.string({
        nullable: true,
        description: 'Code of the firm.',
        resolve: ({ row }) => row?.uscc,
      }),
      name: t.string({
        nullable: true,
        description: 'Name of the firm.',
        resolve: ({ row }) => row?.name,
      }),
      facts: t.field({
        type: 'JSON',
        description: 'Its facts as they would be recorded.',
        resolve: ({ row }) => row?.facts ?? [],
      }),
      faults: t.stringList({
        description: 'What is wrong with it.',
        resolve: ({ faults = [] }) => faults.map(({ code, detail }) => `${code}: ${detail}`),
      }),
    }),
  });
  const Preview = builder.objectRef<ImportPreview>('ImportPreview').implement({
    description: 'The beginning of a file as it would be taken.',
    fields: (t) => ({
      encoding: t.exposeString('encoding', { description: 'The encoding it was read in.' }),
      rowsTotal: t.exposeInt('rowsTotal', {
        nullable: true,
        description: 'Its rows; null for spreadsheets and JSON.',
      }),
      columns: t.stringList({
        description: 'Its columns.',
        resolve: ({ columns }) => [...columns],
      }),
      suggestedMapping: t.field({
        type: 'JSON',
        nullable: true,
        description: 'A mapping by the usual names of columns, to be looked at and sent back.',
        resolve: ({ suggestedMapping }) => suggestedMapping,
      }),
      rows: t.field({
        type: [Row],
        description: 'Its first rows.',
        resolve: ({ rows }) => [...rows],
      }),
    }),
  });
  commandField(builder, 'previewSurveyImport', {
    description:
      'Shows the first rows of an uploaded file as they would be taken; stores nothing. Without a mapping the suggested one is used.',
    access: SURVEYORS,
    success: Preview,
    input: z.object({
      uploadId: idInput(UPLOAD).describe('The file.'),
      mapping: jsonInput().optional().describe('What its columns mean; see the README of credit.'),
      encoding: encodingText.describe('utf-8, gbk or utf-16; found out when left out.'),
      rows: z.int().min(1).max(100).default(10).describe('How many rows; 10 when left out.'),
    }),
    execute: (caller, input) => service.previewImport(caller, input),
  });
}

function addImportMutations(
  builder: CreditBuilder,
  service: CreditService,
  Run: ReturnType<typeof addRun>,
): void {
  const Runs = connectionType(builder, 'SurveyImport', Run, {
    description: 'Imports, newest first.',
  });
  const Started = builder
    .objectRef<{ importId: ImportId; created?: boolean }>('StartedImport')
    .implement({
      description: 'An import that is under way, or was before.',
      fields: (t) => ({
        import: t.field({
          type: Run,
          nullable: true,
          description: 'The import.',
          resolve: async ({ importId }, _args, { caller }) =>
            (await service.surveyImport(caller, { id: importId })) ?? null,
        }),
        created: t.boolean({
          description: 'False when this file was imported under this mapping before.',
          resolve: ({ created }) => created ?? false,
        }),
      }),
    });
  commandField(builder, 'startSurveyImport', {
    description:
      'Takes an uploaded file over in the background, or only checks it. A file that was taken over before changes nothing.',
    access: SURVEYORS,
    success: Started,
    input: z.object({
      uploadId: idInput(UPLOAD).describe('The file.'),
      mapping: jsonInput()
        .optional()
        .describe('What its columns mean; one fact a row when left out.'),
      encoding: encodingText.describe('utf-8, gbk or utf-16; found out when left out.'),
      dryRun: z.boolean().default(false).describe('Check everything, store nothing.'),
      company: z
        .string()
        .max(40)
        .optional()
        .describe('Whose survey it is; for the risk desk only.'),
    }),
    execute: (caller, input) => service.startImport(caller, input),
  });
  const which = z.object({ importId: idInput(IMPORT).describe('The import.') });
  commandField(builder, 'cancelSurveyImport', {
    description: 'Stops an import; what was taken stays.',
    access: SURVEYORS,
    success: Started,
    input: which,
    execute: (caller, input) => service.cancelImport(caller, input),
  });
  commandField(builder, 'resumeSurveyImport', {
    description: 'Goes on with an import that was stopped or failed.',
    access: SURVEYORS,
    success: Started,
    input: which,
    execute: (caller, input) => service.resumeImport(caller, input),
  });
  builder.queryFields((t) => ({
    surveyImport: t.field({
      type: Run,
      nullable: true,
      description: 'An import by its id; a company sees its own.',
      access: READERS,
      args: argsOf(
        builder,
        'surveyImport',
        z.object({ id: idInput(IMPORT).describe('The import.') }),
      ),
      resolve: async (_root, { id }, { caller }) =>
        (await service.surveyImport(caller, { id })) ?? null,
    }),
    surveyImports: t.field({
      type: Runs,
      description: 'Imports, newest first; a company sees its own.',
      access: READERS,
      args: pageArgs(builder),
      resolve: (_root, args, { caller }) =>
        paginate(args, {
          load: ({ limit, after }) =>
            service.surveyImports(caller, { limit, after: placeOf(after) }),
          keyOf: ({ startedAt, id }) => [startedAt.getTime(), id],
        }),
    }),
  }));
}
