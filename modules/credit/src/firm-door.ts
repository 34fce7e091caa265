/** Commands and questions about firms and what is known of them; spread into the module's service. */
import { toUuid } from '@guildhall/shared/ids';
import type { DoorCommand, ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { companyOf, seesAll } from './application/caller.ts';
import { checkDraftStatement, type DraftStatement } from './application/check-draft-statement.ts';
import { deleteExpiredFacts } from './application/delete-expired-facts.ts';
import { type LookAtFacts, lookAtFacts } from './application/look-at-personal-data.ts';
import { type LookUpFirm, lookUpFirm } from './application/look-up-firm.ts';
import { type EndFirmName, endFirmName, type NameFirm, nameFirm } from './application/name-firm.ts';
import {
  type FirmView,
  firmLitigation,
  firmStatements,
  type ProfileChangesQuery,
  profileChanges,
} from './application/read-firm-file.ts';
import { reader, shownFirms } from './application/read-firms.ts';
import { type RecordStatement, recordStatement } from './application/record-statement.ts';
import {
  type AttachBranch,
  attachBranch,
  type DecideLookAlike,
  decideLookAlike,
  findLookAlikes,
} from './application/review-look-alikes.ts';
import {
  type RotateFactKeys,
  resealDue,
  rotateFactKeys,
  sealFactsOfBefore,
} from './application/seal-facts.ts';
import { compareNames } from './domain/names/compare-names.ts';
import { FIRM, type FirmId, LOOK_UP, type LookUpId } from './ids.ts';
import { factSeal } from './protection/fact-seal.ts';
import type { FirmDataProvider } from './providers/provider.ts';
import { type DisputeFilter, disputesOfFacts, disputesPage } from './storage/disputes.ts';
import { evidenceByIds, evidenceOfFirms } from './storage/evidence-files.ts';
import { deletionsOf } from './storage/fact-deletions.ts';
import { factsByIds } from './storage/facts.ts';
import { type HistoryQuery, historyPage, surveysPage } from './storage/firm-history.ts';
import { branchesOf, type FirmFilter, firmsPage } from './storage/firms.ts';
import { lookAlikeById, lookAlikesOfFirm, lookAlikesPage } from './storage/look-alikes.ts';
import { type LookFilter, looksPage, openingsPage } from './storage/personal-looks.ts';
import { lookUpById, lookUpCosts, lookUpsPage } from './storage/provider-look-ups.ts';

interface Page {
  readonly limit: number;
  readonly after?: readonly [Date, string] | undefined;
}

export function firmDoor(kit: ModuleKit, providers: readonly FirmDataProvider[]) {
  const db = () => reader(kit);
  const seal = factSeal(kit.secret);
  const scope = (caller: Principal) => (seesAll(caller) ? undefined : companyOf(caller));
  return {
    firmsPage: async (_: Principal, { filter, page }: { filter: FirmFilter; page: Page }) =>
      shownFirms(await firmsPage(db(), filter, page)),
    nameFirm: (caller: Principal, input: NameFirm) => nameFirm(kit, caller, input),
    endFirmName: (caller: Principal, input: EndFirmName) => endFirmName(kit, caller, input),
    attachBranch: (caller: Principal, input: AttachBranch) => attachBranch(kit, caller, input),
    findLookAlikes: () => findLookAlikes(kit),
    decideLookAlike: (caller: Principal, input: DecideLookAlike) =>
      decideLookAlike(kit, caller, input),
    lookAlike: (_: Principal, { id }: { readonly id: string }) => lookAlikeById(db(), id),
    lookAlikesOfFirm: (_: Principal, { firmId }: { readonly firmId: FirmId }) =>
      lookAlikesOfFirm(db(), toUuid(FIRM, firmId)),
    lookAlikes: (
      _: Principal,
      {
        open,
        ...page
      }: {
        readonly open?: boolean | undefined;
        readonly limit: number;
        readonly after?: readonly [string, string] | undefined;
      },
    ) => lookAlikesPage(db(), open, page),
    deleteExpiredFacts: () => deleteExpiredFacts(kit),
    sealFactsOfBefore: () => sealFactsOfBefore(kit, seal),
    resealDue: () => resealDue(kit, seal),
    rotateFactKeys: (caller: Principal, input: RotateFactKeys) =>
      rotateFactKeys(kit, caller, input),
    factDeletions: (_: Principal, { firmId }: { readonly firmId: FirmId }) =>
      deletionsOf(db(), toUuid(FIRM, firmId)),
    providers: async () => providers.map(({ terms }) => terms),
    lookUpFirm: (caller: Principal, input: LookUpFirm) => lookUpFirm(kit, providers, caller, input),
    lookUp: async (caller: Principal, { id }: { readonly id: LookUpId }) => {
      const look = await lookUpById(db(), toUuid(LOOK_UP, id));
      return look !== undefined && (seesAll(caller) || look.company === companyOf(caller))
        ? look
        : undefined;
    },
    lookUps: (caller: Principal, page: Page) => lookUpsPage(db(), scope(caller), page),
    lookUpCosts: (
      caller: Principal,
      { from, until }: { readonly from: Date; readonly until: Date },
    ) => lookUpCosts(db(), scope(caller), from, until),
    recordStatement: (caller: Principal, input: RecordStatement) =>
      recordStatement(kit, caller, input),
    profileChanges: (_: Principal, query: ProfileChangesQuery) => profileChanges(db(), seal, query),
    statements: (_: Principal, view: FirmView) => firmStatements(db(), view),
    checkDraftStatement: (_: Principal, draft: DraftStatement) => checkDraftStatement(db(), draft),
    litigation: (_: Principal, view: FirmView) => firmLitigation(db(), view),
    firmHistory: (_: Principal, query: Omit<HistoryQuery, 'firmId'> & { firmId: FirmId }) =>
      historyPage(db(), { ...query, firmId: toUuid(FIRM, query.firmId) }),
    surveys: (_: Principal, { firmId, ...page }: Page & { readonly firmId: FirmId }) =>
      surveysPage(db(), toUuid(FIRM, firmId), page),
    branches: async (_: Principal, { firmIds }: { firmIds: readonly FirmId[] }) =>
      shownFirms(
        await branchesOf(
          db(),
          firmIds.map((id) => toUuid(FIRM, id)),
        ),
      ),
    factsByIds: (_: Principal, { ids }: { ids: readonly string[] }) => factsByIds(db(), ids, seal),
    evidenceByIds: (_: Principal, { ids }: { ids: readonly string[] }) => evidenceByIds(db(), ids),
    evidenceOfFirms: (_: Principal, { firmIds }: { firmIds: readonly string[] }) =>
      evidenceOfFirms(db(), firmIds),
    disputesOfFacts: (_: Principal, { factIds }: { factIds: readonly string[] }) =>
      disputesOfFacts(db(), factIds),
    disputes: (_: Principal, { filter, page }: { filter: DisputeFilter; page: Page }) =>
      disputesPage(db(), filter, page),
    lookAtFacts: (caller: Principal, input: LookAtFacts) =>
      lookAtFacts(db(), caller, input, kit.clock.now()),
    personalLooks: (_: Principal, { filter, page }: { filter: LookFilter; page: Page }) =>
      looksPage(db(), filter, page),
    evidenceOpenings: (_: Principal, { filter, page }: { filter: LookFilter; page: Page }) =>
      openingsPage(db(), filter, page),
    compareNames: async (_: Principal, { a, b }: { a: string; b: string }) => compareNames(a, b),
  } satisfies Record<string, DoorCommand>;
}
