/** Loaders of one operation and the builder they belong to. */
import { type Builder, listLoaderOf, loaderOf } from '@guildhall/shared/graphql/index';
import type { RequestContext } from '@guildhall/shared/module';
import type DataLoader from 'dataloader';

export { seesAll } from '../application/caller.ts';

import type { ShownExposure } from '../application/read-exposure.ts';
import type { Firm, ListEntry, ListStep } from '../application/read-firms.ts';
import type { Screening } from '../application/screen-firm.ts';
import type { Fact } from '../domain/facts/profile.ts';
import type { FirmId, ListEntryId, ScreeningId } from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { DisputeRow } from '../storage/disputes.ts';
import type { EvidenceRow } from '../storage/evidence-files.ts';
import { type DeskLoaders, deskLoaders } from './desk-loaders.ts';

export interface CreditContext extends RequestContext, DeskLoaders {
  readonly firms: DataLoader<FirmId, Firm | null>;
  readonly firmsByCode: DataLoader<string, Firm | null>;
  readonly exposures: DataLoader<FirmId, ShownExposure | null>;
  readonly entriesOfFirm: DataLoader<FirmId, ListEntry[]>;
  readonly entries: DataLoader<ListEntryId, ListEntry | null>;
  readonly steps: DataLoader<ListEntryId, ListStep[]>;
  readonly screenings: DataLoader<ScreeningId, Screening | null>;
  /** Facts by UUID. */
  readonly factsById: DataLoader<string, Fact | null>;
  /** Resolves once the look at a fact's personal data is on record. */
  readonly looks: DataLoader<string, string | null>;
  readonly evidence: DataLoader<string, EvidenceRow | null>;
  readonly evidenceOfFirm: DataLoader<string, EvidenceRow[]>;
  readonly disputesOfFact: DataLoader<string, DisputeRow[]>;
  readonly branches: DataLoader<FirmId, Firm[]>;
}

export type CreditBuilder = Builder<CreditContext>;

export function creditContext(
  service: CreditService,
  { caller, requestId }: RequestContext,
): Omit<CreditContext, keyof RequestContext> {
  return {
    ...deskLoaders(service, caller),
    firms: loaderOf(
      (ids: readonly FirmId[]) => service.firms(caller, { ids }),
      ({ id }) => id,
    ),
    firmsByCode: loaderOf(
      (codes: readonly string[]) => service.firmsByCode(caller, { codes }),
      ({ code }) => code,
    ),
    exposures: loaderOf(
      (firmIds: readonly FirmId[]) => service.exposures(caller, { firmIds }),
      ({ firmId }) => firmId,
    ),
    entriesOfFirm: listLoaderOf(
      (firmIds: readonly FirmId[]) => service.listEntriesOf(caller, { firmIds }),
      ({ firmId }) => firmId,
    ),
    entries: loaderOf(
      (ids: readonly ListEntryId[]) => service.listEntries(caller, { ids }),
      ({ id }) => id,
    ),
    steps: listLoaderOf(
      (entryIds: readonly ListEntryId[]) => service.listSteps(caller, { entryIds }),
      ({ entryId }) => entryId,
    ),
    screenings: loaderOf(
      (ids: readonly ScreeningId[]) => service.screenings(caller, { ids }),
      ({ id }) => id,
    ),
    factsById: loaderOf(
      (ids: readonly string[]) => service.factsByIds(caller, { ids }),
      ({ id }) => id,
    ),
    looks: loaderOf(
      (factIds: readonly string[]) => service.lookAtFacts(caller, { factIds, requestId }),
      (id) => id,
    ),
    evidence: loaderOf(
      (ids: readonly string[]) => service.evidenceByIds(caller, { ids }),
      ({ id }) => id,
    ),
    evidenceOfFirm: listLoaderOf(
      (firmIds: readonly string[]) => service.evidenceOfFirms(caller, { firmIds }),
      ({ firmId }) => firmId,
    ),
    disputesOfFact: listLoaderOf(
      (factIds: readonly string[]) => service.disputesOfFacts(caller, { factIds }),
      ({ factId }) => factId,
    ),
    branches: listLoaderOf(
      (firmIds: readonly FirmId[]) => service.branches(caller, { firmIds }),
      ({ parentId }) => parentId as FirmId,
    ),
  };
}

export const READERS = ['system', 'risk_officer', 'risk_approver', 'auditor'] as const;
export const SURVEYORS = ['system', 'risk_officer'] as const;
export const RISK_DESK = ['risk_officer', 'risk_approver'] as const;
/** The risk desk and those who check it. */
export const DESK = ['risk_officer', 'risk_approver', 'auditor'] as const;
