/**
 * Collects what the candidate offers ask for, and no more. What one company knows of a member reaches a decision at
 * another only under the member's cross-subsidiary consent; else it is absent, and the decision remembers that it was
 * withheld.
 */
import type { IdentityDoor, MemberState } from '@guildhall/identity';
import type { LedgerDoor, MemberId } from '@guildhall/ledger';
import { businessDay } from '@guildhall/shared/business-time';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { bindingsOf, evaluate, type Needs } from '../domain/conditions/condition.ts';
import {
  type Facts,
  historyKey,
  type Occasion,
  type Thing,
  type Withheld,
} from '../domain/facts.ts';
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
    history: distinctQuestions(all),
    segments: new Set(all.flatMap(({ segments }) => [...segments])),
  };
}

export async function memberState(kit: Kit, memberId: string): Promise<MemberState | null> {
  return (await memberStates(kit, [memberId])).get(memberId) ?? null;
}

export async function memberStates(
  kit: Kit,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, MemberState>> {
  const wanted = [...new Set(memberIds)];
  if (wanted.length === 0) return new Map();
  const states = await kit.doors
    .get<IdentityDoor>('identity')
    .memberStates(asModule(kit), { memberIds: wanted });
  return new Map(
    wanted.flatMap((id, index) => {
      const state = states[index] ?? null;
      return state === null ? [] : [[id, state] as const];
    }),
  );
}

function distinctQuestions(all: readonly Needs[]): Needs['history'] {
  const questions = all.flatMap(({ history }) => history);
  return [...new Map(questions.map((question) => [historyKey(question), question])).values()];
}

/** A segment is decided by what its own condition asks for: whoever asks for the segment asks for that too. */
export function withSegments(needs: Needs, segments: ReadonlyMap<string, Segment>): Needs {
  const ofSegments = [...needs.segments].flatMap(
    (code) => segments.get(code)?.condition.needs ?? [],
  );
  return unionOfNeeds([needs, ...ofSegments]);
}

export interface FactsAsked {
  readonly occasion: Occasion;
  readonly memberId: string | null;
  readonly needs: Needs;
  /** False: nothing is decided by them, so nothing is asked of anybody. */
  readonly decides: boolean;
}

export interface FactsGathered {
  readonly facts: Facts;
  /** The member itself, or the survivor it was merged into; also of one who may not earn. */
  readonly memberId: string | null;
}

/** In the order asked; each source is asked once for all of them. `known`: members whose states were asked already. */
export async function gatherFacts(
  kit: Kit,
  asked: readonly FactsAsked[],
  segments: ReadonlyMap<string, Segment>,
  known?: ReadonlyMap<string, MemberState>,
): Promise<readonly FactsGathered[]> {
  const deciding = asked.filter(({ decides }) => decides);
  const states =
    known ??
    (await memberStates(
      kit,
      deciding.flatMap(({ memberId }) => memberId ?? []),
    ));
  const asking = asked.map((one): Asking | null => {
    const state = one.decides ? states.get(one.memberId ?? '') : undefined;
    const earns = state?.status === 'ACTIVE' || state?.status === 'MERGED';
    return state !== undefined && earns
      ? { ...one, needs: withSegments(one.needs, segments), state }
      : null;
  });
  const sources = await readSources(
    kit,
    asking.filter((one) => one !== null),
  );
  let place = 0;
  return asked.map(({ occasion, memberId: told }, index) => {
    const one = asking[index] ?? null;
    const memberId = states.get(told ?? '')?.survivorId ?? told;
    const source = one === null ? undefined : sources[place++];
    if (one === null || source === undefined)
      return { facts: factsWithoutMember(occasion), memberId };
    const facts = assemble(one, source);
    return {
      facts: { ...facts, segments: segmentsOf(facts, one.needs.segments, segments) },
      memberId,
    };
  });
}

type Asking = FactsAsked & { readonly state: MemberState };

interface Sources {
  readonly tier: string | null;
  readonly things: readonly Thing[];
  readonly history: Readonly<Record<string, bigint>>;
}

/** What one company knows is known at another only with the member's consent. */
const isKnown = ({ occasion, state }: Asking, subsidiary: string): boolean =>
  subsidiary === occasion.subsidiary || state.consents.includes('CROSS_SUBSIDIARY_SHARING');

async function readSources(kit: Kit, asking: readonly Asking[]): Promise<readonly Sources[]> {
  const members = (of: readonly Asking[]): MemberId[] => [
    ...new Set(of.map(({ state }) => state.survivorId as MemberId)),
  ];
  const needTier = asking.filter(({ needs }) => needs.tier);
  const needThings = asking.filter(({ needs }) => needs.things.size > 0);
  const kinds = new Set(needThings.flatMap(({ needs }) => [...needs.things]));
  const [tiers, things, history] = await Promise.all([
    tiersOf(kit, members(needTier)),
    kinds.size === 0 ? [] : thingsOf(kit.db.sql(), members(needThings), [...kinds]),
    historyOf(
      kit.db.sql(),
      asking.map((one) => ({
        memberId: one.state.survivorId,
        today: businessDay(one.occasion.occurredAt),
        questions: one.needs.history.filter(({ subsidiary }) => isKnown(one, subsidiary)),
      })),
    ),
  ]);
  const byMember = Map.groupBy(things, ({ memberId }) => memberId);
  return asking.map((one, index) => {
    const { survivorId } = one.state;
    const theirs = byMember.get(survivorId) ?? [];
    return {
      tier: tiers.get(survivorId) ?? null,
      things: theirs
        .filter(({ fact }) => one.needs.things.has(fact))
        .map(({ memberId: _owner, ...thing }) => thing),
      history: history[index] ?? {},
    };
  });
}

function assemble(one: Asking, source: Sources): Facts {
  const { state } = one;
  const hidden = [
    ...source.things.map(({ fact, subsidiary }) => ({ what: `thing:${fact}`, subsidiary })),
    ...one.needs.history.map(({ subsidiary }) => ({ what: `history:${subsidiary}`, subsidiary })),
  ].filter(({ subsidiary }) => !isKnown(one, subsidiary));
  return {
    occasion: one.occasion,
    member: {
      memberId: state.survivorId,
      tier: source.tier,
      consents: state.consents,
      enrolledAt: state.enrolledAt,
      birthday: state.birthday ?? null,
      householdId: state.householdId ?? null,
      things: source.things.filter(({ subsidiary }) => isKnown(one, subsidiary)),
    },
    history: source.history,
    segments: {},
    withheld: distinct(hidden),
  };
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

async function tiersOf(
  kit: Kit,
  memberIds: readonly MemberId[],
): Promise<ReadonlyMap<string, string>> {
  if (memberIds.length === 0) return new Map();
  const outcome = await kit.doors.get<LedgerDoor>('ledger').tiers(asModule(kit), { memberIds });
  if (!outcome.ok) throw new Error(`The ledger did not tell tiers: ${outcome.refusal.code}`);
  return new Map(
    outcome.value.flatMap(({ memberId, tier }) => (tier === null ? [] : [[memberId, tier.code]])),
  );
}
