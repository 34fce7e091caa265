/** Parts that several inputs share. */
import { dateInput, dateTimeInput, namedInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import { ConsentPurposeEnum, GenderEnum, IdentityTypeEnum } from './enums.ts';

const identityFields = {
  type: IdentityTypeEnum.describe('What kind of identifier.'),
  value: z.string().min(1).max(254).describe('The identifier; usual spellings are forgiven.'),
  source: z
    .string()
    .max(40)
    .optional()
    .describe("The subsidiary of a customer number; the caller's own when left out."),
};

const identity = namedInput('IdentityInput', z.object(identityFields));
const toldIdentity = namedInput(
  'ToldIdentityInput',
  z.object({
    ...identityFields,
    verified: z.boolean().default(false).describe('The caller has proof that it is the person’s.'),
  }),
);

export const identityInput = (): typeof identity => identity;
export const toldIdentityInput = (): typeof toldIdentity => toldIdentity;

export const toldProfileInput = namedInput(
  'ToldProfileInput',
  z.object({
    name: z.string().max(100).optional().describe('Full name, as told.'),
    birthday: dateInput().optional().describe('Day of birth.'),
    gender: GenderEnum.optional().describe('Gender, as told.'),
    address: z.string().max(300).optional().describe('Postal address, as told.'),
  }),
);

export const toldConsentInput = namedInput(
  'ToldConsentInput',
  z.object({
    purpose: ConsentPurposeEnum.describe('What for.'),
    granted: z.boolean().describe('Whether the member agreed.'),
    wordingVersion: z.string().min(1).max(40).describe('Version of the text that was shown.'),
  }),
);

export const observedAtInput = () =>
  dateTimeInput().optional().describe('When the subsidiary learnt it; now when left out.');
