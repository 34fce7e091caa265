/** Check characters of identifiers: VIN (ISO 3779 / 49 CFR 565), resident identity card (GB 11643), Damm's digit. */

const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const VIN_VALUES: Readonly<Record<string, number>> = Object.fromEntries([
  ...[...'0123456789'].map((digit) => [digit, Number(digit)] as const),
  ...[...'ABCDEFGH'].map((letter, index) => [letter, index + 1] as const),
  ...[...'JKLMN'].map((letter, index) => [letter, index + 1] as const),
  ['P', 7],
  ['R', 9],
  ...[...'STUVWXYZ'].map((letter, index) => [letter, index + 2] as const),
]);

/** Position 9 of a VIN, from the other sixteen; undefined when a character cannot stand in a VIN (I, O, Q …). */
export function vinCheckCharacter(vin: string): string | undefined {
  let sum = 0;
  for (const [index, weight] of VIN_WEIGHTS.entries()) {
    const value = index === 8 ? 0 : VIN_VALUES[vin[index] ?? ''];
    if (value === undefined) return undefined;
    sum += value * weight;
  }
  const remainder = sum % 11;
  return remainder === 10 ? 'X' : String(remainder);
}

const ID_CARD_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CARD_CHECK = '10X98765432';

/** Position 18 of an identity card number (ISO 7064 MOD 11-2), from the first seventeen digits. */
export function idCardCheckCharacter(first17: string): string | undefined {
  if (!/^\d{17}$/.test(first17)) return undefined;
  const sum = ID_CARD_WEIGHTS.reduce(
    (total, weight, index) => total + weight * Number(first17[index]),
    0,
  );
  return ID_CARD_CHECK[sum % 11];
}

/** H. Michael Damm's quasigroup of order 10: finds every wrong digit and every swap of neighbours. */
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

export function dammDigit(digits: string): string {
  let state = 0;
  for (const digit of digits) state = Number(DAMM[state]?.[Number(digit)]);
  return String(state);
}
