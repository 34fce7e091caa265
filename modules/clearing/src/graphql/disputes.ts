/** Disputes about lines of statements. */
import {
  commandField,
  connectionType,
  enumType,
  idInput,
  inputType,
  minorInput,
  namedInput,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { z } from 'zod';
import type { ClearingDoor } from '../service.ts';
import { type DisputeNote, type DisputeRow, listDisputes } from '../storage/disputes.ts';
import {
  type B,
  COMPANY_ACTORS,
  companyCode,
  money,
  monthInput,
  optionalMoney,
  ownCompany,
  READERS,
  shown,
} from './context.ts';
import { DisputeStateEnum, NoteKindEnum } from './enums.ts';

const types = new WeakMap<object, ReturnType<typeof makeType>>();

export function disputeType(builder: B): ReturnType<typeof makeType> {
  const known = types.get(builder) ?? makeType(builder);
  types.set(builder, known);
  return known;
}

function makeType(builder: B) {
  type Note = DisputeNote & { readonly disputeId: string };
  const Note = builder.objectRef<Note>('ClearingDisputeNote').implement({
    description: 'Something said in a dispute, or a file shown.',
    fields: (t) => ({
      kind: t.expose('kind', { type: enumType(builder, NoteKindEnum), description: 'What it is.' }),
      text: t.exposeString('text', { description: 'What was said.' }),
      fileName: t.exposeString('fileName', { nullable: true, description: 'Name of the file.' }),
      size: t.exposeInt('size', { nullable: true, description: 'Bytes of the file.' }),
      sha256: t.exposeString('sha256', { nullable: true, description: 'Hash of the file.' }),
      fileUrl: t.string({
        nullable: true,
        description: 'Path of the file.',
        resolve: ({ disputeId, sha256 }) =>
          sha256 === null ? null : `/clearing/disputes/${disputeId}/evidence/${sha256}`,
      }),
      byPerson: t.exposeString('byPerson', {
        nullable: true,
        description: 'The person; null for systems.',
      }),
      byClient: t.exposeString('byClient', { description: 'The account or system.' }),
      at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    }),
  });
  return builder.objectRef<DisputeRow>('ClearingDispute').implement({
    description: 'A company says that a line of its statement is wrong.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `dsp_…`.' }),
      month: t.exposeString('month', { description: 'Business month.' }),
      company: t.exposeString('company', { description: 'Who disputes.' }),
      lineNo: t.exposeInt('lineNo', { description: 'Number of the line.' }),
      obligationId: t.exposeID('obligationId', { description: 'The obligation behind it.' }),
      counterparty: t.exposeString('counterparty', {
        description: 'The other company of the line; it may add evidence as well.',
      }),
      state: t.expose('state', {
        type: enumType(builder, DisputeStateEnum),
        description: 'Where it stands.',
      }),
      claimed: money(
        t,
        'What the line should be, signed as on the statement;',
        (row) => row.claimedMinor,
      ),
      granted: optionalMoney(t, 'What was granted;', (row) => row.grantedMinor),
      correctionSource: t.exposeString('correctionSource', {
        nullable: true,
        description: 'Source of the correction among the obligations.',
      }),
      raisedAt: t.expose('raisedAt', { type: 'DateTime', description: 'When it was raised.' }),
      notes: t.field({
        type: [Note],
        description: 'Everything said, in order.',
        resolve: ({ id }, _args, { notesOf }) => notesOf.load(id),
      }),
    }),
  });
}

const attachment = namedInput(
  'ClearingAttachmentInput',
  z.object({
    fileName: z.string().min(1).max(200).describe('Name of the file.'),
    mediaType: z
      .string()
      .max(100)
      .regex(/^[\w.+-]+\/[\w.+-]+$/, 'must be a media type such as `application/pdf`')
      .describe('Such as `application/pdf`.'),
    content: z.string().min(4).max(1_400_000).describe('Base64, at most 1 MB.'),
  }),
);

const filter = z.object({
  month: monthInput().optional(),
  company: companyCode().optional().describe('Only of this company.'),
  state: DisputeStateEnum.optional().describe('Only in this state.'),
});

export function addDisputes(builder: B, service: ClearingDoor, kit: ModuleKit): void {
  const Dispute = disputeType(builder);
  const of = async ({ disputeId }: { readonly disputeId: string }) =>
    (await listDisputes(kit.db.sql(), { id: disputeId }))[0];
  builder.queryField('clearingDisputes', (t) =>
    t.field({
      type: connectionType(builder, 'ClearingDispute', Dispute, {
        description: 'Disputes, newest first.',
      }),
      description: "Disputes, newest first; a company's own system sees those of its lines.",
      access: [...READERS],
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ClearingDisputeFilter', filter),
          description: 'Which disputes.',
        }),
      },
      resolve: (_root, args, { caller }) =>
        paginate(args, {
          load: ({ limit, after }) =>
            listDisputes(
              kit.db.sql(),
              { ...args.filter, concerning: ownCompany(caller) },
              { limit, ...(after === undefined ? {} : { before: String(after[0]) }) },
            ),
          keyOf: ({ id }) => [id],
        }),
    }),
  );
  commandField(builder, 'raiseClearingDispute', {
    description: 'Disputes a line of an issued statement; the month waits until it is decided.',
    access: [...COMPANY_ACTORS],
    input: z.object({
      month: monthInput(),
      company: companyCode().describe('Whose statement.'),
      lineNo: z.int().min(1).describe('Number of the line.'),
      claimed: minorInput({ scale: 2 }).describe(
        'What it should be, CNY, signed as on the statement.',
      ),
      reason: z.string().min(1).max(2_000).describe('Why.'),
      attachment: attachment.optional().describe('Evidence.'),
    }),
    success: Dispute,
    execute: (caller, { claimed, ...input }) =>
      shown(service.raiseDispute(caller, { ...input, claimedMinor: claimed }), of),
  });
  const disputeId = idInput('dsp').describe('The dispute.');
  commandField(builder, 'addClearingEvidence', {
    description: 'Evidence in an open dispute, of either side or the group.',
    access: [...COMPANY_ACTORS],
    input: z.object({
      disputeId,
      text: z.string().min(1).max(2_000).describe('What it shows.'),
      attachment: attachment.optional().describe('The file.'),
    }),
    success: Dispute,
    execute: (caller, input) => shown(service.addEvidence(caller, input), of),
  });
  commandField(builder, 'decideClearingDispute', {
    description:
      'Decides a dispute, by another person than raised it. What is granted is corrected forward.',
    access: ['operator'],
    input: z.object({
      disputeId,
      accept: z.boolean().describe('Granted, or rejected.'),
      granted: minorInput({ scale: 2 })
        .optional()
        .describe('What the line is to be, CNY; what was claimed when left out.'),
      reason: z.string().min(1).max(2_000).describe('Why.'),
    }),
    success: Dispute,
    execute: (caller, { granted, ...input }) =>
      shown(service.decideDispute(caller, { ...input, grantedMinor: granted }), of),
  });
  commandField(builder, 'withdrawClearingDispute', {
    description: 'Takes a dispute back.',
    access: [...COMPANY_ACTORS],
    input: z.object({ disputeId, reason: z.string().min(1).max(2_000).describe('Why.') }),
    success: Dispute,
    execute: (caller, input) => shown(service.withdrawDispute(caller, input), of),
  });
}
