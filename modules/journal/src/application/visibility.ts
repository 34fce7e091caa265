/**
 * Who sees which transaction: operators, auditors and modules all; a member their own; a subsidiary its own, and
 * another's where identity says that the member agreed. Asked in batches, one call per subsidiary.
 */
import type { IdentityDoor, SharingAnswer } from '@guildhall/identity';
import type { ModuleKit } from '@guildhall/shared/module';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';

export function seesEverything(caller: Principal): boolean {
  return (
    caller.kind === 'module' ||
    (caller.kind === 'staff' &&
      caller.roles.some((role) => role === 'operator' || role === 'auditor'))
  );
}

interface Subject {
  readonly subsidiary: string;
  readonly memberId: string | null;
}

/** In the order asked. */
export async function mayRead(
  kit: Pick<ModuleKit, 'doors'>,
  caller: Principal,
  subjects: readonly Subject[],
): Promise<readonly SharingAnswer[]> {
  const answers = subjects.map((subject) => answerWithoutAsking(caller, subject));
  const open = subjects.filter((_, index) => answers[index] === undefined);
  const bySubsidiary = Map.groupBy(open, ({ subsidiary }) => subsidiary);
  const shared = new Map<string, SharingAnswer>();
  for (const [subsidiary, theirs] of bySubsidiary) {
    const memberIds = [...new Set(theirs.flatMap(({ memberId }) => memberId ?? []))];
    const said = await kit.doors
      .get<IdentityDoor>('identity')
      .mayShare(caller, { memberIds, subsidiary });
    memberIds.forEach((id, index) => {
      shared.set(`${subsidiary}/${id}`, said[index] ?? 'NOT_ALLOWED');
    });
  }
  return subjects.map(
    ({ subsidiary, memberId }, index) =>
      answers[index] ?? shared.get(`${subsidiary}/${memberId}`) ?? 'NOT_ALLOWED',
  );
}

function answerWithoutAsking(caller: Principal, subject: Subject): SharingAnswer | undefined {
  if (seesEverything(caller) || subsidiaryOf(caller) === subject.subsidiary) return 'ALLOWED';
  if (caller.kind === 'member')
    return subject.memberId === caller.memberId ? 'ALLOWED' : 'NOT_ALLOWED';
  if (subject.memberId === null || subsidiaryOf(caller) === undefined) return 'NOT_ALLOWED';
  return undefined;
}
