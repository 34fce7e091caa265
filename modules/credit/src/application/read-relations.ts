/**
 * What can be read of the graph: the surroundings of a firm, who owns it in the end, circles of guarantees, its group of
 * connected clients, who uses how much of the limit, and what one default would set off.
 */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import { groupFreeOf, groupLimitOf } from '../domain/relations/group-limit.ts';
import { CONTROL_BPS, type PartyKind } from '../domain/relations/relation.ts';
import { type ConnectedGroupId, FIRM, type FirmId, GROUP_OF_FIRMS } from '../ids.ts';
import { groupExposureOf } from '../storage/connected.ts';
import { type ContagionRow, contagionNow } from '../storage/contagion.ts';
import {
  firmsOfParties,
  guaranteeRings,
  neighbourhood,
  ownershipChains,
  partiesOfFirms,
  type StoredRelation,
} from '../storage/relations.ts';
import type { Db } from '../storage/tables.ts';

export interface Party {
  readonly key: string;
  readonly kind: PartyKind;
  /** Undefined when no firm is registered under the party, or it is none. */
  readonly firmId: FirmId | undefined;
  /** The fact that names it (UUID); undefined when none does. */
  readonly factId: string | undefined;
  /** Steps from the firm asked about. */
  readonly distance: number;
}

export interface Graph {
  readonly parties: readonly Party[];
  readonly relations: readonly StoredRelation[];
  /** More was there than is shown. */
  readonly cut: boolean;
}

/** More than can be looked at; the nearest are shown. */
const MOST_PARTIES = 300;

export async function relationGraph(db: Db, firmId: FirmId, depth: number): Promise<Graph> {
  const party = await partyOf(db, firmId);
  const { parties, relations, cut } = await neighbourhood(db, party, depth, MOST_PARTIES);
  return { parties: await shownParties(db, parties, relations), relations, cut };
}

async function partyOf(db: Db, firmId: FirmId): Promise<string> {
  const id = toUuid(FIRM, firmId);
  return (await partiesOfFirms(db, [id])).get(id) ?? id;
}

async function shownParties(
  db: Db,
  distances: ReadonlyMap<string, number>,
  relations: readonly StoredRelation[],
): Promise<Party[]> {
  const firms = await firmsOfParties(db, [...distances.keys()]);
  const kinds = new Map<string, { kind: PartyKind; factId: string | undefined }>();
  for (const { kind, a, aKind, b, factId } of relations) {
    // A guarantee's fact names the debtor (b); the others name the holder, the person, the address (a).
    const [named, other] = kind === 'GUARANTEE' ? [b, a] : [a, b];
    kinds.set(named, { kind: named === a ? aKind : 'FIRM', factId });
    if (!kinds.has(other)) kinds.set(other, { kind: 'FIRM', factId: undefined });
  }
  return [...distances].map(([key, distance]) => {
    const firmId = firms.get(key);
    const known = kinds.get(key);
    return {
      key,
      kind: firmId === undefined ? (known?.kind ?? 'FIRM') : 'FIRM',
      firmId: firmId === undefined ? undefined : fromUuid(FIRM, firmId),
      factId: known?.factId,
      distance,
    };
  });
}

export interface UltimateOwner {
  readonly party: Party;
  /** Sum over all ways of the products of shares, 0 to 1; undefined when a share on every way is not known. */
  readonly share: number | undefined;
  /** Whether an unbroken chain of majorities leads to it. */
  readonly controls: boolean;
  readonly chains: readonly {
    readonly path: readonly Party[];
    readonly share: number | undefined;
  }[];
}

export async function ultimateOwners(db: Db, firmId: FirmId): Promise<UltimateOwner[]> {
  const party = await partyOf(db, firmId);
  const chains = await ownershipChains(db, party);
  const keys = [...new Set(chains.flatMap(({ path }) => path))];
  const parties = await namedParties(db, keys);
  const majorities = await majoritiesAmong(db, keys);
  const byOwner = new Map<string, typeof chains>();
  for (const chain of chains) {
    const owner = chain.path.at(-1) ?? '';
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), chain]);
  }
  return [...byOwner]
    .map(([key, ways]) => {
      const known = ways.flatMap(({ share }) => (share === undefined ? [] : [share]));
      return {
        party: parties.get(key) ?? {
          key,
          kind: 'FIRM' as const,
          firmId: undefined,
          factId: undefined,
          distance: 0,
        },
        share: known.length === 0 ? undefined : known.reduce((sum, share) => sum + share, 0),
        controls: ways.some(({ path }) => isMajority(path, majorities)),
        chains: ways.map(({ path, share }) => ({
          share,
          path: path.flatMap((each) => parties.get(each) ?? []),
        })),
      };
    })
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0) || (a.party.key < b.party.key ? -1 : 1));
}

