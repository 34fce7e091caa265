/**
 * What was said about firms: facts, choices among them, and disputes, read as they stood at any moment. What a fact says of
 * a natural person lies sealed beside it, and is opened only for a reader who brings the seal.
 */
import { newUuid } from '@guildhall/shared/ids';
import { type FactTypeCode, isFactType } from '../domain/facts/fact-types.ts';
import type { Fact, Survivorship } from '../domain/facts/profile.ts';
import type { DisputeFact } from '../domain/screening/facts.ts';
import type { DividedFact, FactSeal } from '../protection/fact-seal.ts';
import { keepSecrets, openValues } from './fact-secrets.ts';
import type { Db } from './tables.ts';

export interface NewFact {
  readonly type: FactTypeCode;
  readonly item: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly observedAt: Date;
  readonly validUntil?: Date | undefined;
  readonly source: string;
  readonly confidence: number;
  readonly evidenceIds: readonly string[];
}

export interface FactOrigin {
  readonly firmId: string;
  /** The firm is a natural person. */
  readonly soleTrader: boolean;
  readonly surveyId?: string | undefined;
  readonly subsidiary: string;
}

/** Adds what is new; a statement that was made before, word for word, is not repeated. Answers ids in input order. */
export async function addFacts(
  seal: FactSeal,
  db: Db,
  origin: FactOrigin,
  facts: readonly NewFact[],
  now: Date,
): Promise<{ ids: string[]; added: number }> {
  if (facts.length === 0) return { ids: [], added: 0 };
  const { firmId, soleTrader, surveyId, subsidiary } = origin;
  const drafts = facts.map((fact) => draftOf(seal, subsidiary, { ...fact, firmId, soleTrader }));
  const made = await insertFacts(seal, db, { subsidiary, surveyId }, drafts, now);
  const known = await db
    .selectFrom('fact')
    .select(['id', 'digest'])
    .where('firm_id', '=', firmId)
    .where(
      'digest',
      'in',
      drafts.map(({ digest }) => digest),
    )
    .where('retracted_at', 'is', null)
    .execute();
  const ids = drafts.map(({ digest }) => known.find((row) => digest.equals(row.digest))?.id ?? '');
  return { ids, added: made.length };
}

/** The same for many firms at once, as a file brings them; answers how many were new, by firm. */
export async function addFactsOfFirms(
  seal: FactSeal,
  db: Db,
  subsidiary: string,
  facts: readonly FactOfFirm[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const drafts = facts.map((fact) => draftOf(seal, subsidiary, fact));
  const added = new Map<string, number>();
  for (const { firm_id } of await insertFacts(seal, db, { subsidiary }, drafts, now)) {
    added.set(firm_id, (added.get(firm_id) ?? 0) + 1);
  }
  return added;
}

export interface FactOfFirm extends NewFact {
  readonly firmId: string;
  /** The firm is a natural person. */
  readonly soleTrader: boolean;
}

interface DraftFact extends Omit<NewFact, 'value' | 'item'>, DividedFact {
  readonly firmId: string;
  readonly digest: Buffer;
}

/** Evidence is not part of a statement's identity: the same words with another scan are the same statement. */
function draftOf(seal: FactSeal, subsidiary: string, fact: FactOfFirm): DraftFact {
  const { type, value, observedAt, validUntil, source, confidence } = fact;
  const divided = seal.divide({ ...fact, ofSoleTrader: fact.soleTrader });
  const said = { subsidiary, type, item: divided.item, value, observedAt, validUntil, source };
  const digest = seal.digest({ ...said, confidence });
  return { ...fact, ...divided, digest };
}

async function insertFacts(
  seal: FactSeal,
  db: Db,
  { subsidiary, surveyId }: { readonly subsidiary: string; readonly surveyId?: string | undefined },
  drafts: readonly DraftFact[],
  now: Date,
): Promise<{ firm_id: string }[]> {
  const unique = new Map(
    drafts.map((draft) => [`${draft.firmId} ${draft.digest.toString('base64')}`, draft]),
  );
  if (unique.size === 0) return [];
  const rows = [...unique.values()].map((fact) => ({
    id: newUuid(now),
    firm_id: fact.firmId,
    survey_id: surveyId ?? null,
    subsidiary,
    type: fact.type,
    item: fact.item,
    value: JSON.stringify(fact.value),
    observed_at: fact.observedAt,
    valid_until: fact.validUntil ?? null,
    recorded_at: now,
    source: fact.source,
    confidence: fact.confidence,
    evidence_ids: [...fact.evidenceIds],
    digest: fact.digest,
    retracted_at: null,
    retracted_by: null,
    retraction: null,
  }));
  const made = await db
    .insertInto('fact')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['firm_id', 'digest']).where('retracted_at', 'is', null).doNothing(),
    )
    .returning(['id', 'firm_id'])
    .execute();
  const ids = new Set(made.map(({ id }) => id));
  const personal = [...unique.values()].flatMap(({ personal }, i) => {
    const factId = rows[i]?.id ?? '';
    return personal !== undefined && ids.has(factId) ? [{ factId, personal }] : [];
  });
  await keepSecrets(seal, db, personal);
  return made;
}

