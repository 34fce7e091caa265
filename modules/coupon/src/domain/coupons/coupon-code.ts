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

/** As shown and read aloud; a code that others made is shown as it is. */
export const showCouponCode = (code: string): string =>
  readCouponCode(code) === code ? code.replaceAll(/(.{4})(?=.)/g, '$1-') : code;

const SYMBOLS = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));

/** Many codes at once, as stored. The same alphabet and check character as `newCouponCode`, made in one buffer. */
export function newCouponCodes(count: number, random: (bytes: number) => Uint8Array): string[] {
  const width = RANDOM_CHARACTERS + 1;
  const text = new Uint8Array(count * width);
  let pool = random(count * RANDOM_CHARACTERS + 1_024);
  let at = 0;
  const fair = (): number => {
    for (;;) {
      if (at === pool.length) {
        pool = random(1_024);
        at = 0;
      }
      const byte = pool[at++] ?? FAIR_BYTES;
      if (byte < FAIR_BYTES) return byte % SIZE;
    }
  };
  for (let start = 0; start < text.length; start += width) {
    let weight = 1;
    let sum = 0;
    for (let place = 0; place < RANDOM_CHARACTERS; place += 1) {
      const symbol = fair();
      text[start + place] = SYMBOLS[symbol] ?? 0;
      sum = (sum + weight * symbol) % SIZE;
      weight = (weight * 3) % SIZE;
    }
    text[start + RANDOM_CHARACTERS] = SYMBOLS[CHECKS[weight]?.[sum] ?? 0] ?? 0;
  }
  const all = new TextDecoder('latin1').decode(text);
  return Array.from({ length: count }, (_, index) => all.slice(index * width, (index + 1) * width));
}

/** By weight and sum: the symbol that makes the whole sum zero. */
const CHECKS: readonly (readonly number[])[] = Array.from({ length: SIZE }, (_, weight) =>
  Array.from({ length: SIZE }, (__, sum) => {
    for (let check = 0; check < SIZE; check += 1)
      if ((sum + weight * check) % SIZE === 0) return check;
    return 0;
  }),
);
