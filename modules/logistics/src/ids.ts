/** Prefixes of this module's TypeIDs. */
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';

export const PARCEL = 'pcl';
export const WINDOW = 'ewn';
export const ERRAND = 'erd';
export const TRANSACTION = 'txn';
export const MEMBER = 'mem';

/** UUIDs of the ids that are of this kind; others name nothing here and are left out. */
export function uuidsOf(prefix: string, ids: readonly string[]): string[] {
  return ids.filter((id) => isId(prefix, id)).map((id) => toUuid(prefix, id));
}

export const memberIdOf = (uuid: string | null | undefined): string | null =>
  uuid === null || uuid === undefined ? null : fromUuid(MEMBER, uuid);
