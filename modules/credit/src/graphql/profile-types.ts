/** Facts and profiles as the graph shows them: freshness, conflicts side by side, decisions, disputes, files. */
import { enumType } from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import { evidencePath, mayOpen } from '../application/open-evidence.ts';
import { factType } from '../domain/facts/fact-types.ts';
import { isPersonal } from '../domain/facts/personal.ts';
import {
  type FacetProfile,
  type Fact,
  type Profile,
  type ProfileFact,
  SURVIVORSHIP_RULE,
  staleAtOf,
} from '../domain/facts/profile.ts';
import { DISPUTE, EVIDENCE, FACT, SURVEY } from '../ids.ts';
import type { DisputeRow } from '../storage/disputes.ts';
import type { EvidenceRow } from '../storage/evidence-files.ts';
import { type CreditBuilder, seesAll } from './context.ts';
import { CreditFacet, DisputeResolution } from './enums.ts';
import { isMasked, shownValue } from './masking.ts';

const refs = new WeakMap<object, ReturnType<typeof makeRefs>>();
const makeRefs = (builder: CreditBuilder) => ({
  Fact: builder.objectRef<Fact>('FirmFact'),
  Surviving: builder.objectRef<ProfileFact>('ProfileFact'),
  Evidence: builder.objectRef<EvidenceRow>('EvidenceFile'),
  Dispute: builder.objectRef<DisputeRow>('FactDispute'),
});

/** The types that others lead to, named before they are described. */
export function profileRefs(builder: CreditBuilder) {
  const known = refs.get(builder);
  if (known !== undefined) return known;
  const made = makeRefs(builder);
  refs.set(builder, made);
  return made;
}

export const factRef = (builder: CreditBuilder) => profileRefs(builder).Fact;

export function addProfileTypes(builder: CreditBuilder) {
  addFact(builder);
  addEvidence(builder);
  addDispute(builder);
  addSurviving(builder);
  const { Surviving } = profileRefs(builder);
  const Facet = builder.objectRef<FacetProfile>('FacetProfile').implement({
    description: 'One side of a profile.',
    fields: (t) => ({
      facet: t.expose('facet', {
        type: enumType(builder, CreditFacet),
        description: 'Which side.',
      }),
      completeness: t.exposeInt('completeness', {
        description: 'Share of its core facts that are there and fresh, percent, rounded down.',
      }),
      missing: t.stringList({
        description: 'Types of core facts that nobody has recorded.',
        resolve: ({ missing }) => [...missing],
      }),
      staleTypes: t.stringList({
        description: 'Types of core facts that are there and no longer fresh.',
        resolve: ({ stale }) => [...stale],
      }),
      freshestAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the latest of its facts was observed; null when it has none.',
        resolve: ({ facts }) =>
          facts.reduce<Date | null>(
            (latest, { fact }) =>
              latest === null || fact.observedAt > latest ? fact.observedAt : latest,
            null,
          ),
      }),
      conflictCount: t.int({
        description: 'How many of its facts other companies contradict.',
        resolve: ({ facts }) => facts.filter(({ conflicts }) => conflicts.length > 0).length,
      }),
      facts: t.field({
        type: [Surviving],
        description: 'What stands.',
        resolve: ({ facts }) => [...facts],
      }),
    }),
  });
  return builder.objectRef<Profile>('FirmProfile').implement({
    description: "The group's view of a firm at one point of two times.",
    fields: (t) => ({
      trueAt: t.expose('trueAt', { type: 'DateTime', description: 'What was true then,' }),
      knownAt: t.expose('knownAt', { type: 'DateTime', description: 'as we knew it then.' }),
      completeness: t.int({
        description: 'Mean completeness of the four sides, percent, rounded down.',
        resolve: ({ facets }) =>
          Math.floor(
            facets.reduce((sum, { completeness }) => sum + completeness, 0) / facets.length,
          ),
      }),
      rule: t.string({
        description: 'How one fact is picked where several speak of the same thing.',
        resolve: () => SURVIVORSHIP_RULE,
      }),
      facets: t.field({
        type: [Facet],
        description: 'The four sides.',
        resolve: ({ facets }) => [...facets],
      }),
    }),
  });
}

