/**
 * What is known about the holders of the identities of one batch, kept up to date while the batch is decided person by
 * person, so that two people of one batch who share an identity meet as they would in two calls.
 */
import { sql } from 'kysely';
import {
  type Holder,
  type IdentityBook,
  type Known,
  slotOf,
  type ToldIdentity,
  type ToldPerson,
} from '../domain/decide-enrolment.ts';
import { profilesOf } from '../storage/facts.ts';
import { type Db, holdersOf, type IdentityKey, keyText } from '../storage/identities.ts';

interface MutableKnown {
  nameDigest: string | undefined;
  birthdayDigest: string | undefined;
  readonly idCardKeys: Set<string>;
  readonly counts: Map<string, number>;
}

export interface BookHolder extends Holder {
  /** Absent when this batch itself makes the link. */
  readonly identityId?: string;
}

export class EnrolmentBook implements IdentityBook {
  readonly #holders = new Map<string, BookHolder[]>();
  readonly #known = new Map<string, MutableKnown>();

  static async read(db: Db, keys: readonly IdentityKey[]): Promise<EnrolmentBook> {
    const book = new EnrolmentBook();
    for (const row of await holdersOf(db, keys)) {
      const { owner_id: ownerId, root_id: rootId, verified, identity_id: identityId } = row;
      book.#add(keyText(row), { ownerId, rootId, verified, identityId });
    }
    await book.#learn(db, [
      ...new Set([...book.#holders.values()].flat().map(({ rootId }) => rootId)),
    ]);
    return book;
  }

  async #learn(db: Db, rootIds: readonly string[]): Promise<void> {
    if (rootIds.length === 0) return;
    for (const { member_id, name_digest, birthday_digest } of await profilesOf(db, rootIds)) {
      const known = this.#knownOf(member_id);
      known.nameDigest = name_digest?.toString('hex');
      known.birthdayDigest = birthday_digest?.toString('hex');
    }
    const { rows } = await sql<{
      root_id: string;
      type: ToldIdentity['type'];
      scope: string;
      count: number;
      cards: Buffer[] | null;
    }>`
      SELECT m.survivor_id AS root_id, i.type, i.scope, count(*)::int AS count,
             array_agg(i.digest) FILTER (WHERE i.type = 'ID_CARD') AS cards
      FROM member m JOIN identity i ON i.member_id = m.id
      WHERE m.survivor_id = ANY(${rootIds}::uuid[]) AND i.unlinked_at IS NULL
      GROUP BY m.survivor_id, i.type, i.scope`.execute(db);
    for (const { root_id, type, scope, count, cards } of rows) {
      const known = this.#knownOf(root_id);
      known.counts.set(slotOf({ type, scope }), count);
      for (const digest of cards ?? []) known.idCardKeys.add(keyText({ type, scope, digest }));
    }
  }

  holdersOf(key: string): readonly BookHolder[] {
    return this.#holders.get(key) ?? [];
  }

  known(rootId: string): Known {
    return this.#knownOf(rootId);
  }

  link(told: ToldIdentity, holder: BookHolder): void {
    this.#add(told.key, holder);
    const known = this.#knownOf(holder.rootId);
    const slot = slotOf(told);
    known.counts.set(slot, (known.counts.get(slot) ?? 0) + 1);
    if (told.type === 'ID_CARD') known.idCardKeys.add(told.key);
  }

  /** Takes an identity away from its holder; answers the row to unlink, if it was not made by this batch. */
  unlink(told: ToldIdentity): BookHolder | undefined {
    const [holder] = this.#holders.get(told.key) ?? [];
    this.#holders.delete(told.key);
    if (holder === undefined) return undefined;
    const known = this.#knownOf(holder.rootId);
    known.counts.set(slotOf(told), (known.counts.get(slotOf(told)) ?? 1) - 1);
    return holder;
  }

  told(rootId: string, { nameDigest, birthdayDigest }: ToldPerson): void {
    const known = this.#knownOf(rootId);
    known.nameDigest ??= nameDigest;
    known.birthdayDigest ??= birthdayDigest;
  }

  #add(key: string, holder: BookHolder): void {
    const holders = this.#holders.get(key);
    if (holders === undefined) this.#holders.set(key, [holder]);
    else holders.push(holder);
  }

  #knownOf(rootId: string): MutableKnown {
    const known = this.#known.get(rootId) ?? {
      nameDigest: undefined,
      birthdayDigest: undefined,
      idCardKeys: new Set<string>(),
      counts: new Map<string, number>(),
    };
    this.#known.set(rootId, known);
    return known;
  }
}
