import { valueOrThrow } from '@guildhall/shared/outcome';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ToldProfileInput } from '../src/index.ts';
import { createSubgraph } from '../src/subgraph.ts';
import { asking } from './support/ask.ts';
import {
  MODULE,
  OPERATOR,
  type OpenIdentity,
  openIdentity,
  refusalCode,
  system,
} from './support/open-identity.ts';

let house: OpenIdentity;
const used = { phones: 0, numbers: 0 };
beforeEach(async () => {
  house = await openIdentity();
});
afterEach(() => house.close());

/** Told by a subsidiary under a customer number of its own, so that nothing deterministic joins them. */
async function told(
  source: string,
  profile: ToldProfileInput,
  identities: readonly { type: 'PHONE' | 'ID_CARD' | 'EMAIL'; value: string }[] = [],
): Promise<string> {
  used.numbers += 1;
  house.clock.advance(60_000);
  const outcome = await house.service.enroll(system(source), {
    idempotencyKey: house.key(),
    identities: [{ type: 'CUSTOMER_NUMBER', value: `N${used.numbers}` }, ...identities],
    profile,
  });
  return valueOrThrow(outcome).memberId;
}

async function compare(scope: 'ALL' | 'NEW' = 'ALL') {
  const { runId } = valueOrThrow(
    await house.service.startLinkage(OPERATOR, { idempotencyKey: house.key(), scope }),
  );
  await house.service.advanceLinkage(MODULE, {});
  const [run] = await house.service.readLinkageRuns(OPERATOR, { runId, limit: 1 });
  if (run === undefined) throw new Error('The run is gone');
  expect(run).toMatchObject({ state: 'DONE', error: null });
  return run;
}
async function allowMerges(allowed: boolean): Promise<void> {
  const policy = { automatic: allowed, targetFalseRate: 0.001, reviewFrom: 0.5 };
  valueOrThrow(
    await house.service.setLinkagePolicy(OPERATOR, { idempotencyKey: house.key(), ...policy }),
  );
}
const automatic = () => allowMerges(true);
const survivorOf = async (memberId: string) =>
  (await house.service.memberStates(MODULE, { memberIds: [memberId] }))[0]?.survivorId;
const cases = () =>
  house.service.readReviewCases(OPERATOR, { limit: 50, reasons: ['LOOKS_ALIKE'] });

const WEI = {
  name: '欧阳翰飞',
  birthday: '1984-03-09',
  gender: 'MALE',
  address: '杭州市西湖区文三路90号翠苑小区3幢2单元501',
};
const WEI_ELSEWHERE = {
  name: '歐陽翰飛',
  birthday: '1984-03-09',
  address: '西湖区文三路90号翠苑小区3-2-501',
};

