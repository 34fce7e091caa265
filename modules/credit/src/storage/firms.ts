/** Firms and their names: found by code or id, searched by name elsewhere. */
import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import { normaliseName } from '../domain/names/normalise.ts';
import { INDEX_VERSION, indexTerms } from '../domain/names/search-terms.ts';
import type { Db, FirmNameTable, FirmTable } from './tables.ts';

export interface FirmRow {
  readonly id: string;
  readonly codeKind: FirmTable['code_kind'];
  readonly code: string;
  readonly soleTrader: boolean;
  readonly divisionCode: string | undefined;
  readonly parentId: string | undefined;
  readonly registeredAt: Date;
  readonly names: readonly FirmNameRow[];
}

export interface FirmNameRow {
  readonly kind: FirmNameTable['kind'];
  readonly name: string;
  readonly validFrom: string | undefined;
  readonly validTo: string | undefined;
}

export async function firmsByIds(db: Db, ids: readonly string[]): Promise<FirmRow[]> {
  if (ids.length === 0) return [];
  return withNames(db, await db.selectFrom('firm').selectAll().where('id', 'in', ids).execute());
}

export async function firmsByCodes(db: Db, codes: readonly string[]): Promise<FirmRow[]> {
  if (codes.length === 0) return [];
  return withNames(
    db,
    await db.selectFrom('firm').selectAll().where('code', 'in', codes).execute(),
  );
}

/** Branches 分公司 of these firms, by code. */
export async function branchesOf(db: Db, firmIds: readonly string[]): Promise<FirmRow[]> {
  if (firmIds.length === 0) return [];
  return withNames(
    db,
    await db
      .selectFrom('firm')
      .selectAll()
      .where('parent_id', 'in', firmIds)
      .orderBy('code')
      .execute(),
  );
}

export interface FirmFilter {
  readonly codeKind?: FirmTable['code_kind'] | undefined;
  readonly soleTrader?: boolean | undefined;
  /** GB/T 2260 code or its beginning, such as `35` for a province. */
  readonly division?: string | undefined;
}

/** Firms as they became known, latest first. */
export async function firmsPage(
  db: Db,
  { codeKind, soleTrader, division }: FirmFilter,
  {
    limit,
    after,
  }: { readonly limit: number; readonly after?: readonly [Date, string] | undefined },
): Promise<FirmRow[]> {
  let query = db.selectFrom('firm').selectAll();
  if (codeKind !== undefined) query = query.where('code_kind', '=', codeKind);
  if (soleTrader !== undefined) query = query.where('sole_trader', '=', soleTrader);
  if (division !== undefined)
    query = query.where(sql<boolean>`starts_with(division_code, ${division})`);
  if (after !== undefined)
    query = query.where(sql<boolean>`(registered_at, id) < (${after[0]}, ${after[1]}::uuid)`);
  return withNames(
    db,
    await query.orderBy('registered_at', 'desc').orderBy('id', 'desc').limit(limit).execute(),
  );
}

async function withNames(db: Db, firms: readonly FirmReadRow[]): Promise<FirmRow[]> {
  if (firms.length === 0) return [];
  const names = await db
    .selectFrom('firm_name')
    .select(['firm_id', 'kind', 'name', 'valid_from', 'valid_to'])
    .where(
      'firm_id',
      'in',
      firms.map(({ id }) => id),
    )
    .orderBy('recorded_at')
    .orderBy('id')
    .execute();
  const named = new Map<string, typeof names>(firms.map(({ id }) => [id, []]));
  for (const name of names) named.get(name.firm_id)?.push(name);
  return firms.map((firm) => ({
    id: firm.id,
    codeKind: firm.code_kind,
    code: firm.code,
    soleTrader: firm.sole_trader,
    divisionCode: firm.division_code ?? undefined,
    parentId: firm.parent_id ?? undefined,
    registeredAt: new Date(firm.registered_at),
    names: (named.get(firm.id) ?? []).map(({ kind, name, valid_from, valid_to }) => ({
      kind,
      name,
      validFrom: dateText(valid_from),
      validTo: dateText(valid_to),
    })),
  }));
}

interface FirmReadRow extends Omit<FirmTable, 'registered_at'> {
  readonly registered_at: Date;
}

/** Date columns are dates of the calendar, not instants; drivers may hand over either text or a local midnight. */
export function dateText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value.slice(0, 10);
  if (value instanceof Date)
    return new Date(value.getTime() - value.getTimezoneOffset() * 60_000)
      .toISOString()
      .slice(0, 10);
  return undefined;
}

export interface NewFirm {
  readonly codeKind: FirmTable['code_kind'];
  readonly code: string;
  readonly soleTrader: boolean;
  readonly divisionCode?: string | undefined;
  readonly parentId?: string | undefined;
  readonly registeredBy: string;
}

