/** Where a repair or a complaint belongs, who reports it, and the steps it takes. */
import type { CommandContext } from '@guildhall/shared/commands';
import { newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import type { EntityManager } from '@mikro-orm/postgresql';
import { notFound, refuseRule } from '../domain/refusals.ts';
import { CaseStepTable, CommunityTable, DwellingTable, ResidencyTable } from '../storage/tables.ts';
import { actingMember, livesIn } from './property.ts';

/** One of the two: a dwelling, or what belongs to a whole community. */
export interface CasePlace {
  readonly dwellingCode?: string | undefined;
  readonly communityCode?: string | undefined;
}

export interface FoundPlace {
  readonly communityId: string;
  readonly dwellingId: string | null;
}

/**
 * Refuses REPAIR_PLACE when neither or both are named, NOT_A_RESIDENT when a member reports where he does not live.
 * For what belongs to everybody a member must live in some dwelling of the community.
 */
export async function findPlace(
  tx: EntityManager,
  caller: Principal,
  { dwellingCode, communityCode }: CasePlace,
): Promise<Outcome<FoundPlace>> {
  if ((dwellingCode === undefined) === (communityCode === undefined))
    return refuseRule('REPAIR_PLACE', {}, ['dwellingCode']);
  const acting = actingMember(caller);
  if (dwellingCode !== undefined) {
    const dwelling = await tx.findOne(DwellingTable, { code: dwellingCode });
    if (dwelling === null) return notFound('DWELLING_NOT_FOUND', {}, ['dwellingCode']);
    if (acting !== undefined && !(await livesIn(tx, acting, dwelling.id)))
      return refuseRule('NOT_A_RESIDENT', {}, ['dwellingCode']);
    return accept({ communityId: dwelling.communityId, dwellingId: dwelling.id });
  }
  const code = communityCode ?? '';
  const community = await tx.findOne(CommunityTable, { code });
  if (community === null)
    return notFound('COMMUNITY_NOT_FOUND', { communityCode: code }, ['communityCode']);
  if (acting !== undefined && !(await livesInCommunity(tx, acting, community.id)))
    return refuseRule('NOT_A_RESIDENT', {}, ['communityCode']);
  return accept({ communityId: community.id, dwellingId: null });
}

async function livesInCommunity(
  tx: EntityManager,
  memberId: string,
  communityId: string,
): Promise<boolean> {
  const homes = await tx.find(ResidencyTable, { memberId, untilOn: null });
  const ids = homes.map(({ dwellingId }) => dwellingId);
  return (await tx.count(DwellingTable, { id: { $in: ids }, communityId })) > 0;
}

/** Remembers a step for ever: from where to where, when, and by which account (never a name). */
export async function recordStep(
  { tx, now }: Pick<CommandContext, 'tx' | 'now'>,
  caller: Principal,
  caseId: string,
  fromState: string | null,
  toState: string,
): Promise<void> {
  const takenBy = clientOf(caller);
  await tx.insert(CaseStepTable, {
    ...{ id: newUuid(now), caseId, fromState, toState, takenAt: now, takenBy },
  });
}
