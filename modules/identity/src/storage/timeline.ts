/** Everything that happened to a person as a member, out of the tables that keep it. Ids and codes only. */
import { type Kysely, sql } from 'kysely';
import { type InstantsAsText, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export const TIMELINE_KINDS = [
  'STATUS_CHANGED',
  'TOLD',
  'IDENTITY_LINKED',
  'IDENTITY_UNLINKED',
  'CONSENT',
  'MERGED',
  'UNMERGED',
  'HOUSEHOLD_JOINED',
  'HOUSEHOLD_LEFT',
  'SIGNED_IN',
] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

export interface TimelineRow {
  readonly id: string;
  readonly at: Date;
  readonly kind: TimelineKind;
  /** `system:…`, `person:…`, a subsidiary code: whoever did it, as it was recorded. */
  readonly by: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Newest first, of a member and those merged into it. `before` is the last entry of the page before. */
export async function timelineOf(
  db: Db,
  rootId: string,
  page: {
    readonly kinds: readonly TimelineKind[];
    readonly limit: number;
    readonly before?: { readonly at: string; readonly id: string } | undefined;
  },
): Promise<TimelineRow[]> {
  const { at = null, id = null } = page.before ?? {};
  const { rows } = await sql<InstantsAsText<TimelineRow, 'at'>>`
    WITH them AS MATERIALIZED (SELECT id FROM member WHERE survivor_id = ${rootId}),
    happened AS (
      SELECT e.id, e.changed_at AS at, 'STATUS_CHANGED' AS kind, e.changed_by AS by,
             jsonb_build_object('from', e.from_state, 'to', e.to_state, 'reason', e.reason) AS detail
        FROM status_event e JOIN them ON them.id = e.member_id
      UNION ALL
      SELECT s.id, s.received_at, 'TOLD', s.source, jsonb_build_object('observedAt', s.observed_at)
        FROM source_record s JOIN them ON them.id = s.member_id
      UNION ALL
      SELECT i.id, i.first_seen_at, 'IDENTITY_LINKED', i.source,
             jsonb_build_object('type', i.type, 'verified', i.verified_at IS NOT NULL)
        FROM identity i JOIN them ON them.id = i.member_id
      UNION ALL
      SELECT i.id, i.unlinked_at, 'IDENTITY_UNLINKED', i.source,
             jsonb_build_object('type', i.type, 'reason', i.unlinked_reason)
        FROM identity i JOIN them ON them.id = i.member_id WHERE i.unlinked_at IS NOT NULL
      UNION ALL
      SELECT c.id, c.recorded_at, 'CONSENT', c.said_through,
             jsonb_build_object('purpose', c.purpose, 'channel', nullif(c.channel, ''), 'subsidiary', nullif(c.subsidiary, ''),
                                'state', c.state, 'wordingVersion', c.wording_version)
        FROM consent_event c JOIN them ON them.id = c.member_id
      UNION ALL
      SELECT g.id, g.merged_at, 'MERGED', g.merged_by, jsonb_build_object('reason', g.reason, 'state', g.state)
        FROM merge g WHERE g.from_id IN (SELECT id FROM them) OR g.into_id IN (SELECT id FROM them)
      UNION ALL
      SELECT g.id, g.unmerged_at, 'UNMERGED', g.unmerged_by, jsonb_build_object('state', g.state)
        FROM merge g WHERE g.unmerged_at IS NOT NULL AND (g.from_id IN (SELECT id FROM them) OR g.into_id IN (SELECT id FROM them))
      UNION ALL
      SELECT h.household_id, h.joined_at, 'HOUSEHOLD_JOINED', '', jsonb_build_object('relation', h.relation)
        FROM household_member h JOIN them ON them.id = h.member_id
      UNION ALL
      SELECT h.household_id, h.left_at, 'HOUSEHOLD_LEFT', '', jsonb_build_object('relation', h.relation)
        FROM household_member h JOIN them ON them.id = h.member_id WHERE h.left_at IS NOT NULL
      UNION ALL
      SELECT s.id, s.opened_at, 'SIGNED_IN', 'member', '{}'::jsonb
        FROM session s JOIN them ON them.id = s.member_id
    )
    SELECT kind || ':' || id AS id, at, kind, by, detail FROM happened
    WHERE kind = ANY(${[...page.kinds]}::text[])
      AND (${at}::timestamptz IS NULL OR (date_trunc('milliseconds', at), kind || ':' || id) < (${at}::timestamptz, ${id}::text))
    ORDER BY date_trunc('milliseconds', at) DESC, kind || ':' || id DESC LIMIT ${page.limit}`.execute(
    db,
  );
  return withInstants<TimelineRow, 'at'>(rows, ['at']);
}
