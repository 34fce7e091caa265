/** Rows of wallets are updated where they lie: found again when they were moved, and their pages are kept clear. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Wallet } from '../src/domain/state.ts';
import {
  blockOf,
  lineOf,
  placeOf,
  readPlace,
  readPlaces,
  WalletPages,
} from '../src/storage/wallet-pages.ts';
import {
  COUPON,
  earn,
  earnOf,
  expectOk,
  newMember,
  type OpenLedger,
  openLedger,
} from './support/open-ledger.ts';
import { expectSound, times } from './support/race.ts';

describe('a place', () => {
  it('is read as PostgreSQL prints it, and names block and line', () => {
    expect(readPlaces('{"(0,1)","(4294967295,291)"}')).toEqual([
      placeOf(0, 1),
      placeOf(4_294_967_295, 291),
    ]);
    expect(readPlaces('')).toEqual([]);
    const far = readPlace('(4294967294,65535)');
    expect([blockOf(far), lineOf(far)]).toEqual([4_294_967_294, 65_535]);
  });

  it('is looked up at every eighth update of its page', () => {
    const pages = new WalletPages();
    const [here, there] = [{ place: placeOf(3, 1) }, { place: placeOf(4, 1) }] as Wallet[];
    const due = times(24, () => pages.due([here, there] as Wallet[]).length);
    expect(due).toEqual([0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2]);
  });
});

describe('with a ledger', () => {
  let ledger: OpenLedger;
  beforeAll(async () => {
    ledger = await openLedger();
  });
  afterAll(() => ledger.close());

  it('pages do not fill with superseded rows', async () => {
    const members = times(20, newMember);
    for (const _ of times(60, (n) => n))
      await Promise.all(members.map((memberId) => earn(ledger, memberId, 1n)));
    const { rows } = await ledger.admin.query<{ pages: string }>(
      `SELECT pg_relation_size('wallet') / current_setting('block_size')::int AS pages`,
    );
    // Twenty wallets are a page; 1,200 superseded rows would be eighteen.
    expect(Number(rows[0]?.pages)).toBeLessThanOrEqual(6);
    await expectSound(ledger);
  });

  it('a table written anew behind our back costs an attempt and nothing else', async () => {
    const members = times(20, newMember);
    for (const memberId of members) await earn(ledger, memberId, 10n);
    await ledger.admin.query('CLUSTER wallet USING wallet_pkey');
    const answers = await Promise.all(
      members.map((memberId) => ledger.door.postEarn(COUPON, earnOf(memberId, 5n))),
    );
    for (const answer of answers) expect(expectOk(answer).balance.availableMinor).toBe(15n);
    await expectSound(ledger);
  });
});
