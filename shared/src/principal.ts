/**
 * Who is calling. A principal is proved at the gateway (JWT) and travels with every call, in memory or as a signed
 * header; no module ever trusts an identity that arrives in a request body.
 */

/** The classes of caller that fields and operations name in their access lists. */
export const CALLER_CLASSES = [
  'anonymous',
  'system',
  'member',
  'clerk',
  'operator',
  'risk_officer',
  'risk_approver',
  'auditor',
] as const;
export type CallerClass = (typeof CALLER_CLASSES)[number];

export const STAFF_CLASSES = [
  'clerk',
  'operator',
  'risk_officer',
  'risk_approver',
  'auditor',
] as const;
export type StaffClass = (typeof STAFF_CLASSES)[number];

export type Principal =
  | { readonly kind: 'anonymous' }
  /** A subsidiary's own system, authenticated with OAuth2 client credentials. */
  | { readonly kind: 'system'; readonly clientId: string; readonly subsidiary: string }
  | { readonly kind: 'member'; readonly memberId: string; readonly sessionId: string }
  /** A person of the staff. `personId` is the human being, `accountId` one of possibly several accounts. */
  | {
      readonly kind: 'staff';
      readonly personId: string;
      readonly accountId: string;
      readonly roles: readonly StaffClass[];
      /** Clerks belong to one subsidiary; group roles have none. */
      readonly subsidiary?: string;
    }
  /** A module acting on an event; never accepted at the gateway. */
  | { readonly kind: 'module'; readonly name: string };

export const ANONYMOUS: Principal = { kind: 'anonymous' };

export function callerClasses(principal: Principal): readonly CallerClass[] {
  switch (principal.kind) {
    case 'staff':
      return principal.roles;
    case 'module':
      return [];
    default:
      return [principal.kind];
  }
}

/** The client part of an idempotency key: two callers never collide on the same key. */
export function clientOf(principal: Principal): string {
  switch (principal.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'system':
      return `system:${principal.clientId}`;
    case 'member':
      return `member:${principal.memberId}`;
    case 'staff':
      return `staff:${principal.accountId}`;
    case 'module':
      return `module:${principal.name}`;
  }
}

/** The subsidiary whose own records the caller may see without consent, if any. */
export function subsidiaryOf(principal: Principal): string | undefined {
  return principal.kind === 'system' || principal.kind === 'staff'
    ? principal.subsidiary
    : undefined;
}
