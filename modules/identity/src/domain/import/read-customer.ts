/** One line of a customers' file as a person to enrol, with what is wrong with it. Pure. */
import { isDate } from '@guildhall/shared/business-time';
import type { EnrollInput, IdentityType } from '../../door.ts';
import { normalIdentity } from '../identifiers/identity-types.ts';
import { type CustomerField, readDay, readGender } from './customer-columns.ts';

export interface CustomerMapping {
  /** Column of each field. */
  readonly columns: Partial<Record<CustomerField, string>>;
  /** Identities that the subsidiary has proof of. */
  readonly verified?: readonly IdentityType[] | undefined;
  /** A field that cannot be read is left out and reported, and the rest of the line is taken over. */
  readonly lenient?: boolean | undefined;
}

export interface LineFault {
  readonly field: string;
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  /** The rest of the line was taken over. */
  readonly fieldOnly: boolean;
}

export type CustomerLine = Omit<EnrollInput, 'idempotencyKey'>;

export interface ReadLine {
  /** Absent when the line cannot be taken over. */
  readonly person: CustomerLine | undefined;
  readonly faults: readonly LineFault[];
}

const IDENTITIES: readonly (readonly [CustomerField, IdentityType])[] = [
  ['customerNumber', 'CUSTOMER_NUMBER'],
  ['phone', 'PHONE'],
  ['email', 'EMAIL'],
  ['idCard', 'ID_CARD'],
  ['wechatUnionid', 'WECHAT_UNIONID'],
  ['wechatOpenid', 'WECHAT_OPENID'],
  ['licencePlate', 'LICENCE_PLATE'],
  ['vin', 'VIN'],
  ['dwelling', 'DWELLING'],
];

export function readCustomer(
  values: Readonly<Record<string, string>>,
  mapping: CustomerMapping,
  source: string,
): ReadLine {
  const lenient = mapping.lenient ?? false;
  const faults: LineFault[] = [];
  const fault = (
    field: string,
    code: string,
    params: Readonly<Record<string, string>> = {},
  ): void => void faults.push({ field, code, params, fieldOnly: lenient });
  const textOf = (field: CustomerField): string => {
    const column = mapping.columns[field];
    return column === undefined ? '' : (values[column] ?? '').trim();
  };
  const identities = IDENTITIES.flatMap(([field, type]) => {
    const value = textOf(field);
    if (value === '') return [];
    const normal = normalIdentity({ type, value }, source);
    if (typeof normal === 'string') {
      // A filler where a telephone should be is nothing, not a mistake of this line.
      if (normal !== 'IDENTITY_BLOCKED') fault(field, normal, { type });
      return [];
    }
    return [{ type, value, source, verified: mapping.verified?.includes(type) ?? false }];
  });
  const profile = {
    ...named('name', textOf('name')),
    ...named(
      'birthday',
      readWith(textOf('birthday'), dayOf, () => fault('birthday', 'BIRTHDAY_MALFORMED')),
    ),
    ...named(
      'gender',
      readWith(textOf('gender'), readGender, () =>
        fault('gender', 'GENDER_UNKNOWN', { values: '男, 女' }),
      ),
    ),
    ...named('address', textOf('address')),
  };
  const observed = readWith(textOf('observedAt'), dayOf, () =>
    fault('observedAt', 'DATE_MALFORMED'),
  );
  if (identities.length === 0 && faults.length === 0)
    faults.push({ field: '', code: 'IDENTITIES_MISSING', params: {}, fieldOnly: false });
  const kept = identities.length > 0 && (lenient || faults.length === 0);
  if (!kept)
    return { person: undefined, faults: faults.map((one) => ({ ...one, fieldOnly: false })) };
  return {
    person: {
      identities,
      profile,
      ...(observed === '' ? {} : { observedAt: new Date(`${observed}T00:00:00+08:00`) }),
    },
    faults,
  };
}

const named = (field: string, value: string): Record<string, string> =>
  value === '' ? {} : { [field]: value };

function dayOf(text: string): string | undefined {
  const day = readDay(text);
  return day !== undefined && isDate(day) ? day : undefined;
}

function readWith(
  text: string,
  read: (text: string) => string | undefined,
  refuse: () => void,
): string {
  if (text === '') return '';
  const value = read(text);
  if (value === undefined) refuse();
  return value ?? '';
}
