/**
 * The demonstration group on a small scale: it seeds once and a second time changes nothing; everything about one
 * member comes out of eight modules in one request; what the member has not consented to share is withheld by name.
 */
import { seedOnce } from '@guildhall/seeds';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGuildhall, type TestGuildhall } from '../support/test-guildhall.ts';

const EVERYTHING = `query ($phone: Phone!) {
  member(phone: $phone) {
    memberNo
    points { available }
    coupons { state }
    vehicles { __typename ... on MemberVehicles { items { state model { name } } } ... on Withheld { reason } }
    dwellings { __typename ... on MemberHomes { items { role dwelling { code } } } ... on Withheld { reason } }
    openFeeBills { __typename ... on MemberFeeBills { items { kind outstanding } } ... on Withheld { reason } }
    baskets(last: 3) { __typename ... on MemberBaskets { items { paid } } ... on Withheld { reason } }
    parcels(last: 3) { __typename ... on MemberParcels { items { state } } ... on Withheld { reason } }
  }
}`;

interface Everything {
  readonly member: Readonly<Record<string, unknown>>;
}

let guildhall: TestGuildhall;
let phone: string;
let rowsAfterFirst: string;

async function seed(): Promise<string> {
  const { house, url } = guildhall.running;
  const { logins } = await seedOnce(
    { doors: house.doors, url, databaseUrl: guildhall.databaseUrl, now: new Date(), members: 8 },
    () => {},
  );
  return logins.find(({ role }) => role === 'member')?.account ?? '';
}

/** How much there is: transactions, postings and members, as the platform itself counts them. */
async function howMuch(): Promise<string> {
  const counts = await Promise.all(
    ['journal', 'ledger', 'identity', 'coupon', 'credit'].map(async (name) => {
      const db = guildhall.running.house.local.get(name)?.kit.db;
      const rows = await db
        ?.read()
        .execute<{ count: string }[]>('SELECT count(*) FROM idempotency');
      const outbox = await db?.read().execute<{ count: string }[]>('SELECT count(*) FROM outbox');
      return [name, rows?.[0]?.count, outbox?.[0]?.count];
    }),
  );
  return JSON.stringify(counts);
}

beforeAll(async () => {
  guildhall = await startTestGuildhall();
  phone = await seed();
  rowsAfterFirst = await howMuch();
}, 240_000);
afterAll(() => guildhall.stop());

describe('the demonstration group', () => {
  it('is put in once', async () => {
    expect(await seed()).toBe(phone);
    expect(await howMuch()).toBe(rowsAfterFirst);
  });

  it('shows everything about one member in one request', async () => {
    const property = await guildhall.system('property');
    const { member } = await property.ask<Everything>(EVERYTHING, { phone });
    expect(member).toMatchObject({
      memberNo: expect.stringMatching(/^\d{10}$/),
      points: { available: expect.stringMatching(/^[1-9]\d*$/) },
      coupons: expect.any(Array),
      vehicles: {
        __typename: 'MemberVehicles',
        items: [{ state: 'EXTERNAL', model: { name: '云途 6 家用轿车' } }],
      },
      dwellings: {
        __typename: 'MemberHomes',
        items: [{ role: 'OWNER', dwelling: { code: 'LHY-1-1-101' } }],
      },
      openFeeBills: { __typename: 'MemberFeeBills' },
      baskets: { __typename: 'MemberBaskets' },
      parcels: { __typename: 'MemberParcels' },
    });
  });

  it('withholds what is not shared, and says why', async () => {
    const retail = await guildhall.system('retail');
    const member = await guildhall.member(phone);
    const { me } = await member.ask<{ me: { id: string } }>('{ me { id } }');
    await member.ask(
      `mutation ($input: SetConsentInput!) { setConsent(input: $input) { __typename ... on Refusal { refusal: code message } } }`,
      {
        input: {
          idempotencyKey: 'no',
          memberId: me.id,
          purpose: 'CROSS_SUBSIDIARY_SHARING',
          granted: false,
          wordingVersion: '2026-01',
        },
      },
    );
    const seen = await retail.ask<Everything>(EVERYTHING, { phone });
    expect(seen.member).toMatchObject({
      dwellings: { __typename: 'Withheld', reason: 'CONSENT_MISSING' },
      parcels: { __typename: 'Withheld', reason: 'CONSENT_MISSING' },
      baskets: { __typename: 'MemberBaskets' },
    });
    const own = await member.ask<{ me: unknown }>(
      '{ me { dwellings { __typename } accessLog(first: 5) { edges { node { __typename } } } } }',
    );
    expect(own.me).toMatchObject({ dwellings: { __typename: 'MemberHomes' } });
  });
});
