/**
 * The group's open amounts to firms as a company sees them: the limit that binds it, what is out and held, what is free,
 * and what leaves nothing free whatever the limit says. Many firms are read at once.
 */
import { businessDay } from '@guildhall/shared/business-time';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { GROUP_CURRENCY } from '../domain/currencies.ts';
import { binds, blocksOf, type ExposureBlock } from '../domain/screening/exposure-blocks.ts';
import { isSharedLimitBinding, type Limit, limitOf } from '../domain/screening/limit.ts';
import { type ConnectedGroupId, FIRM, type FirmId, GROUP_OF_FIRMS } from '../ids.ts';
import { latestAssessments } from '../storage/assessments.ts';
import { groupExposuresOf } from '../storage/connected.ts';
import { exposuresOf } from '../storage/exposure.ts';
import { blacklistEntriesOf, latestStandings } from '../storage/exposure-blocks.ts';
import { bindingEntriesOf } from '../storage/listings.ts';
import type { Db } from '../storage/tables.ts';
import { companyOf } from './caller.ts';

export interface ShownExposure {
  readonly firmId: FirmId;
  readonly currency: string;
  readonly limitMinor: bigint;
  readonly usedMinor: bigint;
  readonly reservedMinor: bigint;
  /** What both the firm's own limit and the one limit of its connected clients leave; nothing while a block binds the company. */
  readonly availableMinor: bigint;
  /** The one limit that it shares with its connected clients; undefined for a firm on its own. */
  readonly shared?: SharedLimit | undefined;
  /** Everything that stands against the firm, whichever company it binds. */
  readonly blocks: readonly ExposureBlock[];
  readonly blocked: boolean;
}

export interface SharedLimit {
  readonly groupId: ConnectedGroupId;
  readonly firms: number;
  readonly limitMinor: bigint;
  readonly availableMinor: bigint;
  /** Whether it, rather than the firm's own limit, says what is available. */
  readonly binding: boolean;
}

export async function shownExposures(
  db: Db,
  caller: Principal,
  firmIds: readonly FirmId[],
  now: Date,
): Promise<ShownExposure[]> {
  if (firmIds.length === 0) return [];
  const ids = firmIds.map((id) => toUuid(FIRM, id));
  const company = companyOf(caller);
  const today = businessDay(now);
  const assessments = await latestAssessments(db, ids, now);
  const entries = await bindingEntriesOf(db, ids, company, today);
  const open = await exposuresOf(db, ids);
  const groups = await groupExposuresOf(db, ids);
  const blacklist = await blacklistEntriesOf(db, ids, today, now);
  const standings = await latestStandings(db, ids);
  return firmIds.map((firmId, i) => {
    const id = ids[i] ?? '';
    const exposure = open.get(id) ?? {
      currency: GROUP_CURRENCY,
      usedMinor: 0n,
      reservedMinor: 0n,
    };
    const limit = limitOf({
      exposure,
      assessment: assessments.get(id),
      entries: entries.get(id) ?? [],
      group: groups.get(id),
    });
    const { limitMinor, availableMinor } = limit;
    const blocks = blocksOf(blacklist.get(id) ?? [], standings.get(id));
    const blocked = blocks.some((block) => binds(block, company));
    const { usedMinor, reservedMinor } = exposure;
    return {
      ...{ firmId, currency: GROUP_CURRENCY, limitMinor, usedMinor, reservedMinor },
      ...{ availableMinor: blocked ? 0n : availableMinor, blocks, blocked },
      shared: sharedOf(limit),
    };
  });
}

function sharedOf(limit: Limit): SharedLimit | undefined {
  if (limit.group === undefined) return undefined;
  const { id, ...group } = limit.group;
  return {
    ...group,
    groupId: fromUuid(GROUP_OF_FIRMS, id),
    binding: isSharedLimitBinding(limit),
  };
}

/** What binds a company now, the gravest first; undefined when nothing does. */
export async function blockOf(
  db: Db,
  firmId: string,
  company: string,
  now: Date,
): Promise<ExposureBlock | undefined> {
  const blacklist = await blacklistEntriesOf(db, [firmId], businessDay(now), now);
  const standings = await latestStandings(db, [firmId]);
  return blocksOf(blacklist.get(firmId) ?? [], standings.get(firmId)).find((block) =>
    binds(block, company),
  );
}
