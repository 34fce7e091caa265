/**
 * Tiers of members: read for now (exact even before the schedule has looked) or as of a moment, explained, and written
 * down with an event when they change.
 */

import { fromUuid, readId } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { invalid, tierProgrammeUnknown } from '../domain/refusals.ts';
import { decideTier, type TierDecision, type TierState } from '../domain/tiers/decide-tier.ts';
import { deadlineOf, nextLossAt, type Span, spanAt } from '../domain/tiers/window.ts';
import { LEDGER_EVENTS } from '../door/events.ts';
import type { MemberTier, TierExplanation } from '../door/programme.ts';
import { type Client, type Connection, commit, flight } from '../storage/connection.ts';
import * as rows from '../storage/tier-rows.ts';
import { insertOutbox, type OutboxRow } from '../storage/write-book.ts';
import { mayRead, mustOperate } from './access.ts';
import { no } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { upgradesUndone } from './upgrades-undone.ts';

const MOST_MEMBERS = 200;
const MOST_LINES = 200;
const NO_TIER: TierState = { tier: null, since: null, graceUntil: null };

interface Standing {
  readonly programme: rows.Programme;
  readonly memberId: string;
  readonly span: Span;
  readonly counted: rows.Counted;
  readonly decision: TierDecision;
}

interface Asking {
  readonly db: Connection;
  readonly programme: rows.Programme;
  readonly memberId: string;
  readonly owners: readonly string[];
  readonly state: TierState;
  readonly at: number;
}

async function standingOf({
  db,
  programme,
  memberId,
  owners,
  state,
  at,
}: Asking): Promise<Standing> {
  const { window, currencyId } = programme;
  const firstAt =
    window.kind === 'ANNIVERSARY' ? await rows.firstQualifying(db, owners, currencyId, at) : null;
  const span = spanAt(window, at, firstAt);
  const count = (within: Span): Promise<rows.Counted> =>
    rows.countQualifying(db, { owners, currencyId, ...within, knownAt: at });
  const counted = await count(span);
  const then =
    state.since === null
      ? undefined
      : await count({ ...spanAt(window, state.since, firstAt), to: state.since });
  const tiersThen = state.since === null ? [] : await rows.tiersInForce(db, programme, state.since);
  const decision = decideTier({
    tiers: programme.tiers,
    state,
    qualifying: counted.sum,
    qualifyingThen: then?.sum,
    thresholdThen: tiersThen.find(({ code }) => code === state.tier)?.thresholdMinor,
    graceDays: programme.downgradeGraceDays,
    now: at,
  });
  return { programme, memberId, span, counted, decision };
}

function viewOf(
  { programme, memberId, span, counted, decision }: Standing,
  at: number,
): MemberTier {
  const { tiers, window } = programme;
  const { tier: code, since, graceUntil } = decision.state;
  const rank = tiers.findIndex((tier) => tier.code === code);
  const next = tiers[rank + 1];
  return {
    memberId: fromUuid('mem', memberId),
    programme: programme.code,
    tier: tiers[rank] ?? null,
    since: since === null ? null : new Date(since),
    graceUntil: graceUntil === null ? null : new Date(graceUntil),
    qualifyingMinor: counted.sum,
    window: { from: new Date(span.from), to: new Date(span.to) },
    next:
      next === undefined
        ? null
        : {
            tier: next,
            missingMinor:
              next.thresholdMinor > counted.sum ? next.thresholdMinor - counted.sum : 0n,
            by: new Date(deadlineOf(window, span, counted.oldestAt, at)),
          },
  };
}

export interface TiersQuery {
  readonly memberIds: readonly string[];
  readonly programme?: string;
  readonly asOf?: Date;
}

