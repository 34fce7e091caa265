/** Commands and questions about files: evidence, uploads, imports, screenings in bulk; spread into the module's service. */
import { businessDay } from '@guildhall/shared/business-time';
import { toUuid } from '@guildhall/shared/ids';
import type { DoorCommand, ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import {
  cancelBulkScreening,
  type StartBulkScreening,
  startBulkScreening,
  workOnBulkScreenings,
} from './application/bulk-screening.ts';
import { companyOf, seesAll } from './application/caller.ts';
import {
  type ClearName,
  clearName,
  type RevokeClearance,
  revokeClearance,
} from './application/clear-name.ts';
import { openEvidence } from './application/open-evidence.ts';
import { reader } from './application/read-firms.ts';
import {
  cancelImport,
  type PreviewImport,
  previewImport,
  resumeImport,
  type StartImport,
  type StepImport,
  startImport,
  workOnImports,
} from './application/run-imports.ts';
import { type StoreEvidence, storeEvidence } from './application/store-evidence.ts';
import { forgetUploads, type UploadFile, uploadFile } from './application/upload-file.ts';
import {
  BULK_SCREENING,
  type BulkScreeningId,
  type EvidenceId,
  IMPORT,
  type ImportId,
} from './ids.ts';
import {
  type BulkJob,
  type BulkRowFilter,
  bulkCounts,
  bulkJobsByIds,
  bulkJobsPage,
  bulkRowsPage,
  clearancesPage,
} from './storage/bulk-screenings.ts';
import type { EvidenceStore } from './storage/content-names.ts';
import { faultsPage, type ImportRunRow, runsByIds, runsPage } from './storage/import-runs.ts';

interface Page {
  readonly limit: number;
  readonly after?: readonly [Date, string] | undefined;
}

export function fileDoor(kit: ModuleKit, store: EvidenceStore) {
  const db = () => reader(kit);
  /** A company sees its own jobs, the risk desk all. */
  const mine = (caller: Principal, company: string) =>
    seesAll(caller) || company === companyOf(caller);
  const scope = (caller: Principal) => (seesAll(caller) ? undefined : companyOf(caller));
  const importOf = async (caller: Principal, id: ImportId): Promise<ImportRunRow | undefined> => {
    const [run] = await runsByIds(db(), [toUuid(IMPORT, id)]);
    return run !== undefined && mine(caller, run.subsidiary) ? run : undefined;
  };
  const bulkOf = async (caller: Principal, id: BulkScreeningId): Promise<BulkJob | undefined> => {
    const [job] = await bulkJobsByIds(db(), [toUuid(BULK_SCREENING, id)]);
    return job !== undefined && mine(caller, job.company) ? job : undefined;
  };
  return {
    storeEvidence: (caller: Principal, input: StoreEvidence) =>
      storeEvidence(kit, store, caller, input),
    openEvidence: (caller: Principal, input: { readonly id: EvidenceId }) =>
      openEvidence(kit, store, caller, input),
    uploadFile: (caller: Principal, input: UploadFile) => uploadFile(kit, store, caller, input),
    forgetUploads: () => forgetUploads(kit, store),

    previewImport: (caller: Principal, input: PreviewImport) =>
      previewImport(kit, store, caller, input),
    startImport: (caller: Principal, input: StartImport) => startImport(kit, caller, input),
    cancelImport: (caller: Principal, input: StepImport) => cancelImport(kit, caller, input),
    resumeImport: (caller: Principal, input: StepImport) => resumeImport(kit, caller, input),
    workOnImports: () => workOnImports(kit, store),
    surveyImport: (caller: Principal, { id }: { readonly id: ImportId }) => importOf(caller, id),
    surveyImports: (caller: Principal, page: Page) => runsPage(db(), scope(caller), page),
    importFaults: async (
      caller: Principal,
      input: {
        readonly id: ImportId;
        readonly limit: number;
        readonly after?: readonly [number, number] | undefined;
      },
    ) => {
      const run = await importOf(caller, input.id);
      return run === undefined ? [] : faultsPage(db(), run.id, input);
    },

    startBulkScreening: (caller: Principal, input: StartBulkScreening) =>
      startBulkScreening(kit, store, caller, input),
    cancelBulkScreening: (
      caller: Principal,
      input: { readonly idempotencyKey: string; readonly bulkScreeningId: BulkScreeningId },
    ) => cancelBulkScreening(kit, caller, input),
    workOnBulkScreenings: () => workOnBulkScreenings(kit, store),
    bulkScreening: (caller: Principal, { id }: { readonly id: BulkScreeningId }) =>
      bulkOf(caller, id),
    bulkScreenings: (caller: Principal, page: Page) => bulkJobsPage(db(), scope(caller), page),
    bulkScreeningCounts: async (caller: Principal, { id }: { readonly id: BulkScreeningId }) => {
      const job = await bulkOf(caller, id);
      return job === undefined ? [] : bulkCounts(db(), job.id);
    },
    bulkScreeningRows: async (
      caller: Principal,
      input: {
        readonly id: BulkScreeningId;
        readonly filter: BulkRowFilter;
        readonly limit: number;
        readonly after?: number | undefined;
      },
    ) => {
      const job = await bulkOf(caller, input.id);
      return job === undefined ? [] : bulkRowsPage(db(), job.id, input.filter, input);
    },

    clearName: (caller: Principal, input: ClearName) => clearName(kit, caller, input),
    revokeClearance: (caller: Principal, input: RevokeClearance) =>
      revokeClearance(kit, caller, input),
    nameClearances: (
      _: Principal,
      {
        firmId,
        binding,
        page,
      }: { readonly firmId?: string | undefined; readonly binding: boolean; readonly page: Page },
    ) =>
      clearancesPage(
        db(),
        { firmId, bindingOn: binding ? businessDay(kit.clock.now()) : undefined },
        page,
      ),
  } satisfies Record<string, DoorCommand>;
}
