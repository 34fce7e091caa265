/**
 * A year with points, as companies, operators and members meet it over HTTP: what may be sent in a day, points that wait,
 * are held, expire and are warned of, an earn taken back after it was spent, corrections by two people, tiers in three
 * windows, two memberships that turn out to be one person's and are not after all.
 */
import { SteppedClock } from '@guildhall/shared/clock';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Caller,
  startTestGuildhall,
  type TestGuildhall,
} from '../../support/test-guildhall.ts';

const clock = new SteppedClock(new Date('2026-03-10T02:00:00Z'));
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FUNDING = { shares: [{ subsidiary: 'retail', parts: 1 }], pricePerPoint: '0.01' };
const reason = { type: 'order', id: 'o-1' };

let guildhall: TestGuildhall;
let retail: Caller;
let auto: Caller;
let operator: Caller;
let second: Caller;

/** A token lives for minutes and the story for a year: whoever acts signs in again. */
async function signIn(): Promise<void> {
  retail = await guildhall.system('retail');
  auto = await guildhall.system('auto');
  operator = await guildhall.staff('zhou', ['operator']);
  second = await guildhall.staff('wu', ['operator']);
}

async function advance(ms: number): Promise<void> {
  clock.advance(ms);
  await signIn();
}

beforeAll(async () => {
  guildhall = await startTestGuildhall({ clock });
  await signIn();
  await order(operator, 'definePointCurrency', {
    ...{ code: 'POINT', name: { zh: '积分', en: 'Points' }, scale: 0 },
    ...{ expiryKind: 'AFTER_DAYS', expiryCount: 60, graceDays: 5, fourEyesLimit: '100' },
    ...{ transferLimit: '300', transferDailyLimit: '500' },
  });
  await order(operator, 'definePointCurrency', {
    ...{ code: 'STATUS', name: { zh: '等级分', en: 'Status' }, scale: 0 },
    ...{ qualifying: true, spendable: false },
  });
  const tiers = ['BLUE', 'SILVER', 'GOLD'].map((code, n) => ({
    code,
    name: { zh: code, en: `${code.charAt(0)}${code.slice(1).toLowerCase()}` },
    threshold: ['0', '1000', '5000'][n],
  }));
  for (const [code, window] of [
    ['YEAR', 'CALENDAR_YEAR'],
    ['ROLLING', 'ROLLING'],
    ['MINE', 'ANNIVERSARY'],
  ])
    await order(operator, 'defineTierProgramme', {
      ...{ code, window, currency: 'STATUS', windowMonths: 6, downgradeGraceDays: 30, tiers },
    });
}, 240_000);
afterAll(() => guildhall.stop());

// biome-ignore lint/suspicious/noExplicitAny: an answer has the shape the story asked for
type Answer = any;
const keys = { n: 0 };

/** A command by its name: the fields of its success, or the refusal with its code, words and path. */
async function order(
  caller: Caller,
  name: string,
  input: object,
  success = '__typename',
): Promise<Answer> {
  keys.n += 1;
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const made = SUCCESS[name];
  const answer = await caller.ask<Record<string, Answer>>(
    `mutation ($input: ${type}Input!) { ${name}(input: $input) {
      __typename ... on ${made} { ${success} } ... on Refusal { refusal: code message path } } }`,
    { input: { idempotencyKey: `year-${keys.n}`, ...input } },
  );
  return answer[name];
}

const SUCCESS: Readonly<Record<string, string>> = {
  definePointCurrency: 'PointCurrency',
  defineTierProgramme: 'TierProgramme',
  earnPoints: 'PointsEarned',
  burnPoints: 'PointsBurned',
  holdPoints: 'PointsHeld',
  captureHold: 'PointsCaptured',
  reversePosting: 'PointsReversed',
  sendPoints: 'PointsSent',
  adjustPoints: 'PointAdjustmentResult',
  decidePointAdjustment: 'PointAdjustmentResult',
  settleDuePoints: 'PointsSettled',
  createPointHousehold: 'PointHousehold',
  mergeMembers: 'MembersMerged',
  unmergeMembers: 'MembersUnmerged',
};

/** Members, and when they signed in last. */
const tokens = new Map<string, { readonly caller: Caller; readonly at: number }>();
async function as(phone: string): Promise<Caller> {
  const now = clock.now().getTime();
  const before = tokens.get(phone);
  if (before !== undefined && now - before.at < 5 * 60_000) return before.caller;
  const caller = await guildhall.member(phone);
  tokens.set(phone, { caller, at: now });
  return caller;
}

const phones = { n: 0 };
interface Person {
  readonly id: string;
  readonly phone: string;
}
async function newcomer(): Promise<Person> {
  phones.n += 1;
  const phone = `+86138001390${String(phones.n).padStart(2, '0')}`;
  const { me } = await (await as(phone)).ask<{ me: { id: string } }>('{ me { id } }');
  return { id: me.id, phone };
}