describe('comparing members', () => {
  it('shows people what looks like one person, with the weight of each field, and merges nothing by itself', async () => {
    const a = await told('retail', WEI);
    const b = await told('property', WEI_ELSEWHERE);
    await told('retail', { name: '王芳', birthday: '1990-12-01' });
    const run = await compare();
    expect(run.result).toMatchObject({ sentToReview: 1, merged: 0, startingModel: true });
    const [found, ...others] = await cases();
    expect(others).toEqual([]);
    expect([...(found?.memberIds ?? [])].sort()).toEqual([a, b].sort());
    expect(found?.fields.map(({ field, level }) => `${field} ${level}`)).toEqual([
      'PRIOR PRIOR',
      'name SAME',
      'birthday SAME',
      'gender MISSING',
      'contact PLACE_ONLY_KNOWN',
      'email MISSING',
    ]);
    const sum = found?.fields.reduce((total, { weight }) => total + weight, 0);
    expect(sum).toBeCloseTo(found?.weight ?? 0, 1);
    expect(await survivorOf(b)).toBe(b);
  });

  it('merges what is safe enough once the group allows it; that can be undone, and is not done again', async () => {
    const a = await told('retail', WEI);
    const b = await told('property', WEI_ELSEWHERE);
    await automatic();
    const run = await compare();
    expect(run.result).toMatchObject({ merged: 1, safePairs: 1 });
    expect(await survivorOf(b)).toBe(a);
    const [found] = await cases();
    expect(found).toMatchObject({ state: 'MERGED', decidedBy: 'module:identity' });
    await house.confirmEvents();
    valueOrThrow(
      await house.service.unmergeMembers(OPERATOR, {
        idempotencyKey: house.key(),
        mergeId: found?.mergeId ?? '',
        reason: 'NOT_THE_SAME',
      }),
    );
    await house.confirmEvents();
    expect((await compare()).result).toMatchObject({ merged: 0 });
    expect(await survivorOf(b)).toBe(b);
    expect((await cases())[0]?.state).toBe('OPEN');
  });

  it('leaves alone what people found to be two, and what identity cards tell apart', async () => {
    await told('retail', WEI, [{ type: 'ID_CARD', value: '330106198403092111' }]);
    await told('property', WEI_ELSEWHERE, [{ type: 'ID_CARD', value: '11010519491231002X' }]);
    await automatic();
    expect((await compare()).result).toMatchObject({ merged: 0, sentToReview: 0 });
    const twin = {
      name: '司徒静怡',
      birthday: '1999-09-09',
      address: '余杭区古墩路7号金色家园1-1-101',
    };
    await allowMerges(false);
    await told('retail', twin);
    await told('property', twin);
    await compare();
    const [open] = await cases();
    valueOrThrow(
      await house.service.keepDistinct(OPERATOR, {
        idempotencyKey: house.key(),
        reviewId: open?.id ?? '',
      }),
    );
    await automatic();
    expect((await compare()).result).toMatchObject({ merged: 0, sentToReview: 0 });
  });

  it('does not take a family for one person', async () => {
    const home = { address: '余杭区古墩路7号金色家园1-1-101' };
    const phone = { type: 'PHONE' as const, value: '13812340001' };
    await told('retail', { ...home, name: '周建国', birthday: '1970-02-03', gender: 'MALE' }, [
      phone,
    ]);
    await told('retail', { ...home, name: '周子晨', birthday: '2008-06-01' }, [phone]);
    await told('property', { ...home, name: '周子阳', birthday: '2008-06-01' }, [phone]);
    await automatic();
    expect((await compare()).result).toMatchObject({ merged: 0 });
    // The number stayed with the first who told it; that the others told it too is evidence for the comparison.
    const { rows } = await sql<{ count: number }>`
      SELECT count(*)::int AS count FROM contested_identity`.execute(house.kit.db.sql());
    expect(rows[0]?.count).toBe(2);
  });

  it('asks people about father and son of one name, whatever they share, while a birthday is unknown', async () => {
    const same = { name: '欧阳翰飞', address: WEI.address, gender: 'MALE' };
    const father = await told('retail', { ...same, birthday: '1958-01-20' });
    const son = await told('property', same);
    await automatic();
    expect((await compare()).result).toMatchObject({ merged: 0, safePairs: 0 });
    expect(await survivorOf(son)).toBe(son);
    const open = await house.service.readReviewCases(OPERATOR, { limit: 5 });
    expect(open.map(({ memberIds }) => [...memberIds].sort())).toEqual([[father, son].sort()]);
    expect(open[0]?.probability).toBeGreaterThan(0.5);
  });

  it('follows the last of many policies, also of those set in one millisecond', async () => {
    for (const round of Array(12).keys()) {
      await allowMerges(round % 2 === 0);
      expect(await house.service.readLinkagePolicy(OPERATOR, {})).toMatchObject({
        automatic: round % 2 === 0,
      });
    }
  });

  it('weighs cases that were opened for another reason, however light the pair is', async () => {
    const phone = { type: 'PHONE' as const, value: '13812340077' };
    await told('retail', { name: '周建国', birthday: '1970-02-03' }, [phone]);
    await told('property', { name: '吴芳', birthday: '1991-06-01' }, [phone]);
    await compare();
    const [open] = await house.service.readReviewCases(OPERATOR, { limit: 5 });
    expect(open).toMatchObject({ reason: 'NAME_DIFFERS', state: 'OPEN' });
    expect(open?.weight).toBeLessThan(0);
    expect(open?.fields.map(({ field }) => field)).toContain('contact');
  });

  it('compares what is new with everybody, and only that', async () => {
    await told('retail', WEI);
    await compare();
    await told('property', WEI_ELSEWHERE);
    await told('logistics', { name: '李娜' });
    const run = await compare('NEW');
    expect(run.result).toMatchObject({ candidatePairs: 1, sentToReview: 1 });
    expect((await compare('NEW')).result).toMatchObject({ candidatePairs: 0, sentToReview: 0 });
  });

  it('goes on where it stopped, one run at a time, and can be cancelled', async () => {
    await told('retail', WEI);
    await told('property', WEI_ELSEWHERE);
    const start = () =>
      house.service.startLinkage(OPERATOR, { idempotencyKey: house.key(), scope: 'ALL' });
    const { runId } = valueOrThrow(await start());
    expect(refusalCode(await start())).toBe('LINKAGE_UNDER_WAY');
    expect(
      refusalCode(
        await house.service.startLinkage(system('retail'), { idempotencyKey: 'x', scope: 'ALL' }),
      ),
    ).toBe('CALLER_MAY_NOT');
    // A process died in the middle of comparing.
    await sql`UPDATE linkage_run SET state = 'PAIRS', leased_by = gen_random_uuid(), leased_until = ${house.clock.now()}`.execute(
      house.kit.db.sql(),
    );
    await house.service.advanceLinkage(MODULE, {});
    expect((await house.service.readLinkageRuns(OPERATOR, { runId, limit: 1 }))[0]?.state).toBe(
      'PAIRS',
    );
    house.clock.advance(60_000);
    await sql`UPDATE linkage_run SET state = 'KEYS'`.execute(house.kit.db.sql());
    await house.service.advanceLinkage(MODULE, {});
    expect((await house.service.readLinkageRuns(OPERATOR, { runId, limit: 1 }))[0]?.state).toBe(
      'DONE',
    );
    expect(
      refusalCode(
        await house.service.cancelLinkage(OPERATOR, { idempotencyKey: house.key(), runId }),
      ),
    ).toBe('LINKAGE_OVER');
    const second = valueOrThrow(await start());
    valueOrThrow(
      await house.service.cancelLinkage(OPERATOR, {
        idempotencyKey: house.key(),
        runId: second.runId,
      }),
    );
    await house.service.advanceLinkage(MODULE, {});
    expect(
      (await house.service.readLinkageRuns(OPERATOR, { runId: second.runId, limit: 1 }))[0]?.state,
    ).toBe('CANCELLED');
  });

  it('stores no value: keys are digests, and erasure takes them away', async () => {
    const a = await told('retail', WEI, [{ type: 'PHONE', value: '13812340009' }]);
    await compare();
    const { rows } = await sql<{ text: string }>`
      SELECT string_agg(k::text, ' ') AS text FROM linkage_key k`.execute(house.kit.db.sql());
    expect(rows[0]?.text).toMatch(/BLOCK/);
    // Of a year or a part of a number the hex of a digest may happen to have the digits: whole values cannot.
    const besides = rows[0]?.text.replaceAll(
      /\\x[0-9a-f]{32}\b|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
      '',
    );
    expect(besides).not.toMatch(/欧阳|ouyang|138|1984/);
    expect(rows[0]?.text).not.toMatch(/13812340009|3133383132333430303039/);
    await house.service.changeStatus(OPERATOR, {
      idempotencyKey: house.key(),
      memberId: a,
      to: 'ERASED',
      reason: 'ASKED_BY_MEMBER',
    });
    const left = await sql<{
      count: number;
    }>`SELECT count(*)::int AS count FROM linkage_key`.execute(house.kit.db.sql());
    expect(left.rows[0]?.count).toBe(0);
  });

  it('is ordered, watched and explained through the graph', async () => {
    const ask = asking(createSubgraph(house.service, house.kit), () => house.clock.now());
    await told('retail', WEI);
    await told('property', WEI_ELSEWHERE);
    const policy = await ask(
      OPERATOR,
      `mutation ($input: SetLinkagePolicyInput!) { setLinkagePolicy(input: $input) { __typename ... on LinkagePolicy { automatic targetFalseRate } ... on Refusal { code } } }`,
      {
        input: { idempotencyKey: 'p', automatic: true, targetFalseRate: '0.2', reviewFrom: '0.5' },
      },
    );
    expect(policy.data.setLinkagePolicy).toMatchObject({ code: 'RATE_OUT_OF_RANGE' });
    await ask(
      OPERATOR,
      `mutation { startLinkage(input: { idempotencyKey: "s", scope: ALL }) { __typename } }`,
    );
    await house.service.advanceLinkage(MODULE, {});
    const watched = await ask(
      OPERATOR,
      `{ linkageRuns { edges { node { state candidatePairs sentToReview prior fields { field levels { level m u } } } } }
         reviewCases(filter: { state: OPEN, weightFrom: 5 }) { totalCount edges { node { weight probability weights { field level weight } } } } }`,
    );
    expect(watched.codes).toEqual([]);
    expect(watched.data).toMatchObject({
      linkageRuns: { edges: [{ node: { state: 'DONE', candidatePairs: 1, sentToReview: 1 } }] },
      reviewCases: { totalCount: 1 },
    });
  });
});
