/** Door of clearing: what the companies owe each other for points and coupons, month by month, and what it will cost. */

export { PROGRAMME } from './domain/kinds.ts';
export { clearingMessages } from './domain/refusals.ts';
export { type ClearingDoor, createService } from './service.ts';
export type { Position } from './storage/obligations.ts';