/** What the member sees of its own points. */
async function mine({ phone }: Person, fields: string): Promise<Answer> {
  const { me } = await (await as(phone)).ask<{ me: Answer }>(`{ me { ${fields} } }`);
  return me;
}
const available = async (person: Person): Promise<string> =>
  (await mine(person, 'points { available }')).points.available;

const moved = ({ id }: Person, amount: string, over: object = {}): object => ({
  ...{ memberId: id, amount, subsidiary: 'retail', reason },
  ...over,
});
const EARNED = 'postingId amount debtRepaid balance { available pending debt }';
const earn = (person: Person, amount: string, over: object = {}): Promise<Answer> =>
  order(retail, 'earnPoints', { ...moved(person, amount, over), funding: FUNDING }, EARNED);
const inMs = (ms: number): string => new Date(clock.now().getTime() + ms).toISOString();

it('sends within the limit of a day, which a return frees and the next day begins anew', async () => {
  const [giver, friend] = [await newcomer(), await newcomer()];
  await earn(giver, '2000');
  const send = async (amount: string, over: object = {}): Promise<Answer> =>
    order(
      await as(giver.phone),
      'sendPoints',
      { fromMemberId: giver.id, toMemberId: friend.id, amount, ...over },
      'postingId balance { available }',
    );
  expect(await send('301')).toMatchObject({ refusal: 'TRANSFER_LIMIT_EXCEEDED', path: ['amount'] });
  const key = { idempotencyKey: 'a gift' };
  const gift = await send('300', key);
  expect(await send('300', key)).toEqual(gift);
  expect(await send('299', key)).toMatchObject({ refusal: 'IDEMPOTENCY_KEY_REUSED' });
  await send('200');
  expect(await send('1')).toMatchObject({ refusal: 'TRANSFER_DAILY_LIMIT_EXCEEDED' });
  await order(operator, 'reversePosting', { postingId: gift.postingId, amount: '100', reason });
  expect(await send('101')).toMatchObject({
    message: 'At most 500 POINT a day; 400 were sent today',
  });
  expect((await send('100')).balance.available).toBe('1500');
  await advance(DAY);
  expect((await send('300')).balance.available).toBe('1200');
});

it('points wait, are held and captured in parts, and what nobody captured comes back by the clock', async () => {
  const person = await newcomer();
  expect(await earn(person, '400', { activeAt: inMs(2 * HOUR) })).toMatchObject({
    balance: { available: '0', pending: '400' },
  });
  const hold = (amount: string): Promise<Answer> =>
    order(
      retail,
      'holdPoints',
      moved(person, amount, { expiresAt: inMs(3 * HOUR) }),
      'holdId balance { available held }',
    );
  expect(await hold('1')).toMatchObject({ refusal: 'INSUFFICIENT_POINTS' });
  await advance(2 * HOUR);
  const held = await hold('300');
  expect(held.balance).toEqual({ available: '100', held: '300' });
  const capture = (caller: Caller, amount: string): Promise<Answer> =>
    order(caller, 'captureHold', { holdId: held.holdId, amount }, 'amount remaining');
  expect(await capture(retail, '120')).toMatchObject({ remaining: '180' });
  expect(await capture(retail, '30')).toMatchObject({ remaining: '150' });
  expect(await capture(auto, '1')).toMatchObject({
    refusal: 'SUBSIDIARY_NOT_YOURS',
    path: ['holdId'],
  });
  expect(await capture(retail, '151')).toMatchObject({ refusal: 'HOLD_EXCEEDED' });
  await advance(3 * HOUR);
  expect(await available(person)).toBe('250');
  expect(await capture(retail, '1')).toMatchObject({
    refusal: 'HOLD_CLOSED',
    message: 'The hold is closed: timed out',
  });
});

it('points are seen to end, live on in their grace, and are gone after it', async () => {
  const person = await newcomer();
  await earn(person, '90');
  const ending = async (): Promise<Answer> =>
    (await mine(person, 'pointsExpiring(days: 14) { amount expiresAt spendableUntil }'))
      .pointsExpiring;
  expect(await ending()).toEqual([]);
  await advance(50 * DAY);
  const [warned] = await ending();
  expect(warned.amount).toBe('90');
  await advance(13 * DAY);
  expect(await ending()).toEqual([warned]);
  expect(Date.parse(warned.expiresAt)).toBeLessThan(clock.now().getTime());
  await order(retail, 'burnPoints', moved(person, '40'));
  clock.set(new Date(Date.parse(warned.spendableUntil)));
  await signIn();
  expect(await available(person)).toBe('0');
  await order(operator, 'settleDuePoints', {});
  const { pointStatement } = await mine(
    person,
    'pointStatement(first: 2) { edges { node { kind availableChange } } pageInfo { hasNextPage endCursor } }',
  );
  expect(pointStatement.edges.map(({ node }: Answer) => [node.kind, node.availableChange])).toEqual(
    [
      ['EXPIRE', '-50'],
      ['BURN', '-40'],
    ],
  );
  const { pointStatement: before } = await mine(
    person,
    `pointStatement(first: 2, after: "${pointStatement.pageInfo.endCursor}") {
      edges { node { kind } } pageInfo { hasNextPage } }`,
  );
  expect(before).toEqual({ edges: [{ node: { kind: 'EARN' } }], pageInfo: { hasNextPage: false } });
});

