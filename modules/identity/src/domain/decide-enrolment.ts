/**
 * Who somebody is, from the identities a subsidiary tells: an existing member, or a new one.
 *
 * Rules, in this order
 * 1. Identities that identify by themselves (customer number, identity card, WeChat) and identities verified on both
 *    sides find their holder; of several, the one of the first priority.
 * 2. A phone or e-mail that one side has not verified finds its holder only if the told name and birthday do not
 *    contradict the known ones and no other identity card is known: families share phones, a son may bear his father's
 *    name, and numbers change hands.
 * 3. Things (car, dwelling) find somebody only when nothing personal was told and one member alone has them.
 * 4. Otherwise it is a new member; things alone never make one.
 * An identity held by somebody else stays where it is, unless a verified claim meets an unverified holding; either
 * way two people look at it (review case). Nobody is merged here.
 */
import type { IdentityType } from '../door.ts';
import { IDENTITY_RULES } from './identifiers/identity-types.ts';

export interface ToldIdentity {
  readonly type: IdentityType;
  readonly scope: string;
  /** Stands for the value: type, scope and search digest. */
  readonly key: string;
  readonly verified: boolean;
}

export interface Holder {
  /** The member the identity is linked to. */
  readonly ownerId: string;
  /** That member, or what it was merged into. */
  readonly rootId: string;
  readonly verified: boolean;
}

/** What is known of a member and those merged into it. */
export interface Known {
  readonly nameDigest: string | undefined;
  readonly birthdayDigest: string | undefined;
  readonly idCardKeys: ReadonlySet<string>;
  /** How many identities it holds, by `type` + space + `scope`. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface IdentityBook {
  holdersOf(key: string): readonly Holder[];
  known(rootId: string): Known;
}

export interface ToldPerson {
  readonly identities: readonly ToldIdentity[];
  readonly nameDigest: string | undefined;
  readonly birthdayDigest: string | undefined;
}

export type ReviewReason =
  | 'NAME_DIFFERS'
  | 'BIRTHDAY_DIFFERS'
  | 'ID_CARD_DIFFERS'
  | 'IDENTITY_SHARED'
  | 'IDENTITY_TAKEN_OVER';

export interface Review {
  readonly otherRootId: string;
  readonly reason: ReviewReason;
  readonly types: readonly IdentityType[];
}

export type EnrolmentDecision =
  | {
      readonly kind: 'ENROL';
      /** Absent for a new member. `ownerId` is the member whose identity was presented. */
      readonly match?: { readonly ownerId: string; readonly rootId: string };
      /** Indexes of told identities that become this member's. */
      readonly link: readonly number[];
      /** Indexes of those already this member's. */
      readonly keep: readonly number[];
      /** Indexes of those taken from another member. */
      readonly takeOver: readonly number[];
      /** Indexes of those that stay with another member; kept as evidence. */
      readonly contested: readonly number[];
      readonly reviews: readonly Review[];
    }
  | { readonly kind: 'TOO_WEAK' }
  | { readonly kind: 'LIMIT'; readonly index: number; readonly limit: number };

interface Match {
  readonly holder: Holder;
  readonly told: ToldIdentity;
  readonly strong: boolean;
}

export function decideEnrolment(person: ToldPerson, book: IdentityBook): EnrolmentDecision {
  const doubts = new Map<string, ReviewReason>();
  const match = bestMatch(person, book, doubts) ?? soleHolderOfThings(person, book);
  const personal = person.identities.some(({ type }) => IDENTITY_RULES[type].ofOnePerson);
  if (match === undefined && !personal) return { kind: 'TOO_WEAK' };
  return assign(person, book, match, doubts);
}

function bestMatch(
  person: ToldPerson,
  book: IdentityBook,
  doubts: Map<string, ReviewReason>,
): Holder | undefined {
  const matches = person.identities
    .flatMap((told): Match[] => {
      if (!IDENTITY_RULES[told.type].ofOnePerson) return [];
      return book.holdersOf(told.key).map((holder) => ({
        holder,
        told,
        strong:
          IDENTITY_RULES[told.type].identifies === 'ALWAYS' || (told.verified && holder.verified),
      }));
    })
    .sort((a, b) => Number(b.strong) - Number(a.strong) || priorityOf(a) - priorityOf(b));
  for (const { holder, told, strong } of matches) {
    const doubt = contradiction(person, book.known(holder.rootId), strong);
    if (doubt === undefined || IDENTITY_RULES[told.type].identifies === 'ALWAYS') return holder;
    if (!doubts.has(holder.rootId)) doubts.set(holder.rootId, doubt);
  }
  return undefined;
}

