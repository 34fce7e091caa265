/**
 * Who holds an identity. Malformed, blocked and unknown identities all answer null: this is a question, not a form. A
 * thing (car, dwelling) answers its only holder, or the only verified one, or nobody.
 */
import { fromUuid } from '@guildhall/shared/ids';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import { normalIdentity } from '../domain/identifiers/identity-types.ts';
import type { IdentityRef } from '../door.ts';
import { type HolderRow, holdersOf, keyText } from '../storage/identities.ts';
import type { IdentityContext } from './identity-context.ts';
import { digestOf } from './read-told.ts';

export async function resolveMembers(
  { kit, keys }: IdentityContext,
  caller: Principal,
  identities: readonly IdentityRef[],
): Promise<readonly (string | null)[]> {
  if (caller.kind === 'anonymous') return identities.map(() => null);
  const ownSource = caller.kind === 'module' ? caller.name : subsidiaryOf(caller);
  const asked = identities.map((ref) => {
    const normal = normalIdentity(ref, ownSource);
    if (typeof normal === 'string' || !mayAskFor(caller, normal.scope)) return undefined;
    const { type, scope } = normal;
    return { type, scope, digest: digestOf(keys, normal) };
  });
  const holders = Map.groupBy(
    await holdersOf(
      kit.db.sql(),
      asked.filter((key) => key !== undefined),
    ),
    keyText,
  );
  return asked.map((key) => {
    const root = key === undefined ? undefined : theOne(holders.get(keyText(key)) ?? []);
    if (root === undefined) return null;
    const memberId = fromUuid('mem', root);
    return caller.kind === 'member' && caller.memberId !== memberId ? null : memberId;
  });
}

/** A subsidiary asks by its own customer numbers only. */
function mayAskFor(caller: Principal, scope: string): boolean {
  const own = subsidiaryOf(caller);
  return scope === '' || own === undefined || own === scope;
}

function theOne(holders: readonly HolderRow[]): string | undefined {
  const only = (rows: readonly HolderRow[]): string | undefined => {
    const roots = new Set(rows.map(({ root_id }) => root_id));
    return roots.size === 1 ? rows[0]?.root_id : undefined;
  };
  return only(holders) ?? only(holders.filter(({ verified }) => verified));
}
