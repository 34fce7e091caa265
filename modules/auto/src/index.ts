/** Door of the 4S company: selling, delivering and servicing cars. */
export type * from './ids.ts';
export { type AutoDoor, createService } from './service.ts';
export { entities } from './storage/tables.ts';
