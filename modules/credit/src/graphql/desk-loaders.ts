/** Loaders of the risk desk's own things: what belongs to list entries, and cases with their steps. */
import { listLoaderOf, loaderOf } from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import type DataLoader from 'dataloader';
import type { Watch } from '../application/watch-firm.ts';
import { type FirmId, LIST_ENTRY, type ListEntryId } from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { CaseRow, CaseStepRow } from '../storage/cases.ts';
import type { AppealRow, OverrideRow } from '../storage/desk-pages.ts';
import type { Affected } from '../storage/look-back.ts';

export interface DeskLoaders {
  readonly appeals: DataLoader<ListEntryId, AppealRow[]>;
  readonly overrides: DataLoader<ListEntryId, OverrideRow[]>;
  readonly affected: DataLoader<ListEntryId, Affected[]>;
  readonly entryEvidence: DataLoader<ListEntryId, { entryId: string; evidenceId: string }[]>;
  /** What the caller's company is subscribed to. */
  readonly watchOfFirm: DataLoader<FirmId, Watch | null>;
  /** By UUID. */
  readonly cases: DataLoader<string, CaseRow | null>;
  /** Latest cases of a subject's UUID. */
  readonly casesOfSubject: DataLoader<string, CaseRow[]>;
  readonly caseSteps: DataLoader<string, CaseStepRow[]>;
}

export function deskLoaders(service: CreditService, caller: Principal): DeskLoaders {
  const ofEntry = ({ entryId }: { entryId: string }) => fromUuid(LIST_ENTRY, entryId);
  const entries = <T extends { entryId: string }>(
    load: (entryIds: readonly ListEntryId[]) => Promise<readonly T[]>,
  ) => listLoaderOf(async (ids: readonly ListEntryId[]) => [...(await load(ids))], ofEntry);
  return {
    appeals: entries((entryIds) => service.appealsOf(caller, { entryIds })),
    overrides: entries((entryIds) => service.overridesOf(caller, { entryIds })),
    affected: entries((entryIds) => service.affectedOf(caller, { entryIds })),
    entryEvidence: entries((entryIds) => service.listEvidenceOf(caller, { entryIds })),
    watchOfFirm: loaderOf(
      (firmIds: readonly FirmId[]) => service.watchesOf(caller, { firmIds }),
      ({ firmId }) => firmId,
    ),
    cases: loaderOf(
      (ids: readonly string[]) => service.casesByIds(caller, { ids }),
      ({ id }) => id,
    ),
    casesOfSubject: listLoaderOf(
      (subjects: readonly string[]) => service.casesOfSubjects(caller, { subjects }),
      ({ subject }) => subject,
    ),
    caseSteps: listLoaderOf(
      (caseIds: readonly string[]) => service.caseSteps(caller, { caseIds }),
      ({ caseId }) => caseId,
    ),
  };
}
