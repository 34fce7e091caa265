/** Door of clearing: what the companies owe each other for points and coupons, from the facts others publish. */
import type { ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { type Position, positions } from './storage/obligations.ts';

export { PROGRAMME } from './domain/obligations.ts';
export type { Position } from './storage/obligations.ts';

export type ClearingDoor = {
  /** What each company owes and is owed, CNY fen; in one month (`YYYY-MM`) or in all. Nets sum to zero. */
  readonly positions: (
    caller: Principal,
    input: { readonly period?: string },
  ) => Promise<readonly Position[]>;
};

export function createService(kit: ModuleKit): ClearingDoor {
  return { positions: (_caller, { period }) => positions(kit.db.sql(), period) };
}
