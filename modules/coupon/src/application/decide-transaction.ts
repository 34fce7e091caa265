/**
 * First half of what a transaction sets off: decides by the live offers, claims their limits, issues coupons, makes
 * the reservations it names final, and writes the calls to the ledger that are owed. One transaction; the second half
 * (complete-decision) posts the points and tells the effects.
 *
 * Exactly once: the decision's primary key is the transaction's id. A limit that turns out full undoes the attempt,
 * and the decision is made again without that offer.
 */
import type { MemberState } from '@guildhall/identity';
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
import { isComplete, type NewDecision, storeDecision } from '../storage/decisions.ts';
import { addToHistory } from '../storage/portrait.ts';
import { linkTransaction, redemptionsOfReservations } from '../storage/redemptions.ts';
import {
  lockReservations,
  type ReservationRow,
  reservationsById,
} from '../storage/reservations.ts';
import { type CatalogueAt, catalogueOf } from './catalogue.ts';
import { announceEffects } from './complete-decision.ts';
import {
  type Finalised,
  finaliseReservation,
  versionsOfReservations,
} from './finalise-reservation.ts';
import { factsWithoutMember, gatherFacts, memberState, unionOfNeeds } from './gather-facts.ts';
import { claimsOfDecision, materialise } from './materialise-grants.ts';
import { transact, Undone } from './transact.ts';

interface Prepared {
  readonly transaction: Transaction;
  readonly uuid: string;
  readonly memberId: string | null;
  readonly facts: Facts;
  readonly candidates: readonly LiveOffer[];
  readonly reservations: readonly ReservationRow[];
  readonly versions: Awaited<ReturnType<typeof versionsOfReservations>>;
}

/** Full limits, found while claiming: the attempt is undone and made again without these offers. */
class LimitFull extends Undone {
  readonly offers: ReadonlySet<string>;
  constructor(offers: ReadonlySet<string>) {
    super('a limit is full');
    this.offers = offers;
  }
}

export async function decideTransaction(kit: ModuleKit, transaction: Transaction): Promise<void> {
  const prepared = await prepare(kit, transaction);
  const exhausted = new Set<string>();
  for (;;) {
    const { decision, claims } = await decide(kit, prepared, exhausted);
    try {
      const { deliver } = await transact(kit, (context) =>
        store(context, prepared, decision, claims),
      );
      await deliver();
      return;
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
      if (!(error instanceof LimitFull)) return;
      for (const offerId of error.offers) exhausted.add(offerId);
    }
  }
}

async function prepare(kit: ModuleKit, transaction: Transaction): Promise<Prepared> {
  const reservationIds = transaction.reservationIds ?? [];
  const reservations =
    reservationIds.length === 0 ? [] : await reservationsById(kit.db.sql(), reservationIds);
  const [catalogue, versions] = await Promise.all([
    catalogueOf(kit).current(),
    versionsOfReservations(kit, reservations),
  ]);
  const occasion = occasionOf(transaction, reservations);
  const candidates = catalogue.index.candidates(occasion);
  const { facts, state } = await factsFor(kit, transaction, occasion, candidates, catalogue);
  return {
    transaction,
    uuid: toUuid('txn', transaction.transactionId),
    memberId: state?.survivorId ?? transaction.memberId ?? null,
    facts,
    candidates,
    reservations,
    versions,
  };
}

