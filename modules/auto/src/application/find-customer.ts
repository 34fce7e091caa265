/**
 * Who is standing at the counter: a member found by identity, one of our own customers, or a walk-in. Doors are asked
 * before any transaction opens; the customer's row is made inside it.
 */
import type { IdentityDoor, IdentityRef } from '@guildhall/identity';
import { newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { normalisePlate } from '../domain/licence-plate.ts';
import { notFound } from '../domain/refusals.ts';
import { memberUuidOf } from '../ids.ts';
import { CustomerTable, VehicleTable } from '../storage/tables.ts';
import { type Auto, nextNumber, SUBSIDIARY } from './auto.ts';

/** At most one of these; none at all is a walk-in who leaves no trace. */
export interface CustomerRef {
  readonly memberId?: string | undefined;
  /** E.164. */
  readonly phone?: string | undefined;
  readonly customerNo?: string | undefined;
  readonly licencePlate?: string | undefined;
  /** Not a member, but known by name. */
  readonly walkIn?: { readonly name: string; readonly phone?: string | undefined } | undefined;
}

/** Ids are UUIDs. */
export interface FoundCustomer {
  readonly memberId: string | null;
  readonly customerId: string | null;
  readonly walkIn?: CustomerRef['walkIn'];
}

/** Refuses AUTO_MEMBER_UNKNOWN or AUTO_CUSTOMER_UNKNOWN; a merged member is found as its survivor. */
export async function findCustomer(
  auto: Auto,
  caller: Principal,
  ref: CustomerRef | undefined,
): Promise<Outcome<FoundCustomer>> {
  if (ref?.memberId !== undefined) return findById(auto, caller, ref.memberId);
  if (ref?.customerNo !== undefined) return findByCustomerNo(auto, caller, ref.customerNo);
  if (ref?.phone !== undefined) {
    const memberId = await resolve(auto, caller, { type: 'PHONE', value: ref.phone });
    return memberId === null
      ? notFound('AUTO_MEMBER_UNKNOWN', {}, ['customer', 'phone'])
      : accept({ memberId, customerId: null });
  }
  if (ref?.licencePlate !== undefined) return findByPlate(auto, caller, ref.licencePlate);
  return accept({
    memberId: null,
    customerId: null,
    ...(ref?.walkIn && { walkIn: ref.walkIn }),
  });
}

async function findById(
  auto: Auto,
  caller: Principal,
  memberId: string,
): Promise<Outcome<FoundCustomer>> {
  const identity = auto.kit.doors.get<IdentityDoor>('identity');
  const [state] = await identity.memberStates(caller, { memberIds: [memberId] });
  return state
    ? accept({ memberId: memberUuidOf(state.survivorId), customerId: null })
    : notFound('AUTO_MEMBER_UNKNOWN', {}, ['customer', 'memberId']);
}

async function resolve(auto: Auto, caller: Principal, ref: IdentityRef): Promise<string | null> {
  const identity = auto.kit.doors.get<IdentityDoor>('identity');
  const [memberId] = await identity.resolveMembers(caller, { identities: [ref] });
  return memberId ? memberUuidOf(memberId) : null;
}

async function findByCustomerNo(
  auto: Auto,
  caller: Principal,
  customerNo: string,
): Promise<Outcome<FoundCustomer>> {
  const own = await auto.kit.db.read().findOne(CustomerTable, { customerNo });
  if (own !== null) return accept({ memberId: own.memberId ?? null, customerId: own.id });
  const ref = { type: 'CUSTOMER_NUMBER', value: customerNo, source: SUBSIDIARY } as const;
  const memberId = await resolve(auto, caller, ref);
  return memberId === null
    ? notFound('AUTO_CUSTOMER_UNKNOWN', { customerNo }, ['customer', 'customerNo'])
    : accept({ memberId, customerId: null });
}

/** Our own register of plates first, then what identity knows. */
async function findByPlate(
  auto: Auto,
  caller: Principal,
  text: string,
): Promise<Outcome<FoundCustomer>> {
  const plate = normalisePlate(text);
  const car = await auto.kit.db
    .read()
    .findOne(VehicleTable, { plateIndex: auto.plate.index(plate) });
  if (car?.ownerCustomerId || car?.ownerMemberId) {
    return accept({
      memberId: car.ownerMemberId ?? null,
      customerId: car.ownerCustomerId ?? null,
    });
  }
  const memberId = await resolve(auto, caller, { type: 'LICENCE_PLATE', value: plate });
  return memberId === null
    ? notFound('AUTO_MEMBER_UNKNOWN', {}, ['customer', 'licencePlate'])
    : accept({ memberId, customerId: null });
}

/**
 * The row of this customer in our own books; made when this is the first time. Null for a walk-in who leaves no name.
 * A walk-in is recognised by the telephone number he left before.
 */
export async function ensureCustomer(
  auto: Auto,
  tx: EntityManager,
  now: Date,
  found: FoundCustomer,
): Promise<string | null> {
  if (found.customerId !== null) return found.customerId;
  const { memberId, walkIn } = found;
  if (memberId === null && walkIn === undefined) return null;
  const phoneIndex = walkIn?.phone === undefined ? null : auto.phone.index(walkIn.phone);
  await oneAtATime(tx, memberId ?? phoneIndex?.toString('hex'));
  const orderBy = { id: 'asc' } as const;
  const known =
    memberId !== null
      ? await tx.findOne(CustomerTable, { memberId }, { orderBy })
      : phoneIndex &&
        (await tx.findOne(CustomerTable, { phoneIndex, memberId: null }, { orderBy }));
  if (known) return known.id;
  const id = newUuid(now);
  await tx.insert(CustomerTable, {
    id,
    customerNo: await nextNumber(tx, 'customer_no', 'AC'),
    memberId,
    nameSealed: walkIn === undefined ? null : auto.name.seal.seal(walkIn.name, id),
    phoneSealed: walkIn?.phone === undefined ? null : auto.phone.seal.seal(walkIn.phone, id),
    phoneIndex,
    since: now,
  });
  return id;
}

/** The same person at two counters at once becomes one customer. Released when the transaction ends. */
async function oneAtATime(tx: EntityManager, person: string | undefined): Promise<void> {
  if (person === undefined) return;
  await sql`SELECT pg_advisory_xact_lock(hashtext('auto-customer'), hashtext(${person}))`.execute(
    tx.getKysely<unknown>(),
  );
}
