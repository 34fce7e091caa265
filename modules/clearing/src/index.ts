/** Door of clearing: what the companies owe each other for points and coupons, month by month, and what it will cost. */

/** For commands: a statement's file, and its proof without a database. */
export { exportStatement } from './application/export-statement.ts';
export type { VerifyReport } from './application/verify-clearing.ts';
export { PROGRAMME } from './domain/kinds.ts';
export { type ExportRecord, Recomputation, type RecomputeReport } from './domain/recompute.ts';
export { clearingMessages } from './domain/refusals.ts';
export { type ClearingDoor, createService } from './service.ts';
export type { Position } from './storage/obligations.ts';