function isMajority(path: readonly string[], majorities: ReadonlySet<string>): boolean {
  return path.slice(1).every((holder, i) => majorities.has(`${holder} ${path[i]}`));
}

async function majoritiesAmong(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ a: string; b: string }>`
    SELECT a, b FROM relation WHERE until IS NULL AND kind = 'SHAREHOLDING' AND share_bps > ${CONTROL_BPS}
      AND b = ANY(${[...keys]}::uuid[])`.execute(db);
  return new Set(rows.map(({ a, b }) => `${a} ${b}`));
}

async function namedParties(db: Db, keys: readonly string[]): Promise<ReadonlyMap<string, Party>> {
  const firms = await firmsOfParties(db, keys);
  const { rows } = await sql<{ key: string; kind: PartyKind; fact_id: string | null }>`
    SELECT DISTINCT ON (a) a AS key, a_kind AS kind, fact_id FROM relation
    WHERE until IS NULL AND a = ANY(${[...keys]}::uuid[]) AND kind <> 'GUARANTEE' ORDER BY a, since DESC`.execute(
    db,
  );
  const named = new Map(rows.map((row) => [row.key, row]));
  return new Map(
    keys.map((key, distance) => {
      const firmId = firms.get(key);
      const row = named.get(key);
      return [
        key,
        {
          key,
          kind: firmId === undefined ? (row?.kind ?? 'FIRM') : 'FIRM',
          firmId: firmId === undefined ? undefined : fromUuid(FIRM, firmId),
          factId: row?.fact_id ?? undefined,
          distance,
        },
      ];
    }),
  );
}

/** Circles of guarantees through a firm, shortest first; each begins with the firm itself. */
export async function ringsOf(db: Db, firmId: FirmId): Promise<Party[][]> {
  const rings = await guaranteeRings(db, await partyOf(db, firmId));
  const parties = await namedParties(db, [...new Set(rings.flat())]);
  return rings.map((ring) => ring.flatMap((key) => parties.get(key) ?? []));
}

export interface RelatedRisk extends Omit<ContagionRow, 'firmId' | 'sourceFirmId' | 'path' | 'id'> {
  readonly sourceFirmId: FirmId;
  readonly steps: number;
}

/** Trouble among related parties and how much of it arrives, gravest first. */
export async function relatedRisks(db: Db, firmId: FirmId): Promise<RelatedRisk[]> {
  const rows = await contagionNow(db, { firmIds: [toUuid(FIRM, firmId)] });
  return rows.map(({ sourceFirmId, cause, weightBps, path, since }) => ({
    sourceFirmId: fromUuid(FIRM, sourceFirmId),
    cause,
    weightBps,
    steps: path.length - 1,
    since,
  }));
}

export interface ConnectedGroup {
  readonly id: ConnectedGroupId;
  readonly limitMinor: bigint;
  readonly usedMinor: bigint;
  readonly reservedMinor: bigint;
  readonly availableMinor: bigint;
  readonly setByHand: boolean;
  readonly members: readonly {
    readonly firmId: FirmId;
    readonly usedMinor: bigint;
    readonly reservedMinor: bigint;
    readonly limitMinor: bigint;
  }[];
}

export async function connectedGroup(db: Db, firmId: FirmId): Promise<ConnectedGroup | undefined> {
  const group = await groupExposureOf(db, toUuid(FIRM, firmId));
  if (group === undefined) return undefined;
  return {
    id: fromUuid(GROUP_OF_FIRMS, group.groupId),
    limitMinor: groupLimitOf(group),
    usedMinor: group.members.reduce((sum, { usedMinor }) => sum + usedMinor, 0n),
    reservedMinor: group.members.reduce((sum, { reservedMinor }) => sum + reservedMinor, 0n),
    availableMinor: groupFreeOf(group),
    setByHand: group.setLimitMinor !== undefined,
    members: group.members.map((member) => ({ ...member, firmId: fromUuid(FIRM, member.firmId) })),
  };
}

export interface Utilisation {
  readonly subsidiary: string;
  readonly usedMinor: bigint;
  readonly reservedMinor: bigint;
}

/** Who has how much of a firm's limit, the largest first. */
export async function utilisation(db: Db, firmId: FirmId): Promise<Utilisation[]> {
  const { rows } = await sql<{ subsidiary: string; used: string; reserved: string }>`
    SELECT subsidiary, sum(used_minor)::text AS used, sum(reserved_minor)::text AS reserved
    FROM exposure_reservation WHERE firm_id = ${toUuid(FIRM, firmId)} AND state IN ('RESERVED', 'USED')
    GROUP BY subsidiary HAVING sum(used_minor + reserved_minor) > 0 ORDER BY sum(used_minor + reserved_minor) DESC, 1`.execute(
    db,
  );
  return rows.map(({ subsidiary, used, reserved }) => ({
    subsidiary,
    usedMinor: BigInt(used),
    reservedMinor: BigInt(reserved),
  }));
}
