/** Commands about firms and what is said of them. Each parses into a command of the application; no rules here. */
import {
  commandField,
  dateInput,
  dateTimeInput,
  idInput,
  jsonInput,
  namedInput,
  usccInput,
} from '@guildhall/shared/graphql/index';
import { refuse } from '@guildhall/shared/outcome';
import { z } from 'zod';
import type { AnsweredDispute, OpenedDispute } from '../application/dispute-fact.ts';
import type { RecordedSurvey } from '../application/record-survey.ts';
import type { RegisteredFirm } from '../application/register-firm.ts';
import type { StoredEvidence } from '../application/store-evidence.ts';
import { DISPUTE, EVIDENCE, FACT, FIRM, type FirmId } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { type CreditBuilder, RISK_DESK, SURVEYORS } from './context.ts';
import { DisputeResolution, FirmNameKind } from './enums.ts';
import type { FirmType } from './firm-types.ts';

export const text = (max: number) => z.string().trim().min(1).max(max);

const otherName = namedInput(
  'FirmNameInput',
  z.object({
    kind: FirmNameKind.describe('What kind of name.'),
    name: text(300).describe('The name as written.'),
    validFrom: dateInput().optional().describe('First day it was used.'),
    validTo: dateInput().optional().describe('Day it ended.'),
  }),
);

const localId = namedInput(
  'LocalFirmIdInput',
  z.object({
    registry: text(40).describe('The registry, such as HK-CR.'),
    number: text(60).describe('The number there.'),
  }),
);

const surveyedFact = namedInput(
  'SurveyedFactInput',
  z.object({
    type: text(60).describe('What it says, such as REGISTERED_CAPITAL or LEGAL_CASE.'),
    item: text(120)
      .optional()
      .describe('Which of several, such as a case number; for types a firm can have many of.'),
    value: jsonInput().describe(
      'The value, of the shape its type demands, such as {"amount":"1000000","currency":"CNY"}.',
    ),
    observedAt: dateTimeInput().describe('When it was so.'),
    validUntil: dateTimeInput().optional().describe('Until when its source vouches for it.'),
    source: text(200).describe('Where it is from, such as a register or a visit.'),
    confidence: z
      .int()
      .min(0)
      .max(100)
      .default(80)
      .describe('How sure, 0 to 100; 80 when left out.'),
    evidenceIds: z.array(idInput(EVIDENCE)).max(20).default([]).describe('Files behind it.'),
  }),
);

/** An answer that shows the firm as it now is. */
interface OfFirm {
  readonly firmId: FirmId;
}

