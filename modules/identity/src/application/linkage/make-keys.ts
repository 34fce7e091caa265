/** Makes the comparison keys of members anew whose facts have changed. */

import type { Term } from '../../domain/linkage/comparison.ts';
import { peopleKeys, peopleTerms, TERM_TABLES } from '../../domain/linkage/people.ts';
import type { KeyRing } from '../../protection/key-ring.ts';
import { type LinkageKey, replaceKeys, takeDue } from '../../storage/linkage-keys.ts';
import type { IdentityContext } from '../identity-context.ts';
import { knownPeople } from './known-people.ts';

const BATCH = 500;

export function termDigest(
  keys: KeyRing,
  { table, value }: Term,
): { rule: number; digest: Buffer } {
  return { rule: TERM_TABLES.indexOf(table), digest: keys.digest(`linkage-term:${table}`, value) };
}

/** Answers how many members were taken off the list: 0 when all keys are up to date. */
export async function makeKeys(context: IdentityContext, now: Date): Promise<number> {
  return context.kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    const { taken, roots } = await takeDue(db, BATCH);
    if (taken.length === 0) return 0;
    const people = await knownPeople(context, db, roots);
    const keys = [...people].flatMap(([memberId, person]): LinkageKey[] => [
      ...peopleKeys(person).map(({ rule, value }) => ({
        memberId,
        kind: 'BLOCK' as const,
        rule,
        digest: context.keys.digest(`linkage:${rule}`, value),
      })),
      ...peopleTerms(person).map((term) => ({
        memberId,
        kind: 'TERM' as const,
        ...termDigest(context.keys, term),
      })),
    ]);
    await replaceKeys(db, [...new Set([...taken, ...roots])], [...people.keys()], keys, now);
    return taken.length;
  });
}
