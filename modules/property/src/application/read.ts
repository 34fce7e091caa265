/**
 * Who may see what: the company's own people, operators and auditors see all; a member sees the dwellings he lives in
 * with their bills, and his own payments, leases and reports; everybody else sees nothing here (what consent opens to
 * them goes through the member's fields, where identity is asked).
 */
import { mayAccess } from '@guildhall/shared/graphql/index';
import type { Principal } from '@guildhall/shared/principal';
import { ResidencyTable } from '../storage/tables.ts';
import { actingMember, type Property, refuseOutsider } from './property.ts';

export function seesAll(caller: Principal): boolean {
  return refuseOutsider(caller) === undefined || mayAccess(caller, ['operator', 'auditor']);
}

/** May the caller see a record of this member (UUID; null: of nobody)? */
export function seesRecordOf(caller: Principal, memberId: string | null | undefined): boolean {
  if (seesAll(caller)) return true;
  const acting = actingMember(caller);
  return acting !== undefined && acting === memberId;
}

/** Dwellings (UUIDs) in which the caller lives now; none for anybody but a member. */
export async function homesOf(property: Property, caller: Principal): Promise<ReadonlySet<string>> {
  const memberId = actingMember(caller);
  if (memberId === undefined) return new Set();
  const homes = await property.kit.db.read().find(ResidencyTable, { memberId, untilOn: null });
  return new Set(homes.map(({ dwellingId }) => dwellingId));
}
