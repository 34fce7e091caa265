/** Who is meant by what the counter was given: a member, found through identity before any transaction opens. */
import type { IdentityDoor, IdentityRef } from '@guildhall/identity';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { normalisePlate } from '../domain/licence-plate.ts';
import { notFound } from '../domain/refusals.ts';
import { memberUuidOf } from '../ids.ts';
import { ParkingLeaseTable } from '../storage/tables.ts';
import { type Property, SUBSIDIARY } from './property.ts';

/** At most one of these; none at all is somebody who is no member. */
export interface PersonRef {
  readonly memberId?: string | undefined;
  /** E.164. */
  readonly phone?: string | undefined;
  /** The number by which the company's older books know the person. */
  readonly customerNo?: string | undefined;
  /** Of the car on a leased parking space, or known to identity. */
  readonly licencePlate?: string | undefined;
}

/** The member's UUID, or null for nobody. Refuses PROPERTY_MEMBER_UNKNOWN; a merged member is found as its survivor. */
export async function findPerson(
  property: Property,
  caller: Principal,
  ref: PersonRef | undefined,
  at: string,
): Promise<Outcome<string | null>> {
  const unknown = (field: string) => notFound('PROPERTY_MEMBER_UNKNOWN', {}, [at, field]);
  const identity = () => property.kit.doors.get<IdentityDoor>('identity');
  if (ref?.memberId !== undefined) {
    const [state] = await identity().memberStates(caller, { memberIds: [ref.memberId] });
    return state ? accept(memberUuidOf(state.survivorId)) : unknown('memberId');
  }
  const asked = identityOf(ref);
  if (asked === undefined) return accept(null);
  const [field, wanted] = asked;
  const [memberId] = await identity().resolveMembers(caller, { identities: [wanted] });
  if (memberId) return accept(memberUuidOf(memberId));
  const lessee = field === 'licencePlate' ? await lesseeOf(property, wanted.value) : null;
  return lessee === null ? unknown(field) : accept(lessee);
}

function identityOf(ref: PersonRef | undefined): readonly [string, IdentityRef] | undefined {
  if (ref?.phone !== undefined) return ['phone', { type: 'PHONE', value: ref.phone }];
  if (ref?.customerNo !== undefined) {
    const wanted = { type: 'CUSTOMER_NUMBER', value: ref.customerNo, source: SUBSIDIARY } as const;
    return ['customerNo', wanted];
  }
  if (ref?.licencePlate === undefined) return undefined;
  return ['licencePlate', { type: 'LICENCE_PLATE', value: normalisePlate(ref.licencePlate) }];
}

async function lesseeOf(property: Property, plate: string): Promise<string | null> {
  const plateIndex = property.plate.index(plate);
  const lease = await property.kit.db
    .read()
    .findOne(ParkingLeaseTable, { plateIndex, untilOn: null }, { orderBy: { id: 'desc' } });
  return lease?.memberId ?? null;
}