it('an earn taken back after it was spent is owed, repaid first, and told so for every moment', async () => {
  const person = await newcomer();
  const earned = await earn(person, '500');
  await order(retail, 'burnPoints', moved(person, '420'));
  await advance(HOUR);
  const spent = inMs(-HOUR / 2);
  expect(
    await order(
      retail,
      'reversePosting',
      { postingId: earned.postingId, reason },
      'debt balance { available debt }',
    ),
  ).toMatchObject({ debt: '420', balance: { available: '0', debt: '420' } });
  await advance(HOUR);
  const owing = inMs(-HOUR / 2);
  expect(await earn(person, '500')).toMatchObject({
    debtRepaid: '420',
    balance: { available: '80', debt: '0' },
  });
  const told = await mine(
    person,
    `spent: points(asOf: "${spent}") { available debt }
     owing: explainPoints(asOf: "${owing}") { balance { available debt } byKind { kind debtChange } }
     now: explainPoints { balance { available } lots { remaining } }
     pointStatement(first: 2) { edges { node { kind availableChange debtChange } } }`,
  );
  expect(told.spent).toEqual({ available: '80', debt: '0' });
  expect(told.owing).toEqual({
    balance: { available: '0', debt: '420' },
    byKind: [
      { kind: 'EARN', debtChange: '0' },
      { kind: 'BURN', debtChange: '0' },
      { kind: 'REVERSE_EARN', debtChange: '420' },
    ],
  });
  expect(told.now).toEqual({ balance: { available: '80' }, lots: [{ remaining: '80' }] });
  expect(told.pointStatement.edges.map(({ node }: Answer) => node)).toEqual([
    { kind: 'EARN', availableChange: '80', debtChange: '-420' },
    { kind: 'REVERSE_EARN', availableChange: '-80', debtChange: '420' },
  ]);
});

it('a correction above the limit takes two people, and the second sees what it is about', async () => {
  const person = await newcomer();
  const adjust = (amount: string): Promise<Answer> =>
    order(
      operator,
      'adjustPoints',
      { ...moved(person, amount), funding: FUNDING },
      'adjustmentId state',
    );
  expect(await adjust('100')).toMatchObject({ state: 'POSTED' });
  const { adjustmentId, state } = await adjust('101');
  expect(state).toBe('PROPOSED');
  const { pointAdjustments } = await second.ask<{ pointAdjustments: Answer }>(
    '{ pointAdjustments(state: PROPOSED) { id currency amount reasonType funding { pricePerPoint } } }',
  );
  expect(pointAdjustments).toEqual([
    {
      ...{ id: adjustmentId, currency: 'POINT', amount: '101', reasonType: 'order' },
      funding: { pricePerPoint: '0.01' },
    },
  ]);
  const decide = (caller: Caller): Promise<Answer> =>
    order(caller, 'decidePointAdjustment', { adjustmentId, approve: true }, 'state');
  expect(await decide(operator)).toMatchObject({ refusal: 'FOUR_EYES_SAME_PERSON' });
  expect(await available(person)).toBe('100');
  expect(await decide(second)).toMatchObject({ state: 'POSTED' });
  expect(await decide(second)).toMatchObject({ refusal: 'ADJUSTMENT_DECIDED' });
  expect(await available(person)).toBe('201');
});

