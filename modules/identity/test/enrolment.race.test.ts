import { valueOrThrow } from '@guildhall/shared/outcome';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODULE, type OpenIdentity, openIdentity, system } from './support/open-identity.ts';

let house: OpenIdentity;
beforeAll(async () => {
  house = await openIdentity();
});
afterAll(() => house.close());

const SUBSIDIARIES = ['auto', 'property', 'retail', 'logistics'];

async function count(): Promise<{ members: number; identities: number }> {
  const { rows } = await sql<{ members: number; identities: number }>`
    SELECT (SELECT count(*)::int FROM member) AS members,
           (SELECT count(*)::int FROM identity WHERE unlinked_at IS NULL) AS identities`.execute(
    house.kit.db.sql(),
  );
  return rows[0] ?? { members: 0, identities: 0 };
}

describe('fifty callers at once', () => {
  it('who tell the same phone get one member', async () => {
    const before = await count();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        house.service.enroll(system(SUBSIDIARIES[n % 4] ?? ''), {
          idempotencyKey: house.key(),
          identities: [{ type: 'PHONE', value: '13912345678' }],
          profile: { name: '同一人' },
        }),
      ),
    );
    const values = outcomes.map(valueOrThrow);
    expect(new Set(values.map(({ memberId }) => memberId)).size).toBe(1);
    expect(values.filter(({ created }) => created)).toHaveLength(1);
    const after = await count();
    expect(after).toEqual({ members: before.members + 1, identities: before.identities + 1 });
  });

  it('who tell two identities in every order and mixture get one member', async () => {
    const phone = { type: 'PHONE', value: '13912345679' } as const;
    const email = { type: 'EMAIL', value: 'both@example.com' } as const;
    valueOrThrow(
      await house.service.enroll(MODULE, {
        idempotencyKey: house.key(),
        identities: [phone, email],
      }),
    );
    const mixtures = [[phone, email], [email, phone], [phone], [email]];
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        house.service.enroll(system('retail'), {
          idempotencyKey: house.key(),
          identities: mixtures[n % 4] ?? [],
        }),
      ),
    );
    expect(new Set(outcomes.map((outcome) => valueOrThrow(outcome).memberId)).size).toBe(1);
  });

  it('who repeat one request get one answer', async () => {
    const input = {
      idempotencyKey: house.key(),
      identities: [{ type: 'PHONE' as const, value: '13912345670' }],
    };
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => house.service.enroll(system('auto'), input)),
    );
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
  });

  it('who sign in with a new phone become one member, and batches never wait for each other in a circle', async () => {
    const people = Array.from({ length: 100 }, (_, n) => ({
      identities: [{ type: 'PHONE' as const, value: `137${String(10_000_000 + n)}` }],
    }));
    const batches = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        house.service.enrollMany(system(SUBSIDIARIES[n % 4] ?? ''), {
          idempotencyKey: house.key(),
          people: n % 2 === 0 ? people : [...people].reverse(),
        }),
      ),
    );
    const ids = batches.flatMap((batch) =>
      valueOrThrow(batch).results.map((result) => valueOrThrow(result).memberId),
    );
    expect(new Set(ids).size).toBe(100);
  });
});