function addFact(builder: CreditBuilder): void {
  const { Fact: FirmFact, Evidence, Dispute } = profileRefs(builder);
  FirmFact.implement({
    description: 'One thing one company said about a firm.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, fct_….', resolve: ({ id }) => fromUuid(FACT, id) }),
      type: t.exposeString('type', {
        description: 'What it says, such as REGISTERED_CAPITAL or LEGAL_CASE; see factTypes.',
      }),
      facet: t.field({
        type: enumType(builder, CreditFacet),
        description: 'The side it belongs to.',
        resolve: ({ type }) => factType(type).facet,
      }),
      item: t.exposeString('item', {
        description: 'Which of several, such as a case number; empty when there is one.',
      }),
      value: t.field({
        type: 'JSON',
        description:
          'The value, of the shape its type demands. Personal data are masked for callers without the role, and each look at them is on record.',
        resolve: async (fact, _args, { caller, looks }) => {
          if (isPersonal(fact) && !isMasked(fact, caller)) await looks.load(fact.id);
          return shownValue(fact, caller);
        },
      }),
      personal: t.boolean({
        description: 'Whether it tells about a natural person.',
        resolve: isPersonal,
      }),
      masked: t.boolean({
        description: 'Whether its value is masked for this caller.',
        resolve: (fact, _args, { caller }) => isMasked(fact, caller),
      }),
      negative: t.boolean({
        description: 'Whether it counts against the firm.',
        resolve: ({ type }) => factType(type).negative === true,
      }),
      observedAt: t.expose('observedAt', { type: 'DateTime', description: 'When it was so.' }),
      validUntil: t.expose('validUntil', {
        type: 'DateTime',
        nullable: true,
        description: 'Until when its source vouches for it.',
      }),
      staleAt: t.field({
        type: 'DateTime',
        description: 'From when it counts as stale.',
        resolve: staleAtOf,
      }),
      recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'Since when we know.' }),
      retractedAt: t.expose('retractedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was taken back as wrong.',
      }),
      retraction: t.exposeString('retraction', {
        nullable: true,
        description: 'Why it was taken back.',
      }),
      subsidiary: t.exposeString('subsidiary', { description: 'Which company said so.' }),
      source: t.exposeString('source', { description: 'Where that company has it from.' }),
      surveyId: t.id({
        nullable: true,
        description: 'The survey it came with; null for facts from files.',
        resolve: ({ surveyId }) => (surveyId === undefined ? null : fromUuid(SURVEY, surveyId)),
      }),
      confidence: t.exposeInt('confidence', { description: 'How sure it is, 0 to 100.' }),
      evidenceIds: t.idList({
        description: 'Ids of the files behind it.',
        resolve: ({ evidenceIds }) => evidenceIds.map((id) => fromUuid(EVIDENCE, id)),
      }),
      evidence: t.field({
        type: [Evidence],
        description: 'The files behind it.',
        resolve: async ({ evidenceIds }, _args, { evidence }) =>
          (await evidence.loadMany([...evidenceIds])).filter(
            (file): file is EvidenceRow => file !== null && !(file instanceof Error),
          ),
      }),
      disputes: t.field({
        type: [Dispute],
        description: 'Disputes about it, newest first; an open one is the dispute mark.',
        resolve: ({ id }, _args, { disputesOfFact }) => disputesOfFact.load(id),
      }),
    }),
  });
}

