/** Prefixes of this module's TypeIDs. */
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';

export const BASKET = 'bsk';
export const RETURN = 'ret';
export const SLOT = 'dsl';
export const BOOKING = 'dlb';
export const TRANSACTION = 'txn';
export const MEMBER = 'mem';

/** UUIDs of the ids that are of this kind; others name nothing here and are left out. */
export function uuidsOf(prefix: string, ids: readonly string[]): string[] {
  return ids.filter((id) => isId(prefix, id)).map((id) => toUuid(prefix, id));
}

export const memberUuid = (memberId: string): string => toUuid(MEMBER, memberId);
export const memberIdOf = (uuid: string | null): string | null =>
  uuid === null ? null : fromUuid(MEMBER, uuid);