export async function readTiers(
  engine: PostingEngine,
  caller: Principal,
  query: TiersQuery,
): Promise<Outcome<readonly MemberTier[]>> {
  const memberIds = query.memberIds.map((id) => readId('mem', id));
  if (memberIds.includes(undefined) || memberIds.length > MOST_MEMBERS) {
    return no(invalid(['memberIds'], 'IDS', { most: MOST_MEMBERS }));
  }
  const refusal = mayRead(caller, query.memberIds);
  if (refusal !== undefined) return no(refusal);
  const programmes = await namedProgrammes(engine, query.programme);
  if (programmes === undefined) return no(tierProgrammeUnknown());
  const at = Math.min(query.asOf?.getTime() ?? engine.now(), engine.now());
  const views: MemberTier[] = [];
  const identities = await rows.identitiesOf(engine.reader, memberIds as string[], at);
  for (const programme of programmes) {
    const states = await statesAt(engine, programme.code, memberIds as string[], at);
    for (const [memberId, owners] of identities) {
      const state = states.get(memberId) ?? NO_TIER;
      views.push(
        viewOf(await standingOf({ db: engine.reader, programme, memberId, owners, state, at }), at),
      );
    }
  }
  return accept(views);
}

async function namedProgrammes(
  engine: PostingEngine,
  code: string | undefined,
): Promise<readonly rows.Programme[] | undefined> {
  const programmes = await rows.readProgrammes(engine.reader);
  if (code === undefined) return programmes;
  const named = programmes.filter((programme) => programme.code === code);
  return named.length === 0 ? undefined : named;
}

/** The last change until a moment says what the tier was. */
async function statesAt(
  engine: PostingEngine,
  programme: string,
  memberIds: readonly string[],
  at: number,
): Promise<ReadonlyMap<string, TierState>> {
  const states = new Map<string, TierState>();
  for (const row of await rows.tierChanges(engine.reader, programme, memberIds, at)) {
    const before = states.get(row.member_id) ?? NO_TIER;
    const same = row.from_tier === row.to_tier;
    states.set(row.member_id, {
      tier: row.to_tier,
      since: same ? before.since : row.to_tier === null ? null : row.at,
      graceUntil: row.grace_until,
    });
  }
  return states;
}

export async function explainTier(
  engine: PostingEngine,
  caller: Principal,
  query: { readonly memberId: string; readonly programme: string; readonly asOf?: Date },
): Promise<Outcome<TierExplanation>> {
  const found = await readTiers(engine, caller, { ...query, memberIds: [query.memberId] });
  if (!found.ok) return found;
  const [view] = found.value;
  const [programme] = (await namedProgrammes(engine, query.programme)) ?? [];
  if (view === undefined || programme === undefined) return no(tierProgrammeUnknown());
  const memberId = readId('mem', query.memberId) ?? '';
  const at = Math.min(query.asOf?.getTime() ?? engine.now(), engine.now());
  const owners = (await rows.identitiesOf(engine.reader, [memberId], at)).get(memberId) ?? [];
  const { from, to } = view.window;
  const lines = await rows.countedLines(
    engine.reader,
    {
      owners,
      currencyId: programme.currencyId,
      from: from.getTime(),
      to: to.getTime(),
      knownAt: at,
    },
    MOST_LINES,
  );
  const changes = await rows.tierChanges(engine.reader, programme.code, [memberId], at);
  return accept({
    ...view,
    lines: lines.map((line) => ({
      postingId: fromUuid('pst', line.id),
      at: new Date(line.counts_at),
      amountMinor: line.amount,
    })),
    lineCount: Number(lines[0]?.total ?? 0n),
    changes: changes.map((change) => ({
      at: new Date(change.at),
      from: change.from_tier,
      to: change.to_tier,
      cause: change.cause,
    })),
  });
}

export async function evaluateTiers(
  engine: PostingEngine,
  caller: Principal,
  { memberIds }: { readonly memberIds: readonly string[] },
): Promise<Outcome<readonly MemberTier[]>> {
  const ids = memberIds.map((id) => readId('mem', id));
  if (ids.includes(undefined) || ids.length > MOST_MEMBERS)
    return no(invalid(['memberIds'], 'IDS', { most: MOST_MEMBERS }));
  const refusal = mustOperate(caller);
  if (refusal !== undefined) return no(refusal);
  return accept(await evaluate(engine, ids as string[]));
}

