/** The module's door: every command and question, bound to this installation. Each takes who is calling first. */
import { runCommand } from '@guildhall/shared/commands';
import { toUuid } from '@guildhall/shared/ids';
import type { CreateService, DoorCommand, ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { assessFirm } from './application/assess-firm.ts';
import { type AuditWish, auditLog } from './application/audit-log.ts';
import { type ChooseFact, chooseFact } from './application/choose-fact.ts';
import {
  type AnswerDispute,
  answerDispute,
  type DisputeFact,
  disputeFact,
  type RetractFact,
  retractFact,
} from './application/dispute-fact.ts';
import {
  expireReservations,
  type MoveReservation,
  type ReserveExposure,
  releaseExposure,
  reserveExposure,
  useExposure,
} from './application/move-exposure.ts';
import { type ProposeListing, proposeListing } from './application/propose-listing.ts';
import { shownExposures } from './application/read-exposure.ts';
import {
  assessmentsOf,
  firmFacts,
  firmProfile,
  firms,
  firmsWithCodes,
  listEntries,
  listEntriesOf,
  listEntriesToReview,
  listSteps,
  type ProfileQuery,
  reader,
} from './application/read-firms.ts';
import { type RecordOutcome, recordOutcome } from './application/record-outcome.ts';
import { type RecordSurvey, recordSurvey } from './application/record-survey.ts';
import { type RegisterFirm, registerFirm } from './application/register-firm.ts';
import { replayScreening } from './application/replay-screening.ts';
import { type ScreenFirm, screenFirm, screeningsByIds } from './application/screen-firm.ts';
import { searchFirms } from './application/search-firms.ts';
import {
  logConsistency,
  logState,
  logTile,
  screeningReceipt,
  sequenceLog,
} from './application/shared-log.ts';
import {
  type AppealListing,
  appealListing,
  approveListing,
  type DecideListing,
  decideListing,
  expireListings,
  rejectListing,
  type StepListing,
  startListingReview,
} from './application/step-listing.ts';
import { dealDoor } from './deal-door.ts';
import { fileDoor } from './file-door.ts';
import { firmDoor } from './firm-door.ts';
import { FIRM, type FirmId, type ListEntryId, SCREENING, type ScreeningId } from './ids.ts';
import { factSeal } from './protection/fact-seal.ts';
import { fileProviders } from './providers/file-provider.ts';
import type { FirmDataProvider } from './providers/provider.ts';
import type { EvidenceStore } from './storage/content-names.ts';
import { evidenceStoreOf } from './storage/evidence-store.ts';
import { firmsByIds, lockFirm } from './storage/firms.ts';
import { reindexNames } from './storage/name-index.ts';
import { within } from './storage/tables.ts';
import { workbenchDoor } from './workbench-door.ts';

export interface AssessFirmInput {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
}

function assessOnRequest(
  kit: ModuleKit,
  caller: Principal,
  input: AssessFirmInput,
): Promise<Outcome<{ readonly firmId: FirmId }>> {
  const key = { caller, operation: 'assess-firm', idempotencyKey: input.idempotencyKey, input };
  return runCommand<{ readonly firmId: FirmId }>(kit, key, async (context) => {
    const db = within(context.tx);
    const id = toUuid(FIRM, input.firmId);
    if ((await firmsByIds(db, [id])).length === 0)
      return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    await lockFirm(db, id);
    await assessFirm(context, id, 'REQUEST');
    return accept({ firmId: input.firmId });
  });
}

const REINDEX_BATCH = 500;

export function makeService(
  kit: ModuleKit,
  store: EvidenceStore,
  providers: readonly FirmDataProvider[] = [],
) {
  const db = () => reader(kit);
  const seal = factSeal(kit.secret);
  return {
    ...firmDoor(kit, providers),
    ...fileDoor(kit, store),
    ...dealDoor(kit),
    ...workbenchDoor(kit),
    registerFirm: (caller: Principal, input: RegisterFirm) => registerFirm(kit, caller, input),
    recordSurvey: (caller: Principal, input: RecordSurvey) => recordSurvey(kit, caller, input),
    disputeFact: (caller: Principal, input: DisputeFact) => disputeFact(kit, caller, input),
    answerDispute: (caller: Principal, input: AnswerDispute) => answerDispute(kit, caller, input),
    retractFact: (caller: Principal, input: RetractFact) => retractFact(kit, caller, input),
    chooseFact: (caller: Principal, input: ChooseFact) => chooseFact(kit, caller, input),
    assessFirm: (caller: Principal, input: AssessFirmInput) => assessOnRequest(kit, caller, input),
    proposeListing: (caller: Principal, input: ProposeListing) =>
      proposeListing(kit, caller, input),
    startListingReview: (caller: Principal, input: StepListing) =>
      startListingReview(kit, caller, input),
    approveListing: (caller: Principal, input: StepListing) => approveListing(kit, caller, input),
    rejectListing: (caller: Principal, input: StepListing) => rejectListing(kit, caller, input),
    appealListing: (caller: Principal, input: AppealListing) => appealListing(kit, caller, input),
    decideListing: (caller: Principal, input: DecideListing) => decideListing(kit, caller, input),
    screenFirm: (caller: Principal, input: ScreenFirm) => screenFirm(kit, caller, input),
    reserveExposure: (caller: Principal, input: ReserveExposure) =>
      reserveExposure(kit, caller, input),
    useExposure: (caller: Principal, input: MoveReservation) => useExposure(kit, caller, input),
    releaseExposure: (caller: Principal, input: MoveReservation) =>
      releaseExposure(kit, caller, input),
    recordOutcome: (caller: Principal, input: RecordOutcome) => recordOutcome(kit, caller, input),

    firms: (_: Principal, { ids }: { ids: readonly FirmId[] }) => firms(db(), ids),
    firmsByCode: (_: Principal, { codes }: { codes: readonly string[] }) =>
      firmsWithCodes(db(), codes),
    searchFirms: (_: Principal, { text, limit }: { text: string; limit: number }) =>
      searchFirms(db(), text, limit),
    profile: (_: Principal, query: ProfileQuery) => firmProfile(db(), query, seal),
    facts: (_: Principal, { firmId, knownAt }: { firmId: FirmId; knownAt: Date }) =>
      firmFacts(db(), firmId, knownAt, seal),
    listEntriesOf: (_: Principal, { firmIds }: { firmIds: readonly FirmId[] }) =>
      listEntriesOf(db(), firmIds),
    listEntries: (_: Principal, { ids }: { ids: readonly ListEntryId[] }) => listEntries(db(), ids),
    listSteps: (_: Principal, { entryIds }: { entryIds: readonly ListEntryId[] }) =>
      listSteps(db(), entryIds),
    assessments: (_: Principal, { firmId, limit }: { firmId: FirmId; limit: number }) =>
      assessmentsOf(db(), firmId, limit),
    exposure: async (caller: Principal, { firmId }: { firmId: FirmId }) => {
      const [exposure] = await shownExposures(db(), caller, [firmId], kit.clock.now());
      if (exposure === undefined) throw new Error(`Firm ${firmId} has no exposure`);
      return exposure;
    },
    exposures: (caller: Principal, { firmIds }: { firmIds: readonly FirmId[] }) =>
      shownExposures(db(), caller, firmIds, kit.clock.now()),
    screenings: (_: Principal, { ids }: { ids: readonly ScreeningId[] }) =>
      screeningsByIds(
        db(),
        ids.map((id) => toUuid(SCREENING, id)),
      ),
    replayScreening: (_: Principal, { id }: { id: ScreeningId }) => replayScreening(kit, id),
    expireReservations: () => expireReservations(kit),
    expireListings: () => expireListings(kit),
    listEntriesToReview: (_: Principal, { day }: { day: string }) => listEntriesToReview(db(), day),
    sequenceLog: () => sequenceLog(kit),
    logState: () => logState(kit),
    logConsistency: (_: Principal, { first, second }: { first: number; second: number }) =>
      logConsistency(kit, first, second),
    logTile: (_: Principal, { level, index }: { level: number; index: number }) =>
      logTile(kit, level, index),
    screeningReceipt: (_: Principal, { id }: { id: ScreeningId }) => screeningReceipt(kit, id),
    auditLog: (_?: Principal, wish?: AuditWish) => auditLog(kit, seal, wish),
    reindexNames: () => reindexNames(db(), REINDEX_BATCH),
  } satisfies Record<string, DoorCommand>;
}

export type CreditService = ReturnType<typeof makeService>;

/** Evidence lies beside the installation's other data, or where the configuration says. */
export const createService: CreateService<CreditService> = async (kit) => {
  const service = makeService(
    kit,
    evidenceStoreOf(kit.config),
    fileProviders(kit.config.GUILDHALL_PROVIDER_FILES),
  );
  await service.sealFactsOfBefore();
  return service;
};
