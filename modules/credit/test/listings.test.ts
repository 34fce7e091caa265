/** List entries: what may not be proposed, who they bind, when they end by themselves. */
import { valueOrThrow } from '@guildhall/shared/outcome';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProposeListing } from '../src/application/propose-listing.ts';
import type { EvidenceId, FirmId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, system } from './support/desk.ts';

let desk: Desk;
let firmId: FirmId;
let evidenceId: EvidenceId;
let keys = 0;
const officer = person('li-wei', 'risk_officer');
const approver = person('chen-fang', 'risk_approver');

beforeAll(async () => {
  desk = await openDesk();
  const auto = system('auto');
  firmId = valueOrThrow(
    await desk.service.registerFirm(auto, {
      idempotencyKey: 'f',
      uscc: usccOf(31),
      name: '嘉兴试验电缆有限公司',
    }),
  ).firmId;
  const bytes = Buffer.from('judgment');
  evidenceId = valueOrThrow(
    await desk.service.storeEvidence(officer, {
      idempotencyKey: 'e',
      firmId,
      name: 'a.txt',
      bytes,
    }),
  ).evidenceId;
});
afterAll(() => desk.close());

function key(): string {
  keys += 1;
  return `k-${keys}`;
}
const propose = (more: Partial<ProposeListing> = {}) =>
  desk.service.proposeListing(officer, {
    idempotencyKey: key(),
    firmId,
    list: 'BLACKLIST',
    scope: [],
    reasonCode: 'FRAUD',
    evidenceIds: [evidenceId],
    overridable: true,
    ...more,
  });

describe('proposing', () => {
  test.each([
    [{ reasonCode: 'STRATEGIC_PARTNER' }, 'CREDIT_LISTING_REASON'],
    [{ evidenceIds: [] }, 'CREDIT_LISTING_EVIDENCE'],
    [{ reviewOn: '2026-03-01' }, 'CREDIT_LISTING_DATES'],
    [{ reviewOn: '2027-03-03' }, 'CREDIT_LISTING_DATES'],
    [{ effectiveOn: '2026-03-01' }, 'CREDIT_LISTING_DATES'],
    [{ expiresOn: '2026-03-02' }, 'CREDIT_LISTING_DATES'],
  ])('%o is refused: %s', async (more, code) => {
    expect(await propose(more)).toMatchObject({ ok: false, refusal: { code } });
  });

  test('a system cannot: it takes a person', async () => {
    const asked = (async () =>
      desk.service.proposeListing(system('auto'), {
        idempotencyKey: key(),
        firmId,
        list: 'WATCHLIST',
        scope: [],
        reasonCode: 'LITIGATION',
        evidenceIds: [],
        overridable: true,
      }))();
    await expect(asked).rejects.toMatchObject({ refusal: { code: 'CREDIT_NEEDS_A_PERSON' } });
  });
});

test('an entry binds the companies of its scope, is not made twice, and ends on its day', async () => {
  const { entryId } = valueOrThrow(
    await propose({ scope: ['retail'], expiresOn: '2026-03-10', reviewOn: '2026-03-09' }),
  );
  expect(await propose({ scope: ['retail'] })).toMatchObject({
    ok: false,
    refusal: { code: 'CREDIT_LISTING_DOUBLE' },
  });
  valueOrThrow(await desk.service.approveListing(approver, { idempotencyKey: key(), entryId }));
  const answer = async (subsidiary: string) => {
    const { screeningId } = valueOrThrow(
      await desk.service.screenFirm(system(subsidiary), {
        idempotencyKey: key(),
        firmId,
        kind: 'CONTRACT',
        amountMinor: 1n,
        currency: 'CNY',
        paymentDays: 0,
        prepaymentBps: 0,
      }),
    );
    return (await desk.service.screenings(officer, { ids: [screeningId] }))[0]?.decision.answer;
  };
  expect([await answer('retail'), await answer('auto')]).toEqual(['REJECT', 'REVIEW']);
  valueOrThrow(
    await desk.service.appealListing(system('retail'), {
      idempotencyKey: key(),
      entryId,
      grounds: '不实',
      evidenceIds: [],
    }),
  );
  const due = async (by: string) =>
    (
      await desk.ask<{ listEntriesToReview: { id: string }[] }>(
        officer,
        'query($by: Date!) { listEntriesToReview(by: $by) { id } }',
        { by },
      )
    ).listEntriesToReview;
  expect([await due('2026-03-08'), await due('2026-03-09')]).toEqual([[], [{ id: entryId }]]);
  expect(await desk.service.expireListings()).toBe(0);
  desk.clock.set(new Date('2026-03-10T00:00:00+08:00'));
  expect(await answer('retail')).toBe('REVIEW');
  expect(await desk.service.expireListings()).toBe(1);
  const [entry] = await desk.service.listEntries(officer, { ids: [entryId] });
  expect(entry?.state).toBe('EXPIRED');
  expect(
    await desk.service.approveListing(approver, { idempotencyKey: key(), entryId }),
  ).toMatchObject({
    ok: false,
    refusal: { code: 'CREDIT_LISTING_STATE' },
  });
});
