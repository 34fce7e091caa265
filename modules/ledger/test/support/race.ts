/** For tests of things that happen at once. */
import type { Outcome } from '@guildhall/shared/outcome';
import { expect } from 'vitest';
import { COUPON, expectOk, type OpenLedger } from './open-ledger.ts';

export interface Tally {
  readonly ok: number;
  /** How many got each code. */
  readonly refused: Readonly<Record<string, number>>;
}

export async function tally(calls: readonly Promise<Outcome<unknown>>[]): Promise<Tally> {
  const refused: Record<string, number> = {};
  let ok = 0;
  for (const outcome of await Promise.all(calls)) {
    if (outcome.ok) ok += 1;
    else refused[outcome.refusal.code] = (refused[outcome.refusal.code] ?? 0) + 1;
  }
  return { ok, refused };
}

export async function expectSound({ door }: OpenLedger): Promise<void> {
  const report = expectOk(await door.verify(COUPON, {}));
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
}

export const times = <T>(n: number, make: (index: number) => T): T[] =>
  Array.from({ length: n }, (_, index) => make(index));
