/** Offers and their versions. A version that has been published never changes. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { type Kysely, sql } from 'kysely';
import { type OfferDefinition, offerDefinitionSchema } from '../domain/offers/offer-definition.ts';
import type { OfferState } from '../domain/offers/offer-states.ts';

export type Db = Kysely<unknown>;

export interface OfferRow {
  readonly id: string;
  readonly code: string;
  readonly owner: string;
  readonly state: OfferState;
  /** The version that grants; null while nothing was published. */
  readonly liveVersion: number | null;
  readonly latestVersion: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export interface VersionRow {
  readonly offerId: string;
  readonly version: number;
  readonly definition: OfferDefinition;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly publishedAt: Date | null;
}

interface RawOffer {
  id: string;
  code: string;
  owner: string;
  state: OfferState;
  live_version: number | null;
  latest_version: number;
  created_at: Date;
  changed_at: Date;
}

interface RawVersion {
  offer_id: string;
  version: number;
  definition: unknown;
  starts_at: Date;
  ends_at: Date | null;
  created_at: Date;
  created_by: string;
  published_at: Date | null;
}

const OFFER = sql`id, code, owner, state, live_version, latest_version, created_at, changed_at`;
const VERSION = sql`offer_id, version, definition, starts_at, ends_at, created_at, created_by, published_at`;

export async function insertOffer(
  db: Db,
  offer: {
    readonly id: string;
    readonly code: string;
    readonly owner: string;
    readonly by: string;
    readonly now: Date;
  },
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO offer (id, code, owner, state, latest_version, created_at, created_by, changed_at)
    VALUES (${toUuid('off', offer.id)}, ${offer.code}, ${offer.owner}, 'DRAFT', 1, ${offer.now}, ${offer.by}, ${offer.now})
    ON CONFLICT ON CONSTRAINT offer_code_once DO NOTHING RETURNING 1`.execute(db);
  return rows.length > 0;
}

export async function insertVersion(
  db: Db,
  offerId: string,
  version: number,
  definition: OfferDefinition,
  by: string,
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO offer_version (offer_id, version, definition, starts_at, ends_at, created_at, created_by)
    VALUES (${toUuid('off', offerId)}, ${version}, ${JSON.stringify(definition)}::jsonb, ${definition.startsAt},
            ${definition.endsAt}, ${now}, ${by})`.execute(db);
}

export async function lockOffer(db: Db, id: string): Promise<OfferRow | undefined> {
  const { rows } = await sql<RawOffer>`
    SELECT ${OFFER} FROM offer WHERE id = ${toUuid('off', id)} FOR UPDATE`.execute(db);
  return rows[0] === undefined ? undefined : toOffer(rows[0]);
}

export async function saveOffer(
  db: Db,
  offer: Pick<OfferRow, 'id' | 'state' | 'liveVersion' | 'latestVersion'>,
  now: Date,
): Promise<void> {
  await sql`
    UPDATE offer SET state = ${offer.state}, live_version = ${offer.liveVersion}::int,
           latest_version = ${offer.latestVersion}, changed_at = ${now}
    WHERE id = ${toUuid('off', offer.id)}`.execute(db);
  if (offer.liveVersion !== null) {
    await sql`
      UPDATE offer_version SET published_at = ${now}
      WHERE offer_id = ${toUuid('off', offer.id)} AND version = ${offer.liveVersion} AND published_at IS NULL`.execute(
      db,
    );
  }
}

/** Tells every process that what it keeps in memory is out of date. */
export async function raiseCatalogue(db: Db): Promise<void> {
  await sql`UPDATE catalogue SET version = version + 1`.execute(db);
}

export async function catalogueVersion(db: Db): Promise<string> {
  const { rows } = await sql<{ version: string }>`SELECT version::text FROM catalogue`.execute(db);
  return rows[0]?.version ?? '0';
}

