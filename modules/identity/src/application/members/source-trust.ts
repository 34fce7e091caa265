/** How much a source's word on a field weighs in the profile: set by operators, read by auditors too. */
import { runCommand } from '@guildhall/shared/commands';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { ProfileField } from '../../domain/survivorship.ts';
import { rootsToldBy, setTrust, type TrustRow, trustRows } from '../../storage/facts.ts';
import { deriveProfiles } from '../derive-profiles.ts';
import { actorOf, type IdentityContext } from '../identity-context.ts';
import { isOperator } from './own-members.ts';

export interface SetSourceTrust {
  readonly idempotencyKey: string;
  readonly source: string;
  readonly field: ProfileField;
  /** −100 to 100; 0 is the rule where nothing is said. */
  readonly trust: number;
}

const BATCH = 500;

/** Profiles of everybody the source told about are derived anew, in batches, before the answer. */
export async function setSourceTrust(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: SetSourceTrust,
): Promise<Outcome<{ readonly source: string; readonly rederived: number }>> {
  if (!isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = { caller, operation: 'set-source-trust', idempotencyKey, input };
  return runCommand(context.kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    await setTrust(db, { ...input, setBy: actorOf(caller) }, now);
    let rederived = 0;
    for (let after: string | undefined; ; ) {
      const roots = await rootsToldBy(db, input.source, { limit: BATCH, after });
      await deriveProfiles(context, db, roots, now);
      rederived += roots.length;
      after = roots.at(-1);
      if (roots.length < BATCH) break;
    }
    return accept({ source: input.source, rederived });
  });
}

export async function readSourceTrust(
  { kit }: IdentityContext,
  caller: Principal,
): Promise<readonly TrustRow[]> {
  const may = isOperator(caller) || (caller.kind === 'staff' && caller.roles.includes('auditor'));
  return may ? trustRows(kit.db.sql()) : [];
}
