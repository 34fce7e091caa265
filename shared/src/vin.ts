/** The check character of a vehicle identification number: ISO 3779, GB 16735, 49 CFR 565. */
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
