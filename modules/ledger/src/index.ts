/** The ledger's public door: its service type, ids and published events. */

export { createLedger as createService } from './application/service.ts';
export { POSTING_KINDS } from './domain/values.ts';
export type * from './door/events.ts';
export { LEDGER_EVENTS } from './door/events.ts';
export type * from './door/ledger-door.ts';
export type * from './door/liability.ts';
export type * from './door/posting.ts';
export type * from './door/programme.ts';
export type * from './door/reads.ts';
export type * from './door/values.ts';
