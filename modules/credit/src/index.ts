/** The public door of the credit module: its service, ids and events. */

export { CREDIT_EVENTS, type FirmAssessed, type ListingStepped } from './events.ts';
export type { FirmId, ListEntryId, ReservationId, ScreeningId } from './ids.ts';
export { type CreditService, createService } from './service.ts';
