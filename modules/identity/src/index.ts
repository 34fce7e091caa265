/** Door of identity: one member for one person, whatever the subsidiaries call them. */

export type { LoginStaff, StaffLogin } from './application/callers/login-staff.ts';
export type { LoginWithCode, MemberLogin } from './application/callers/login-with-code.ts';
export type { LoginChallenge, RequestLoginCode } from './application/callers/request-login-code.ts';
export { faultsFile as customerFaultsFile } from './application/imports/faults-file.ts';
export type { ImportView as CustomerImportView } from './application/imports/import-desk.ts';
export type { CustomerMapping } from './domain/import/read-customer.ts';
export * from './door.ts';
export { createService, type IdentityService } from './service.ts';

/** No ORM entities: every statement here works on sets of rows. */
export const entities = [];
