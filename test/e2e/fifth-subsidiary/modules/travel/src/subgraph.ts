/** The travel agency's part of the graph. */
import {
  commandField,
  createBuilder,
  finishSubgraph,
  minorInput,
  phoneInput,
} from '@guildhall/shared/graphql/index';
import { defineMessages } from '@guildhall/shared/messages';
import type { ModuleKit, RequestContext, Subgraph } from '@guildhall/shared/module';
import { z } from 'zod';
import type { TravelDoor, Trip } from './index.ts';

const messages = defineMessages({
  BOOKING_SOLD: { 'zh-CN': '订单 {bookingNo} 已售出', en: 'Booking {bookingNo} is sold already' },
});

export function createSubgraph(service: TravelDoor, _kit: ModuleKit): Subgraph {
  const builder = createBuilder<RequestContext>({ messages });
  const Transaction = builder
    .externalRef(
      'Transaction',
      builder.keyDirective(builder.selection<{ id: string }>('id'), false),
    )
    .implement({
      externalFields: (t) => ({ id: t.id({ description: 'TypeID, `txn_…`.' }) }),
    });
  const TripRef = builder.objectRef<Trip>('Trip').implement({
    description: 'A trip that was sold.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `trp_…`.' }),
      bookingNo: t.exposeString('bookingNo', {
        description: "The agency's number of the booking.",
      }),
      destination: t.exposeString('destination', { description: 'Where it goes.' }),
      transaction: t.field({
        type: Transaction,
        nullable: true,
        description: 'The transaction it became, with what came of it.',
        resolve: ({ transactionId }) => ({ id: transactionId }),
      }),
    }),
  });
  commandField(builder, 'recordTrip', {
    description: 'Records a trip that was sold.',
    access: ['system'],
    input: z.object({
      bookingNo: z.string().min(1).max(64).describe("The agency's number of the booking."),
      destination: z.string().min(1).max(64).describe('Where it goes.'),
      phone: phoneInput().describe("The customer's telephone."),
      price: minorInput({ scale: 2, min: '0.01', max: '1000000' }).describe(
        'What the customer pays, CNY.',
      ),
    }),
    success: TripRef,
    execute: (caller, { price, ...input }) =>
      service.recordTrip(caller, { ...input, priceMinor: price }),
  });
  builder.queryFields((t) => ({
    travelDestinations: t.stringList({
      description: 'Where the agency goes.',
      access: ['system', 'member'],
      resolve: () => ['武夷山', '鼓浪屿', '台北'],
    }),
  }));
  return finishSubgraph(builder, { name: 'travel', context: () => ({}) });
}