it('tiers rise at once, say what is missing and until when, and are kept in grace when their window has run on', async () => {
  clock.set(new Date('2026-10-05T02:00:00Z'));
  await signIn();
  const person = await newcomer();
  const status = (amount: string, occurredAt: string): Promise<Answer> =>
    earn(person, amount, { currency: 'STATUS', occurredAt });
  await status('3000', '2026-03-01T02:00:00Z');
  const recent = await status('760', '2026-10-01T02:00:00Z');
  const tiers = async (): Promise<Answer> => {
    const seen = await mine(
      person,
      'tiers { programme tier { code } graceUntil qualifying explained }',
    );
    return Object.fromEntries(
      seen.tiers.map(({ programme, tier, explained }: Answer) => [
        programme,
        [tier?.code, explained],
      ]),
    );
  };
  expect(await tiers()).toEqual({
    YEAR: ['SILVER', '1,240 more by 31 December 2026 for Gold'],
    MINE: ['SILVER', '1,240 more by 28 February 2027 for Gold'],
    ROLLING: ['BLUE', '240 more by 31 March 2027 for Silver'],
  });
  await status('1240', '2026-10-02T02:00:00Z');
  expect(await tiers()).toMatchObject({
    YEAR: ['GOLD', null],
    MINE: ['GOLD', null],
    ROLLING: ['SILVER', '3,000 more by 31 March 2027 for Gold'],
  });
  await order(retail, 'reversePosting', { postingId: recent.postingId, reason });
  expect((await tiers()).YEAR).toEqual(['SILVER', '760 more by 31 December 2026 for Gold']);
  // What was seen is exact before the schedule has written it down; what the new year begins with is what was written.
  const written = async (): Promise<Answer> => {
    const { member } = await operator.ask<{ member: Answer }>(
      'query ($id: ID!) { member(id: $id) { explainTier(programme: "YEAR") { changes { to } } } }',
      { id: person.id },
    );
    return member.explainTier.changes.at(-1)?.to;
  };
  await expect.poll(written, { timeout: 30_000, interval: 300 }).toBe('SILVER');
  clock.set(new Date('2027-01-05T02:00:00Z'));
  await signIn();
  // Who has not been seen for so long signs in with more than a telephone: the operator looks.
  const { member } = await operator.ask<{ member: Answer }>(
    'query ($id: ID!) { member(id: $id) { tiers { programme tier { code } graceUntil } } }',
    { id: person.id },
  );
  const year = member.tiers.find(({ programme }: Answer) => programme === 'YEAR');
  expect(year.tier.code).toBe('SILVER');
  expect(year.graceUntil).not.toBeNull();
});

it('two memberships become one with points, holds, debts and household, and are parted again', async () => {
  const [one, other, child] = [await newcomer(), await newcomer(), await newcomer()];
  await earn(one, '600');
  await earn(other, '700');
  const share = (person: Person, contributionBps: number) => ({
    ...{ memberId: person.id, contributionBps, spending: 'FULL' },
  });
  const home = await order(
    operator,
    'createPointHousehold',
    { name: '林家', members: [share(other, 1_000), share(child, 0)] },
    'id',
  );
  const held = await order(
    retail,
    'holdPoints',
    moved(other, '200', { expiresAt: inMs(30 * DAY) }),
    'holdId',
  );
  const known = async (person: Person): Promise<Answer> => {
    const { member } = await operator.ask<{ member: Answer }>(
      'query ($id: ID!) { member(id: $id) { status points { available held } households { id } } }',
      { id: person.id },
    );
    return member;
  };
  const { mergeId } = await order(
    operator,
    'mergeMembers',
    { fromMemberId: other.id, toMemberId: one.id, reason: 'SAME_PERSON_CONFIRMED' },
    'mergeId',
  );
  const both = { available: '1100', held: '200' };
  await expect.poll(async () => (await known(one)).points, { timeout: 20_000 }).toEqual(both);
  expect(await known(one)).toMatchObject({ households: [{ id: home.id }] });
  expect(await known(other)).toMatchObject({ status: 'MERGED' });
  // What is ordered for the membership that is no more reaches the one that stands for it.
  const capture = await order(
    retail,
    'captureHold',
    { holdId: held.holdId, amount: '50' },
    'ownerId remaining',
  );
  expect(capture).toMatchObject({ ownerId: one.id, remaining: '150' });
  expect(await earn(other, '100')).toMatchObject({ balance: { available: '1190' } });
  const unmerge = (): Promise<Answer> =>
    order(operator, 'unmergeMembers', { mergeId, reason: 'NOT_THE_SAME' });
  await expect
    .poll(async () => (await unmerge()).refusal ?? 'DONE', { timeout: 20_000, interval: 300 })
    .toBe('DONE');
  await expect
    .poll(async () => (await known(other)).points, { timeout: 20_000 })
    .toEqual({ available: '590', held: '150' });
  expect(await known(one)).toMatchObject({
    ...{ points: { available: '600', held: '0' }, households: [] },
  });
  expect(await known(other)).toMatchObject({ status: 'ACTIVE', households: [{ id: home.id }] });
});

it('whatever happened, the books balance', async () => {
  const { verifyPoints } = await operator.ask<{ verifyPoints: Answer }>(
    '{ verifyPoints { ok checks { name ok } } }',
  );
  expect(verifyPoints.checks.filter(({ ok }: Answer) => !ok)).toEqual([]);
});
