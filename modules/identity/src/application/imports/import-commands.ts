/** The part of the service that takes files of customers over. */
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { CustomerMapping } from '../../domain/import/read-customer.ts';
import type { StoredFault } from '../../storage/imports.ts';
import type { IdentityContext } from '../identity-context.ts';
import * as desk from './import-desk.ts';
import { runImports } from './run-import.ts';
import { type TakeFile, takeFile } from './take-file.ts';

type Fault = StoredFault & { readonly no: number };

export interface ImportCommands {
  takeCustomerFile(
    caller: Principal,
    file: TakeFile,
  ): Promise<Outcome<{ readonly importId: string; readonly again: boolean }>>;
  listCustomerImports(
    caller: Principal,
    page: desk.ImportPage,
  ): Promise<readonly desk.ImportView[]>;
  readCustomerImport(
    caller: Principal,
    input: { readonly importId: string },
  ): Promise<desk.ImportView | null>;
  previewCustomerImport(
    caller: Principal,
    input: {
      readonly importId: string;
      readonly rows: number;
      readonly mapping?: CustomerMapping | undefined;
    },
  ): Promise<readonly desk.PreviewLine[]>;
  readImportFaults(
    caller: Principal,
    page: {
      readonly importId: string;
      readonly limit: number;
      readonly after?: { readonly lineNo: number; readonly no: number } | undefined;
    },
  ): Promise<readonly Fault[]>;
  countImportFaults(
    caller: Principal,
    input: { readonly importId: string },
  ): Promise<readonly { readonly code: string; readonly field: string; readonly count: number }[]>;
  mapCustomerImport(
    caller: Principal,
    input: {
      readonly idempotencyKey: string;
      readonly importId: string;
      readonly mapping: CustomerMapping;
    },
  ): Promise<Outcome<desk.ImportView>>;
  orderCustomerImport(
    caller: Principal,
    input: {
      readonly idempotencyKey: string;
      readonly importId: string;
      readonly order: desk.ImportOrder;
    },
  ): Promise<Outcome<desk.ImportView>>;
  /** By schedule: takes over what is ordered. */
  runCustomerImports(caller: Principal, input: object): Promise<void>;
}

export function importCommands(context: IdentityContext): ImportCommands {
  return {
    takeCustomerFile: (caller, file) => takeFile(context, caller, file),
    listCustomerImports: (caller, page) => desk.listImports(context, caller, page),
    readCustomerImport: (caller, { importId }) => desk.readImport(context, caller, importId),
    previewCustomerImport: (caller, input) => desk.previewImport(context, caller, input),
    readImportFaults: (caller, page) => desk.readFaults(context, caller, page),
    countImportFaults: (caller, { importId }) => desk.countFaults(context, caller, importId),
    mapCustomerImport: (caller, input) => desk.mapImport(context, caller, input),
    orderCustomerImport: (caller, input) => desk.orderImport(context, caller, input),
    runCustomerImports: () => runImports(context),
  };
}