/** The firm's id, and whether this call made it: two callers at once get the same firm. */
export async function ensureFirm(
  db: Db,
  firm: NewFirm,
  now: Date,
): Promise<{ id: string; created: boolean }> {
  const made = await db
    .insertInto('firm')
    .values({
      id: newUuid(now),
      code_kind: firm.codeKind,
      code: firm.code,
      sole_trader: firm.soleTrader,
      division_code: firm.divisionCode ?? null,
      parent_id: firm.parentId ?? null,
      registered_by: firm.registeredBy,
      registered_at: now,
    })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made !== undefined) return { id: made.id, created: true };
  const known = await db
    .selectFrom('firm')
    .select('id')
    .where('code', '=', firm.code)
    .executeTakeFirstOrThrow();
  return { id: known.id, created: false };
}

/**
 * Makes many firms known at once, each under its registered name; ids by code. A firm that was known keeps its names and
 * gets this one as one more.
 */
export async function ensureFirms(
  db: Db,
  firms: readonly (NewFirm & { readonly name: string })[],
  source: string,
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  if (firms.length === 0) return new Map();
  const made = await db
    .insertInto('firm')
    .values(
      firms.map((firm) => ({
        id: newUuid(now),
        code_kind: firm.codeKind,
        code: firm.code,
        sole_trader: firm.soleTrader,
        division_code: firm.divisionCode ?? null,
        parent_id: firm.parentId ?? null,
        registered_by: firm.registeredBy,
        registered_at: now,
      })),
    )
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning(['id', 'code'])
    .execute();
  const fresh = new Set(made.map(({ code }) => code));
  const codes = firms.map(({ code }) => code);
  const rows = await db
    .selectFrom('firm')
    .select(['id', 'code'])
    .where('code', 'in', codes)
    .execute();
  const ids = new Map(rows.map(({ id, code }) => [code, id]));
  const known = await namesOf(
    db,
    rows.flatMap(({ id, code }) => (fresh.has(code) ? [] : [id])),
  );
  const names = firms.flatMap(({ code, name }) => {
    const firmId = ids.get(code);
    if (firmId === undefined || known.get(firmId)?.has(name.trim())) return [];
    return [{ firmId, kind: fresh.has(code) ? ('REGISTERED' as const) : ('SHORT' as const), name }];
  });
  await insertNames(db, names, source, now);
  return ids;
}

async function namesOf(db: Db, firmIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  if (firmIds.length === 0) return found;
  const rows = await db
    .selectFrom('firm_name')
    .select(['firm_id', 'name'])
    .where('firm_id', 'in', firmIds)
    .execute();
  for (const { firm_id, name } of rows)
    found.set(firm_id, (found.get(firm_id) ?? new Set()).add(name));
  return found;
}

export interface NewFirmName {
  readonly kind: FirmNameTable['kind'];
  readonly name: string;
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
}

export async function addNames(
  db: Db,
  firmId: string,
  names: readonly NewFirmName[],
  source: string,
  now: Date,
): Promise<void> {
  await insertNames(
    db,
    names.map((name) => ({ ...name, firmId })),
    source,
    now,
  );
}

async function insertNames(
  db: Db,
  names: readonly (NewFirmName & { readonly firmId: string })[],
  source: string,
  now: Date,
): Promise<void> {
  if (names.length === 0) return;
  const rows = names.map(({ firmId, kind, name, validFrom, validTo }) => ({
    id: newUuid(now),
    firm_id: firmId,
    kind,
    name: name.trim(),
    normal: normaliseName(name),
    terms: indexTerms(name),
    index_version: INDEX_VERSION,
    valid_from: validFrom ?? null,
    valid_to: validTo ?? null,
    recorded_at: now,
    source,
  }));
  const made = await db
    .insertInto('firm_name')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['firm_id', 'kind', 'name']).doNothing())
    .returning('id')
    .execute();
  if (made.length === 0) return;
  // Compared with the names of other firms later, in the background.
  await db
    .insertInto('lookalike_due')
    .values(made.map(({ id }) => ({ name_id: id })))
    .execute();
}

/** The day it ended; a name that ended before keeps its day. */
export async function endName(
  db: Db,
  firmId: string,
  kind: FirmNameTable['kind'],
  name: string,
  on: string,
): Promise<void> {
  await db
    .updateTable('firm_name')
    .set({ valid_to: on })
    .where('firm_id', '=', firmId)
    .where('kind', '=', kind)
    .where('name', '=', name)
    .where('valid_to', 'is', null)
    .execute();
}

/**
 * Serialises everything that changes one firm's standing: facts, lists, outcomes, exposure, assessment. Who only writes
 * down that the firm was asked about does not wait.
 */
export async function lockFirms(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .selectFrom('firm')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

export async function lockFirm(db: Db, id: string): Promise<void> {
  await db.selectFrom('firm').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}
