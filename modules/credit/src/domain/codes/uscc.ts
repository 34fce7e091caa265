/**
 * Unified Social Credit Code (GB 32100-2015): 18 characters = registration authority, category of body, division
 * code (6), organisation code (9, GB 11714, with its own check character), check character. A code is either
 * verified by both checks or refused with the reason; nothing else identifies a Chinese firm.
 */

/** No I, O, S, V or Z: they are misread. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** Registration authorities of table 1: State organs by number, A the army, N agriculture, Y others. */
const AUTHORITIES = '123456789ANY';

/** GB/T 2260 provinces, plus 10, which codes registered with the State use. */
const PROVINCES = new Set(
  (
    '10 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 ' +
    '61 62 63 64 65 71 81 82'
  ).split(' '),
);

/** In the order in which they win. */
export const USCC_FAULTS = [
  'LENGTH',
  'CHARACTER',
  'AUTHORITY',
  'DIVISION',
  'ORGANISATION_CHECK',
  'CHECK',
] as const;
export type UsccFault = (typeof USCC_FAULTS)[number];

export interface Uscc {
  readonly code: string;
  /** Registration authority, position 1: `9` is market supervision, `1` institutions, `5` civil affairs … */
  readonly authority: string;
  /** Category of body, position 2; with authority 9: `1` enterprise, `2` sole trader, `3` farmers' co-operative. */
  readonly category: string;
  /** Six digits of GB/T 2260. */
  readonly divisionCode: string;
  readonly organisationCode: string;
  /** A sole trader (个体工商户) is a natural person: its facts are personal information. */
  readonly soleTrader: boolean;
}

export type UsccResult =
  | { readonly valid: true; readonly uscc: Uscc }
  | { readonly valid: false; readonly fault: UsccFault };

/** What people type: full width, spaces, hyphens and small letters are accepted; letters are never corrected. */
export function normaliseUscc(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

export function parseUscc(typed: string): UsccResult {
  const code = normaliseUscc(typed);
  if (code.length !== 18) return { valid: false, fault: 'LENGTH' };
  for (const character of code) {
    if (!ALPHABET.includes(character)) return { valid: false, fault: 'CHARACTER' };
  }
  if (!AUTHORITIES.includes(code.charAt(0))) return { valid: false, fault: 'AUTHORITY' };
  const divisionCode = code.slice(2, 8);
  if (!/^\d{6}$/.test(divisionCode) || !PROVINCES.has(divisionCode.slice(0, 2))) {
    return { valid: false, fault: 'DIVISION' };
  }
  const organisationCode = code.slice(8, 17);
  if (organisationCheck(organisationCode.slice(0, 8)) !== organisationCode[8]) {
    return { valid: false, fault: 'ORGANISATION_CHECK' };
  }
  if (usccCheck(code.slice(0, 17)) !== code[17]) return { valid: false, fault: 'CHECK' };
  const authority = code.charAt(0);
  const category = code.charAt(1);
  return {
    valid: true,
    uscc: {
      code,
      authority,
      category,
      divisionCode,
      organisationCode,
      soleTrader: authority === '9' && category === '2',
    },
  };
}

/** Check character of GB 32100 over the first seventeen. */
export function usccCheck(first17: string): string {
  const sum = weightedSum(first17, WEIGHTS, (character) => ALPHABET.indexOf(character));
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** Check character of GB 11714 over the first eight; A = 10 … Z = 35. */
export function organisationCheck(first8: string): string {
  const sum = weightedSum(first8, ORGANISATION_WEIGHTS, (character) =>
    Number.parseInt(character, 36),
  );
  const remainder = 11 - (sum % 11);
  if (remainder === 10) return 'X';
  return remainder === 11 ? '0' : String(remainder);
}

function weightedSum(
  text: string,
  weights: readonly number[],
  digitOf: (character: string) => number,
): number {
  return [...text].reduce((sum, character, i) => sum + digitOf(character) * (weights[i] ?? 0), 0);
}
