/** Commands and questions about firms and what is known of them; spread into the module's service. */
import { toUuid } from '@guildhall/shared/ids';
import type { DoorCommand, ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { type LookAtFacts, lookAtFacts } from './application/look-at-personal-data.ts';
import {
  type FirmView,
  firmLitigation,
  firmStatements,
  type ProfileChangesQuery,
  profileChanges,
} from './application/read-firm-file.ts';
import { reader, shownFirms } from './application/read-firms.ts';
import { type RecordStatement, recordStatement } from './application/record-statement.ts';
import { compareNames } from './domain/names/compare-names.ts';
import { FIRM, type FirmId } from './ids.ts';
import { type DisputeFilter, disputesOfFacts, disputesPage } from './storage/disputes.ts';
import { evidenceByIds, evidenceOfFirms } from './storage/evidence-files.ts';
import { factsByIds } from './storage/facts.ts';
import { type HistoryQuery, historyPage, surveysPage } from './storage/firm-history.ts';
import { branchesOf } from './storage/firms.ts';
import { type LookFilter, looksPage } from './storage/personal-looks.ts';

interface Page {
  readonly limit: number;
  readonly after?: readonly [Date, string] | undefined;
}

export function firmDoor(kit: ModuleKit) {
  const db = () => reader(kit);
  return {
    recordStatement: (caller: Principal, input: RecordStatement) =>
      recordStatement(kit, caller, input),
    profileChanges: (_: Principal, query: ProfileChangesQuery) => profileChanges(db(), query),
    statements: (_: Principal, view: FirmView) => firmStatements(db(), view),
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
    factsByIds: (_: Principal, { ids }: { ids: readonly string[] }) => factsByIds(db(), ids),
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
    compareNames: async (_: Principal, { a, b }: { a: string; b: string }) => compareNames(a, b),
  } satisfies Record<string, DoorCommand>;
}
