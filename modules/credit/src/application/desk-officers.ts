/** Who works at the risk desk, as the directory of staff knows them: the only thing that is asked of another module. */
import type { IdentityDoor } from '@guildhall/identity';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { type CaseHands, type CaseRefusal, handOverRefusal } from '../domain/cases/case-rules.ts';

export interface Officer {
  /** `per_…`. */
  readonly person: string;
  readonly name: string;
  readonly approver: boolean;
}

/** Officers and approvers with an open account, by name. */
export async function officersOfDesk(
  kit: ModuleKit,
  caller: Principal,
): Promise<readonly Officer[]> {
  const identity = kit.doors.get<IdentityDoor>('identity');
  const people = await identity.colleaguesWithRoles(caller, {
    roles: ['risk_officer', 'risk_approver'],
  });
  return people.map(({ personId, name, roles }) => ({
    ...{ person: personId, name },
    approver: roles.includes('risk_approver'),
  }));
}

export interface CaseOfficer extends Officer {
  /** Why the case cannot be given to them; undefined when it can. */
  readonly refusal: CaseRefusal | undefined;
}

export const officersFor = (
  hands: CaseHands,
  officers: readonly Officer[],
): readonly CaseOfficer[] =>
  officers.map((officer) => ({ ...officer, refusal: handOverRefusal(hands, officer) }));
