/** Parts of inputs that several fields share. */
import { pointsToPayInput } from '@guildhall/coupon';
import {
  idInput,
  minorInput,
  namedInput,
  phoneInput,
  refusalIssue,
} from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import { isLicencePlate, normalisePlate } from '../domain/licence-plate.ts';
import { hasVinShape, isVin, normaliseVin } from '../domain/vin.ts';

export const OWN_PEOPLE = ['system', 'clerk'] as const;
export const OWN_PEOPLE_OR_MEMBER = ['system', 'clerk', 'member'] as const;
/** Own people and those who oversee. */
export const READERS = ['system', 'clerk', 'operator', 'auditor'] as const;
export const READERS_OR_MEMBER = ['system', 'clerk', 'member', 'operator', 'auditor'] as const;

export const text = (max: number) => z.string().trim().min(1).max(max);
export const code = () => z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,31}$/);
export const documentNo = () => z.string().regex(/^[\x21-\x7e]{1,40}$/);
export const money = (min = '0.00') => minorInput({ scale: 2, min, max: '99999999.99' });
export const kilometres = () => z.int().min(0).max(3_000_000);

export const vinInput = () =>
  z
    .string()
    .max(40)
    .transform(normaliseVin)
    .refine(hasVinShape, { ...refusalIssue('VIN_MALFORMED'), abort: true })
    .refine(isVin, refusalIssue('VIN_CHECK_DIGIT'));

export const plateInput = () =>
  z
    .string()
    .max(20)
    .transform(normalisePlate)
    .refine(isLicencePlate, refusalIssue('PLATE_MALFORMED'));

export const customerInput = namedInput(
  'AutoCustomerInput',
  z.object({
    memberId: idInput('mem').optional().describe('A member, by id.'),
    phone: phoneInput().optional().describe('A member, by telephone number.'),
    customerNo: documentNo().optional().describe("A customer, by the company's own number."),
    licencePlate: plateInput().optional().describe('The owner of the car with this plate.'),
    walkIn: namedInput(
      'AutoWalkInInput',
      z.object({
        name: text(60).describe('Name.'),
        phone: phoneInput().optional().describe('Telephone number.'),
      }),
    )
      .optional()
      .describe('Somebody who is no member, remembered by name.'),
  }),
);

export const couponInput = () => z.string().trim().min(1).max(64);

export const couponsInput = () =>
  z.array(couponInput()).max(20).optional().describe('Coupons to use: their codes or ids.');

export const pointsInput = pointsToPayInput('ServicePointsInput');
