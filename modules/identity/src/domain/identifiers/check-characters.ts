/** Check characters of identifiers: resident identity card (GB 11643), Damm's digit. A VIN's is in shared. */

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
