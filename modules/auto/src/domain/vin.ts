/**
 * Vehicle identification numbers: ISO 3779 (structure) with the check digit of GB 16735 and 49 CFR 565 in position 9.
 * Letters I, O and Q never occur.
 */
const SHAPE = /^[A-HJ-NPR-Z0-9]{17}$/;
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2] as const;
const CHECK_POSITION = 8;

const LETTER_VALUES: Readonly<Record<string, number>> = {
  ...{ A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8 },
  ...{ J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9 },
  ...{ S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 },
};

/** As it is stored: capitals, no spaces or hyphens. */
export function normaliseVin(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase();
}

export function hasVinShape(vin: string): boolean {
  return SHAPE.test(vin);
}

/** The character that position 9 must have; the one that is there is ignored. */
export function vinCheckDigit(vin: string): string {
  const sum = [...vin].reduce((all, character, position) => {
    const value = LETTER_VALUES[character] ?? Number(character);
    return all + value * (WEIGHTS[position] ?? 0);
  }, 0);
  const remainder = sum % 11;
  return remainder === 10 ? 'X' : String(remainder);
}

export function isVin(vin: string): boolean {
  return hasVinShape(vin) && vin[CHECK_POSITION] === vinCheckDigit(vin);
}
