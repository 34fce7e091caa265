/** What the desk offers to whom. The server decides anew; this only keeps buttons away from those who may not press them. */
import { type StaffRole, useSession } from '../session/session.ts';

export function useHasRole(...roles: readonly StaffRole[]): boolean {
  const session = useSession();
  return session?.kind === 'staff' && session.roles.some((role) => roles.includes(role));
}

export function usePersonId(): string | undefined {
  const session = useSession();
  return session?.kind === 'staff' ? session.personId : undefined;
}
