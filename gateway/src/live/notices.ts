/**
 * Who is told of what while their page is open. A notice says that something changed and which ids it is about, never
 * what it became: the page asks the graph again, where the usual access rules answer. Deny by default: a module that is
 * not named here tells nobody.
 */
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { Principal, StaffClass } from '@guildhall/shared/principal';

export interface Notice {
  /** The event's type, `module.noun-verbed`. */
  readonly type: string;
  /** Ids that the event names, by name: `{couponId: "cpn_…"}`. */
  readonly ids: Readonly<Record<string, string>>;
}

const DESK: readonly StaffClass[] = ['operator', 'auditor'];
const RISK: readonly StaffClass[] = ['risk_officer', 'risk_approver', 'auditor'];

/** The staff that may see a module's facts in any case. */
const STAFF_OF: Readonly<Record<string, readonly StaffClass[]>> = {
  identity: DESK,
  ledger: DESK,
  coupon: DESK,
  clearing: DESK,
  journal: DESK,
  auto: DESK,
  property: DESK,
  retail: DESK,
  logistics: DESK,
  credit: RISK,
};

/** Of these the member that an event names is told, too. */
const MEMBERS_OWN: readonly string[] = [
  'identity',
  'ledger',
  'coupon',
  'journal',
  'auto',
  'property',
  'retail',
  'logistics',
];

export function noticeOf({ type, payload }: DomainEvent): Notice {
  const ids = Object.entries(payload).flatMap(([name, value]) =>
    (name === 'id' || name.endsWith('Id')) && typeof value === 'string' ? [[name, value]] : [],
  );
  return { type, ids: Object.fromEntries(ids) as Notice['ids'] };
}

export function mayHear(caller: Principal, { type, payload }: DomainEvent): boolean {
  const module = type.slice(0, Math.max(0, type.indexOf('.')));
  switch (caller.kind) {
    case 'member':
      return MEMBERS_OWN.includes(module) && payload.memberId === caller.memberId;
    case 'staff': {
      const roles = Object.hasOwn(STAFF_OF, module) ? (STAFF_OF[module] ?? []) : [];
      if (caller.roles.some((role) => roles.includes(role))) return true;
      // A counter is told what happened to its own company's redemptions and sales.
      const isOwn = caller.subsidiary !== undefined && payload.subsidiary === caller.subsidiary;
      return (
        caller.roles.includes('clerk') &&
        isOwn &&
        (module === 'coupon' || module === caller.subsidiary)
      );
    }
    default:
      return false;
  }
}
