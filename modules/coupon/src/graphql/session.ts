/** The session at the counter: validate, reserve, redeem, release, reverse. */
import {
  argsOf,
  commandField,
  decimalInput,
  idInput,
  minorInput,
  namedInput,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, valueOrThrow } from '@guildhall/shared/outcome';
import { z } from 'zod';
import { readPresented } from '../application/presented.ts';
import { readReservations, stateOf } from '../application/read-reservations.ts';
import { redeemReservationNow } from '../application/redeem-reservation.ts';
import { reserveCouponsNow } from '../application/reserve-coupons.ts';
import type { ReservationState, ValidateInput } from '../door.ts';
import { qrKey, readQr } from '../qr.ts';
import type { CouponService } from '../service.ts';
import { couponsNamed } from '../storage/coupons.ts';
import { redemptionsById } from '../storage/redemptions.ts';
import type { CouponRef } from './coupon-type.ts';
import { addForesee } from './foresee.ts';
import { InputFault } from './offer-input.ts';
import type { B } from './offer-type.ts';
import { couponRefusedType, quoteType } from './quote-type.ts';
import type { RedemptionRef } from './redemptions.ts';
import { type LineRef, lineType, reservationType, reversedType } from './session-types.ts';

const code = z.string().min(1).max(64);

export const basketInput = namedInput(
  'CouponBasketInput',
  z.object({
    subsidiary: code.describe('Company that is paid.'),
    storeCode: code.optional().describe('Its store.'),
    kind: code.describe(
      'What kind of transaction this will become: FEE_PAID, SERVICE_DONE, BASKET_BOUGHT …',
    ),
    lines: z
      .array(
        namedInput(
          'CouponBasketLineInput',
          z.object({
            lineId: code.describe('Unique in the basket.'),
            itemCode: code.describe('Product, fee or service code.'),
            category: z.string().max(64).describe("The subsidiary's category."),
            quantity: decimalInput({ scale: 6, min: '0.000000' })
              .default('1.000000')
              .describe('How many, or how much.'),
            amount: minorInput({ scale: 2, min: '0.00' }).describe('Price of the line, CNY.'),
          }),
        ),
      )
      .min(1)
      .max(2_000)
      .describe('What is to be paid.'),
    asset: z
      .object({
        type: code.describe('`vehicle`, `dwelling`.'),
        key: z.string().min(1).max(128).describe('Id of the thing.'),
      })
      .optional()
      .describe('The thing served: coupons bound to a thing must match it.'),
  }),
);

const sessionFields = {
  memberId: idInput('mem')
    .optional()
    .describe(
      'The member; when left out, the one of `memberQr`, else the one whose coupon is named first.',
    ),
  memberQr: z
    .string()
    .max(256)
    .optional()
    .describe("Content of the member's QR code, good for a minute."),
  basket: basketInput.describe('What is to be paid.'),
  coupons: z
    .array(z.string().min(1).max(256))
    .max(50)
    .default([])
    .describe('Coupons: ids, codes, or the content of their QR codes.'),
  points: namedInput(
    'CouponPointsInput',
    z.object({
      currency: code.describe('Code of the point currency.'),
      amount: decimalInput({ scale: 6, min: '0.000001' }).describe('Points to pay with.'),
    }),
  )
    .optional()
    .describe('Points to pay with.'),
};
const validateSchema = z.object(sessionFields);
type SessionInput = z.output<typeof validateSchema>;

async function toValidateInput(kit: ModuleKit, input: SessionInput): Promise<ValidateInput> {
  const { basket, points } = input;
  return {
    memberId: input.memberId ?? (await memberAt(kit, input)),
    coupons: input.coupons,
    basket: {
      subsidiary: basket.subsidiary,
      ...(basket.storeCode === undefined ? {} : { storeCode: basket.storeCode }),
      kind: basket.kind,
      lines: basket.lines.map(({ amount, ...line }) => ({ ...line, amountMinor: amount })),
      ...(basket.asset === undefined ? {} : { asset: basket.asset }),
    },
    ...(points === undefined ? {} : { points }),
  };
}

/** Who is at the counter: as their phone shows, else the owner of what is presented. */
async function memberAt(kit: ModuleKit, { memberQr, coupons }: SessionInput): Promise<string> {
  const now = kit.clock.now();
  if (memberQr !== undefined) {
    const read = readQr(qrKey(kit.secret).publicKey, memberQr, now);
    if (!read.ok) throw new InputFault(read.fault, ['memberQr']);
    if (read.subject.kind !== 'MEMBER') throw new InputFault('QR_NOT_OURS', ['memberQr']);
    return read.subject.id;
  }
  const { names, refused } = readPresented(kit, coupons, now);
  const [unreadable] = refused;
  if (unreadable !== undefined) throw new InputFault(unreadable.refusal.code, ['coupons']);
  const rows = await couponsNamed(kit.db.sql(), names);
  const owner = rows.find(({ memberId }) => memberId !== null)?.memberId ?? null;
  if (owner === null) throw new InputFault('MEMBER_NOT_NAMED', ['memberId']);
  return owner;
}

/** Turns contradicting fields into a refusal that names the field. */
export async function withFaults<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    const { code: fault, path, params } = error;
    return { ok: false, refusal: { kind: 'VALIDATION', code: fault, path, params } };
  }
}

const COUNTER = ['system', 'clerk', 'member'] as const;

