/**
 * Collects what the candidate offers ask for, and no more. What one company knows of a member reaches a decision at
 * another only under the member's cross-subsidiary consent; else it is absent, and the decision remembers that it was
 * withheld.
 */
import type { IdentityDoor, MemberState } from '@guildhall/identity';
import type { LedgerDoor } from '@guildhall/ledger';
import { businessDay } from '@guildhall/shared/business-time';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { bindingsOf, evaluate, type Needs } from '../domain/conditions/condition.ts';
import type { Facts, MemberFacts, Occasion, Withheld } from '../domain/facts.ts';
import type { Segment } from '../domain/granting/live-offer.ts';
import { historyOf, thingsOf } from '../storage/portrait.ts';

type Kit = Pick<ModuleKit, 'db' | 'doors' | 'name'>;

export const asModule = (kit: Pick<ModuleKit, 'name'>): Principal => ({
  kind: 'module',
  name: kit.name,
});

export function unionOfNeeds(all: readonly Needs[]): Needs {
  return {
    tier: all.some(({ tier }) => tier),
    things: new Set(all.flatMap(({ things }) => [...things])),
    history: all.flatMap(({ history }) => history),
    segments: new Set(all.flatMap(({ segments }) => [...segments])),
  };
}

export async function memberState(kit: Kit, memberId: string): Promise<MemberState | null> {
  const [state] = await kit.doors
    .get<IdentityDoor>('identity')
    .memberStates(asModule(kit), { memberIds: [memberId] });
  return state ?? null;
}

/** `member` null when there is no member, or one who may not earn. */
export async function gatherFacts(
  kit: Kit,
  occasion: Occasion,
  state: MemberState | null,
  needs: Needs,
  segments: ReadonlyMap<string, Segment>,
): Promise<Facts> {
  if (state === null || state.status !== 'ACTIVE') return factsWithoutMember(occasion);
  const memberId = state.survivorId;
  const mayShare = state.consents.includes('CROSS_SUBSIDIARY_SHARING');
  const known = (subsidiary: string): boolean => mayShare || subsidiary === occasion.subsidiary;
  const [tier, things, history] = await Promise.all([
    needs.tier ? tierOf(kit, memberId) : null,
    needs.things.size === 0 ? [] : thingsOf(kit.db.sql(), [memberId], [...needs.things]),
    historyOf(
      kit.db.sql(),
      memberId,
      needs.history.filter(({ subsidiary }) => known(subsidiary)),
      businessDay(occasion.occurredAt),
    ),
  ]);
  const member: MemberFacts = {
    memberId,
    tier,
    consents: state.consents,
    enrolledAt: state.enrolledAt,
    birthday: state.birthday ?? null,
    householdId: state.householdId ?? null,
    things: things
      .filter(({ subsidiary }) => known(subsidiary))
      .map(({ memberUuid: _uuid, ...thing }) => thing),
  };
  const hidden = [
    ...things.map(({ fact, subsidiary }) => ({ what: `thing:${fact}`, subsidiary })),
    ...needs.history.map(({ subsidiary }) => ({ what: `history:${subsidiary}`, subsidiary })),
  ].filter(({ subsidiary }) => !known(subsidiary));
  const facts = { occasion, member, history, segments: {}, withheld: distinct(hidden) };
  return { ...facts, segments: segmentsOf(facts, needs.segments, segments) };
}

export const factsWithoutMember = (occasion: Occasion): Facts => ({
  occasion,
  member: null,
  history: {},
  segments: {},
  withheld: [],
});

function segmentsOf(
  facts: Facts,
  wanted: ReadonlySet<string>,
  segments: ReadonlyMap<string, Segment>,
): Readonly<Record<string, boolean>> {
  if (wanted.size === 0) return {};
  const bindings = bindingsOf(facts, facts.occasion.occurredAt);
  return Object.fromEntries(
    [...wanted].map((code) => {
      const segment = segments.get(code);
      const holds =
        segment !== undefined && bindings !== null && evaluate(segment.condition, bindings).holds;
      return [code, holds];
    }),
  );
}

function distinct(
  hidden: readonly { readonly what: string; readonly subsidiary: string }[],
): readonly Withheld[] {
  const byPlace = new Map(hidden.map((one) => [`${one.what}/${one.subsidiary}`, one]));
  return [...byPlace.values()].map((one) => ({ ...one, reason: 'CONSENT_MISSING' }));
}

async function tierOf(kit: Kit, memberId: string): Promise<string | null> {
  const outcome = await kit.doors
    .get<LedgerDoor>('ledger')
    .tiers(asModule(kit), { memberIds: [memberId] });
  if (!outcome.ok) throw new Error(`The ledger did not tell the tier: ${outcome.refusal.code}`);
  return outcome.value.find(({ tier }) => tier !== null)?.tier?.code ?? null;
}
