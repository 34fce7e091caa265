/**
 * What looks wrong with what was told although it can be read, and how the parts of a report make a score. Pure.
 */
import { IDENTITY_TYPES, type IdentityType } from '../door.ts';
import { isWholeName, PROFILE_FIELDS, type ToldProfile } from './survivorship.ts';

/** Fields a rule can require. */
export const QUALITY_FIELDS: readonly string[] = [...PROFILE_FIELDS, ...IDENTITY_TYPES];

export const SUSPICIONS = [
  'NAME_NOT_WHOLE',
  'NAME_HAS_DIGITS',
  'BIRTHDAY_FILLER',
  'BIRTHDAY_IMPLAUSIBLE',
  'ADDRESS_WITHOUT_NUMBER',
] as const;
export type Suspicion = (typeof SUSPICIONS)[number];

const OLDEST_YEARS = 115;
/** Days that systems fill in when they know none. */
const FILLERS = new Set(['1900-01-01', '1970-01-01', '1980-01-01', '1990-01-01', '2000-01-01']);

export function suspicionsOf(told: ToldProfile, now: Date): Suspicion[] {
  const found: Suspicion[] = [];
  const { name, birthday, address } = told;
  if (name !== undefined && !isWholeName(name)) found.push('NAME_NOT_WHOLE');
  if (name !== undefined && /\d/.test(name)) found.push('NAME_HAS_DIGITS');
  if (birthday !== undefined) {
    const age = now.getUTCFullYear() - Number(birthday.slice(0, 4));
    if (FILLERS.has(birthday)) found.push('BIRTHDAY_FILLER');
    else if (age > OLDEST_YEARS) found.push('BIRTHDAY_IMPLAUSIBLE');
  }
  if (address !== undefined && !/[\d一二三四五六七八九十]/.test(address))
    found.push('ADDRESS_WITHOUT_NUMBER');
  return found;
}

export function fieldsTold(
  told: ToldProfile | undefined,
  types: readonly IdentityType[],
): string[] {
  return [...new Set([...Object.keys(told ?? {}), ...types])].sort();
}

export interface QualityRule {
  readonly required: readonly string[];
  /** What was last told longer ago is out of date. */
  readonly freshDays: number;
  /** Parts of a hundred. */
  readonly weights: {
    readonly completeness: number;
    readonly validity: number;
    readonly uniqueness: number;
    readonly timeliness: number;
  };
}

export const FIRST_RULE: QualityRule = {
  required: ['PHONE', 'birthday', 'name'],
  freshDays: 365,
  weights: { completeness: 40, validity: 30, uniqueness: 20, timeliness: 10 },
};

export type QualityParts = QualityRule['weights'];

/** 0 to 100, one decimal, rounded half up. Parts are shares from 0 to 1. */
export function qualityScore(parts: QualityParts, weights: QualityRule['weights']): number {
  const sum =
    parts.completeness * weights.completeness +
    parts.validity * weights.validity +
    parts.uniqueness * weights.uniqueness +
    parts.timeliness * weights.timeliness;
  return Math.round(sum * 10) / 10;
}