function addSurviving(builder: CreditBuilder): void {
  const { Fact: FirmFact, Surviving } = profileRefs(builder);
  Surviving.implement({
    description: 'The fact that stands in a profile, and what speaks against it.',
    fields: (t) => ({
      fact: t.field({
        type: FirmFact,
        description: 'The fact that stands.',
        resolve: ({ fact }) => fact,
      }),
      stale: t.exposeBoolean('stale', {
        description: 'Whether it was stale at the time asked about.',
      }),
      conflicts: t.field({
        type: [FirmFact],
        description: 'What other companies say instead, best first; empty when all agree.',
        resolve: ({ conflicts }) => [...conflicts],
      }),
      decidedByPerson: t.boolean({
        description: 'Whether a person chose it; otherwise the rule of the profile did.',
        resolve: ({ chosenBy }) => chosenBy === 'DECISION',
      }),
      decidedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When a person chose it.',
        resolve: ({ decision }) => decision?.decidedAt ?? null,
      }),
      decisionReason: t.string({
        nullable: true,
        description: 'Why the person chose it.',
        resolve: ({ decision }) => decision?.reason ?? null,
      }),
      decidedBy: t.string({
        nullable: true,
        description: 'Who chose it; shown to the risk desk and to auditors.',
        resolve: ({ decision }, _args, { caller }) =>
          seesAll(caller) ? (decision?.decidedBy ?? null) : null,
      }),
    }),
  });
}

function addEvidence(builder: CreditBuilder): void {
  profileRefs(builder).Evidence.implement({
    description: 'A file kept as evidence about a firm.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, evd_….', resolve: ({ id }) => fromUuid(EVIDENCE, id) }),
      name: t.exposeString('name', { description: 'What the file is called.' }),
      mediaType: t.exposeString('mediaType', { description: 'What its bytes are.' }),
      size: t.exposeInt('size', { description: 'Its bytes.' }),
      sha256: t.exposeString('sha256', { description: 'SHA-256 of its bytes, hexadecimal.' }),
      company: t.exposeString('company', {
        nullable: true,
        description: 'Whose file it is; null for old files.',
      }),
      storedAt: t.expose('storedAt', { type: 'DateTime', description: 'Since when it is kept.' }),
      mayOpen: t.boolean({
        description:
          'Whether this caller may read its bytes: the risk desk, auditors, its company.',
        resolve: (file, _args, { caller }) => mayOpen(caller, file),
      }),
      path: t.string({
        nullable: true,
        description:
          'Where its bytes are read, below the address of this API; null without the right.',
        resolve: (file, _args, { caller }) => (mayOpen(caller, file) ? evidencePath(file) : null),
      }),
    }),
  });
}

function addDispute(builder: CreditBuilder): void {
  const { Dispute, Fact: FirmFact } = profileRefs(builder);
  Dispute.implement({
    description: 'A firm contests a fact; it is answered by a deadline.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, dsp_….', resolve: ({ id }) => fromUuid(DISPUTE, id) }),
      fact: t.field({
        type: FirmFact,
        nullable: true,
        description: 'The fact; null when it had to be deleted.',
        resolve: ({ factId }, _args, { factsById }) => factsById.load(factId),
      }),
      grounds: t.exposeString('grounds', { description: 'What the firm says.' }),
      openedAt: t.expose('openedAt', { type: 'DateTime', description: 'Since when.' }),
      answerBy: t.expose('deadline', {
        type: 'DateTime',
        description: 'By when it is answered, 20 days after it was opened.',
      }),
      open: t.boolean({
        description: 'Whether it waits for an answer.',
        resolve: ({ closedAt }) => closedAt === undefined,
      }),
      overdue: t.boolean({
        description: 'Whether the deadline passed without an answer.',
        resolve: ({ closedAt, deadline }, _args, { now }) =>
          closedAt === undefined && deadline < now,
      }),
      resolution: t.expose('resolution', {
        type: enumType(builder, DisputeResolution),
        nullable: true,
        description: 'How it was answered; null while open.',
      }),
      answer: t.exposeString('answer', { nullable: true, description: 'What the firm was told.' }),
      closedAt: t.expose('closedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was answered.',
      }),
    }),
  });
}
