/** Door of the property company: communities, dwellings, fees, parking, repairs and complaints. */
export type * from './ids.ts';
export { createService, type PropertyDoor } from './service.ts';
export { entities } from './storage/tables.ts';
