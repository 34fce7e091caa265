import { valueOrThrow } from '@guildhall/shared/outcome';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { qualityScore, suspicionsOf } from '../src/domain/data-quality.ts';
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
beforeAll(async () => {
  house = await openIdentity();
});
afterAll(() => house.close());

const used = { phones: 0 };
async function told(
  source: string,
  profile: ToldProfileInput,
  numbers: readonly string[] = [],
): Promise<string> {
  used.phones += 1;
  const phone = { type: 'PHONE' as const, value: `1381234${String(used.phones).padStart(4, '0')}` };
  const own = numbers.map((value) => ({ type: 'CUSTOMER_NUMBER' as const, value }));
  const outcome = await house.service.enroll(system(source), {
    idempotencyKey: house.key(),
    identities: [...own, ...(source === 'auto' ? [] : [phone])],
    profile,
  });
  return valueOrThrow(outcome).memberId;
}

describe('the report on a subsidiary’s data', () => {
  it('counts what is missing, wrong, double and old, and leads to the members behind each figure', async () => {
    const whole = { name: '陈静怡', birthday: '1990-05-06' };
    await told('retail', whole);
    const vague = await told('retail', { name: '王先生', birthday: '1970-01-01' });
    const nameless = await told('retail', {});
    const twice = await told('retail', whole, ['R1', 'R2']);
    house.clock.advance(400 * 86_400_000);
    await told('retail', whole);

    const [report] = await house.service.readQuality(OPERATOR, { source: 'retail' });
    expect(report).toMatchObject({
      members: 5,
      fields: [
        { field: 'PHONE', present: 5, share: 1 },
        { field: 'birthday', present: 4, share: 0.8 },
        { field: 'name', present: 4, share: 0.8 },
      ],
      parts: { validity: 0.8, uniqueness: 0.8, timeliness: 0.2 },
    });
    expect(report?.parts.completeness).toBeCloseTo(2.6 / 3, 10);
    // 86.67 × .4 + 80 × .3 + 80 × .2 + 20 × .1
    expect(report?.score).toBe(76.7);
    const behind = (problem: string) =>
      house.service.readQualityProblems(OPERATOR, { source: 'retail', problem, limit: 10 });
    expect(await behind('NAME_NOT_WHOLE')).toEqual([vague]);
    expect(await behind('BIRTHDAY_FILLER')).toEqual([vague]);
    expect(await behind('MISSING_name')).toEqual([nameless]);
    expect(await behind('DUPLICATE')).toEqual([twice]);
    expect(await behind('STALE')).toHaveLength(4);
    const [quality] = await house.service.readMemberQuality(OPERATOR, { memberId: nameless });
    expect(quality).toMatchObject({ source: 'retail', missing: ['birthday', 'name'], stale: true });
  });

  it('follows the rule of the subsidiary', async () => {
    const rule = {
      required: ['name', 'EMAIL'],
      freshDays: 3_650,
      weights: { completeness: 50, validity: 0, uniqueness: 0, timeliness: 50 },
    };
    const set = (weights: typeof rule.weights) =>
      house.service.setQualityRule(OPERATOR, {
        idempotencyKey: house.key(),
        source: 'property',
        ...rule,
        weights,
      });
    expect(refusalCode(await set({ ...rule.weights, validity: 1 }))).toBe('QUALITY_WEIGHTS_SUM');
    await told('property', { name: '李娜' });
    valueOrThrow(await set(rule.weights));
    const [report] = await house.service.readQuality(OPERATOR, { source: 'property' });
    expect(report).toMatchObject({ score: 75, rule });
  });

  it('is each subsidiary’s own business, and the group’s', async () => {
    expect(await house.service.readQuality(system('retail'), {})).toHaveLength(1);
    expect(await house.service.readQuality(system('retail'), { source: 'property' })).toEqual([]);
    expect(
      await house.service.readQualityProblems(system('property'), {
        source: 'retail',
        problem: 'STALE',
        limit: 5,
      }),
    ).toEqual([]);
    expect(
      refusalCode(
        await house.service.setQualityRule(system('retail'), {
          idempotencyKey: 'x',
          source: 'retail',
          required: ['name'],
          freshDays: 1,
          weights: { completeness: 100, validity: 0, uniqueness: 0, timeliness: 0 },
        }),
      ),
    ).toBe('CALLER_MAY_NOT');
    const ask = asking(createSubgraph(house.service, house.kit), () => house.clock.now());
    const seen = await ask(
      OPERATOR,
      `{ dataQuality { subsidiary score completeness validityWeight problems { problem members } }
         dataQualityMembers(subsidiary: "retail", problem: "STALE", first: 3) { edges { node { id dataQuality { subsidiary stale } } } pageInfo { hasNextPage } } }`,
    );
    expect(seen.codes).toEqual([]);
    expect(seen.data.dataQualityMembers).toMatchObject({ pageInfo: { hasNextPage: true } });
  });

  it('counts what was told before it was kept', async () => {
    await sql`DELETE FROM source_known WHERE source = 'retail'`.execute(house.kit.db.sql());
    await sql`INSERT INTO source_known (member_id, source, fields, told_at, counted)
      SELECT member_id, source, '{}', max(last_observed_at), false FROM source_record WHERE source = 'retail' GROUP BY member_id, source`.execute(
      house.kit.db.sql(),
    );
    await house.service.keepHouse(MODULE, {});
    const [report] = await house.service.readQuality(OPERATOR, { source: 'retail' });
    expect(report?.fields.find(({ field }) => field === 'name')?.present).toBe(4);
    expect(report?.problems).toContainEqual({ problem: 'NAME_NOT_WHOLE', members: 1 });
  });
});

describe('what looks wrong', () => {
  const now = new Date('2026-11-22T04:00:00.000Z');
  it.each([
    [{ name: '王伟', birthday: '1985-03-04', address: '文三路90号' }, []],
    [{ name: '李女士' }, ['NAME_NOT_WHOLE']],
    [{ name: '王伟2' }, ['NAME_HAS_DIGITS']],
    [{ birthday: '1900-01-01' }, ['BIRTHDAY_FILLER']],
    [{ birthday: '1899-07-01' }, ['BIRTHDAY_IMPLAUSIBLE']],
    [{ address: '杭州市西湖区' }, ['ADDRESS_WITHOUT_NUMBER']],
  ])('%o: %s', (profile, expected) => expect(suspicionsOf(profile, now)).toEqual(expected));

  it('a score of perfect data is 100', () => {
    const parts = { completeness: 1, validity: 1, uniqueness: 1, timeliness: 1 };
    expect(
      qualityScore(parts, { completeness: 40, validity: 30, uniqueness: 20, timeliness: 10 }),
    ).toBe(100);
  });
});
