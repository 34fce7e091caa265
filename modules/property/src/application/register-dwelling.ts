/** Communities that the company takes over, and their dwellings. */
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { DwellingUsage } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { CommunityId, DwellingId } from '../ids.ts';
import { CommunityTable, DwellingTable } from '../storage/tables.ts';
import { type Property, refuseOutsider } from './property.ts';

export interface RegisterCommunity {
  readonly idempotencyKey: string;
  readonly code: string;
  readonly name: string;
  readonly city: string;
  readonly district: string;
  readonly address: string;
  readonly servicePhone: string;
  readonly managedSince: string;
}

/** Refuses COMMUNITY_CODE_TAKEN. */
export async function registerCommunity(
  property: Property,
  caller: Principal,
  input: RegisterCommunity,
): Promise<Outcome<{ readonly communityId: CommunityId }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, ...facts } = input;
  const key = { caller, operation: 'register-community', idempotencyKey, input };
  return runCommand(property.kit, key, async ({ tx, now }) => {
    const id = newUuid(now);
    const taken = refuseRule('COMMUNITY_CODE_TAKEN', { communityCode: input.code }, ['code']);
    await refusingTaken({ community_code: taken }, () =>
      tx.insert(CommunityTable, { ...facts, id, registeredAt: now }),
    );
    return accept({ communityId: fromUuid('cmy', id) });
  });
}

export interface NewDwelling {
  readonly building: string;
  readonly unit: string;
  readonly room: string;
  readonly usage: DwellingUsage;
  /** Hundredths of a square metre. */
  readonly areaCenti: number;
  readonly handedOverOn: string;
}

export interface RegisterDwellings {
  readonly idempotencyKey: string;
  readonly communityCode: string;
  readonly dwellings: readonly NewDwelling[];
}

/** Community, building, unit, room: what people say at the counter. */
export function dwellingCode(
  communityCode: string,
  { building, unit, room }: Pick<NewDwelling, 'building' | 'unit' | 'room'>,
): string {
  return [communityCode, building, unit, room].join('-');
}

/** All or none. Refuses DWELLING_TAKEN. */
export async function registerDwellings(
  property: Property,
  caller: Principal,
  input: RegisterDwellings,
): Promise<Outcome<{ readonly dwellingIds: readonly DwellingId[] }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, communityCode } = input;
  const key = { caller, operation: 'register-dwellings', idempotencyKey, input };
  return runCommand(property.kit, key, async ({ tx, now }) => {
    const community = await tx.findOne(CommunityTable, { code: communityCode });
    if (community === null)
      return notFound('COMMUNITY_NOT_FOUND', { communityCode }, ['communityCode']);
    const rows = input.dwellings.map((dwelling) => ({
      ...dwelling,
      id: newUuid(now),
      communityId: community.id,
      code: dwellingCode(communityCode, dwelling),
      registeredAt: now,
    }));
    const codes = rows.map(({ code }) => code);
    const known = await tx.findOne(DwellingTable, { code: { $in: codes } });
    const twice = known?.code ?? codes.find((code, index) => codes.indexOf(code) < index);
    const taken = refuseRule('DWELLING_TAKEN', { dwellingCode: twice ?? codes[0] ?? '' }, [
      'dwellings',
    ]);
    if (twice !== undefined) return taken;
    const refusals = { dwelling_code: taken, dwelling_place: taken };
    await refusingTaken(refusals, () => tx.insertMany(DwellingTable, rows));
    return accept({ dwellingIds: rows.map(({ id }) => fromUuid('dwl', id)) });
  });
}
