/** Files of customers in the graph: mapping, preview, check, start, progress and what was wrong. */
import {
  commandField,
  connectionType,
  defineEnum,
  enumType,
  idInput,
  inputType,
  namedInput,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { messageOf } from '@guildhall/shared/messages';
import { z } from 'zod';
import type { ImportOrder, ImportView, PreviewLine } from '../application/imports/import-desk.ts';
import type { LineFault } from '../domain/import/read-customer.ts';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';
import { IdentityTypeEnum } from './enums.ts';

const FieldEnum = defineEnum('CustomerField', 'What a column of a customers’ file means.', {
  customerNumber: "The subsidiary's own number of the customer.",
  name: 'Full name.',
  birthday: 'Day of birth, however it is written.',
  gender: '男, 女, M, F and the like.',
  address: 'Postal address.',
  phone: 'Telephone.',
  email: 'E-mail.',
  idCard: 'Resident identity card.',
  wechatUnionid: 'WeChat unionid.',
  wechatOpenid: 'WeChat openid with its app: `<app id>:<openid>`.',
  licencePlate: 'Licence plate.',
  vin: 'Vehicle identification number.',
  dwelling: 'Dwelling.',
  observedAt: 'Day on which the subsidiary last knew it so.',
});

const StateEnum = defineEnum('CustomerImportState', 'How far a file is.', {
  UPLOADING: 'Its bytes are arriving.',
  READY: 'May be mapped, previewed, checked and started.',
  CHECKING: 'Every line is looked at; nothing is stored.',
  CHECKED: 'Every line was looked at.',
  RUNNING: 'Lines are taken over.',
  PAUSED: 'Stopped for now; goes on where it stopped.',
  DONE: 'Taken over.',
  FAILED: 'Stopped by a fault; start goes on where it stopped.',
  CANCELLED: 'Given up; what was taken over before stays.',
});

const Columns = namedInput(
  'CustomerColumnInput',
  z.object({
    field: FieldEnum.describe('What it means.'),
    column: z.string().min(1).max(200).describe('Name of the column in the file.'),
  }),
);

export function addImportTypes(builder: IdentityBuilder, service: IdentityService): void {
  const Import = addImport(builder, service);
  addQueries(builder, service, Import);
  addOrders(builder, service, Import);
}

function addFault(builder: IdentityBuilder) {
  return builder
    .objectRef<LineFault & { readonly lineNo?: number }>('CustomerLineFault')
    .implement({
      description: 'What is wrong with a line.',
      fields: (t) => ({
        lineNo: t.int({
          nullable: true,
          description:
            'Line of the file, from 1; the header is 1. Null in a preview, whose line says it.',
          resolve: ({ lineNo }) => lineNo ?? null,
        }),
        field: t.exposeString('field', { description: 'Which field; empty for the whole line.' }),
        code: t.exposeString('code', { description: 'What is wrong, in capitals.' }),
        message: t.string({
          description: 'The same for people.',
          resolve: ({ code, params }, _args, { locale }) => messageOf({ code, params }, locale),
        }),
        fieldOnly: t.exposeBoolean('fieldOnly', {
          description: 'Whether the rest of the line is taken over.',
        }),
      }),
    });
}

function addImport(builder: IdentityBuilder, service: IdentityService) {
  const Fault = addFault(builder);
  const Preview = builder.objectRef<PreviewLine>('CustomerPreviewLine').implement({
    description: 'A line as it would be taken over.',
    fields: (t) => ({
      lineNo: t.exposeInt('lineNo', { description: 'Line of the file, from 1.' }),
      values: t.field({
        type: 'JSON',
        description: 'The line, by column.',
        resolve: ({ values }) => values,
      }),
      person: t.field({
        type: 'JSON',
        nullable: true,
        description:
          'Identities and profile as they would be told; null when the line would be left out.',
        resolve: ({ person }) => person,
      }),
      faults: t.field({
        type: [Fault],
        description: 'What is wrong.',
        resolve: ({ faults }) => [...faults],
      }),
    }),
  });
  const Column = builder
    .objectRef<{ readonly field: string; readonly column: string }>('CustomerColumn')
    .implement({
      description: 'What a column means.',
      fields: (t) => ({
        field: t.exposeString('field', { description: 'A CustomerField.' }),
        column: t.exposeString('column', { description: 'Name of the column.' }),
      }),
    });
  const FaultCount = builder
    .objectRef<{ readonly code: string; readonly field: string; readonly count: number }>(
      'CustomerFaultCount',
    )
    .implement({
      description: 'How often something is wrong.',
      fields: (t) => ({
        code: t.exposeString('code', { description: 'What is wrong.' }),
        field: t.exposeString('field', {
          description: 'In which field; empty for the whole line.',
        }),
        count: t.exposeInt('count', { description: 'In how many lines.' }),
      }),
    });
  const Import = builder.objectRef<ImportView>('CustomerImport').implement({
    description:
      'A file of customers. Upload it with POST /identity-files/imports; its faults as a file: GET /identity-files/imports/{id}/errors.csv.',
    fields: (t) => {
      const at = (name: 'startedAt' | 'finishedAt', description: string) =>
        t.field({ type: 'DateTime', nullable: true, description, resolve: (row) => row[name] });
      return {
        id: t.exposeID('importId', { description: 'TypeID, `cim_…`.' }),
        subsidiary: t.exposeString('source', { description: 'Whose customers.' }),
        fileName: t.exposeString('fileName', { description: 'Name of the file.' }),
        format: t.exposeString('format', { description: 'CSV or XLSX.' }),
        encoding: t.exposeString('encoding', {
          nullable: true,
          description: 'utf-8, gb18030 or utf-16le; null for workbooks.',
        }),
        bytes: t.exposeFloat('bytes', { description: 'Size of the file.' }),
        columns: t.stringList({
          description: 'Names of its columns.',
          resolve: ({ columns }) => [...columns],
        }),
        mapping: t.field({
          type: [Column],
          description: 'What the columns mean; guessed from their names until it is set.',
          resolve: ({ mapping }) =>
            Object.entries(mapping.columns).map(([field, column]) => ({ field, column })),
        }),
        verified: t.field({
          type: [enumType(builder, IdentityTypeEnum)],
          description: 'Identities the subsidiary has proof of.',
          resolve: ({ mapping }) => [...(mapping.verified ?? [])],
        }),
        lenient: t.boolean({
          description:
            'Whether a field that cannot be read is left out and the rest of the line taken over.',
          resolve: ({ mapping }) => mapping.lenient ?? false,
        }),
        state: t.field({
          type: enumType(builder, StateEnum),
          description: 'How far it is.',
          resolve: ({ state }) => state,
        }),
        rowsTotal: t.exposeInt('rowsTotal', {
          nullable: true,
          description: 'Lines in all; null until a workbook was read once.',
        }),
        rowsDone: t.exposeInt('rowsDone', { description: 'Lines looked at in this pass.' }),
        created: t.exposeInt('created', { description: 'New members.' }),
        found: t.exposeInt('found', {
          description: 'Members known before; in a check, lines without a fault.',
        }),
        faulty: t.exposeInt('faulty', { description: 'Lines left out.' }),
        madeAt: t.field({
          type: 'DateTime',
          description: 'When it was uploaded.',
          resolve: ({ madeAt }) => madeAt,
        }),
        madeBy: t.exposeString('madeBy', { description: 'By whom.' }),
        startedAt: at('startedAt', 'When the pass began.'),
        finishedAt: at('finishedAt', 'When it was over.'),
        error: t.exposeString('error', { nullable: true, description: 'Which fault stopped it.' }),
        preview: t.field({
          type: [Preview],
          description: 'The first lines as they would be taken over under the mapping.',
          args: {
            rows: t.arg.int({
              required: true,
              defaultValue: 10,
              description: 'How many, at most 50.',
            }),
          },
          resolve: async ({ importId }, { rows }, { caller }) => [
            ...(await service.previewCustomerImport(caller, {
              importId,
              rows: Math.min(50, Math.max(1, rows)),
            })),
          ],
        }),
        faultCounts: t.field({
          type: [FaultCount],
          description: 'What is wrong how often, the most frequent first.',
          resolve: async ({ importId }, _args, { caller }) => [
            ...(await service.countImportFaults(caller, { importId })),
          ],
        }),
        faults: t.field({
          type: connectionType(builder, 'CustomerLineFault', Fault, {
            description: 'In the order of the file.',
          }),
          description: 'What is wrong, in the order of the file.',
          args: { ...pageArgs(builder) },
          resolve: ({ importId }, page, { caller }) =>
            paginate(page, {
              load: ({ limit, after }) =>
                service.readImportFaults(caller, {
                  importId,
                  limit,
                  after:
                    after === undefined
                      ? undefined
                      : { lineNo: Number(after[0]), no: Number(after[1]) },
                }),
              keyOf: ({ lineNo, no }) => [lineNo, no],
            }),
        }),
      };
    },
  });
  return Import;
}

type ImportRef = ReturnType<typeof addImport>;

function addQueries(builder: IdentityBuilder, service: IdentityService, Import: ImportRef): void {
  const filter = inputType(
    builder,
    'CustomerImportFilter',
    z.object({
      subsidiary: z.string().max(40).optional().describe('Only files of this subsidiary.'),
      state: StateEnum.optional().describe('Only files in this state.'),
    }),
  );
  builder.queryFields((t) => ({
    customerImports: t.field({
      type: connectionType(builder, 'CustomerImport', Import, {
        description: 'Files, newest first.',
      }),
      description: 'Files of customers, newest first; a system sees those of its subsidiary.',
      access: ['system', 'operator', 'auditor'],
      args: { ...pageArgs(builder), filter: t.arg({ type: filter, description: 'Which files.' }) },
      resolve: (_root, { filter: wanted, ...page }, { caller }) =>
        paginate(page, {
          load: ({ limit, after }) =>
            service.listCustomerImports(caller, {
              source: wanted?.subsidiary ?? undefined,
              state: wanted?.state ?? undefined,
              limit,
              after: after === undefined ? undefined : String(after[0]),
            }),
          keyOf: ({ importId }) => [importId],
        }),
    }),
    customerImport: t.field({
      type: Import,
      nullable: true,
      description: 'One file of customers.',
      access: ['system', 'operator', 'auditor'],
      args: { id: t.arg.id({ required: true, description: 'TypeID, `cim_…`.' }) },
      resolve: (_root, { id }, { caller }) =>
        service.readCustomerImport(caller, { importId: String(id) }),
    }),
  }));
}

const ORDERS: readonly (readonly [string, ImportOrder, string])[] = [
  ['checkCustomerImport', 'CHECK', 'Looks at every line and stores nothing (a dry run).'],
  [
    'startCustomerImport',
    'START',
    'Takes the file over in the background, or goes on where it stopped.',
  ],
  ['pauseCustomerImport', 'PAUSE', 'Stops after the batch at hand; start goes on from there.'],
  [
    'cancelCustomerImport',
    'CANCEL',
    'Gives the file up and forgets it; what was taken over stays.',
  ],
];

function addOrders(builder: IdentityBuilder, service: IdentityService, Import: ImportRef): void {
  const access = ['system', 'operator'] as const;
  const importId = () => idInput('cim').describe('The file.');
  commandField(builder, 'mapCustomerImport', {
    description: 'Says what the columns mean. What was checked before counts no more.',
    access: [...access],
    input: z.object({
      importId: importId(),
      columns: z.array(Columns).min(1).max(20).describe('What each column means.'),
      verified: z
        .array(IdentityTypeEnum)
        .max(8)
        .optional()
        .describe('Identities the subsidiary has proof of.'),
      lenient: z
        .boolean()
        .default(false)
        .describe('Leave a field that cannot be read out, instead of the line.'),
    }),
    success: Import,
    execute: (caller, { idempotencyKey, importId: id, columns, verified, lenient }) =>
      service.mapCustomerImport(caller, {
        idempotencyKey,
        importId: id,
        mapping: {
          columns: Object.fromEntries(columns.map(({ field, column }) => [field, column])),
          ...(verified === undefined ? {} : { verified }),
          lenient,
        },
      }),
  });
  for (const [name, order, description] of ORDERS)
    commandField(builder, name, {
      description,
      access: [...access],
      input: z.object({ importId: importId() }),
      success: Import,
      execute: (caller, input) => service.orderCustomerImport(caller, { ...input, order }),
    });
}
