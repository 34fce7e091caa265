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

export const OWN_PEOPLE = ['system', 'clerk'] as const;
export const OWN_PEOPLE_OR_MEMBER = ['system', 'clerk', 'member'] as const;
/** Own people and those who oversee. */
export const READERS = ['system', 'clerk', 'operator', 'auditor'] as const;
export const READERS_OR_MEMBER = ['system', 'clerk', 'member', 'operator', 'auditor'] as const;

export const text = (max: number) => z.string().trim().min(1).max(max);
export const code = () => z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,31}$/);
/** A part of a dwelling's code: building, unit or room. */
export const placePart = () => z.string().regex(/^[A-Z0-9]{1,8}$/);
export const dwellingCodeInput = () => z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,60}$/);
export const documentNo = () => z.string().regex(/^[\x21-\x7e]{1,40}$/);
export const money = (min = '0.00') => minorInput({ scale: 2, min, max: '99999999.99' });
export const month = () => z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

export const plateInput = () =>
  z
    .string()
    .max(20)
    .transform(normalisePlate)
    .refine(isLicencePlate, refusalIssue('PLATE_NOT_CHINESE'));

export const personInput = namedInput(
  'PropertyPersonInput',
  z.object({
    memberId: idInput('mem').optional().describe('A member, by id.'),
    phone: phoneInput().optional().describe('A member, by telephone number.'),
    customerNo: documentNo()
      .optional()
      .describe("A member, by the number in the company's older books."),
    licencePlate: plateInput()
      .optional()
      .describe(
        'The lessee of the parking space on which this car stands, or the owner of the car.',
      ),
  }),
);

export const pointsInput = pointsToPayInput('PropertyFeePointsInput');
