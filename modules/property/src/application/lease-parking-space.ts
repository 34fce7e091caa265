/** Parking spaces and their leases. Invariant: a space has one lease at a time (exclusion constraint). */
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import type { ParkingSpaceKind } from '../domain/kinds.ts';
import { normalisePlate } from '../domain/licence-plate.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { ParkingLeaseId, ParkingSpaceId } from '../ids.ts';
import {
  CommunityTable,
  DwellingTable,
  ParkingLeaseTable,
  ParkingSpaceTable,
  ResidencyTable,
} from '../storage/tables.ts';
import { parkingFactEvent } from './envelope.ts';
import { findPerson, type PersonRef } from './find-payer.ts';
import { type Property, refuseOutsider } from './property.ts';

export interface RegisterParkingSpaces {
  readonly idempotencyKey: string;
  readonly communityCode: string;
  readonly spaces: readonly {
    readonly code: string;
    readonly kind: ParkingSpaceKind;
    readonly hasCharger: boolean;
  }[];
}

/** All or none. Refuses PARKING_SPACE_TAKEN. */
export async function registerParkingSpaces(
  property: Property,
  caller: Principal,
  input: RegisterParkingSpaces,
): Promise<Outcome<{ readonly spaceIds: readonly ParkingSpaceId[] }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, communityCode, spaces } = input;
  const key = { caller, operation: 'register-parking-spaces', idempotencyKey, input };
  return runCommand(property.kit, key, async ({ tx, now }) => {
    const community = await tx.findOne(CommunityTable, { code: communityCode });
    if (community === null)
      return notFound('COMMUNITY_NOT_FOUND', { communityCode }, ['communityCode']);
    const ids: string[] = [];
    for (const [index, space] of spaces.entries()) {
      const id = newUuid(now);
      const path = ['spaces', String(index), 'code'];
      const taken = refuseRule('PARKING_SPACE_TAKEN', { spaceCode: space.code }, path);
      await refusingTaken({ parking_space_code: taken }, () =>
        tx.insert(ParkingSpaceTable, {
          ...space,
          ...{ id, communityId: community.id, registeredAt: now },
        }),
      );
      ids.push(id);
    }
    return accept({ spaceIds: ids.map((id) => fromUuid('pks', id)) });
  });
}

export interface LeaseParkingSpace {
  readonly idempotencyKey: string;
  readonly communityCode: string;
  readonly spaceCode: string;
  readonly dwellingCode: string;
  /** Who leases; the payer of the dwelling's fees when left out. */
  readonly person?: PersonRef | undefined;
  /** Checked by the caller. */
  readonly licencePlate?: string | undefined;
  readonly fromOn: string;
}

export interface LeaseAnswer {
  readonly leaseId: ParkingLeaseId;
}

/** Refuses, in order: PARKING_ELSEWHERE, PARKING_LEASED. */
export async function leaseParkingSpace(
  property: Property,
  caller: Principal,
  input: LeaseParkingSpace,
): Promise<Outcome<LeaseAnswer>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const person = await findPerson(property, caller, input.person, 'person');
  if (!person.ok) return person;
  const { idempotencyKey, communityCode, spaceCode, fromOn } = input;
  const key = { caller, operation: 'lease-parking-space', idempotencyKey, input };
  return runCommand(property.kit, key, async ({ tx, now, publish }) => {
    const community = await tx.findOne(CommunityTable, { code: communityCode });
    if (community === null)
      return notFound('COMMUNITY_NOT_FOUND', { communityCode }, ['communityCode']);
    const where = { communityId: community.id, code: spaceCode };
    const space = await tx.findOne(ParkingSpaceTable, where);
    if (space === null) return notFound('PARKING_SPACE_NOT_FOUND', { spaceCode }, ['spaceCode']);
    const dwelling = await tx.findOne(DwellingTable, { code: input.dwellingCode });
    if (dwelling === null) return notFound('DWELLING_NOT_FOUND', {}, ['dwellingCode']);
    if (dwelling.communityId !== community.id)
      return refuseRule('PARKING_ELSEWHERE', {}, ['dwellingCode']);
    const payer = await tx.findOne(ResidencyTable, { dwellingId: dwelling.id, paysFees: true });
    const memberId = person.value ?? payer?.memberId ?? null;
    const id = newUuid(now);
    const plate = input.licencePlate && normalisePlate(input.licencePlate);
    const leased = refuseRule('PARKING_LEASED', { spaceCode }, ['spaceCode']);
    await refusingTaken({ parking_lease_once: leased }, () =>
      tx.insert(ParkingLeaseTable, {
        ...{ id, spaceId: space.id, dwellingId: dwelling.id, memberId, fromOn, recordedAt: now },
        plateSealed: plate ? property.plate.seal.seal(plate, id) : null,
        plateIndex: plate ? property.plate.index(plate) : null,
      }),
    );
    const leases = { space, community };
    if (memberId) await publish(parkingFactEvent(memberId, leases, { untilOn: null }, now));
    return accept({ leaseId: fromUuid('pkl', id) });
  });
}

export interface EndParkingLease {
  readonly idempotencyKey: string;
  readonly leaseId: ParkingLeaseId;
  /** The last day of the lease. */
  readonly untilOn: string;
}

/** Refuses, in order: PARKING_LEASE_ENDED, PARKING_LEASE_TIMES. */
export async function endParkingLease(
  property: Property,
  caller: Principal,
  input: EndParkingLease,
): Promise<Outcome<LeaseAnswer>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, leaseId, untilOn } = input;
  const key = { caller, operation: 'end-parking-lease', idempotencyKey, input };
  return runCommand(property.kit, key, async ({ tx, now, publish }) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    const lease = await tx.findOne(ParkingLeaseTable, { id: toUuid('pkl', leaseId) }, lock);
    if (lease === null) return notFound('PARKING_LEASE_NOT_FOUND', {}, ['leaseId']);
    if (lease.untilOn) return refuseRule('PARKING_LEASE_ENDED', {}, ['leaseId']);
    const { fromOn } = lease;
    if (untilOn < fromOn) return refuseRule('PARKING_LEASE_TIMES', { fromOn }, ['untilOn']);
    lease.untilOn = untilOn;
    await tx.flush();
    if (lease.memberId) {
      const space = await tx.findOneOrFail(ParkingSpaceTable, { id: lease.spaceId });
      const community = await tx.findOneOrFail(CommunityTable, { id: space.communityId });
      await publish(parkingFactEvent(lease.memberId, { space, community }, lease, now));
    }
    return accept({ leaseId });
  });
}
