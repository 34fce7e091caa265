/** Commands around a deal: screen before, reserve and use during, tell the outcome after. */

import { parseAmount } from '@guildhall/shared/amounts';
import {
  commandField,
  dateInput,
  dateTimeInput,
  decimalInput,
  enumType,
  idInput,
  minorInput,
} from '@guildhall/shared/graphql/index';
import { refuse } from '@guildhall/shared/outcome';
import { z } from 'zod';
import type { ReservationAnswer } from '../application/move-exposure.ts';
import type { RecordedOutcome } from '../application/record-outcome.ts';
import type { ScreeningAnswer } from '../application/screen-firm.ts';
import { GROUP_CURRENCY, scaleOfCurrency } from '../domain/currencies.ts';
import { FIRM, RESERVATION, SCREENING } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { amountText } from './amount-text.ts';
import type { CreditBuilder } from './context.ts';
import { CooperationKind, CooperationResultEnum, ReservationStateEnum } from './enums.ts';
import { text } from './firm-mutations.ts';
import type { FirmType } from './firm-types.ts';
import type { addScreeningTypes } from './screening-types.ts';

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .default(GROUP_CURRENCY);
const amount = decimalInput({ scale: 2, min: '0.01' });

type ScreeningType = ReturnType<typeof addScreeningTypes>['Screening'];

export function addDealMutations(
  builder: CreditBuilder,
  service: CreditService,
  { Firm, Screening }: { readonly Firm: FirmType; readonly Screening: ScreeningType },
): void {
  const Screened = builder.objectRef<ScreeningAnswer>('ScreenedFirm').implement({
    description: 'A screening that was answered.',
    fields: (t) => ({
      screening: t.field({
        type: Screening,
        nullable: true,
        description: 'The answer, with its reasons, terms and limit.',
        resolve: ({ screeningId, made }, _args, { screenings }) =>
          made ?? screenings.load(screeningId),
      }),
    }),
  });
  commandField(builder, 'screenFirm', {
    description:
      'Asks before a deal: this firm, this kind of deal, this amount, these terms. The answer is kept and can be decided again later.',
    access: ['system', 'risk_officer'],
    success: Screened,
    input: z.object({
      firmId: idInput(FIRM).describe('The firm.'),
      kind: CooperationKind.describe('The kind of deal.'),
      amount: amount.describe('Its amount.'),
      currency: currency.describe('Its currency (ISO 4217); CNY when left out.'),
      paymentDays: z.int().min(0).max(1000).default(0).describe('Days of credit you want to give.'),
      prepaymentBps: z
        .int()
        .min(0)
        .max(10_000)
        .default(0)
        .describe('Share to be paid first, basis points.'),
    }),
    execute: (caller, { amount: given, ...input }) => {
      const amountMinor = minorOf(given, input.currency);
      return amountMinor === undefined
        ? Promise.resolve(
            refuse('VALIDATION', 'CREDIT_AMOUNT_SCALE', { currency: input.currency }, ['amount']),
          )
        : service.screenFirm(caller, { ...input, amountMinor });
    },
  });
  addOutcomeMutation(builder, service, Firm);
  addExposureMutations(builder, service);
}

/** Minor units in the currency's own scale; undefined for an unknown currency or too many decimals. */
function minorOf(decimal: string, code: string): bigint | undefined {
  const scale = scaleOfCurrency(code);
  return scale === undefined ? undefined : parseAmount(decimal, scale);
}

function addOutcomeMutation(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const Recorded = builder.objectRef<RecordedOutcome>('RecordedOutcome').implement({
    description: 'An outcome that is now on record.',
    fields: (t) => ({
      id: t.exposeID('outcomeId', { description: 'Its id, out_….' }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm as it now is.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(firmId),
      }),
      grade: t.exposeString('grade', { description: "The firm's grade after it." }),
      previousGrade: t.exposeString('previousGrade', {
        nullable: true,
        description: 'The grade before; null when it had none.',
      }),
    }),
  });
  commandField(builder, 'recordOutcome', {
    description: 'Records how a cooperation ended. The firm is assessed anew.',
    access: ['system'],
    success: Recorded,
    input: z.object({
      firmId: idInput(FIRM).describe('The firm.'),
      externalId: text(120).describe(
        "Your own number of the cooperation, such as a contract's; told once.",
      ),
      screeningId: idInput(SCREENING).optional().describe('The screening that preceded it.'),
      result: CooperationResultEnum.describe('How it ended.'),
      amount: amount.describe('What it was worth.'),
      currency: currency.describe('In which currency (ISO 4217); CNY when left out.'),
      daysLate: z
        .int()
        .min(-365)
        .max(3650)
        .default(0)
        .describe('Days beyond terms; negative when early.'),
      occurredOn: dateInput().describe('The day it ended.'),
      note: text(2000).optional().describe('What is to be said about it.'),
    }),
    execute: (caller, { amount: given, ...input }) => {
      const amountMinor = minorOf(given, input.currency);
      return amountMinor === undefined
        ? Promise.resolve(
            refuse('VALIDATION', 'CREDIT_AMOUNT_SCALE', { currency: input.currency }, ['amount']),
          )
        : service.recordOutcome(caller, { ...input, amountMinor });
    },
  });
}

function addExposureMutations(builder: CreditBuilder, service: CreditService): void {
  const Reservation = builder.objectRef<ReservationAnswer>('ExposureReservation').implement({
    description: "A part of the group's limit to a firm that one company holds or uses.",
    fields: (t) => ({
      id: t.exposeID('reservationId', { description: 'Its id, rsv_….' }),
      state: t.expose('state', {
        type: enumType(builder, ReservationStateEnum),
        description: 'Its state.',
      }),
      reserved: t.field({
        type: 'Decimal',
        description: 'Held, in yuan.',
        resolve: (r) => amountText(r.reservedMinor, GROUP_CURRENCY),
      }),
      used: t.field({
        type: 'Decimal',
        description: 'Out, in yuan.',
        resolve: (r) => amountText(r.usedMinor, GROUP_CURRENCY),
      }),
    }),
  });
  commandField(builder, 'reserveExposure', {
    description:
      "Holds a part of the group's limit to a firm for a deal to come. Never more than the limit, whoever else asks.",
    access: ['system'],
    success: Reservation,
    input: z.object({
      firmId: idInput(FIRM).describe('The firm.'),
      reference: text(120).describe(
        'Your own reference, such as an order number; one reservation each.',
      ),
      amount: minorInput({ scale: 2, min: '0.01' }).describe('How much, in yuan.'),
      currency: currency.describe('CNY.'),
      expiresAt: dateTimeInput().describe('When it is given back by itself.'),
    }),
    execute: (caller, { amount: amountMinor, ...input }) =>
      service.reserveExposure(caller, { ...input, amountMinor }),
  });
  const part = z.object({
    reservationId: idInput(RESERVATION).describe('The reservation.'),
    amount: minorInput({ scale: 2, min: '0.01' })
      .optional()
      .describe('How much, in yuan; all that is left when left out.'),
  });
  commandField(builder, 'useExposure', {
    description: 'Turns held into used: the deal is binding.',
    access: ['system'],
    success: Reservation,
    input: part,
    execute: (caller, { amount: amountMinor, ...input }) =>
      service.useExposure(caller, { ...input, amountMinor }),
  });
  commandField(builder, 'releaseExposure', {
    description: 'Gives back, what is held first, then what is used: paid, or called off.',
    access: ['system'],
    success: Reservation,
    input: part,
    execute: (caller, { amount: amountMinor, ...input }) =>
      service.releaseExposure(caller, { ...input, amountMinor }),
  });
}
