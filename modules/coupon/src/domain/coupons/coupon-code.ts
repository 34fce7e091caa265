/**
 * Coupon codes: eleven random characters and a check character, in groups of four: `7KQ2-M9XA-4TPC`. 31 symbols
 * (no I, L, O, U, V, so that nothing is misread or misheard), 54 random bits. 31 is a prime and 3 generates all its
 * remainders, so the weighted sum finds every single wrong character and every swap of two neighbours.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTWXYZ';
const SIZE = ALPHABET.length;
const RANDOM_CHARACTERS = 11;
/** The largest multiple of 31 that fits a byte: what lies above would favour some characters. */
const FAIR_BYTES = SIZE * Math.floor(256 / SIZE);

/** `random(n)` gives n unpredictable bytes. */
export function newCouponCode(random: (bytes: number) => Uint8Array): string {
  let body = '';
  while (body.length < RANDOM_CHARACTERS) {
    for (const byte of random(RANDOM_CHARACTERS + 4)) {
      if (byte < FAIR_BYTES && body.length < RANDOM_CHARACTERS)
        body += ALPHABET.charAt(byte % SIZE);
    }
  }
  return body + checkCharacter(body);
}

function checkCharacter(body: string): string {
  let weight = 1;
  let sum = 0;
  for (const character of body) {
    sum = (sum + weight * ALPHABET.indexOf(character)) % SIZE;
    weight = (weight * 3) % SIZE;
  }
  // The whole code, weighted on, sums to zero.
  for (let check = 0; check < SIZE; check += 1) {
    if ((sum + weight * check) % SIZE === 0) return ALPHABET.charAt(check);
  }
  throw new Error('unreachable: 31 is a prime');
}

/** As stored: capitals without dashes; what is commonly misread is taken for what it looks like. */
export function readCouponCode(text: string): string | undefined {
  const code = text
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  if (code.length !== RANDOM_CHARACTERS + 1) return undefined;
  if ([...code].some((character) => !ALPHABET.includes(character))) return undefined;
  return checkCharacter(code.slice(0, -1)) === code.at(-1) ? code : undefined;
}

/** As shown and read aloud. */
export const showCouponCode = (code: string): string => code.replaceAll(/(.{4})(?=.)/g, '$1-');
