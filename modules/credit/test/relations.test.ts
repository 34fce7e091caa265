/** Groups of connected clients as components, whatever the order; and walks through a graph of 200,000 relations that end. */

import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { components, regroup } from '../src/domain/relations/connected.ts';
import {
  bondsAround,
  guaranteeRings,
  neighbourhood,
  ownershipChains,
  spread,
} from '../src/storage/relations.ts';
import type { CreditTables, Db } from '../src/storage/tables.ts';
import { type Desk, openDesk } from './support/desk.ts';

const bonds = fc.array(
  fc.record({ a: fc.constantFrom(...'abcdefghij'), b: fc.constantFrom(...'abcdefghij') }),
  { maxLength: 14 },
);

describe('connected clients', () => {
  test('components do not depend on the order of bonds, and every bond lies inside one', () => {
    const shape = (groups: string[][]) => groups.map((group) => [...group].sort().join('')).sort();
    fc.assert(
      fc.property(bonds, fc.infiniteStream(fc.nat()), (drawn, dice) => {
        const groups = components(drawn);
        const shuffled = drawn
          .map((bond) => [dice.next().value as number, bond] as const)
          .sort(([x], [y]) => x - y)
          .map(([, bond]) => ({ a: bond.b, b: bond.a }));
        expect(shape(components(shuffled))).toEqual(shape(groups));
        for (const { a, b } of drawn)
          expect(groups.some((group) => group.includes(a) && group.includes(b))).toBe(true);
        expect(groups.flat().length).toBe(new Set(groups.flat()).size);
      }),
    );
  });

  test('regrouping ends in exactly the components, keeps ids where it can, and twice changes nothing', () => {
    fc.assert(
      fc.property(bonds, bonds, (before, after) => {
        let fresh = 0;
        const settle = (drawn: typeof before, known: { firmId: string; groupId: string }[]) => {
          const wanted = components(drawn.filter(({ a, b }) => a !== b));
          const { join, leave } = regroup(wanted, known);
          const left = new Set(leave.map(({ firmId }) => firmId));
          const made = new Map<number, string>();
          const joined = join.map(({ firmId, groupId, component }) => {
            if (groupId === undefined && !made.has(component)) {
              fresh += 1;
              made.set(component, `g${fresh}`);
            }
            return { firmId, groupId: groupId ?? made.get(component) ?? '' };
          });
          return {
            wanted,
            members: [...known.filter(({ firmId }) => !left.has(firmId)), ...joined],
          };
        };
        const first = settle(before, []);
        const { wanted, members } = settle(after, first.members);
        const groups = new Map<string, string[]>();
        for (const { firmId, groupId } of members)
          groups.set(groupId, [...(groups.get(groupId) ?? []), firmId]);
        const shape = (sets: Iterable<string[]>) =>
          [...sets].map((set) => [...set].sort().join('')).sort();
        expect(shape(groups.values())).toEqual(shape(wanted));
        const again = regroup(wanted, members);
        expect(again).toEqual({ join: [], leave: [] });
      }),
    );
  });
});

describe('200,000 relations', () => {
  let desk: Desk;
  let db: Db;
  const EDGES = 200_000;
  const keyOf = (n: number): string =>
    `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

  beforeAll(async () => {
    desk = await openDesk();
    db = desk.kit.db.sql<CreditTables>() as unknown as Db;
    await sql`
      INSERT INTO firm (id, code_kind, code, sole_trader, registered_by, registered_at)
      VALUES (${keyOf(0)}, 'LOCAL', 'T:1', false, 'test', now())`.execute(db);
    // Dense on purpose: every party has links on both sides, circles of ten guarantees, hubs with thousands of neighbours.
    await sql`
      INSERT INTO relation (id, firm_id, kind, a, a_kind, b, share_bps, binds, a_to_b_bps, b_to_a_bps, since)
      SELECT gen_random_uuid(), ${keyOf(0)}, CASE n % 4 WHEN 0 THEN 'GUARANTEE' WHEN 1 THEN 'ADDRESS' ELSE 'SHAREHOLDING' END,
        ('00000000-0000-7000-8000-' || lpad(to_hex(CASE n % 4 WHEN 1 THEN 1000000 + n % 20 ELSE n / 4 END), 12, '0'))::uuid,
        CASE n % 4 WHEN 1 THEN 'ADDRESS' ELSE 'FIRM' END,
        ('00000000-0000-7000-8000-' || lpad(to_hex(CASE n % 4
           WHEN 0 THEN n / 4 - (n / 4) % 10 + (n / 4 + 1) % 10 WHEN 1 THEN n / 4 WHEN 2 THEN n / 4 + 1 ELSE (n / 4) * 7 % 50000 END), 12, '0'))::uuid,
        CASE WHEN n % 4 > 1 THEN 5100 END, n % 4 = 0, 7000, 7000, now()
      FROM generate_series(0, ${EDGES - 1}) AS n`.execute(db);
    await sql`ANALYZE relation`.execute(db);
  }, 60_000);
  afterAll(() => desk.close());

  test('every walk ends within its bounds', async () => {
    const from = keyOf(1_234);
    const around = await neighbourhood(db, from, 4, 200);
    expect(around.parties.size).toBe(200);
    expect(Math.max(...around.parties.values())).toBeLessThanOrEqual(4);
    const reached = await spread(db, from, 4, 500);
    expect(reached.length).toBeGreaterThan(10);
    for (const { weightBps, path } of reached) {
      expect(weightBps).toBeGreaterThanOrEqual(500);
      expect(new Set(path).size).toBe(path.length);
      expect(path.length).toBeLessThanOrEqual(5);
    }
    const chains = await ownershipChains(db, from);
    expect(chains.length).toBeLessThanOrEqual(500);
    for (const { path } of chains) expect(path.length).toBeLessThanOrEqual(12);
    expect(await guaranteeRings(db, from)).toEqual([]);
    // A circle of ten is longer than rings are looked for; one of its members holds all ten together all the same.
    expect((await bondsAround(db, [from])).length).toBe(10);
  });

  test('its steps are look-ups by key', async () => {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      EXPLAIN SELECT b FROM relation WHERE a = ${keyOf(7)}::uuid AND until IS NULL LIMIT 60`.execute(
      db,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('relation_a');
  });
});
