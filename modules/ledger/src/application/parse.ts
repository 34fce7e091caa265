/**
 * Parsing of commands: the shape first, then a canonical text of it, whose hash is what "the same body" means. By
 * hand, because a posting spends more time here than anywhere else in this process if it is done by schema.
 */
import { hash } from 'node:crypto';
import { readId } from '@guildhall/shared/ids';
import type { Refusal, RefusalParam } from '@guildhall/shared/outcome';
import {
  canonicalFunding,
  fundingProblem,
  isSubsidiaryCode,
  MOST_PAYERS,
} from '../domain/funding.ts';
import type { InputProblem } from '../domain/input-problems.ts';
import { invalid } from '../domain/refusals.ts';
import { NEVER } from '../domain/state.ts';
import { type Funding, MOST_MINOR, type Reason } from '../domain/values.ts';

const KEY = /^[\x20-\x7e]{1,200}$/;
const CURRENCY = /^[A-Z][A-Z0-9_]{1,15}$/;
const REASON_TYPE = /^[a-z][a-z0-9-]{0,39}$/;
const REASON_ID = /^[\x21-\x7e]{1,100}$/;
/** Clocks of other machines may be this far ahead. */
const SKEW_MS = 300_000;
const FIRST_YEAR = Date.UTC(1970, 0, 2);
const LAST_YEAR = Date.UTC(9000, 0, 1);

/** Reads fields one after another; the first that is wrong is the refusal. */
export class Reader {
  problem: Refusal | undefined;
  readonly #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  wrong(
    field: string,
    problem: InputProblem,
    params?: Readonly<Record<string, RefusalParam>>,
  ): void {
    this.problem ??= invalid([field], problem, params);
  }

  key(value: unknown): string {
    if (typeof value === 'string' && KEY.test(value)) return value;
    this.wrong('idempotencyKey', 'KEY');
    return '';
  }

  id(field: string, prefix: string, value: unknown): string {
    const uuid = readId(prefix, value);
    if (uuid === undefined) this.wrong(field, 'ID_OF', { prefix });
    return uuid ?? '';
  }

  currency(value: unknown): string {
    if (typeof value === 'string' && CURRENCY.test(value)) return value;
    this.wrong('currency', 'CURRENCY_CODE');
    return '';
  }

  /** Positive. */
  amount(value: unknown, field = 'amountMinor'): bigint {
    if (typeof value === 'bigint' && value > 0n && value <= MOST_MINOR) return value;
    this.wrong(field, 'AMOUNT', { most: String(MOST_MINOR) });
    return 0n;
  }

  subsidiary(value: unknown): string {
    if (isSubsidiaryCode(value)) return value;
    this.wrong('subsidiary', 'SUBSIDIARY');
    return '';
  }

  funding(value: Funding): string {
    const problem =
      typeof value === 'object' && value !== null ? fundingProblem(value) : 'FUNDING_NEEDED';
    if (problem === undefined) return canonicalFunding(value);
    this.wrong('funding', problem, { most: MOST_PAYERS });
    return '';
  }

  moment(field: string, value: unknown): number {
    const ms = value instanceof Date ? value.getTime() : Number.NaN;
    if (ms >= FIRST_YEAR && ms <= LAST_YEAR) return ms;
    this.wrong(field, 'MOMENT');
    return 0;
  }

  /** Absent: now. */
  occurredAt(value: unknown): number {
    if (value === undefined) return this.#now;
    const ms = this.moment('occurredAt', value);
    if (ms > this.#now + SKEW_MS) this.wrong('occurredAt', 'NOT_IN_FUTURE');
    return ms;
  }

  /** undefined: by the currency's rule. null: never. */
  expiresAt(value: Date | null | undefined, after: number): number | undefined {
    if (value === undefined) return undefined;
    if (value === null) return NEVER;
    const ms = this.moment('expiresAt', value);
    if (ms <= after) this.wrong('expiresAt', 'AFTER_ACTIVE');
    return ms;
  }

  reason(value: Reason): Reason {
    if (
      typeof value === 'object' &&
      value !== null &&
      REASON_TYPE.test(value.type) &&
      REASON_ID.test(value.id)
    ) {
      return { type: value.type, id: value.id };
    }
    this.wrong('reason', 'REASON');
    return { type: '', id: '' };
  }
}

/** A moment as the caller told it: what was left out is left out of the body, so that it can be sent again. */
export const told = (at: Date | undefined): number | undefined => at?.getTime();

/** First 128 bits of SHA-256 over the canonical text, as hex. */
export function bodyHash(
  parts: readonly (string | number | bigint | boolean | null | undefined)[],
): string {
  return hash('sha256', parts.join('\u001f')).slice(0, 32);
}
