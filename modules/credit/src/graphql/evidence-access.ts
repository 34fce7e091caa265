/** Who may read the bytes of an evidence file, and where. The REST door asks the same. */
import { fromUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { accountOf, companyOf } from '../application/caller.ts';
import { EVIDENCE } from '../ids.ts';
import type { EvidenceRow } from '../storage/evidence-files.ts';
import { seesAll } from './context.ts';

/** The risk desk, auditors, and the company whose file it is. */
export function mayOpen(
  caller: Principal,
  { company, storedBy }: Pick<EvidenceRow, 'company' | 'storedBy'>,
): boolean {
  if (seesAll(caller)) return true;
  if (caller.kind !== 'system' && caller.kind !== 'staff') return false;
  return company === companyOf(caller) || storedBy === accountOf(caller);
}

export const evidencePath = ({ id }: Pick<EvidenceRow, 'id'>): string =>
  `/credit/evidence/${fromUuid(EVIDENCE, id)}`;