export function addSession(
  builder: B,
  kit: ModuleKit,
  service: CouponService,
  Coupon: CouponRef,
  RedemptionRef: RedemptionRef,
): void {
  const Line = lineType(builder, Coupon);
  addValidate(builder, kit, service, Coupon, Line);
  const ReservationRef = reservationType(builder, Line);
  const state = async (
    caller: Parameters<typeof readReservations>[1],
    id: string,
  ): Promise<Outcome<ReservationState>> => {
    const [found] = await readReservations(kit, caller, { ids: [id] });
    return found === undefined || found === null
      ? {
          ok: false,
          refusal: {
            kind: 'NOT_FOUND',
            code: 'RESERVATION_NOT_FOUND',
            path: ['reservationId'],
            params: {},
          },
        }
      : accept(found);
  };
  builder.queryField('couponReservation', (t) =>
    t.field({
      type: ReservationRef,
      nullable: true,
      description: 'A reservation; null when there is none that this caller may see.',
      access: [...COUNTER, 'operator', 'auditor'],
      args: argsOf(
        builder,
        'couponReservation',
        z.object({ id: idInput('rsv').describe('The reservation.') }),
      ),
      resolve: async (_root, { id }, { caller }) => {
        const [found] = await readReservations(kit, caller, { ids: [id] });
        return found ?? null;
      },
    }),
  );
  commandField(builder, 'reserveCoupons', {
    description: 'Holds coupons and points for one basket, exclusively and for a while.',
    access: COUNTER,
    input: z.object({
      ...sessionFields,
      ttlSeconds: z.int().min(30).max(3_600).default(900).describe('How long, in seconds.'),
    }),
    success: ReservationRef,
    execute: (caller, { idempotencyKey, ttlSeconds, ...input }) =>
      withFaults(async () => {
        const parsed = await toValidateInput(kit, input);
        const wish = { ...parsed, ttlSeconds, idempotencyKey };
        const { answer, made } = await reserveCouponsNow(kit, caller, wish);
        if (!answer.ok) return answer;
        return made === undefined
          ? state(caller, answer.value.reservationId)
          : accept(stateOf(made, undefined, kit.clock.now()));
      }),
  });
  const redemption = async (id: string) => {
    const [row] = await redemptionsById(kit.db.sql(), [id]);
    if (row === undefined) throw new Error(`Redemption ${id} cannot vanish`);
    return row;
  };
  commandField(builder, 'redeemReservation', {
    description:
      'Makes a reservation final against an order. The transaction that names it does the same.',
    access: ['system', 'clerk'],
    input: z.object({
      reservationId: idInput('rsv').describe('The reservation.'),
      orderRef: z.string().min(1).max(128).describe("The subsidiary's number of the order."),
    }),
    success: RedemptionRef,
    execute: async (caller, input) => {
      const { answer, made } = await redeemReservationNow(kit, caller, input);
      return answer.ok ? accept(made ?? (await redemption(answer.value.redemptionId))) : answer;
    },
  });
  commandField(builder, 'releaseReservation', {
    description: 'Gives a reservation back before its time.',
    access: COUNTER,
    input: z.object({ reservationId: idInput('rsv').describe('The reservation.') }),
    success: ReservationRef,
    execute: async (caller, input) => {
      const released = await service.release(caller, input);
      return released.ok ? state(caller, input.reservationId) : released;
    },
  });
  const ReversedRef = reversedType(builder, Coupon);
  commandField(builder, 'reverseRedemption', {
    description: 'Undoes a redemption, wholly or for amounts of its lines, in any order.',
    access: ['system', 'clerk', 'operator'],
    input: z.object({
      redemptionId: idInput('rdm').describe('The redemption.'),
      lines: z
        .array(
          z.object({
            lineId: code.describe('A line of the basket.'),
            amount: minorInput({ scale: 2, min: '0.01' }).describe(
              'How much of its price comes back, CNY.',
            ),
          }),
        )
        .min(1)
        .max(2_000)
        .optional()
        .describe('What comes back; everything when left out.'),
    }),
    success: ReversedRef,
    execute: (caller, { lines, ...input }) =>
      service.reverse(caller, {
        ...input,
        ...(lines === undefined
          ? {}
          : { lines: lines.map(({ lineId, amount }) => ({ lineId, amountMinor: amount })) }),
      }),
  });
}

function addValidate(
  builder: B,
  kit: ModuleKit,
  service: CouponService,
  Coupon: CouponRef,
  Line: LineRef,
): void {
  const Refused = couponRefusedType(builder, Coupon);
  addForesee(builder, service, Coupon, Refused);
  const QuoteRef = quoteType(builder, Coupon, Line, Refused);
  builder.queryField('validateBasket', (t) =>
    t.field({
      type: QuoteRef,
      description:
        'What would apply to this basket, and for each coupon that would not, why and what would unlock it.',
      access: [...COUNTER, 'operator', 'auditor'],
      args: argsOf(
        builder,
        'validateBasket',
        z.object({
          input: namedInput('ValidateBasketInput', validateSchema).describe('The basket.'),
        }),
      ),
      resolve: async (_root, { input }, { caller }) => {
        const quote = await withFaults(async () =>
          service.validate(caller, await toValidateInput(kit, input)),
        );
        return valueOrThrow(quote);
      },
    }),
  );
}
