/**
 * Occasions that are no transactions: a member joins, a tier changes, a day comes. Decided like a transaction by the
 * offers that name them, once each: the id of the decision is made from what it is about, so the same occasion told
 * again, by another event or after a crash, is the same decision.
 */
import { createHash } from 'node:crypto';
import { LEDGER_EVENTS, type TierChanged } from '@guildhall/ledger';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { ModuleKit } from '@guildhall/shared/module';
import { z } from 'zod';
import type { Occasion } from '../domain/facts.ts';
import type { LiveOffer } from '../domain/granting/live-offer.ts';
import { decidedAmong } from '../storage/decisions.ts';
import { knowMembers } from '../storage/portrait.ts';
import { catalogueOf } from './catalogue.ts';
import { completeDecisions } from './complete-decision.ts';
import { decideAlone } from './decide-transactions.ts';
import { gatherFacts, unionOfNeeds } from './gather-facts.ts';
import { undoOccasion } from './undo-occasion.ts';

export const TIER_CHANGED = LEDGER_EVENTS.tierChanged;

export interface MemberOccasion {
  readonly memberId: string;
  /** What makes it this occasion and no other: joining once, this change of tier, this birthday of this year. */
  readonly key: readonly string[];
  readonly occasion: Occasion;
  /** Only these offers; those that name its kind when left out. */
  readonly candidates?: readonly LiveOffer[];
}

/** The company is the one where it happened, or `group`. */
export function inTheLifeOf(
  kind: string,
  subsidiary: string,
  occurredAt: Date,
  attributes: Occasion['attributes'] = {},
): Occasion {
  return {
    about: 'MEMBER',
    kind,
    subsidiary,
    storeCode: null,
    channel: 'APP',
    occurredAt,
    amountMinor: 0n,
    lines: [],
    attributes,
  };
}

/** A UUID (version 8) of what the occasion is about. */
export function idOfOccasion({ memberId, key }: Pick<MemberOccasion, 'memberId' | 'key'>): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([memberId, ...key]))
    .digest();
  const hex = hash.subarray(0, 16).toString('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-8$3-8$4-$5');
}

export async function decideOccasions(
  kit: ModuleKit,
  told: readonly MemberOccasion[],
): Promise<void> {
  const catalogue = await catalogueOf(kit).current();
  const concerned = told.flatMap((one) => {
    const candidates = one.candidates ?? catalogue.index.candidates(one.occasion);
    return candidates.length === 0 ? [] : [{ ...one, candidates, uuid: idOfOccasion(one) }];
  });
  if (concerned.length === 0) return;
  const before = await decidedAmong(
    kit.db.sql(),
    concerned.map(({ uuid }) => uuid),
  );
  const fresh = concerned.filter(({ uuid }) => !before.has(uuid));
  const gathered = await gatherFacts(
    kit,
    fresh.map(({ occasion, memberId, candidates }) => ({
      occasion,
      memberId,
      needs: unionOfNeeds(candidates.map((offer) => offer.needs)),
      decides: true,
    })),
    catalogue.segments,
  );
  for (const [place, { uuid, candidates }] of fresh.entries()) {
    const found = gathered[place];
    if (found === undefined) continue;
    const nothing = { transaction: null, reservations: [], versions: new Map() };
    await decideAlone(kit, { ...nothing, ...found, uuid, candidates });
  }
  await completeDecisions(
    kit,
    concerned.map(({ uuid }) => uuid),
  );
}

const enrolledSchema = z.object({ memberId: z.string(), source: z.string() });

export async function onEnrolled(kit: ModuleKit, events: readonly DomainEvent[]): Promise<void> {
  const told = events.map((event) => ({ ...enrolledSchema.parse(event.payload), event }));
  await knowMembers(
    kit.db.sql(),
    told.map(({ memberId }) => memberId),
  );
  await decideOccasions(
    kit,
    told.map(({ memberId, source, event }) => ({
      memberId,
      key: ['MEMBER_ENROLLED'],
      occasion: inTheLifeOf('MEMBER_ENROLLED', source, new Date(event.occurredAt)),
    })),
  );
}

/**
 * A tier that was lost is an occasion too: conditions tell them apart by `transaction.attributes.cause`. What was given
 * for a tier that returns show never to have been reached is taken back.
 */
export async function onTierChanged(kit: ModuleKit, events: readonly DomainEvent[]): Promise<void> {
  for (const { payload } of events) {
    const { facts } = payload as unknown as TierChanged;
    for (const fact of facts) await undoTiers(kit, fact);
    await decideOccasions(kit, facts.map(tierOccasion));
  }
}

type TierFact = TierChanged['facts'][number];

function tierOccasion({ memberId, programme, from, to, cause, at }: TierFact): MemberOccasion {
  return {
    memberId,
    key: ['TIER_REACHED', programme, at, from ?? '', to ?? ''],
    occasion: inTheLifeOf('TIER_REACHED', 'group', new Date(at), {
      programme,
      from: from ?? '',
      to: to ?? '',
      cause,
    }),
  };
}

async function undoTiers(kit: ModuleKit, fact: TierFact): Promise<void> {
  for (const upgrade of fact.undone ?? []) {
    const reached = tierOccasion({ ...fact, ...upgrade, cause: 'UPGRADE' });
    await undoOccasion(kit, {
      memberId: fact.memberId,
      originalId: idOfOccasion(reached),
      uuid: idOfOccasion({ ...reached, key: ['UNDONE', ...reached.key] }),
      occasion: { ...tierOccasion(fact).occasion, kind: 'TIER_UNDONE' },
    });
  }
}
