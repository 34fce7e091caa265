/** One principal of each class of caller, and the context of a request, for tests. */

import type { RequestContext } from '../../src/module.ts';
import {
  ANONYMOUS,
  CALLER_CLASSES,
  type CallerClass,
  type Principal,
  STAFF_CLASSES,
  type StaffClass,
} from '../../src/principal.ts';
import { exampleId, memberId } from './example/member-id.ts';

function principalOf(name: CallerClass): Principal {
  switch (name) {
    case 'anonymous':
      return ANONYMOUS;
    case 'system':
      return { kind: 'system', clientId: 'auto-pos', subsidiary: 'auto' };
    case 'member':
      return { kind: 'member', memberId: memberId(1), sessionId: exampleId('ses', 1) };
    default:
      return staff(name);
  }
}

export function staff(role: StaffClass): Principal {
  const base = {
    kind: 'staff',
    personId: exampleId('per', STAFF_CLASSES.indexOf(role)),
    accountId: exampleId('acc', STAFF_CLASSES.indexOf(role)),
    roles: [role],
  } as const;
  return role === 'clerk' ? { ...base, subsidiary: 'auto' } : base;
}

export const CALLERS = Object.fromEntries(
  CALLER_CLASSES.map((name) => [name, principalOf(name)]),
) as Readonly<Record<CallerClass, Principal>>;

export function requestBy(
  caller: Principal,
  locale: RequestContext['locale'] = 'en',
): RequestContext {
  return { caller, locale, requestId: 'test', now: new Date('2026-06-01T00:00:00Z') };
}
