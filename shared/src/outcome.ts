/**
 * What a use case answers: a value, or a refusal. A refusal is an expected "no" with a stable code and typed
 * parameters, never prose; faults are thrown. Both shapes survive JSON, so that they can be stored for replay and
 * sent between processes.
 */

/** Families of refusal; each is one GraphQL object type that implements `Refusal`. */
export const REFUSAL_KINDS = [
  /** The input is malformed: `path` names the field, the message names the mend. Leaves the idempotency key unclaimed. */
  'VALIDATION',
  /** The same idempotency key came with another body. */
  'IDEMPOTENCY',
  /** The thing named does not exist, or is not the caller's to see. */
  'NOT_FOUND',
  /** The caller may not do this. */
  'FORBIDDEN',
  /** A rule of the business says no; replayed for ever under its idempotency key. */
  'RULE',
] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

export type RefusalParam = string | number | boolean | null | readonly string[];

export interface Refusal {
  readonly kind: RefusalKind;
  /** SCREAMING_SNAKE, unique in the project; each has a message in every language. */
  readonly code: string;
  /** The input field at fault, outermost first; empty when no single field is. */
  readonly path: readonly string[];
  readonly params: Readonly<Record<string, RefusalParam>>;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export const accept = <T>(value: T): Outcome<T> => ({ ok: true, value });

export function refuse(
  kind: RefusalKind,
  code: string,
  params: Refusal['params'] = {},
  path: readonly string[] = [],
): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { kind, code, path, params } };
}

/**
 * Thrown inside a transaction to undo its effects; the use-case runner turns it back into an outcome.
 * Also what a caller of a door throws when it cannot go on after another module's refusal.
 */
export class RefusalError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super([refusal.code, ...refusal.path, JSON.stringify(refusal.params)].join(' '));
    this.name = 'RefusalError';
    this.refusal = refusal;
  }
}

export function valueOrThrow<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new RefusalError(outcome.refusal);
  return outcome.value;
}

/** More is waiting than may wait. Nothing was done and nothing recorded: the same command may be sent again, later. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}
