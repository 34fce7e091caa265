/**
 * Unified Social Credit Code, GB 32100-2015: 18 characters of which the last is a check character. Letters I, O, S, V
 * and Z are never used.
 */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const SHAPE = /^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/;

/** The check character of the first 17 characters; undefined when one of them is not of the alphabet. */
export function usccCheckCharacter(first17: string): string | undefined {
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) {
    const value = ALPHABET.indexOf(first17[index] ?? ' ');
    if (value < 0) return undefined;
    sum += value * weight;
  }
  return ALPHABET[(31 - (sum % 31)) % 31];
}

export function hasUsccShape(text: string): boolean {
  return SHAPE.test(text);
}

export function isUscc(text: string): boolean {
  return hasUsccShape(text) && usccCheckCharacter(text) === text[17];
}