async function factsFor(
  kit: ModuleKit,
  { memberId }: Transaction,
  occasion: Occasion,
  candidates: readonly LiveOffer[],
  { segments }: CatalogueAt,
): Promise<{ readonly facts: Facts; readonly state: MemberState | null }> {
  if (memberId === undefined || candidates.length === 0)
    return { facts: factsWithoutMember(occasion), state: null };
  const state = await memberState(kit, memberId);
  const needs = unionOfNeeds(candidates.map((offer) => offer.needs));
  return { facts: await gatherFacts(kit, occasion, state, needs, segments), state };
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

async function decide(
  kit: ModuleKit,
  { facts, candidates }: Prepared,
  exhausted: Set<string>,
): Promise<{ readonly decision: Decision; readonly claims: readonly Claim[] }> {
  for (;;) {
    const decision = decideGrants(
      facts,
      { offers: candidates, exhausted },
      facts.occasion.occurredAt,
    );
    const claims = claimsOfDecision(decision, facts);
    const full = await withoutRoom(kit.db.sql(), claims);
    if (full.size === 0) return { decision, claims };
    for (const offerId of full) exhausted.add(offerId);
  }
}

async function store(
  context: CommandContext,
  prepared: Prepared,
  decision: Decision,
  claims: readonly Claim[],
): Promise<void> {
  const db = context.tx.getKysely<unknown>();
  const { facts, memberId, uuid } = prepared;
  const redeemed = await finaliseAll(context, prepared);
  const made = materialise(decision, facts, context.now);
  const written: NewDecision = {
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
  if (!(await storeDecision(db, written, context.now))) throw new Undone('decided before');
  if (memberId !== null) await addToHistory(db, historyEntry(memberId, facts.occasion));
  if (isComplete(written))
    await announceEffects(context, uuid, written.effects, facts.occasion.occurredAt);
  // Last, so that a hot limit is held for a moment only.
  const full = await claim(db, claims);
  if (full.size > 0) throw new LimitFull(full);
}

/** Offers that were never in question are found again by evaluating them on the stored facts. */
function isWorthKeeping({ code }: OfferOutcome): boolean {
  return code !== 'TRIGGER_DIFFERS' && code !== 'OFFER_NOT_LIVE' && code !== 'CONDITION_NOT_MET';
}

async function finaliseAll(
  context: CommandContext,
  { transaction, reservations, versions }: Prepared,
): Promise<readonly Finalised[]> {
  if (reservations.length === 0) return [];
  const db = context.tx.getKysely<unknown>();
  const order = {
    orderRef: transaction.externalId,
    transactionId: transaction.transactionId,
    occurredAt: new Date(transaction.occurredAt),
  };
  const finalised: Finalised[] = [];
  for (const reservation of await lockReservations(
    db,
    reservations.map(({ id }) => id),
  )) {
    if (reservation.subsidiary !== transaction.subsidiary) continue;
    if (reservation.state === 'REDEEMED') {
      const [redemption] = await redemptionsOfReservations(db, [reservation.id]);
      if (redemption !== undefined)
        await linkTransaction(db, redemption.id, transaction.transactionId);
      continue;
    }
    const one = await finaliseReservation(context, reservation, order, versions);
    if (one !== undefined) finalised.push(one);
  }
  return finalised;
}

function redeemedEffects(
  { coupons, call, pointsMinor, points }: Finalised,
  { reservations, transaction }: Prepared,
): NewDecision['effects'] {
  const memberId = reservations[0]?.memberId ?? transaction.memberId ?? '';
  return [
    ...coupons.map(({ couponId, offerId, valueMinor }) => ({
      kind: 'COUPON_REDEEMED',
      memberId,
      couponId,
      offerId,
      amountMinor: (-valueMinor).toString(),
      currency: 'CNY',
    })),
    ...(call === undefined || points === null
      ? []
      : [
          {
            kind: 'POINTS_REDEEMED',
            memberId,
            amountMinor: (-pointsMinor).toString(),
            currency: points.currency,
            scale: points.scale,
            callId: call.id,
          },
        ]),
  ];
}

function historyEntry(memberId: string, { occurredAt, subsidiary, lines }: Occasion) {
  const spend = new Map<string, bigint>();
  for (const { category, amountMinor } of lines)
    spend.set(category, (spend.get(category) ?? 0n) + amountMinor);
  return { memberId, day: businessDay(occurredAt), subsidiary, spend, visits: 1 };
}
