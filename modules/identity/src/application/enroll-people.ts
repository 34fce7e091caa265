/**
 * Enrolment of a batch of people in one transaction, with a number of statements that does not grow with the batch.
 *
 * Order: lock the identifiers, read their holders, decide each person in turn (pure), write everything. Invariants: one
 * identifier never makes two members, however many callers tell it at once; a person who is refused leaves no trace.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { decideEnrolment, type EnrolmentDecision } from '../domain/decide-enrolment.ts';
import { lockIdentifiers } from '../storage/identities.ts';
import { EnrolmentBook } from './enrolment-book.ts';
import type { IdentityContext } from './identity-context.ts';
import type { ReadIdentity, ReadPerson } from './read-told.ts';
import { type EnrolmentPlan, emptyPlan, writeEnrolments } from './write-enrolments.ts';

export interface Enrolled {
  readonly memberId: string;
  readonly created: boolean;
}

/** Who tells, for the records. */
export interface Telling {
  readonly source: string;
  readonly actor: string;
}

/** Outcomes in the order of `people`. */
export async function enrollPeople(
  context: IdentityContext,
  command: CommandContext,
  telling: Telling,
  people: readonly ReadPerson[],
): Promise<readonly Outcome<Enrolled>[]> {
  const db = command.tx.getKysely<unknown>();
  const keys = people.flatMap(({ identities }) => identities);
  await lockIdentifiers(db, keys);
  const book = await EnrolmentBook.read(db, keys);
  const plan = emptyPlan();
  const outcomes = people.map((person) => decide(book, plan, person, telling, command.now));
  await writeEnrolments(context, command, telling, plan);
  return outcomes;
}

function decide(
  book: EnrolmentBook,
  plan: EnrolmentPlan,
  person: ReadPerson,
  { source }: Telling,
  now: Date,
): Outcome<Enrolled> {
  const told = {
    identities: person.identities,
    nameDigest: person.nameDigest?.toString('hex'),
    birthdayDigest: person.birthdayDigest?.toString('hex'),
  };
  const decision = decideEnrolment(told, book);
  if (decision.kind === 'TOO_WEAK') return refuse('RULE', 'IDENTITY_TOO_WEAK', {}, ['identities']);
  if (decision.kind === 'LIMIT') {
    const { limit, index } = decision;
    const type = person.identities[index]?.type ?? '';
    return refuse('RULE', 'IDENTITY_LIMIT_REACHED', { limit, type }, ['identities', String(index)]);
  }
  const newMember = newUuid(now);
  const { ownerId, rootId } = decision.match ?? { ownerId: newMember, rootId: newMember };
  const created = decision.match === undefined;
  plan.placed.push({ person, rootId, ownerId, created });
  keepSeen(book, plan, person, decision, rootId, source);
  makeLinks(book, plan, person, decision, { ownerId, rootId });
  for (const told of picked(person, decision.contested))
    plan.contested.push({ told, ownerId, seenAt: person.observedAt });
  for (const { otherRootId, reason, types } of decision.reviews)
    plan.reviews.push({
      id: newUuid(now),
      members: [rootId, otherRootId],
      reason,
      evidence: { types, source },
    });
  book.told(rootId, told);
  return accept({ memberId: fromUuid('mem', rootId), created });
}

type Enrolment = Extract<EnrolmentDecision, { kind: 'ENROL' }>;

function picked(person: ReadPerson, indexes: readonly number[]): readonly ReadIdentity[] {
  return indexes.flatMap((index) => person.identities[index] ?? []);
}

function keepSeen(
  book: EnrolmentBook,
  plan: EnrolmentPlan,
  person: ReadPerson,
  { keep }: Enrolment,
  rootId: string,
  source: string,
): void {
  for (const told of picked(person, keep)) {
    const holder = book.holdersOf(told.key).find((known) => known.rootId === rootId);
    if (holder?.identityId === undefined) continue;
    const { verified } = told;
    plan.seen.push({ id: holder.identityId, verified, source, seenAt: person.observedAt });
  }
}

function makeLinks(
  book: EnrolmentBook,
  plan: EnrolmentPlan,
  person: ReadPerson,
  { link, takeOver }: Enrolment,
  { ownerId, rootId }: { readonly ownerId: string; readonly rootId: string },
): void {
  for (const told of picked(person, takeOver)) {
    const before = book.unlink(told);
    if (before?.identityId !== undefined) plan.taken.push(before.identityId);
    else if (before !== undefined) plan.links.delete(`${told.key} ${before.ownerId}`);
  }
  for (const told of picked(person, [...link, ...takeOver])) {
    plan.links.set(`${told.key} ${ownerId}`, { told, ownerId, seenAt: person.observedAt });
    book.link(told, { ownerId, rootId, verified: told.verified });
  }
}
