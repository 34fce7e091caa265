/**
 * Keeps the graph of relations, and the groups of connected clients in it, true to what the surveys say. Runs when a firm
 * was assessed anew, because every change of its facts ends with that.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { AlertDraft } from '../domain/alerts/alert.ts';
import { profileOf } from '../domain/facts/profile.ts';
import { components, regroup } from '../domain/relations/connected.ts';
import { groupLimitOf, groupOpenOf } from '../domain/relations/group-limit.ts';
import { type PartyKeys, RELATION_FACTS, relationsOf } from '../domain/relations/relations-of.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { FIRM, GROUP_OF_FIRMS } from '../ids.ts';
import type { FactSeal } from '../protection/fact-seal.ts';
import {
  applyRegrouping,
  lockGrouping,
  membershipsOf,
  membersOfGroups,
  readGroup,
} from '../storage/connected.ts';
import { choicesOf, factsOf } from '../storage/facts.ts';
import {
  bondsAround,
  firmsOfParties,
  guaranteeRings,
  partiesOfFirms,
  type RelationChange,
  replaceRelations,
} from '../storage/relations.ts';
import { type Db, within } from '../storage/tables.ts';
import { raiseAlerts } from './raise-alerts.ts';

/** Parties under their keys, and the names that they are made from. */
export interface FollowWith {
  readonly keys: PartyKeys;
  readonly seal: FactSeal;
}

/** Answers what changed, for those who follow the graph further. */
export async function followRelations(
  context: CommandContext,
  firmIds: readonly string[],
  { keys, seal }: FollowWith,
): Promise<readonly RelationChange[]> {
  const { tx, now, publish } = context;
  const db = within(tx);
  const firms = await relatedFirms(db, firmIds);
  const facts = await factsOf(db, firmIds, now, seal);
  const choices = await choicesOf(db, firmIds);
  const wanted = new Map(
    [...firms].map(([id, firm]) => {
      const told = (facts.get(id) ?? []).filter(({ type }) => RELATION_FACTS.includes(type));
      const profile = profileOf(told, { trueAt: now, knownAt: now }, choices.get(id));
      return [id, relationsOf(firm, profile, keys)];
    }),
  );
  const changes = await replaceRelations(db, wanted, now);
  if (changes.length === 0) return changes;
  const bound = changes.filter(({ binding }) => binding);
  if (bound.length > 0)
    await regroupAround(
      context,
      bound.flatMap(({ parties }) => parties),
    );
  await raiseAlerts(context, await ringAlerts(db, changes));
  await publish(
    ...changes.map(({ firmId, added }) =>
      event(CREDIT_EVENTS.relationsChanged, now, {
        firmId: fromUuid(FIRM, firmId),
        kinds: [...new Set(added.map(({ kind }) => kind))],
      }),
    ),
  );
  return changes;
}

async function relatedFirms(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { code: string; parentCode: string | undefined }>> {
  const { rows } = await sql<{ id: string; code: string; parent: string | null }>`
    SELECT f.id, f.code, p.code AS parent FROM firm AS f LEFT JOIN firm AS p ON p.id = f.parent_id
    WHERE f.id = ANY(${[...ids]}::uuid[])`.execute(db);
  return new Map(
    rows.map(({ id, code, parent }) => [id, { code, parentCode: parent ?? undefined }]),
  );
}

/** Groups of everybody connected with these parties, or connected until now, are formed anew. */
async function regroupAround(context: CommandContext, parties: readonly string[]): Promise<void> {
  const { tx, now } = context;
  const db = within(tx);
  await lockGrouping(db);
  const touched = [...(await firmsOfParties(db, parties)).values()];
  const former = await membershipsOf(db, touched);
  const old = await membersOfGroups(db, [...new Set(former.map(({ groupId }) => groupId))]);
  const oldParties = await partiesOfFirms(
    db,
    old.map(({ firmId }) => firmId),
  );
  const bonds = await bondsAround(db, [...new Set([...parties, ...oldParties.values()])]);
  const firms = await firmsOfParties(db, [...new Set(bonds.flatMap(({ a, b }) => [a, b]))]);
  const groups = components(bonds)
    .map((keys) => keys.flatMap((key) => firms.get(key) ?? []).sort())
    .filter((members) => members.length > 1);
  const members = [...new Set([...groups.flat(), ...touched, ...old.map(({ firmId }) => firmId)])];
  const changed = await applyRegrouping(db, regroup(groups, await membershipsOf(db, members)), now);
  await raiseAlerts(context, await groupAlerts(db, changed, now));
}

/** A group that is already over its one limit when its firms turn out to be connected. */
async function groupAlerts(db: Db, groupIds: readonly string[], now: Date): Promise<AlertDraft[]> {
  const drafts: AlertDraft[] = [];
  for (const groupId of groupIds) {
    const group = await readGroup(db, groupId);
    const open = groupOpenOf(group);
    for (const { firmId, usedMinor, reservedMinor } of group.members) {
      if (usedMinor + reservedMinor === 0n) continue;
      const over = open > groupLimitOf(group);
      drafts.push({
        firmId,
        kind: 'RELATED_PARTY',
        severity: over ? 'CRITICAL' : 'WARNING',
        code: over ? 'CONNECTED_OVER_LIMIT' : 'CONNECTED_GROUP_CHANGED',
        detail: { groupId: fromUuid(GROUP_OF_FIRMS, groupId), firms: group.members.length },
        cause: `connected ${groupId} ${firmId} ${group.members.length} ${now.toISOString()}`,
      });
    }
  }
  return drafts;
}

async function ringAlerts(db: Db, changes: readonly RelationChange[]): Promise<AlertDraft[]> {
  const drafts: AlertDraft[] = [];
  const guarantors = changes.filter(({ added }) => added.some(({ kind }) => kind === 'GUARANTEE'));
  const parties = await partiesOfFirms(
    db,
    guarantors.map(({ firmId }) => firmId),
  );
  for (const { firmId } of guarantors) {
    const party = parties.get(firmId);
    if (party === undefined) continue;
    for (const ring of await guaranteeRings(db, party)) {
      const firms = await firmsOfParties(db, ring);
      const id = [...ring].sort().join(' ');
      drafts.push(
        ...[...firms.values()].map(
          (member): AlertDraft => ({
            firmId: member,
            kind: 'RELATED_PARTY',
            severity: 'WARNING',
            code: 'GUARANTEE_RING',
            detail: { firms: ring.length },
            cause: `ring ${member} ${id}`.slice(0, 400),
          }),
        ),
      );
    }
  }
  return drafts;
}
