/**
 * Writes happenings and all that follows from them in the caller's transaction: obligations, draws on packs, uses of
 * lots. Set-based: a delivery of many events is a handful of statements. A happening that is there already (it came
 * twice, under whatever event) leaves everything as it is.
 */
import { addMonths, businessDay } from '@guildhall/shared/business-time';
import { newUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Happening } from '../domain/happenings.ts';
import type { Obligation } from '../domain/kinds.ts';
import { lotUsesOf } from '../domain/lot-uses.ts';
import { type Draw, owedFor } from '../domain/obligations.ts';
import { TermsBook } from '../domain/terms.ts';
import { type Db, termsInForce } from './terms.ts';

export interface HeardHappening {
  readonly happening: Happening;
  /** null: decided here, not heard. */
  readonly eventId: string | null;
}

export interface Recorded {
  readonly lines: readonly Obligation[];
  readonly draws: readonly Draw[];
}

const NOTHING: Recorded = { lines: [], draws: [] };

export async function recordHappenings(
  db: Db,
  heard: readonly HeardHappening[],
  now: Date,
  /** The month of all lines; by default the business month of each happening, or the first that is still open. */
  month?: string,
): Promise<Recorded> {
  if (heard.length === 0) return NOTHING;
  const fresh = await insertHappenings(db, heard, now);
  if (fresh.length === 0) return NOTHING;
  const book = new TermsBook(await termsInForce(db));
  const owed = fresh.map(({ happening, eventId }) => ({ ...owedFor(happening, book), eventId }));
  const lines = owed.flatMap((one) => one.lines.map((line) => ({ ...line, eventId: one.eventId })));
  const closedThrough = month === undefined ? await closedThroughShared(db) : null;
  await insertObligations(
    db,
    lines,
    (line) => month ?? monthFor(line.occurredAt, closedThrough),
    now,
  );
  const draws = owed.flatMap((one) => one.draws);
  await insertDraws(db, draws);
  await insertLotUses(db, fresh);
  return { lines, draws };
}

async function insertHappenings(
  db: Db,
  heard: readonly HeardHappening[],
  now: Date,
): Promise<readonly HeardHappening[]> {
  const bySource = new Map(heard.map((one) => [one.happening.source, one]));
  const rows = [...bySource.values()].map(({ happening, eventId }) => ({
    source: happening.source,
    kind: happening.kind,
    posting: happening.source.startsWith('pst_') ? toUuid('pst', happening.source) : null,
    points: 'pointsMinor' in happening ? happening.pointsMinor : null,
    occurred: happening.occurredAt,
    event: eventId,
    fact: happening,
  }));
  const { rows: inserted } = await sql<{ source: string }>`
    INSERT INTO happening (source, kind, posting_id, points_minor, occurred_at, recorded_at, event_id, fact)
    SELECT source, kind, posting, points, occurred, ${now}, event, fact
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS h(source text, kind text, posting uuid, points bigint, occurred timestamptz, event uuid, fact jsonb)
    ORDER BY source
    ON CONFLICT (source) DO NOTHING RETURNING source`.execute(db);
  return inserted.flatMap(({ source }) => bySource.get(source) ?? []);
}

/** Held to the end of the transaction, so that no month is cut off between looking and writing. */
async function closedThroughShared(db: Db): Promise<string | null> {
  const { rows } = await sql<{ closed_through: string | null }>`
    SELECT closed_through FROM calendar FOR SHARE`.execute(db);
  return rows[0]?.closed_through ?? null;
}

export const nextMonth = (month: string): string => addMonths(`${month}-01`, 1).slice(0, 7);

/** The business month of the moment, or the first one after the last that was cut off. */
export function monthFor(occurredAt: string, closedThrough: string | null): string {
  const month = businessDay(new Date(occurredAt)).slice(0, 7);
  return closedThrough !== null && month <= closedThrough ? nextMonth(closedThrough) : month;
}

async function insertObligations(
  db: Db,
  lines: readonly (Obligation & { readonly eventId: string | null })[],
  monthOf: (line: Obligation) => string,
  now: Date,
): Promise<void> {
  if (lines.length === 0) return;
  const rows = lines.map((line) => ({
    id: newUuid(now),
    ...line,
    amountMinor: line.amountMinor.toString(),
    period: monthOf(line),
  }));
  await sql`
    INSERT INTO obligation (id, source, kind, debtor, creditor, currency, amount_minor, exact_minor, period,
                            occurred_at, recorded_at, event_id)
    SELECT id, source, kind, debtor, creditor, currency, "amountMinor", "exactMinor", period, "occurredAt", ${now},
           coalesce("eventId", id)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS o(id uuid, source text, kind text, debtor text, creditor text, currency text, "amountMinor" bigint,
           "exactMinor" numeric, period text, "occurredAt" timestamptz, "eventId" uuid)
    ON CONFLICT (source, kind, debtor, creditor) DO NOTHING`.execute(db);
}

async function insertDraws(db: Db, draws: readonly Draw[]): Promise<void> {
  if (draws.length === 0) return;
  const rows = JSON.stringify(draws);
  await sql`
    INSERT INTO pack_draw (source, company, currency, points, occurred_at)
    SELECT source, company, currency, points, "occurredAt" FROM jsonb_to_recordset(${rows}::jsonb)
      AS d(source text, company text, currency text, points numeric, "occurredAt" timestamptz)`.execute(
    db,
  );
  await sql`
    INSERT INTO pack_balance (company, currency, drawn)
    SELECT company, currency, sum(points) FROM jsonb_to_recordset(${rows}::jsonb)
      AS d(company text, currency text, points numeric) GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (company, currency) DO UPDATE SET drawn = pack_balance.drawn + excluded.drawn`.execute(
    db,
  );
}

/** Which lots each happening used, by the lot the points came in with. */
async function insertLotUses(db: Db, heard: readonly HeardHappening[]): Promise<void> {
  const rows = heard.flatMap(({ happening }) =>
    lotUsesOf(happening).map(({ lotId, kind, pointsMinor }) => ({
      lot: toUuid('lot', lotId),
      source: happening.source,
      kind,
      points: pointsMinor.toString(),
    })),
  );
  if (rows.length === 0) return;
  await sql`
    INSERT INTO lot_use (lot_id, source, kind, points_minor)
    SELECT lot, source, kind, points FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS u(lot uuid, source text, kind text, points bigint)`.execute(db);
}
