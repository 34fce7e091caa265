/** Opens an evidence file for somebody who may, and writes down that it was opened. */
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { EVIDENCE, type EvidenceId } from '../ids.ts';
import type { EvidenceStore } from '../storage/content-names.ts';
import { type EvidenceRow, evidenceByIds } from '../storage/evidence-files.ts';
import { type CreditTables, type Db, within } from '../storage/tables.ts';
import { accountOf, companyOf, seesAll } from './caller.ts';

/** The risk desk, auditors, and the company whose file it is. */
export function mayOpen(
  caller: Principal,
  { company, storedBy }: Pick<EvidenceRow, 'company' | 'storedBy'>,
): boolean {
  if (seesAll(caller)) return true;
  if (caller.kind !== 'system') return false;
  return company === companyOf(caller) || storedBy === accountOf(caller);
}

export interface OpenedEvidence {
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export async function openEvidence(
  kit: ModuleKit,
  store: EvidenceStore,
  caller: Principal,
  { id }: { readonly id: EvidenceId },
): Promise<Outcome<OpenedEvidence>> {
  const db = kit.db.sql<CreditTables>() as unknown as Db;
  const [file] = await evidenceByIds(db, [toUuid(EVIDENCE, id)]);
  if (file === undefined) return refuse('NOT_FOUND', 'CREDIT_EVIDENCE_UNKNOWN', {}, ['id']);
  if (!mayOpen(caller, file)) return refuse('FORBIDDEN', 'CREDIT_EVIDENCE_CLOSED', {}, ['id']);
  const bytes = await store.get(Buffer.from(file.sha256, 'hex'));
  const now = kit.clock.now();
  await kit.db.transaction(async (tx) => {
    await within(tx)
      .insertInto('evidence_opening')
      .values({
        id: newUuid(now),
        evidence_id: file.id,
        account: accountOf(caller),
        person: caller.kind === 'staff' ? caller.personId : null,
        company: companyOf(caller),
        opened_at: now,
      })
      .execute();
  });
  return accept({ name: file.name, mediaType: file.mediaType, sha256: file.sha256, bytes });
}

export const evidencePath = ({ id }: Pick<EvidenceRow, 'id'>): string =>
  `/credit-files/evidence/${fromUuid(EVIDENCE, id)}`;
