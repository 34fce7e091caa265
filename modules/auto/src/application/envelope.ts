/**
 * What the group learns: transactions for the journal, and facts about members for the portrait. Facts carry ids,
 * models and amounts, never a plate, a VIN or a name.
 */
import {
  type MemberFactChanged,
  memberFactChanged,
  type Transaction,
  transactionRecorded,
} from '@guildhall/journal';
import type { NewEvent } from '@guildhall/shared/events/event';
import { fromUuid } from '@guildhall/shared/ids';
import { memberIdOf } from '../ids.ts';
import type { VehicleModelRow, VehicleRow } from '../storage/tables.ts';
import { SUBSIDIARY } from './auto.ts';

export interface NewTransaction {
  /** UUID. */
  readonly transactionId: string;
  readonly externalId: string;
  readonly kind: Transaction['kind'];
  /** UUID. */
  readonly memberId: string | null;
  readonly occurredAt: Date;
  readonly channel: Transaction['channel'];
  readonly storeCode: string;
  readonly lines: Transaction['lines'];
  readonly attributes: Transaction['attributes'];
  readonly reverses?: { readonly transactionId: string; readonly lines?: ReversedLines };
  readonly reservationIds?: readonly string[];
}

type ReversedLines = NonNullable<NonNullable<Transaction['reverses']>['lines']>;

export function transactionEvent(facts: NewTransaction): NewEvent<Transaction> {
  const { reverses, reservationIds, memberId } = facts;
  const amountMinor = facts.lines.reduce((sum, line) => sum + BigInt(line.amountMinor), 0n);
  return {
    type: transactionRecorded(SUBSIDIARY),
    occurredAt: facts.occurredAt,
    payload: {
      transactionId: fromUuid('txn', facts.transactionId),
      subsidiary: SUBSIDIARY,
      externalId: facts.externalId,
      kind: facts.kind,
      ...(memberId === null ? {} : { memberId: memberIdOf(memberId) }),
      occurredAt: facts.occurredAt.toISOString(),
      channel: facts.channel,
      storeCode: facts.storeCode,
      currency: 'CNY',
      amountMinor: amountMinor.toString(),
      lines: facts.lines,
      attributes: facts.attributes,
      ...(reverses === undefined
        ? {}
        : {
            reverses: {
              ...reverses,
              transactionId: fromUuid('txn', reverses.transactionId),
            },
          }),
      ...(reservationIds === undefined ? {} : { reservationIds: [...reservationIds] }),
    },
  };
}

/** What rules may read about a car. */
export function vehicleAttributes(
  vehicle: Pick<VehicleRow, 'id'>,
  model: VehicleModelRow,
): Transaction['attributes'] {
  return {
    vehicleId: fromUuid('veh', vehicle.id),
    model: model.code,
    brand: model.brand,
    series: model.series,
    modelYear: model.modelYear,
    powertrain: model.powertrain,
  };
}

/**
 * A booking was made, moved, planned otherwise or ended. For pages that lie open: what became of it is asked of the graph.
 * `memberId` is a UUID.
 */
export function bookingChanged(
  { id, memberId }: { readonly id: string; readonly memberId?: string | null | undefined },
  at: Date,
): NewEvent {
  return {
    type: `${SUBSIDIARY}.service-booking-changed`,
    occurredAt: at,
    payload: {
      subsidiary: SUBSIDIARY,
      bookingId: fromUuid('sbk', id),
      ...(memberId ? { memberId: memberIdOf(memberId) } : {}),
    },
  };
}

/** Somebody owns this car, or does no longer. `boughtHere`: sold by this company. */
export function vehicleFactEvent(
  memberId: string,
  vehicle: Pick<VehicleRow, 'id'>,
  model: VehicleModelRow,
  { active, boughtHere, at }: { active: boolean; boughtHere: boolean; at: Date },
): NewEvent<MemberFactChanged> {
  const { vehicleId: key, ...attributes } = vehicleAttributes(vehicle, model);
  return {
    type: memberFactChanged(SUBSIDIARY),
    occurredAt: at,
    payload: {
      memberId: memberIdOf(memberId),
      subsidiary: SUBSIDIARY,
      fact: 'vehicle',
      key: String(key),
      active,
      attributes: { ...attributes, boughtHere },
    },
  };
}