export function addFirmMutations(
  builder: CreditBuilder,
  service: CreditService,
  Firm: FirmType,
): void {
  const firmField = { type: Firm, nullable: true, description: 'The firm as it now is.' } as const;
  const Registered = builder.objectRef<RegisteredFirm>('RegisteredFirm').implement({
    description: 'A firm that is now known.',
    fields: (t) => ({
      firm: t.field({
        ...firmField,
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      created: t.exposeBoolean('created', {
        description: 'False when its code was known already.',
      }),
    }),
  });
  commandField(builder, 'registerFirm', {
    description:
      'Makes a firm known by its code, or finds the one that has it. Firms are never told apart, or merged, by name.',
    access: SURVEYORS,
    success: Registered,
    input: z.object({
      uscc: usccInput().optional().describe('Unified Social Credit Code; or give lei, or localId.'),
      lei: text(24).optional().describe('Legal Entity Identifier.'),
      localId: localId.optional().describe('A registration elsewhere.'),
      name: text(300).describe('Its registered name.'),
      otherNames: z
        .array(otherName)
        .max(50)
        .default([])
        .describe('Former, short and English names.'),
      parentId: idInput(FIRM).optional().describe('The firm whose branch 分公司 it is.'),
    }),
    execute: (caller, input) => service.registerFirm(caller, input),
  });

  const Stored = builder.objectRef<StoredEvidence>('StoredEvidence').implement({
    description: 'A file that is now evidence.',
    fields: (t) => ({
      id: t.exposeID('evidenceId', { description: 'Its id, evd_….' }),
      sha256: t.exposeString('sha256', { description: 'SHA-256 of its bytes, hexadecimal.' }),
      mediaType: t.exposeString('mediaType', { description: 'What its bytes are.' }),
      size: t.exposeInt('size', { description: 'Its bytes.' }),
    }),
  });
  commandField(builder, 'storeEvidence', {
    description:
      'Keeps a file as evidence about a firm, under the hash of its bytes: PDF, PNG, JPEG, office document, ZIP or plain text, at most 10 MiB.',
    access: ['system', 'risk_officer', 'risk_approver'],
    success: Stored,
    input: z.object({
      firmId: idInput(FIRM).describe('The firm.'),
      name: text(200).describe('What the file is called.'),
      content: z.string().min(1).max(14_000_000).describe('Its bytes in base64.'),
    }),
    execute: (caller, { content, ...input }) => {
      const bytes = Buffer.from(content, 'base64');
      if (bytes.toString('base64').replace(/=+$/, '') !== content.replace(/\s|=+$/g, '')) {
        return Promise.resolve(refuse('VALIDATION', 'CREDIT_EVIDENCE_ENCODING', {}, ['content']));
      }
      return service.storeEvidence(caller, { ...input, bytes });
    },
  });

  const Surveyed = builder.objectRef<RecordedSurvey>('RecordedSurvey').implement({
    description: 'A survey that is now on record.',
    fields: (t) => ({
      id: t.exposeID('surveyId', { description: 'Its id, srv_….' }),
      firm: t.field({
        ...firmField,
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      factIds: t.idList({
        description: 'Its facts, in the order of the input.',
        resolve: ({ factIds }) => [...factIds],
      }),
      added: t.exposeInt('added', { description: 'How many of them were not on record before.' }),
      grade: t.exposeString('grade', { description: "The firm's grade after it." }),
    }),
  });
  commandField(builder, 'recordSurvey', {
    description:
      'Records what one company found about a firm, in four facets: basic, credit, operations, litigation. The firm is assessed anew.',
    access: SURVEYORS,
    success: Surveyed,
    input: z.object({
      firmId: idInput(FIRM).describe('The firm.'),
      surveyedOn: dateInput().describe('The day of the survey.'),
      surveyor: text(100).optional().describe('Who did it, as your company names its people.'),
      facts: z.array(surveyedFact).min(1).max(500).describe('What was found.'),
    }),
    execute: (caller, input) => service.recordSurvey(caller, input),
  });
  addDisputeMutations(builder, service, Firm);
  addAssessMutations(builder, service, Firm);
}

function addDisputeMutations(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const firmField = { type: Firm, nullable: true, description: 'The firm as it now is.' } as const;
  const Opened = builder.objectRef<OpenedDispute>('OpenedDispute').implement({
    description: 'A fact that is now marked as disputed.',
    fields: (t) => ({
      id: t.exposeID('disputeId', { description: 'Its id, dsp_….' }),
      firm: t.field({
        ...firmField,
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      answerBy: t.expose('answerBy', { type: 'Date', description: 'Day by which it is answered.' }),
    }),
  });
  commandField(builder, 'disputeFact', {
    description:
      'Marks a fact as disputed by the firm; it is answered within 20 days, and until then deals go to a person.',
    access: SURVEYORS,
    success: Opened,
    input: z.object({
      factId: idInput(FACT).describe('The fact.'),
      grounds: text(2000).describe('What the firm says.'),
    }),
    execute: (caller, input) => service.disputeFact(caller, input),
  });
  const Answered = builder.objectRef<AnsweredDispute>('AnsweredDispute').implement({
    description: 'A dispute that is now answered.',
    fields: (t) => ({
      id: t.exposeID('disputeId', { description: 'Its id, dsp_….' }),
      firm: t.field({
        ...firmField,
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      resolution: t.exposeString('resolution', { description: 'UPHELD or RETRACTED.' }),
    }),
  });
  commandField(builder, 'answerDispute', {
    description: 'Answers a dispute: the fact stands, or is taken back.',
    access: RISK_DESK,
    success: Answered,
    input: z.object({
      disputeId: idInput(DISPUTE).describe('The dispute.'),
      resolution: DisputeResolution.describe('What becomes of the fact.'),
      answer: text(2000).describe('What the firm is told.'),
    }),
    execute: (caller, input) => service.answerDispute(caller, input),
  });
}

function addAssessMutations(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const Changed = builder.objectRef<OfFirm>('ChangedFirm').implement({
    description: 'A firm about which something changed.',
    fields: (t) => ({
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm as it now is.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
    }),
  });
  commandField(builder, 'retractFact', {
    description:
      'Takes a fact back as wrong: the company that said it may, and the risk desk. It stays visible as known until now.',
    access: ['system', 'risk_officer', 'risk_approver'],
    success: Changed,
    input: z.object({
      factId: idInput(FACT).describe('The fact.'),
      reason: text(2000).describe('Why it was wrong.'),
    }),
    execute: (caller, input) => service.retractFact(caller, input),
  });
  commandField(builder, 'chooseFact', {
    description:
      'Decides among contradicting facts: this one stands in the profile until somebody chooses again.',
    access: RISK_DESK,
    success: Changed,
    input: z.object({
      factId: idInput(FACT).describe('The fact that stands.'),
      reason: text(2000).describe('Why this one.'),
    }),
    execute: (caller, input) => service.chooseFact(caller, input),
  });
  commandField(builder, 'assessFirm', {
    description: 'Assesses a firm anew from what is known now.',
    access: RISK_DESK,
    success: Changed,
    input: z.object({ firmId: idInput(FIRM).describe('The firm.') }),
    execute: (caller, input) => service.assessFirm(caller, input),
  });
}