/** Judges these members in every programme, writes what changed and publishes it. */
export async function evaluate(
  engine: PostingEngine,
  memberIds: readonly string[],
): Promise<readonly MemberTier[]> {
  const { published, views } = await engine.withClient((db) => evaluateOnce(engine, db, memberIds));
  engine.deliver(published);
  return views;
}

async function evaluateOnce(
  engine: PostingEngine,
  db: Client,
  memberIds: readonly string[],
): Promise<{ readonly published: readonly OutboxRow[]; readonly views: readonly MemberTier[] }> {
  await db.query({ text: 'BEGIN' });
  await db.query({
    name: 'tier-taken',
    text: 'DELETE FROM tier_due WHERE member_id = ANY ($1::uuid[])',
    values: [memberIds],
  });
  const programmes = await rows.readProgrammes(db);
  await rows.ensureTierRows(
    db,
    programmes.map(({ code }) => code),
    memberIds,
  );
  const states = await rows.tierStates(db, memberIds, true);
  const at = engine.now();
  const identities = await rows.identitiesOf(db, memberIds, at);
  const facts: object[] = [];
  const views: MemberTier[] = [];
  for (const row of states) {
    const programme = programmes.find(({ code }) => code === row.programme);
    const owners = identities.get(row.member_id);
    if (programme === undefined || owners === undefined) continue;
    const state = { tier: row.tier, since: row.since, graceUntil: row.grace_until };
    const standing = await standingOf({
      db,
      programme,
      memberId: row.member_id,
      owners,
      state,
      at,
    });
    const { change } = standing.decision;
    const undone =
      change?.cause === 'DOWNGRADE'
        ? await upgradesUndone(db, { programme, memberId: row.member_id, owners, at }, change.to)
        : [];
    const fact = await writeStanding(db, standing, at);
    if (fact !== undefined) facts.push(undone.length === 0 ? fact : { ...fact, undone });
    views.push(viewOf(standing, at));
  }
  const published =
    facts.length === 0 ? [] : [engine.outboxRow(LEDGER_EVENTS.tierChanged, facts, at, at)];
  await flight(...insertOutbox(db, published), commit(db));
  return { published, views };
}

async function writeStanding(
  db: Connection,
  standing: Standing,
  at: number,
): Promise<object | undefined> {
  const { programme, memberId, span, counted, decision } = standing;
  const { state, change } = decision;
  const losses = [
    state.graceUntil,
    state.tier === null ? null : nextLossAt(programme.window, span, counted.oldestAt),
  ];
  const due = losses.filter((moment) => moment !== null).map((moment) => Math.max(moment, at + 1));
  await rows.writeTier(db, {
    programme: programme.code,
    memberId,
    ...state,
    reviewAt: due.length === 0 ? null : Math.min(...due),
  });
  if (change === undefined) return undefined;
  await rows.writeTierChange(db, { programme: programme.code, memberId, at, ...change });
  return {
    memberId: fromUuid('mem', memberId),
    programme: programme.code,
    from: change.from,
    to: change.to,
    cause: change.cause,
    at: new Date(at).toISOString(),
  };
}

/** Members whose points changed, and those whose window or grace has run on. Answers how many were judged. */
export async function reviewTiers(engine: PostingEngine, limit = 500): Promise<number> {
  const { rows: due } = await engine.reader.query<{ member_id: string }>({
    name: 'tier-reviews',
    text: `SELECT member_id FROM (SELECT DISTINCT member_id FROM (
        (SELECT member_id FROM tier_due LIMIT $1)
        UNION ALL (SELECT member_id FROM member_tier WHERE review_at <= $2 ORDER BY review_at LIMIT $1)) x) y LIMIT $1`,
    values: [limit, new Date(engine.now())],
  });
  for (const { member_id: memberId } of due) await evaluate(engine, [memberId]);
  return due.length;
}
