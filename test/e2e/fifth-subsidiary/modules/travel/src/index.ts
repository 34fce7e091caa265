/** A fifth subsidiary: a travel agency. It records trips; points, coupons and clearing follow without a line elsewhere. */
import type { IdentityDoor } from '@guildhall/identity';
import { type Transaction, transactionRecorded } from '@guildhall/journal';
import { runCommand } from '@guildhall/shared/commands';
import { newId, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';

export interface RecordTrip {
  readonly idempotencyKey: string;
  readonly bookingNo: string;
  readonly destination: string;
  readonly phone: string;
  readonly priceMinor: bigint;
}

export interface Trip {
  readonly id: string;
  readonly bookingNo: string;
  readonly destination: string;
  readonly transactionId: string;
}

export type TravelDoor = {
  readonly recordTrip: (caller: Principal, input: RecordTrip) => Promise<Outcome<Trip>>;
};

export function createService(kit: ModuleKit): TravelDoor {
  return {
    recordTrip: async (caller, input) => {
      const [memberId] = await kit.doors
        .get<IdentityDoor>('identity')
        .resolveMembers(caller, { identities: [{ type: 'PHONE', value: input.phone }] });
      return runCommand(
        kit,
        { caller, operation: 'record-trip', idempotencyKey: input.idempotencyKey, input },
        async ({ tx, now, publish }) => {
          const trip = {
            id: newId('trp', now),
            bookingNo: input.bookingNo,
            destination: input.destination,
            transactionId: newId('txn', now),
          };
          const sold = await sql`
            INSERT INTO trip (id, booking_no, destination, member_id, price_minor, transaction_id, sold_at)
            VALUES (${toUuid('trp', trip.id)}, ${trip.bookingNo}, ${trip.destination},
                    ${memberId == null ? null : toUuid('mem', memberId)}, ${input.priceMinor.toString()},
                    ${toUuid('txn', trip.transactionId)}, ${now})
            ON CONFLICT DO NOTHING RETURNING 1`.execute(tx.getKysely<unknown>());
          if (sold.rows.length === 0)
            return refuse('RULE', 'BOOKING_SOLD', { bookingNo: input.bookingNo }, ['bookingNo']);
          const transaction: Transaction = {
            transactionId: trip.transactionId,
            subsidiary: 'travel',
            externalId: input.bookingNo,
            kind: 'TRIP_SOLD',
            ...(memberId == null ? {} : { memberId }),
            occurredAt: now.toISOString(),
            channel: 'STORE',
            currency: 'CNY',
            amountMinor: input.priceMinor.toString(),
            lines: [
              {
                lineId: '1',
                itemCode: input.destination,
                category: 'trip',
                quantity: '1',
                amountMinor: input.priceMinor.toString(),
              },
            ],
            attributes: { destination: input.destination },
          };
          await publish({
            type: transactionRecorded('travel'),
            occurredAt: now,
            payload: transaction,
          });
          return accept(trip);
        },
      );
    },
  };
}
