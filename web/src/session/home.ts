/** Which app is whose. */
import type { Session, StaffRole } from './session.ts';

export type AppName = 'member' | 'counter' | 'group' | 'risk';

export const APP_PATHS: Readonly<Record<AppName, string>> = {
  member: '/me',
  counter: '/counter',
  group: '/group',
  risk: '/risk',
};

const STAFF_APPS: Readonly<Record<StaffRole, readonly AppName[]>> = {
  clerk: ['counter'],
  operator: ['group', 'counter'],
  auditor: ['group', 'risk'],
  risk_officer: ['risk'],
  risk_approver: ['risk'],
};

/** The apps that a session may open, its home first. */
export function appsOf(session: Session): readonly AppName[] {
  if (session.kind === 'member') return ['member'];
  return [...new Set(session.roles.flatMap((role) => STAFF_APPS[role] ?? []))];
}

export function homeOf(session: Session | undefined): string {
  const [first] = session === undefined ? [] : appsOf(session);
  return first === undefined ? '/sign-in' : APP_PATHS[first];
}