/**
 * Every fact of these firms that was known at the moment, taken back since or not. Without a seal what is said of people
 * stays a token.
 */
export async function factsOf(
  db: Db,
  firmIds: readonly string[],
  knownAt: Date,
  seal?: FactSeal,
): Promise<ReadonlyMap<string, Fact[]>> {
  const found = new Map<string, Fact[]>(firmIds.map((id) => [id, []]));
  if (firmIds.length === 0) return found;
  const rows = await factRows(db)
    .where('fact.firm_id', 'in', firmIds)
    .where('fact.recorded_at', '<=', knownAt)
    .execute();
  const opened = seal === undefined ? rows : await openValues(seal, db, rows);
  for (const row of opened) {
    const fact = factOf(row);
    if (fact !== undefined) found.get(row.firm_id)?.push(fact);
  }
  return found;
}

/** Facts by id, whatever became of them since. */
export async function factsByIds(db: Db, ids: readonly string[], seal: FactSeal): Promise<Fact[]> {
  if (ids.length === 0) return [];
  const rows = await factRows(db).where('fact.id', 'in', ids).execute();
  return (await openValues(seal, db, rows)).map(factOf).filter((fact) => fact !== undefined);
}

const factRows = (db: Db) =>
  db
    .selectFrom('fact')
    .innerJoin('firm', 'firm.id', 'fact.firm_id')
    .select([
      'fact.id',
      'fact.firm_id',
      'fact.survey_id',
      'fact.type',
      'fact.item',
      'fact.value',
      'fact.observed_at',
      'fact.valid_until',
      'fact.recorded_at',
      'fact.retracted_at',
      'fact.retraction',
      'fact.subsidiary',
      'fact.source',
      'fact.confidence',
      'fact.evidence_ids',
      'firm.sole_trader',
    ]);

type FactRow = Awaited<ReturnType<ReturnType<typeof factRows>['execute']>>[number];

function factOf(row: FactRow): Fact | undefined {
  if (!isFactType(row.type)) return undefined;
  return {
    id: row.id,
    type: row.type,
    item: row.item,
    value: row.value as Readonly<Record<string, unknown>>,
    observedAt: new Date(row.observed_at),
    validUntil: optionalDate(row.valid_until),
    recordedAt: new Date(row.recorded_at),
    retractedAt: optionalDate(row.retracted_at),
    retraction: row.retraction ?? undefined,
    subsidiary: row.subsidiary,
    source: row.source,
    confidence: row.confidence,
    evidenceIds: row.evidence_ids,
    ofSoleTrader: row.sole_trader,
    surveyId: row.survey_id ?? undefined,
  };
}

export function optionalDate(value: Date | string | null | undefined): Date | undefined {
  return value === null || value === undefined ? undefined : new Date(value);
}

export async function choicesOf(
  db: Db,
  firmIds: readonly string[],
): Promise<ReadonlyMap<string, Survivorship[]>> {
  const found = new Map<string, Survivorship[]>(firmIds.map((id) => [id, []]));
  if (firmIds.length === 0) return found;
  const rows = await db
    .selectFrom('fact_choice')
    .selectAll()
    .where('firm_id', 'in', firmIds)
    .execute();
  for (const row of rows) {
    const { firm_id, type, item, fact_id, decided_at, reason, decided_by } = row;
    if (!isFactType(type)) continue;
    const choice = { type, item, factId: fact_id, decidedAt: new Date(decided_at) };
    found.get(firm_id)?.push({ ...choice, reason, decidedBy: decided_by });
  }
  return found;
}

/** Disputes that were open at the moment. */
export async function openDisputes(db: Db, firmId: string, at: Date): Promise<DisputeFact[]> {
  const rows = await db
    .selectFrom('fact_dispute as d')
    .innerJoin('fact as f', 'f.id', 'd.fact_id')
    .select(['d.id', 'd.fact_id', 'd.deadline', 'f.type'])
    .where('d.firm_id', '=', firmId)
    .where('d.opened_at', '<=', at)
    .where((where) => where.or([where('d.closed_at', 'is', null), where('d.closed_at', '>', at)]))
    .orderBy('d.opened_at')
    .orderBy('d.id')
    .execute();
  return rows.map(({ id, fact_id, deadline, type }) => ({
    id,
    factId: fact_id,
    factType: type,
    deadline: new Date(deadline),
  }));
}
