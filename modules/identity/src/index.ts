/** Door of identity: one member for one person, whatever the subsidiaries call them. */
export * from './door.ts';
export { createService, type IdentityService } from './service.ts';

/** No ORM entities: every statement here works on sets of rows. */
export const entities = [];
