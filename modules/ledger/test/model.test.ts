/**
 * Random programmes of operations against the model: after each operation every balance, lot and hold is equal, any
 * earlier command sent again gives its first answer, and after each programme the verifier finds nothing.
 *
 * LEDGER_MODEL_RUNS sets how many programmes are run (default 15), LEDGER_MODEL_SEED repeats a run,
 * LEDGER_MODEL_SHRINK looks for the shortest programme that fails.
 */
import type { Outcome } from '@guildhall/shared/outcome';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HoldId, LedgerDoor, MemberId, PostingId } from '../src/index.ts';
import { Model, type ModelHold, type ModelPosting } from './support/model.ts';
import {
  COUPON,
  DAY,
  expectOk,
  FUNDING,
  HOUR,
  newMember,
  type OpenLedger,
  openLedger,
  START,
} from './support/open-ledger.ts';

const MEMBERS = 3;
const RUNS = Number(process.env.LEDGER_MODEL_RUNS ?? 15);
const SEED =
  process.env.LEDGER_MODEL_SEED === undefined
    ? Math.trunc(Math.random() * 2 ** 31)
    : Number(process.env.LEDGER_MODEL_SEED);

const member = fc.nat(MEMBERS - 1);
const amount = fc.integer({ min: 10, max: 60 });
const little = fc.integer({ min: 1, max: 25 });
/** How far back: mostly what was done last. */
const back = fc.oneof({ weight: 3, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(30) });
const part = fc.option(little, { nil: null, freq: 1 });
const is = <const T extends string>(op: T) => fc.constant(op);
const active = fc.constantFrom(0, 0, 0, 0, 2, 20);
const life = fc.constantFrom(1, 5, 30, 90, null, null);

