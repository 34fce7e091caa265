/**
 * A tiny ledger in memory, written from the rules and not from the code: what balances, lots and holds must be after
 * any programme of operations. Amounts are plain numbers, moments milliseconds.
 */
export interface ModelLot {
  readonly n: number;
  owner: number;
  amount: number;
  free: number;
  held: number;
  /** Ended unused, ever. */
  expired: number;
  /** Taken instead of points that had been spent, or for a debt. */
  standsIn: number;
  pending: boolean;
  activeAt: number;
  endsAt: number;
  parent: ModelLot | null;
  /** Number of the act that made it. */
  madeBy: number;
  origin: number;
}

export interface ModelHold {
  readonly n: number;
  owner: number;
  remaining: number;
  state: 'OPEN' | 'CAPTURED' | 'RELEASED' | 'TIMED_OUT';
  expiresAt: number;
  lots: Map<ModelLot, number>;
}

type Part = { lot: ModelLot; amount: number };

export interface ModelPosting {
  readonly kind: 'EARN' | 'BURN' | 'TRANSFER';
  readonly owner: number;
  readonly to: number;
  readonly amount: number;
  left: number;
  readonly uses: readonly Part[];
  readonly made: readonly ModelLot[];
  /** Of what came of it and expired: taken back since. */
  expiredBack?: number;
  /** By wallet: taken back out of others' points, or owed, because its own had been spent. */
  readonly claims: Map<number, number>;
}

interface Merge {
  readonly from: number;
  readonly to: number;
  readonly act: number;
  readonly debt: number;
  readonly holds: readonly ModelHold[];
  readonly repaid: readonly Part[];
  undone: boolean;
}

export type Refused = string;

export class Model {
  now: number;
  readonly lots: ModelLot[] = [];
  readonly holds: ModelHold[] = [];
  readonly debt: number[];
  readonly movedTo: (number | null)[];
  readonly merges: Merge[] = [];
  readonly #takenBack: ModelPosting[] = [];
  #act = 0;

  constructor(members: number, now: number) {
    this.now = now;
    this.debt = Array.from({ length: members }, () => 0);
    this.movedTo = Array.from({ length: members }, () => null);
  }

  owner(member: number): number {
    const next = this.movedTo[member] ?? null;
    return next === null ? member : this.owner(next);
  }

  of(owner: number): ModelLot[] {
    return this.lots
      .filter((lot) => lot.owner === owner)
      .sort((a, b) => (a.endsAt === b.endsAt ? a.n - b.n : a.endsAt - b.endsAt));
  }

  available(owner: number): number {
    return this.of(owner).reduce((sum, lot) => sum + (lot.pending ? 0 : lot.free), 0);
  }
  pending(owner: number): number {
    return this.of(owner).reduce((sum, lot) => sum + (lot.pending ? lot.free : 0), 0);
  }
  held(owner: number): number {
    return this.of(owner).reduce((sum, lot) => sum + lot.held, 0);
  }

  /** Everything due until now happens in the order of its moment. */
  settle(owner: number): void {
    for (;;) {
      const at = this.#nextDue(owner);
      if (at > this.now) return;
      for (const hold of this.#openHolds(owner))
        if (hold.expiresAt <= at) this.#close(hold, 'TIMED_OUT', at);
      const due = this.of(owner).filter((lot) => lot.pending && lot.free > 0 && lot.activeAt <= at);
      this.#repay(
        owner,
        due.map((lot) => ({ lot, amount: lot.free })),
      );
      for (const lot of due) lot.pending = false;
      for (const lot of this.of(owner)) {
        if (lot.endsAt > at) continue;
        lot.expired += lot.free;
        lot.free = 0;
      }
    }
  }

