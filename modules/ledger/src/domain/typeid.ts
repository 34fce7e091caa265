/** TypeIDs in the ledger's words. */
export { fromUuid as writeTypeId, readId as readTypeId, suffixOf } from '@guildhall/shared/ids';