const operation = fc.oneof(
  { weight: 7, arbitrary: fc.record({ op: is('earn'), member, amount, active, life }) },
  { weight: 4, arbitrary: fc.record({ op: is('burn'), member, amount: little }) },
  { weight: 2, arbitrary: fc.record({ op: is('indebt'), member, amount }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: is('hold'),
      member,
      amount: little,
      hours: fc.constantFrom(1, 30, 300),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: is('capture'), back, part, final: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ op: is('release'), back }) },
  { weight: 7, arbitrary: fc.record({ op: is('reverse'), back, part }) },
  { weight: 2, arbitrary: fc.record({ op: is('transfer'), member, to: member, amount: little }) },
  { weight: 3, arbitrary: fc.record({ op: is('merge'), member, to: member }) },
  { weight: 3, arbitrary: fc.record({ op: is('unmerge'), back }) },
  {
    weight: 3,
    arbitrary: fc.record({ op: is('wait'), hours: fc.constantFrom(1, 5, 26, 130, 800) }),
  },
  { weight: 1, arbitrary: fc.record({ op: is('settle') }) },
  { weight: 1, arbitrary: fc.record({ op: is('again'), back }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

let ledger: OpenLedger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

interface Sent {
  readonly send: () => Promise<Outcome<unknown>>;
  readonly answer: Outcome<unknown>;
}

class Run {
  readonly model = new Model(MEMBERS, START.getTime());
  readonly members: readonly MemberId[] = Array.from({ length: MEMBERS }, newMember);
  readonly holds: { readonly id: HoldId; readonly model: ModelHold }[] = [];
  readonly postings: { readonly id: PostingId; readonly model: ModelPosting }[] = [];
  readonly sent: Sent[] = [];
  readonly door: LedgerDoor = ledger.door;
  #key = 0;

  id(n: number): MemberId {
    return this.members[n % MEMBERS] as MemberId;
  }

  key(): string {
    this.#key += 1;
    return `op-${this.#key}`;
  }

  /** Both refuse with the same code, or neither does. */
  async both<T>(send: () => Promise<Outcome<T>>, expected: unknown): Promise<T | undefined> {
    const answer = await send();
    this.sent.push({ send, answer });
    const code = answer.ok ? undefined : answer.refusal.code;
    expect(code).toBe(typeof expected === 'string' ? expected : undefined);
    return answer.ok ? answer.value : undefined;
  }

  async step(operation: Operation): Promise<void> {
    const { model, door } = this;
    const base = {
      currency: 'POINT',
      subsidiary: 'retail',
      occurredAt: new Date(model.now),
      reason: { type: 'test', id: 't' },
    };
    switch (operation.op) {
      case 'earn':
        return this.#earn(operation, base);
      case 'burn': {
        const expected = model.burn(operation.member, operation.amount);
        const input = {
          ...base,
          idempotencyKey: this.key(),
          memberId: this.id(operation.member),
          amountMinor: BigInt(operation.amount),
        };
        const value = await this.both(() => door.postBurn(COUPON, input), expected);
        if (value !== undefined && typeof expected !== 'string')
          this.postings.push({ id: value.postingId, model: expected });
        return;
      }
      case 'indebt': {
        // Earned, spent and taken back: as random steps it would hardly ever come together.
        const { member, amount } = operation;
        await this.step({ op: 'earn', member, amount, active: 0, life: 5 });
        await this.step({
          op: 'burn',
          member,
          amount: Math.max(1, model.available(model.owner(member))),
        });
        await this.step({ op: 'reverse', back: 1, part: null });
        return;
      }
      case 'hold': {
        const expiresAt = model.now + operation.hours * HOUR;
        const expected = model.hold(operation.member, operation.amount, expiresAt);
        const input = {
          ...base,
          idempotencyKey: this.key(),
          memberId: this.id(operation.member),
          amountMinor: BigInt(operation.amount),
          expiresAt: new Date(expiresAt),
        };
        const value = await this.both(() => door.holdPoints(COUPON, input), expected);
        if (value !== undefined && typeof expected !== 'string')
          this.holds.push({ id: value.holdId, model: expected });
        return;
      }
      case 'capture':
      case 'release':
        return this.#useHold(operation);
      case 'reverse': {
        const posting = this.postings.at(-1 - (operation.back % Math.max(1, this.postings.length)));
        if (posting === undefined) return;
        const expected = model.reverse(posting.model, operation.part);
        const { currency: _, subsidiary: __, ...rest } = base;
        const whole = { ...rest, idempotencyKey: this.key(), postingId: posting.id };
        const input =
          operation.part === null ? whole : { ...whole, amountMinor: BigInt(operation.part) };
        await this.both(() => door.reverse(COUPON, input), expected);
        return;
      }
      case 'transfer':
        return this.#transfer(operation, base);
      case 'merge': {
        if (operation.member === operation.to) return;
        const expected = model.merge(operation.member, operation.to);
        const input = {
          idempotencyKey: this.key(),
          mergeId: `m-${this.id(0)}-${model.merges.length - (expected === undefined ? 1 : 0)}-${expected ?? ''}${this.#key}`,
          fromMemberId: this.id(operation.member),
          toMemberId: this.id(operation.to),
        };
        if (expected === undefined) this.mergeIds.push(input.mergeId);
        await this.both(() => door.moveMember(COUPON, input), expected);
        return;
      }
      case 'unmerge': {
        if (this.mergeIds.length === 0) return;
        const index = this.mergeIds.length - 1 - (operation.back % this.mergeIds.length);
        const expected = model.unmerge(index);
        const input = { idempotencyKey: this.key(), mergeId: this.mergeIds[index] ?? '' };
        await this.both(() => door.undoMove(COUPON, input), expected);
        return;
      }
      case 'wait':
        model.now += operation.hours * HOUR;
        ledger.clock.set(new Date(model.now));
        return;
      case 'settle':
        for (let owner = 0; owner < MEMBERS; owner += 1) model.settle(owner);
        expectOk(await door.settleDue(COUPON, {}));
        return;
      case 'again': {
        const earlier = this.sent.at(-1 - (operation.back % Math.max(1, this.sent.length)));
        if (earlier !== undefined) expect(await earlier.send()).toEqual(earlier.answer);
        return;
      }
    }
  }

  readonly mergeIds: string[] = [];

  async #earn(
    operation: Extract<Operation, { op: 'earn' }>,
    base: {
      readonly currency: string;
      readonly subsidiary: string;
      readonly occurredAt: Date;
      readonly reason: { type: string; id: string };
    },
  ): Promise<void> {
    const { model, door } = this;
    const activeAt = model.now + operation.active * HOUR;
    const endsAt =
      operation.life === null ? Number.POSITIVE_INFINITY : model.now + operation.life * DAY;
    const expected = model.earn(operation.member, operation.amount, activeAt, endsAt);
    const input = {
      ...base,
      idempotencyKey: this.key(),
      memberId: this.id(operation.member),
      amountMinor: BigInt(operation.amount),
      funding: FUNDING,
      expiresAt: operation.life === null ? null : new Date(endsAt),
      ...(operation.active === 0 ? {} : { activeAt: new Date(activeAt) }),
    };
    const value = await this.both(() => door.postEarn(COUPON, input), expected);
    if (value !== undefined) this.postings.push({ id: value.postingId, model: expected });
  }

  async #useHold(operation: Extract<Operation, { op: 'capture' | 'release' }>): Promise<void> {
    const { model, door } = this;
    const hold = this.holds.at(-1 - (operation.back % Math.max(1, this.holds.length)));
    if (hold === undefined) return;
    const key = { idempotencyKey: this.key(), holdId: hold.id };
    if (operation.op === 'release') {
      await this.both(() => door.releaseHold(COUPON, key), model.release(hold.model));
      return;
    }
    const expected = model.capture(hold.model, operation.part, operation.final);
    const whole = { ...key, final: operation.final, occurredAt: new Date(model.now) };
    const input =
      operation.part === null ? whole : { ...whole, amountMinor: BigInt(operation.part) };
    const value = await this.both(() => door.captureHold(COUPON, input), expected);
    if (value !== undefined && typeof expected !== 'string')
      this.postings.push({ id: value.postingId, model: expected });
  }

  async #transfer(
    operation: Extract<Operation, { op: 'transfer' }>,
    {
      subsidiary: _,
      ...base
    }: {
      readonly currency: string;
      readonly subsidiary: string;
      readonly occurredAt: Date;
      readonly reason: { type: string; id: string };
    },
  ): Promise<void> {
    if (operation.member === operation.to) return;
    const { model, door } = this;
    const expected = model.transfer(operation.member, operation.to, operation.amount);
    const input = {
      ...base,
      idempotencyKey: this.key(),
      fromMemberId: this.id(operation.member),
      toMemberId: this.id(operation.to),
      amountMinor: BigInt(operation.amount),
    };
    const value = await this.both(() => door.transferPoints(COUPON, input), expected);
    // Either leg names the transfer.
    if (value !== undefined && typeof expected !== 'string') {
      this.postings.push({
        id: operation.amount % 2 === 0 ? value.from.postingId : value.to.postingId,
        model: expected,
      });
    }
  }

  /** What the ledger says now is what the model says; both bring themselves to the present. */
  async compare(): Promise<void> {
    const { model, door } = this;
    for (let owner = 0; owner < MEMBERS; owner += 1) model.settle(owner);
    const balances = expectOk(
      await door.balances(COUPON, { owners: this.members, currency: 'POINT' }),
    );
    const lots = expectOk(await door.lots(COUPON, { owners: this.members, currency: 'POINT' }));
    for (const [owner, id] of this.members.entries()) {
      const balance = balances.find(({ ownerId }) => ownerId === id);
      expect(
        [
          balance?.availableMinor ?? 0n,
          balance?.pendingMinor ?? 0n,
          balance?.heldMinor ?? 0n,
          balance?.debtMinor ?? 0n,
        ].map(Number),
      ).toEqual([
        model.available(owner),
        model.pending(owner),
        model.held(owner),
        model.debt[owner],
      ]);
      const shown = lots
        .filter(({ ownerId }) => ownerId === id)
        .map((lot) => [
          Number(lot.amountMinor),
          Number(lot.remainingMinor),
          Number(lot.heldMinor),
          lot.state === 'PENDING',
          lot.expiresAt?.getTime() ?? null,
        ]);
      const wanted = model
        .of(owner)
        .filter(({ free, held }) => free > 0 || held > 0)
        .map((lot) => [
          lot.amount,
          lot.free,
          lot.held,
          lot.pending && lot.free > 0,
          Number.isFinite(lot.endsAt) ? lot.endsAt : null,
        ]);
      expect(shown).toEqual(wanted);
    }
    await this.#compareHolds();
  }

  async #compareHolds(): Promise<void> {
    if (this.holds.length === 0) return;
    const views = expectOk(await this.door.holds(COUPON, { ids: this.holds.map(({ id }) => id) }));
    for (const { id, model } of this.holds) {
      const view = views.find((hold) => hold.id === id);
      expect([view?.state, Number(view?.remainingMinor)]).toEqual([model.state, model.remaining]);
    }
  }
}

async function clear(): Promise<void> {
  await ledger.admin.query(`TRUNCATE wallet, posting, lot, lot_move, lot_extension, hold, hold_lot, account_day,
    member_standing, member_move, member_move_wallet, outbox`);
  ledger.clock.set(START);
}

it(`keeps to the model over ${RUNS} random programmes`, {
  timeout: 60_000 + RUNS * 10_000,
}, async () => {
  console.info(`model: ${RUNS} programmes, LEDGER_MODEL_SEED=${SEED}`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { minLength: 12, maxLength: 40, size: 'max' }),
      async (programme) => {
        await clear();
        const run = new Run();
        for (const operation of programme) {
          await run.step(operation);
          await run.compare();
        }
        const report = expectOk(await ledger.door.verify(COUPON, {}));
        expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
      },
    ),
    { numRuns: RUNS, seed: SEED, endOnFailure: process.env.LEDGER_MODEL_SHRINK === undefined },
  );
});