  #openHolds(owner: number): ModelHold[] {
    return this.holds.filter((hold) => hold.owner === owner && hold.state === 'OPEN');
  }

  #nextDue(owner: number): number {
    const moments = this.#openHolds(owner).map(({ expiresAt }) => expiresAt);
    for (const lot of this.of(owner)) {
      if (lot.free > 0) moments.push(lot.pending ? Math.min(lot.activeAt, lot.endsAt) : lot.endsAt);
    }
    return Math.min(Number.POSITIVE_INFINITY, ...moments);
  }

  /** Free points just given repay what is owed, first-expiring-first. */
  #repay(owner: number, parts: readonly Part[]): void {
    const ordered = [...parts].sort((a, b) =>
      a.lot.endsAt === b.lot.endsAt ? a.lot.n - b.lot.n : a.lot.endsAt - b.lot.endsAt,
    );
    for (const { lot, amount } of ordered) {
      const part = Math.min(amount, this.debt[owner] ?? 0);
      lot.free -= part;
      lot.standsIn += part;
      this.debt[owner] = (this.debt[owner] ?? 0) - part;
    }
  }

  #close(hold: ModelHold, state: ModelHold['state'], at: number): void {
    const parts = [...hold.lots].map(([lot, amount]) => ({ lot, amount }));
    for (const { lot, amount } of parts) lot.held -= amount;
    const live = parts.filter(({ lot }) => lot.endsAt > at);
    for (const { lot, amount } of live) lot.free += amount;
    for (const { lot, amount } of parts) if (lot.endsAt <= at) lot.expired += amount;
    this.#repay(hold.owner, live);
    hold.remaining = 0;
    hold.state = state;
    hold.lots = new Map();
  }

  #newLot(lot: Omit<ModelLot, 'n' | 'madeBy' | 'expired' | 'standsIn'>): ModelLot {
    const made = { ...lot, expired: 0, standsIn: 0, n: this.lots.length, madeBy: this.#act };
    this.lots.push(made);
    return made;
  }

  #take(owner: number, amount: number, except: readonly ModelLot[] = []): Part[] {
    const parts: Part[] = [];
    let left = amount;
    for (const lot of this.of(owner)) {
      const part = lot.pending || except.includes(lot) ? 0 : Math.min(lot.free, left);
      if (part === 0) continue;
      lot.free -= part;
      left -= part;
      parts.push({ lot, amount: part });
    }
    if (left !== 0) throw new Error('model: lots do not cover');
    return parts;
  }

  begin(member: number): number {
    this.#act += 1;
    const owner = this.owner(member);
    this.settle(owner);
    return owner;
  }

  earn(member: number, amount: number, activeAt: number, endsAt: number): ModelPosting {
    const owner = this.begin(member);
    const pending = activeAt > this.now;
    const lot = this.#newLot({
      owner,
      amount,
      free: amount,
      held: 0,
      pending,
      activeAt,
      endsAt,
      parent: null,
      origin: member,
    });
    if (!pending) this.#repay(owner, [{ lot, amount }]);
    if (lot.endsAt <= this.now) lot.free = 0;
    return {
      kind: 'EARN',
      owner,
      to: owner,
      amount,
      left: amount,
      uses: [],
      made: [lot],
      claims: new Map(),
    };
  }

  burn(member: number, amount: number): ModelPosting | Refused {
    const owner = this.begin(member);
    if (this.available(owner) < amount) return 'INSUFFICIENT_POINTS';
    return {
      kind: 'BURN',
      owner,
      to: owner,
      amount,
      left: amount,
      uses: this.#take(owner, amount),
      made: [],
      claims: new Map(),
    };
  }

  hold(member: number, amount: number, expiresAt: number): ModelHold | Refused {
    const owner = this.begin(member);
    if (this.available(owner) < amount) return 'INSUFFICIENT_POINTS';
    const parts = this.#take(owner, amount);
    for (const { lot, amount: part } of parts) lot.held += part;
    const hold: ModelHold = {
      n: this.holds.length,
      owner,
      remaining: amount,
      state: 'OPEN',
      expiresAt,
      lots: new Map(parts.map(({ lot, amount: part }) => [lot, part])),
    };
    this.holds.push(hold);
    return hold;
  }

  capture(hold: ModelHold, wanted: number | null, final: boolean): ModelPosting | Refused {
    const owner = this.begin(hold.owner);
    if (hold.state !== 'OPEN') return 'HOLD_CLOSED';
    const amount = wanted ?? hold.remaining;
    if (amount > hold.remaining) return 'HOLD_EXCEEDED';
    const uses: Part[] = [];
    let left = amount;
    for (const lot of this.of(owner)) {
      const part = Math.min(hold.lots.get(lot) ?? 0, left);
      if (part === 0) continue;
      lot.held -= part;
      left -= part;
      uses.push({ lot, amount: part });
      const rest = (hold.lots.get(lot) ?? 0) - part;
      if (rest === 0) hold.lots.delete(lot);
      else hold.lots.set(lot, rest);
    }
    hold.remaining -= amount;
    if (hold.remaining === 0) hold.state = 'CAPTURED';
    else if (final) this.#close(hold, 'CAPTURED', this.now);
    return {
      kind: 'BURN',
      owner,
      to: owner,
      amount,
      left: amount,
      uses,
      made: [],
      claims: new Map(),
    };
  }

  release(hold: ModelHold): Refused | undefined {
    this.begin(hold.owner);
    if (hold.state !== 'OPEN') return 'HOLD_CLOSED';
    this.#close(hold, 'RELEASED', this.now);
    return undefined;
  }

  transfer(from: number, to: number, amount: number): ModelPosting | Refused {
    const [giver, receiver] = [this.begin(from), this.owner(to)];
    this.settle(receiver);
    if (giver === receiver) return 'TRANSFER_TO_SELF';
    if (this.available(giver) < amount) return 'INSUFFICIENT_POINTS';
    const uses = this.#take(giver, amount);
    const made = uses.map(({ lot, amount: part }) => this.#continue(lot, receiver, part));
    this.#repay(
      receiver,
      made.map((lot) => ({ lot, amount: lot.amount })),
    );
    return {
      kind: 'TRANSFER',
      owner: giver,
      to: receiver,
      amount,
      left: amount,
      uses,
      made,
      claims: new Map(),
    };
  }

  #continue(lot: ModelLot, owner: number, amount: number): ModelLot {
    const { pending, activeAt, endsAt, origin } = lot;
    return this.#newLot({
      owner,
      amount,
      free: amount,
      held: 0,
      pending,
      activeAt,
      endsAt,
      parent: lot,
      origin,
    });
  }

  #continuing(owner: number, roots: readonly ModelLot[]): ModelLot[] {
    return this.of(owner).filter((lot) => descendsFrom(lot, roots));
  }

  reverse(posting: ModelPosting, wanted: number | null): Refused | undefined {
    const owner = this.begin(posting.owner);
    const other = this.owner(posting.to);
    this.settle(other);
    if (posting.left === 0) return 'POSTING_REVERSED_ALREADY';
    const amount = wanted ?? posting.left;
    if (amount > posting.left) return 'REVERSAL_EXCEEDS_POSTING';
    if (posting.kind !== 'BURN')
      this.#clawBack(other, amount, this.#continuing(other, posting.made), posting);
    if (posting.kind !== 'EARN') this.#giveBack(owner, posting, amount);
    posting.left -= amount;
    return undefined;
  }

  #clawBack(owner: number, amount: number, own: readonly ModelLot[], posting: ModelPosting): void {
    let left = amount;
    for (const lot of own) {
      const part = Math.min(lot.free, left);
      lot.free -= part;
      left -= part;
    }
    // Nobody owes what ended before they could spend it.
    const ended = this.lots
      .filter((lot) => descendsFrom(lot, posting.made) && this.owner(lot.owner) === owner)
      .reduce((sum, lot) => sum + lot.expired, 0);
    const back = Math.min(left, Math.max(0, ended - (posting.expiredBack ?? 0)));
    posting.expiredBack = (posting.expiredBack ?? 0) + back;
    left -= back;
    const others = this.of(owner).reduce(
      (sum, lot) => sum + (lot.pending || own.includes(lot) ? 0 : lot.free),
      0,
    );
    const part = Math.min(left, others);
    for (const { lot, amount: taken } of this.#take(owner, part, own)) lot.standsIn += taken;
    posting.claims.set(owner, (posting.claims.get(owner) ?? 0) + left);
    this.debt[owner] = (this.debt[owner] ?? 0) + left - part;
    if (this.#takenBack.includes(posting)) return;
    this.#takenBack.push(posting);
    this.#takenBack.sort((a, b) => (a.made[0]?.n ?? 0) - (b.made[0]?.n ?? 0));
  }

  #giveBack(owner: number, posting: ModelPosting, amount: number): void {
    // Of what is still taken, the last part.
    let skip = posting.left - amount;
    const parts: Part[] = [];
    let stillTaken = posting.left;
    for (const { lot, amount: used } of posting.uses) {
      const taken = Math.min(used, stillTaken);
      stillTaken -= taken;
      const stays = Math.min(taken, skip);
      skip -= stays;
      if (taken > stays) parts.push({ lot, amount: taken - stays });
    }
    const targets = parts.reverse().map(({ lot, amount: part }) => {
      if (lot.owner === owner) {
        lot.free += part;
        return { lot, amount: part };
      }
      const child = this.#continue(lot, owner, part);
      child.pending = false;
      return { lot: child, amount: part };
    });
    const back = this.#makeGood(owner, targets);
    this.#repay(
      owner,
      back.filter(({ endsAt }) => endsAt > this.now).map((lot) => ({ lot, amount: lot.free })),
    );
    for (const lot of back) {
      if (lot.endsAt > this.now) continue;
      lot.expired += lot.free;
      lot.free = 0;
    }
  }

  /** What came back to a lot whose gift was taken back is taken after all; what stood in for it comes back instead. */
  #makeGood(owner: number, targets: readonly Part[]): ModelLot[] {
    const parts = [...targets];
    for (const { lot, amount } of parts) {
      let left = amount;
      for (const posting of this.#takenBack.filter((one) => descendsFrom(lot, one.made))) {
        const claim = posting.claims.get(owner) ?? 0;
        const standing = this.of(owner)
          .filter((one) => one.standsIn > 0 && !descendsFrom(one, posting.made))
          .reverse();
        const others = standing.reduce((sum, { standsIn }) => sum + standsIn, 0);
        const debt = this.debt[owner] ?? 0;
        const part = Math.min(left, claim, debt + others);
        posting.claims.set(owner, claim - part);
        lot.free -= part;
        left -= part;
        this.debt[owner] = debt - Math.min(debt, part);
        let toFree = part - Math.min(debt, part);
        for (const one of standing) {
          const freed = Math.min(one.standsIn, toFree);
          if (freed === 0) continue;
          one.standsIn -= freed;
          one.free += freed;
          toFree -= freed;
          parts.push({ lot: one, amount: freed });
        }
      }
    }
    return [...new Set(parts.map(({ lot }) => lot))];
  }

  merge(from: number, to: number): Refused | undefined {
    this.#act += 1;
    const survivor = this.owner(to);
    this.settle(from);
    this.settle(survivor);
    if (from === survivor) return 'MOVE_TO_SELF';
    if (this.movedTo[from] !== null) return 'MEMBER_MOVED_ALREADY';
    const debt = this.debt[from] ?? 0;
    const next = new Map<ModelLot, ModelLot>();
    for (const lot of this.of(from).filter(({ free, held }) => free > 0 || held > 0)) {
      const child = this.#continue(lot, survivor, lot.free + lot.held);
      child.free = lot.free;
      child.held = lot.held;
      lot.free = 0;
      lot.held = 0;
      next.set(lot, child);
    }
    const holds = this.#openHolds(from);
    for (const hold of holds) {
      hold.owner = survivor;
      hold.lots = new Map([...hold.lots].map(([lot, amount]) => [next.get(lot) ?? lot, amount]));
    }
    this.debt[from] = 0;
    this.debt[survivor] = (this.debt[survivor] ?? 0) + debt;
    const repaid = this.#settleDebt(survivor);
    this.movedTo[from] = survivor;
    this.merges.push({ from, to: survivor, act: this.#act, debt, holds, repaid, undone: false });
    return undefined;
  }

  #settleDebt(owner: number): Part[] {
    const amount = Math.min(this.debt[owner] ?? 0, this.available(owner));
    this.debt[owner] = (this.debt[owner] ?? 0) - amount;
    return this.#take(owner, amount);
  }

  unmerge(index: number): Refused | undefined {
    const merge = this.merges[index];
    if (merge === undefined) return 'MOVE_UNKNOWN';
    this.#act += 1;
    const { from: member, to: survivor } = merge;
    this.settle(member);
    this.settle(survivor);
    if (merge.undone) return 'MOVE_UNDONE_ALREADY';
    if (this.movedTo[survivor] !== null) return 'SURVIVOR_MOVED_ON';
    for (const { lot, amount } of merge.repaid) {
      lot.free += amount;
      this.debt[survivor] = (this.debt[survivor] ?? 0) + amount;
    }
    const back = merge.holds.filter(({ state, owner }) => state === 'OPEN' && owner === survivor);
    const heldBack = (lot: ModelLot): number =>
      back.reduce((sum, hold) => sum + (hold.lots.get(lot) ?? 0), 0);
    const target = new Map<ModelLot, ModelLot>();
    for (const lot of this.of(survivor)) {
      const origin = this.#originOf(lot, member, survivor, merge.act);
      const earnedSince = lot.parent === null && lot.origin === member && lot.madeBy > merge.act;
      const free = origin !== null || earnedSince ? lot.free : 0;
      const held = heldBack(lot);
      if (free === 0 && held === 0) continue;
      lot.free -= free;
      lot.held -= held;
      const goal = origin ?? this.#continue(lot, member, free + held);
      if (origin !== null) {
        goal.pending = lot.pending;
        goal.endsAt = lot.endsAt;
        goal.free += free;
        goal.held += held;
      } else {
        goal.free = free;
        goal.held = held;
        goal.origin = member;
      }
      target.set(lot, goal);
    }
    const debt = Math.min(merge.debt, this.debt[survivor] ?? 0);
    this.debt[survivor] = (this.debt[survivor] ?? 0) - debt;
    this.debt[member] = debt;
    for (const hold of back) {
      hold.owner = member;
      hold.lots = new Map([...hold.lots].map(([lot, amount]) => [target.get(lot) ?? lot, amount]));
    }
    this.movedTo[member] = null;
    merge.undone = true;
    this.#settleDebt(survivor);
    this.#settleDebt(member);
    return undefined;
  }

  /** The member's lot that this one continues, by steps made since the merge. */
  #originOf(lot: ModelLot, member: number, survivor: number, act: number): ModelLot | null {
    let at: ModelLot = lot;
    while (at.owner === survivor && at.madeBy >= act && at.parent !== null) {
      at = at.parent;
      if (at.owner === member) return at;
    }
    return null;
  }
}

/** Whether it is one of these or continues one. */
function descendsFrom(lot: ModelLot | null, roots: readonly ModelLot[]): boolean {
  return lot !== null && (roots.includes(lot) || descendsFrom(lot.parent, roots));
}
