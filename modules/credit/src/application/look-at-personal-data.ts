/**
 * Personal data are shown to who may see them, and each look is on record before it happens: a look that cannot be
 * recorded is not granted.
 */
import { callerClasses, type Principal } from '@guildhall/shared/principal';
import { addLooks } from '../storage/personal-looks.ts';
import type { Db } from '../storage/tables.ts';
import { accountOf, companyOf } from './caller.ts';

export interface LookAtFacts {
  /** UUIDs. */
  readonly factIds: readonly string[];
  readonly requestId: string;
}

export async function lookAtFacts(
  db: Db,
  caller: Principal,
  { factIds, requestId }: LookAtFacts,
  now: Date,
): Promise<string[]> {
  const looker = {
    account: accountOf(caller),
    person: caller.kind === 'staff' ? caller.personId : undefined,
    company: companyOf(caller),
    roles: callerClasses(caller),
    requestId,
  };
  await addLooks(db, looker, factIds, now);
  return [...factIds];
}
