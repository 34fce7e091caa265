/** Members deciphered for comparison, in memory only: everything that was told about a person and those merged into it. */
import { idCardBirthday } from '../../domain/identifiers/personal.ts';
import {
  type ComparedPerson,
  type KnownPerson,
  readyToCompare,
} from '../../domain/linkage/people.ts';
import type { ToldProfile } from '../../domain/survivorship.ts';
import { unsealText } from '../../protection/sealing.ts';
import { recordsOf } from '../../storage/facts.ts';
import { type Db, identitiesOf } from '../../storage/identities.ts';
import { contestedOf } from '../../storage/linkage-keys.ts';
import { clustersOf } from '../../storage/members.ts';
import { dataKeysOf, type IdentityContext, places } from '../identity-context.ts';

const THINGS: ReadonlySet<string> = new Set(['LICENCE_PLATE', 'VIN', 'DWELLING']);
/** Of a field with more values than these the newest count. */
const VALUES_OF_A_FIELD = 6;

type Draft = { [K in keyof KnownPerson]: string[] };

const emptyDraft = (): Draft => ({
  names: [],
  birthdays: [],
  genders: [],
  addresses: [],
  phones: [],
  emails: [],
  things: [],
  idCards: [],
});

/** By survivor; members without a key (erased) are left out. */
export async function knownPeople(
  context: IdentityContext,
  db: Db,
  rootIds: readonly string[],
): Promise<ReadonlyMap<string, ComparedPerson>> {
  const dataKeys = await dataKeysOf(context, db, await clustersOf(db, rootIds));
  const [records, identities, contested] = await Promise.all([
    recordsOf(db, rootIds),
    identitiesOf(db, rootIds),
    contestedOf(db, rootIds),
  ]);
  const drafts = new Map(rootIds.map((id) => [id, emptyDraft()]));
  for (const { id, member_id, root_id, sealed } of records) {
    const [key, draft] = [dataKeys.get(member_id), drafts.get(root_id)];
    if (key === undefined || draft === undefined) continue;
    const told = JSON.parse(unsealText(key, places.record(id), sealed)) as ToldProfile;
    for (const [values, value] of [
      [draft.names, told.name],
      [draft.birthdays, told.birthday],
      [draft.genders, told.gender],
      [draft.addresses, told.address],
    ] as const)
      if (value !== undefined) values.push(value);
  }
  for (const { id, member_id, root_id, type, sealed } of identities) {
    const [key, draft] = [dataKeys.get(member_id), drafts.get(root_id)];
    if (key === undefined || draft === undefined) continue;
    addIdentity(draft, type, unsealText(key, places.identity(id), sealed));
  }
  for (const { id, member_id, root_id, type, sealed } of contested) {
    const [key, draft] = [dataKeys.get(member_id), drafts.get(root_id)];
    if (key === undefined || draft === undefined || type === 'ID_CARD') continue;
    addIdentity(draft, type, unsealText(key, places.contested(id), sealed));
  }
  return new Map([...drafts].map(([id, draft]) => [id, readyToCompare(distinct(draft))]));
}

function addIdentity(draft: Draft, type: string, value: string): void {
  if (type === 'PHONE') draft.phones.push(value);
  else if (type === 'EMAIL') draft.emails.push(value);
  else if (type === 'ID_CARD') {
    draft.idCards.push(value);
    draft.birthdays.push(idCardBirthday(value));
  } else if (THINGS.has(type)) draft.things.push(`${type} ${value}`);
}

function distinct(draft: Draft): KnownPerson {
  const entries = Object.entries(draft).map(([field, values]) => [
    field,
    [...new Set(values)].slice(-VALUES_OF_A_FIELD),
  ]);
  return Object.fromEntries(entries) as unknown as KnownPerson;
}

/** Keeps the people of the last pairs: pairs come in the order of their first member. */
export class PeopleAtHand {
  readonly #context: IdentityContext;
  readonly #people = new Map<string, ComparedPerson>();
  readonly #most: number;

  constructor(context: IdentityContext, most = 5_000) {
    this.#context = context;
    this.#most = most;
  }

  async read(db: Db, rootIds: readonly string[]): Promise<ReadonlyMap<string, ComparedPerson>> {
    const wanted = [...new Set(rootIds)];
    const missing = wanted.filter((id) => !this.#people.has(id));
    const read = missing.length === 0 ? new Map() : await knownPeople(this.#context, db, missing);
    const answer = new Map<string, ComparedPerson>();
    for (const id of wanted) {
      const person = this.#people.get(id) ?? read.get(id);
      if (person === undefined) continue;
      answer.set(id, person);
      this.#people.delete(id);
      this.#people.set(id, person);
    }
    for (const id of this.#people.keys()) {
      if (this.#people.size <= this.#most) break;
      this.#people.delete(id);
    }
    return answer;
  }
}
