/** Commands and questions of the risk desk around deals: relations, limits, overrides, cases, alerts; spread into the service. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { DoorCommand, ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { reassessDue } from './application/assess-firm.ts';
import { companyOf } from './application/caller.ts';
import { officersOfDesk } from './application/desk-officers.ts';
import { lookBackDue } from './application/look-back.ts';
import { openReviews } from './application/open-reviews.ts';
import {
  type AskGradeOverride,
  askGradeOverride,
  type DecideGradeOverride,
  decideGradeOverride,
  type EndGradeOverride,
  endGradeOverride,
  endGradeOverrides,
} from './application/override-grade.ts';
import {
  type AskListOverride,
  askListOverride,
  type DecideListOverride,
  decideListOverride,
  type EndListOverride,
  endListOverride,
} from './application/override-listing.ts';
import { phoenixSuspects } from './application/phoenix.ts';
import { listEntries, reader } from './application/read-firms.ts';
import {
  connectedGroup,
  relatedRisks,
  relationGraph,
  ringsOf,
  ultimateOwners,
  utilisation,
} from './application/read-relations.ts';
import { screeningsByIds } from './application/screen-firm.ts';
import { type AskLimit, askLimit, type DecideLimit, decideLimit } from './application/set-limit.ts';
import { type VoidOutcome, voidOutcome } from './application/void-outcome.ts';
import {
  type AcknowledgeAlerts,
  acknowledgeAlerts,
  alertReaders,
  type UnwatchFirm,
  unwatchFirm,
  type WatchFirm,
  watches,
  watchesOf,
  watchFirm,
} from './application/watch-firm.ts';
import { defaultImpact } from './application/what-if-default.ts';
import { type FactEffectWish, factEffect } from './application/what-if-fact.ts';
import {
  type AssignCase,
  type AttachToCase,
  assignCase,
  attachToCase,
  type CommentCase,
  commentCase,
  type DecideCase,
  decideCase,
  escalateCase,
  escalateOverdueCases,
  releaseCase,
  reopenCase,
  type StepCase,
} from './application/work-cases.ts';
import { FIRM, type FirmId, LIST_ENTRY, type ListEntryId, SCREENING } from './ids.ts';
import { type AlertFilter, alertsPage, countOpenAlerts } from './storage/alerts.ts';
import {
  type CaseFilter,
  caseSteps,
  casesByIds,
  casesOfSubjects,
  casesPage,
  countCases,
} from './storage/cases.ts';
import {
  appealsOf,
  countEntries,
  type EntryFilter,
  entryPage,
  gradeOverrides,
  limitSettings,
  listEvidenceOf,
  outcomePage,
  overridesIn,
  overridesOf,
  type Page,
  reservationsOf,
  type ScreeningFilter,
  screeningPage,
} from './storage/desk-pages.ts';
import { affectedOf } from './storage/look-back.ts';

interface OfFirm {
  readonly firmId: FirmId;
}
interface OfEntries {
  readonly entryIds: readonly ListEntryId[];
}
interface AlertPage {
  readonly limit: number;
  readonly after?:
    | { readonly at: Date; readonly id: string; readonly subsidiary: string }
    | undefined;
}
interface CasePage {
  readonly limit: number;
  readonly after?: { readonly dueAt: Date; readonly id: string } | undefined;
}

const uuids = (ids: readonly ListEntryId[]) => ids.map((id) => toUuid(LIST_ENTRY, id));

export function dealDoor(kit: ModuleKit) {
  const db = () => reader(kit);
  return {
    ...deskCommands(kit),
    relationGraph: (_: Principal, { firmId, depth }: OfFirm & { readonly depth: number }) =>
      relationGraph(db(), firmId, depth),
    ultimateOwners: (_: Principal, { firmId }: OfFirm) => ultimateOwners(db(), firmId),
    guaranteeRings: (_: Principal, { firmId }: OfFirm) => ringsOf(db(), firmId),
    phoenixSuspects: (_: Principal, { firmId }: OfFirm) =>
      phoenixSuspects(db(), toUuid(FIRM, firmId), 'PREDECESSORS'),
    relatedRisks: (_: Principal, { firmId }: OfFirm) => relatedRisks(db(), firmId),
    connectedGroup: async (_: Principal, { firmId }: OfFirm) =>
      (await connectedGroup(db(), firmId)) ?? null,
    utilisation: (_: Principal, { firmId }: OfFirm) => utilisation(db(), firmId),
    defaultImpact: (_: Principal, { firmId }: OfFirm) => defaultImpact(db(), firmId),
    reservations: (
      _: Principal,
      {
        firmId,
        subsidiary,
        limit,
      }: OfFirm & { readonly subsidiary?: string | undefined; readonly limit: number },
    ) => reservationsOf(db(), toUuid(FIRM, firmId), subsidiary, limit),
    outcomes: (
      _: Principal,
      {
        firmId,
        subsidiary,
        page,
      }: OfFirm & { readonly subsidiary?: string | undefined; readonly page: Page },
    ) => outcomePage(db(), { firmId: toUuid(FIRM, firmId), subsidiary }, page),
    entryPage: async (_: Principal, { filter, page }: { filter: EntryFilter; page: Page }) => {
      const ids = await entryPage(db(), filter, page);
      const entries = await listEntries(
        db(),
        ids.map((id) => idOfEntry(id)),
      );
      return ids.flatMap((id) => entries.find((entry) => entry.id === idOfEntry(id)) ?? []);
    },
    countEntries: (_: Principal, { filter }: { filter: EntryFilter }) => countEntries(db(), filter),
    screeningPage: async (
      _: Principal,
      { filter, page }: { filter: ScreeningFilter; page: Page },
    ) => {
      const ids = await screeningPage(db(), filter, page);
      const found = await screeningsByIds(db(), ids);
      return ids.flatMap((id) => found.find((each) => toUuid(SCREENING, each.id) === id) ?? []);
    },
    appealsOf: (_: Principal, { entryIds }: OfEntries) => appealsOf(db(), uuids(entryIds)),
    overridesOf: (_: Principal, { entryIds }: OfEntries) => overridesOf(db(), uuids(entryIds)),
    overridesIn: (_: Principal, { state }: { state?: string | undefined }) =>
      overridesIn(db(), state),
    listEvidenceOf: (_: Principal, { entryIds }: OfEntries) =>
      listEvidenceOf(db(), uuids(entryIds)),
    affectedOf: (_: Principal, { entryIds }: OfEntries) => affectedOf(db(), uuids(entryIds)),
    gradeOverrides: (
      _: Principal,
      { firmId, state }: { firmId?: FirmId | undefined; state?: string | undefined },
    ) =>
      gradeOverrides(db(), {
        firmId: firmId === undefined ? undefined : toUuid(FIRM, firmId),
        state,
      }),
    limitSettings: (
      _: Principal,
      { firmId, state }: { firmId?: FirmId | undefined; state?: string | undefined },
    ) =>
      limitSettings(db(), {
        firmId: firmId === undefined ? undefined : toUuid(FIRM, firmId),
        state,
      }),
    casesPage: (_: Principal, { filter, page }: { filter: CaseFilter; page: CasePage }) =>
      casesPage(db(), filter, page.limit, page.after),
    countCases: (_: Principal, { filter }: { filter: CaseFilter }) => countCases(db(), filter),
    casesByIds: (_: Principal, { ids }: { ids: readonly string[] }) => casesByIds(db(), ids),
    casesOfSubjects: (_: Principal, { subjects }: { subjects: readonly string[] }) =>
      casesOfSubjects(db(), subjects),
    caseSteps: (_: Principal, { caseIds }: { caseIds: readonly string[] }) =>
      caseSteps(db(), caseIds),
    alertsPage: (_: Principal, { filter, page }: { filter: AlertFilter; page: AlertPage }) =>
      alertsPage(db(), filter, page.limit, page.after),
    countOpenAlerts: (
      _: Principal,
      { subsidiaries }: { subsidiaries?: readonly string[] | undefined },
    ) => countOpenAlerts(db(), subsidiaries),
    officersOfDesk: (caller: Principal) => officersOfDesk(kit, caller),
    watchesOf: (caller: Principal, { firmIds }: { readonly firmIds: readonly FirmId[] }) =>
      watchesOf(db(), companyOf(caller), firmIds),
    alertReaders: (_: Principal, { firmId }: OfFirm) => alertReaders(db(), firmId),
    factEffect: (caller: Principal, wish: FactEffectWish) =>
      factEffect(db(), caller, wish, kit.clock.now()),
    watches: (_: Principal, { subsidiary }: { subsidiary: string }) => watches(db(), subsidiary),
    lookBackDue: () => lookBackDue(kit),
    openReviews: () => openReviews(kit),
    escalateOverdueCases: () => escalateOverdueCases(kit),
    reassessDue: () => reassessDue(kit),
    endGradeOverrides: () => endGradeOverrides(kit),
  } satisfies Record<string, DoorCommand>;
}

const idOfEntry = (id: string): ListEntryId => fromUuid(LIST_ENTRY, id);

function deskCommands(kit: ModuleKit) {
  return {
    askListOverride: (caller: Principal, input: AskListOverride) =>
      askListOverride(kit, caller, input),
    decideListOverride: (caller: Principal, input: DecideListOverride) =>
      decideListOverride(kit, caller, input),
    endListOverride: (caller: Principal, input: EndListOverride) =>
      endListOverride(kit, caller, input),
    askGradeOverride: (caller: Principal, input: AskGradeOverride) =>
      askGradeOverride(kit, caller, input),
    decideGradeOverride: (caller: Principal, input: DecideGradeOverride) =>
      decideGradeOverride(kit, caller, input),
    endGradeOverride: (caller: Principal, input: EndGradeOverride) =>
      endGradeOverride(kit, caller, input),
    askLimit: (caller: Principal, input: AskLimit) => askLimit(kit, caller, input),
    decideLimit: (caller: Principal, input: DecideLimit) => decideLimit(kit, caller, input),
    voidOutcome: (caller: Principal, input: VoidOutcome) => voidOutcome(kit, caller, input),
    assignCase: (caller: Principal, input: AssignCase) => assignCase(kit, caller, input),
    releaseCase: (caller: Principal, input: StepCase) => releaseCase(kit, caller, input),
    commentCase: (caller: Principal, input: CommentCase) => commentCase(kit, caller, input),
    attachToCase: (caller: Principal, input: AttachToCase) => attachToCase(kit, caller, input),
    escalateCase: (caller: Principal, input: StepCase) => escalateCase(kit, caller, input),
    decideCase: (caller: Principal, input: DecideCase) => decideCase(kit, caller, input),
    reopenCase: (caller: Principal, input: StepCase) => reopenCase(kit, caller, input),
    watchFirm: (caller: Principal, input: WatchFirm) => watchFirm(kit, caller, input),
    unwatchFirm: (caller: Principal, input: UnwatchFirm) => unwatchFirm(kit, caller, input),
    acknowledgeAlerts: (caller: Principal, input: AcknowledgeAlerts) =>
      acknowledgeAlerts(kit, caller, input),
  } satisfies Record<string, DoorCommand>;
}