function priorityOf({ told }: Match): number {
  return IDENTITY_RULES[told.type].priority;
}

function contradiction(
  person: ToldPerson,
  known: Known,
  strong: boolean,
): ReviewReason | undefined {
  const card = person.identities.find(({ type }) => type === 'ID_CARD');
  if (card !== undefined && known.idCardKeys.size > 0 && !known.idCardKeys.has(card.key))
    return 'ID_CARD_DIFFERS';
  if (strong) return undefined;
  if (differ(person.nameDigest, known.nameDigest)) return 'NAME_DIFFERS';
  return differ(person.birthdayDigest, known.birthdayDigest) ? 'BIRTHDAY_DIFFERS' : undefined;
}

/** What one side does not tell contradicts nobody. */
function differ(told: string | undefined, known: string | undefined): boolean {
  return told !== undefined && known !== undefined && told !== known;
}

function soleHolderOfThings(person: ToldPerson, book: IdentityBook): Holder | undefined {
  if (person.identities.some(({ type }) => IDENTITY_RULES[type].ofOnePerson)) return undefined;
  const holders = person.identities.flatMap(({ key }) => book.holdersOf(key));
  const [first] = holders;
  if (first === undefined || holders.some(({ rootId }) => rootId !== first.rootId))
    return undefined;
  return contradiction(person, book.known(first.rootId), false) === undefined ? first : undefined;
}

function assign(
  person: ToldPerson,
  book: IdentityBook,
  match: Holder | undefined,
  doubts: ReadonlyMap<string, ReviewReason>,
): EnrolmentDecision {
  const link: number[] = [];
  const keep: number[] = [];
  const takeOver: number[] = [];
  const contested: number[] = [];
  const reviews = new Map<string, { reason: ReviewReason; types: IdentityType[] }>();
  for (const [index, told] of person.identities.entries()) {
    const rule = IDENTITY_RULES[told.type];
    const holders = book.holdersOf(told.key);
    if (match !== undefined && holders.some(({ rootId }) => rootId === match.rootId)) {
      keep.push(index);
      continue;
    }
    const other = rule.ofOnePerson ? holders[0] : undefined;
    if (other === undefined) {
      link.push(index);
      continue;
    }
    const taken = rule.identifies === 'VERIFIED' && told.verified && !other.verified;
    (taken ? takeOver : contested).push(index);
    const reason = taken ? 'IDENTITY_TAKEN_OVER' : (doubts.get(other.rootId) ?? 'IDENTITY_SHARED');
    const review = reviews.get(other.rootId) ?? { reason, types: [] };
    review.types.push(told.type);
    reviews.set(other.rootId, review);
  }
  return (
    overLimit(person, match === undefined ? undefined : book.known(match.rootId), [
      ...link,
      ...takeOver,
    ]) ?? {
      kind: 'ENROL',
      ...(match === undefined ? {} : { match: { ownerId: match.ownerId, rootId: match.rootId } }),
      link,
      keep,
      takeOver,
      contested,
      reviews: [...reviews].map(([otherRootId, review]) => ({ otherRootId, ...review })),
    }
  );
}

function overLimit(
  person: ToldPerson,
  known: Known | undefined,
  added: readonly number[],
): EnrolmentDecision | undefined {
  const counts = new Map(known?.counts);
  for (const index of added) {
    const told = person.identities[index];
    if (told === undefined) continue;
    const slot = slotOf(told);
    const count = (counts.get(slot) ?? 0) + 1;
    counts.set(slot, count);
    const { limit } = IDENTITY_RULES[told.type];
    if (count > limit) return { kind: 'LIMIT', index, limit };
  }
  return undefined;
}

/** What a limit counts: identities of one type, customer numbers of one subsidiary. */
export function slotOf({ type, scope }: Pick<ToldIdentity, 'type' | 'scope'>): string {
  return `${type} ${scope}`;
}