/** Published offers that are not over, each with the version that grants. */
export async function grantingOffers(
  db: Db,
): Promise<readonly { readonly offer: OfferRow; readonly version: VersionRow }[]> {
  const { rows } = await sql<RawOffer & RawVersion & { version_created_at: Date }>`
    SELECT o.id, o.code, o.owner, o.state, o.live_version, o.latest_version, o.created_at, o.changed_at,
           v.offer_id, v.version, v.definition, v.starts_at, v.ends_at, v.created_at AS version_created_at, v.created_by,
           v.published_at
    FROM offer o JOIN offer_version v ON v.offer_id = o.id AND v.version = o.live_version
    WHERE o.state IN ('SCHEDULED', 'LIVE', 'PAUSED') ORDER BY o.code`.execute(db);
  return rows.map((row) => ({
    offer: toOffer(row),
    version: toVersion({ ...row, created_at: row.version_created_at }),
  }));
}

export async function offersById(db: Db, ids: readonly string[]): Promise<readonly OfferRow[]> {
  const { rows } = await sql<RawOffer>`
    SELECT ${OFFER} FROM offer WHERE id = ANY(${ids.map((id) => toUuid('off', id))}::uuid[])`.execute(
    db,
  );
  return rows.map(toOffer);
}

export interface VersionRef {
  readonly offerId: string;
  readonly version: number;
}

export async function versionsOf(
  db: Db,
  refs: readonly VersionRef[],
): Promise<readonly VersionRow[]> {
  const wanted = JSON.stringify(
    refs.map(({ offerId, version }) => ({ id: toUuid('off', offerId), version })),
  );
  const { rows } = await sql<RawVersion>`
    SELECT ${VERSION} FROM offer_version
    JOIN jsonb_to_recordset(${wanted}::jsonb) AS w(id uuid, version int) USING (version)
    WHERE offer_id = w.id`.execute(db);
  return rows.map(toVersion);
}

export interface OfferFilter {
  readonly states?: readonly OfferState[];
  /** Only offers this company owns, funds, honours or triggers. */
  readonly concerning?: string;
}

/** In the order of their codes. */
export async function listOffers(
  db: Db,
  filter: OfferFilter,
  page: { readonly limit: number; readonly after?: string },
): Promise<readonly OfferRow[]> {
  const concerning = filter.concerning ?? null;
  const { rows } = await sql<RawOffer>`
    SELECT ${OFFER} FROM offer o
    WHERE (${filter.states === undefined} OR state = ANY(${[...(filter.states ?? [])]}::text[]))
      AND (${page.after ?? null}::text IS NULL OR code > ${page.after ?? null})
      AND (${concerning}::text IS NULL OR owner = ${concerning} OR EXISTS (
        SELECT 1 FROM offer_version v WHERE v.offer_id = o.id AND v.version = coalesce(o.live_version, o.latest_version)
          AND (v.definition -> 'subsidiaries' ? ${concerning}::text
            OR v.definition -> 'funding' @> jsonb_build_array(jsonb_build_object('subsidiary', ${concerning}::text))
            OR v.definition @? format('$.benefits[*].coupon.honouredBy[*] ? (@ == %s)', to_jsonb(${concerning}::text))::jsonpath)))
    ORDER BY code LIMIT ${page.limit}`.execute(db);
  return rows.map(toOffer);
}

function toOffer(row: RawOffer): OfferRow {
  return {
    id: fromUuid('off', row.id),
    code: row.code,
    owner: row.owner,
    state: row.state,
    liveVersion: row.live_version,
    latestVersion: row.latest_version,
    createdAt: new Date(row.created_at),
    changedAt: new Date(row.changed_at),
  };
}

function toVersion(row: RawVersion): VersionRow {
  return {
    offerId: fromUuid('off', row.offer_id),
    version: row.version,
    definition: offerDefinitionSchema.parse(row.definition),
    startsAt: new Date(row.starts_at),
    endsAt: row.ends_at === null ? null : new Date(row.ends_at),
    createdAt: new Date(row.created_at),
    createdBy: row.created_by,
    publishedAt: row.published_at === null ? null : new Date(row.published_at),
  };
}
