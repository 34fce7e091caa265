/**
 * First half of what transactions set off: decides by the live offers, claims their limits, issues coupons, makes the
 * reservations they name final, and writes the calls to the ledger that are owed. One transaction for all of them; the
 * second half (complete-decision) posts the points and tells the effects.
 *
 * Exactly once: a decision's primary key is the transaction's id. Where a limit turns out full, or an occasion was
 * decided by somebody else meanwhile, everything is undone and each is decided alone; a full limit then leaves out its
 * offer.
 */
import type { Transaction } from '@guildhall/journal';
import { businessDay } from '@guildhall/shared/business-time';
import type { CommandContext } from '@guildhall/shared/commands';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Facts, Occasion } from '../domain/facts.ts';
import type { Claim } from '../domain/granting/claims.ts';
import {
  type Decision,
  decideGrants,
  type OfferOutcome,
} from '../domain/granting/decide-grants.ts';
import type { LiveOffer } from '../domain/granting/live-offer.ts';
import { claim, withoutRoom } from '../storage/counters.ts';
import { isComplete, type NewDecision, storeDecisions } from '../storage/decisions.ts';
import { addToHistory, type DayOfHistory } from '../storage/portrait.ts';
import { type ReservationRow, reservationsById } from '../storage/reservations.ts';
import { catalogueOf } from './catalogue.ts';
import { effectsEvent } from './complete-decision.ts';
import type { Versions } from './coupon-templates.ts';
import { finaliseNamed, redeemedEffects } from './finalise-named.ts';
import { versionsOfReservations } from './finalise-reservation.ts';
import { type FactsAsked, gatherFacts, unionOfNeeds } from './gather-facts.ts';
import { claimsOfDecision, materialise } from './materialise-grants.ts';
import { transact, Undone } from './transact.ts';

export interface Prepared {
  /** null: something in a member's life, which no journal knows. */
  readonly transaction: Transaction | null;
  readonly uuid: string;
  readonly memberId: string | null;
  readonly facts: Facts;
  readonly candidates: readonly LiveOffer[];
  readonly reservations: readonly ReservationRow[];
  readonly versions: Versions;
}

interface Decided {
  readonly prepared: Prepared;
  readonly decision: Decision;
  readonly claims: readonly Claim[];
}

/** Full limits, found while claiming: the attempt is undone and made again without these offers. */
class LimitFull extends Undone {
  readonly offers: ReadonlySet<string>;
  constructor(offers: ReadonlySet<string>) {
    super('a limit is full');
    this.offers = offers;
  }
}

export async function decideTransactions(
  kit: ModuleKit,
  transactions: readonly Transaction[],
): Promise<void> {
  for await (const wave of wavesOf(kit, transactions)) {
    const [only, ...others] = wave;
    if (only !== undefined && (others.length === 0 || !(await decideTogether(kit, wave)))) {
      for (const prepared of wave) await decideAlone(kit, prepared);
    }
  }
}

/** False when they must be decided one by one; then nothing has happened. */
async function decideTogether(kit: ModuleKit, wave: readonly Prepared[]): Promise<boolean> {
  const decided = wave.map((prepared) => decide(prepared, new Set()));
  const claims = decided.flatMap((one) => one.claims);
  if ((await withoutRoom(kit.db.sql(), claims)).size > 0) return false;
  try {
    const { deliver } = await transact(kit, (context) => store(context, decided));
    await deliver();
    return true;
  } catch (error) {
    if (error instanceof Undone) return false;
    throw error;
  }
}

export async function decideAlone(kit: ModuleKit, prepared: Prepared): Promise<void> {
  const exhausted = new Set<string>();
  for (;;) {
    const decided = decide(prepared, exhausted);
    const full = await withoutRoom(kit.db.sql(), decided.claims);
    if (full.size > 0) {
      for (const offerId of full) exhausted.add(offerId);
      continue;
    }
    try {
      const { deliver } = await transact(kit, (context) => store(context, [decided]));
      await deliver();
      return;
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
      if (!(error instanceof LimitFull)) return;
      for (const offerId of error.offers) exhausted.add(offerId);
    }
  }
}

/**
 * Together as long as one transaction's history is not another's fact: where conditions look at the past, a member
 * occurs once in a wave.
 */
async function* wavesOf(
  kit: ModuleKit,
  transactions: readonly Transaction[],
): AsyncIterable<readonly Prepared[]> {
  const reservationIds = transactions.flatMap((one) => one.reservationIds ?? []);
  const reservations =
    reservationIds.length === 0 ? [] : await reservationsById(kit.db.sql(), reservationIds);
  const [catalogue, versions] = await Promise.all([
    catalogueOf(kit).current(),
    versionsOfReservations(kit, reservations),
  ]);
  const asked = transactions.map((transaction) => {
    const named = reservations.filter(
      ({ id }) => transaction.reservationIds?.includes(id) === true,
    );
    const occasion = occasionOf(transaction, named);
    const candidates = catalogue.index.candidates(occasion);
    const needs = unionOfNeeds(candidates.map((offer) => offer.needs));
    return { transaction, named, candidates, occasion, needs };
  });
  const looksBack = asked.some(({ needs }) => needs.history.length > 0);
  for (const wave of looksBack ? oncePerMember(asked) : [asked]) {
    // Gathered once the wave before has been stored, so that it is part of the past.
    const gathered = await gatherFacts(kit, wave.map(factsAsked), catalogue.segments);
    yield wave.flatMap(({ transaction, named, candidates }, index): readonly Prepared[] => {
      const found = gathered[index];
      if (found === undefined) return [];
      const uuid = toUuid('txn', transaction.transactionId);
      return [{ transaction, uuid, ...found, candidates, reservations: named, versions }];
    });
  }
}

function factsAsked(one: {
  readonly transaction: Transaction;
  readonly occasion: Occasion;
  readonly needs: FactsAsked['needs'];
  readonly candidates: readonly LiveOffer[];
}): FactsAsked {
  const { occasion, needs, transaction, candidates } = one;
  const memberId = transaction.memberId ?? null;
  return { occasion, needs, memberId, decides: candidates.length > 0 };
}

function oncePerMember<T extends { readonly transaction: Transaction }>(all: readonly T[]): T[][] {
  const waves: T[][] = [];
  const seen = new Map<string, number>();
  for (const one of all) {
    const member = one.transaction.memberId;
    const wave = member === undefined ? 0 : (seen.get(member) ?? 0);
    if (member !== undefined) seen.set(member, wave + 1);
    const into = waves[wave];
    if (into === undefined) waves.push([one]);
    else into.push(one);
  }
  return waves;
}

/** The price of each line, and what of it is paid in money: less the coupons and points of its reservations. */
export function occasionOf(
  transaction: Transaction,
  reservations: readonly Pick<ReservationRow, 'lines'>[],
): Occasion {
  const off = new Map<string, bigint>();
  for (const { lineId, discountMinor } of reservations.flatMap(({ lines }) => lines))
    off.set(lineId, (off.get(lineId) ?? 0n) + discountMinor);
  return {
    kind: transaction.kind,
    subsidiary: transaction.subsidiary,
    storeCode: transaction.storeCode ?? null,
    channel: transaction.channel,
    occurredAt: new Date(transaction.occurredAt),
    amountMinor: BigInt(transaction.amountMinor),
    lines: transaction.lines.map((line) => {
      const amountMinor = BigInt(line.amountMinor);
      const netMinor = amountMinor - (off.get(line.lineId) ?? 0n);
      return { ...line, amountMinor, netMinor: netMinor < 0n ? 0n : netMinor };
    }),
    attributes: transaction.attributes,
  };
}

function decide(prepared: Prepared, exhausted: ReadonlySet<string>): Decided {
  const { facts, candidates } = prepared;
  const decision = decideGrants(
    facts,
    { offers: candidates, exhausted },
    facts.occasion.occurredAt,
  );
  return { prepared, decision, claims: claimsOfDecision(decision, facts) };
}

async function store(context: CommandContext, decided: readonly Decided[]): Promise<void> {
  const db = context.tx.getKysely<unknown>();
  const written: NewDecision[] = [];
  for (const one of decided) written.push(await toDecision(context, one));
  const stored = await storeDecisions(db, written, context.now);
  if (stored.size < written.length) throw new Undone('decided before');
  await addToHistory(
    db,
    decided.flatMap(({ prepared }) => historyEntry(prepared)),
  );
  const done = decided.flatMap(({ prepared }, index) => {
    const decision = written[index];
    if (decision === undefined || !isComplete(decision) || prepared.transaction === null) return [];
    const { occurredAt } = prepared.facts.occasion;
    return [effectsEvent({ id: decision.id, effects: decision.effects, occurredAt })];
  });
  if (done.length > 0) await context.publish(...done);
  // Last, so that a hot limit is held for a moment only.
  const full = await claim(
    db,
    decided.flatMap(({ claims }) => claims),
  );
  if (full.size > 0) throw new LimitFull(full);
}

async function toDecision(
  context: CommandContext,
  { prepared, decision, claims }: Decided,
): Promise<NewDecision> {
  const { facts, memberId, uuid } = prepared;
  const redeemed = await finaliseNamed(context, prepared);
  const made = materialise(decision, facts, context.now);
  return {
    id: uuid,
    memberId,
    facts,
    outcomes: decision.outcomes.filter(isWorthKeeping),
    claims,
    reversesId: null,
    effects: [...redeemed.flatMap((one) => redeemedEffects(one, prepared)), ...made.effects],
    grants: made.grants,
    coupons: made.coupons,
    calls: [...redeemed.flatMap(({ call }) => call ?? []), ...made.calls],
  };
}

/**
 * Every no is kept with the version that said it: an offer is resumed, revised and ended later, and what was told of it
 * must not change with it. Only offers that other things set off were never in question.
 */
function isWorthKeeping({ code }: OfferOutcome): boolean {
  return code !== 'TRIGGER_DIFFERS';
}

function historyEntry({ memberId, facts, transaction }: Prepared): readonly DayOfHistory[] {
  if (memberId === null || transaction === null) return [];
  const { occurredAt, subsidiary, lines } = facts.occasion;
  const spend = new Map<string, bigint>();
  for (const { category, amountMinor } of lines)
    spend.set(category, (spend.get(category) ?? 0n) + amountMinor);
  return [{ memberId, day: businessDay(occurredAt), subsidiary, spend, visits: 1 }];
}
