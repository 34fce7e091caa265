/**
 * The base32 half of a TypeID, read and written without a detour over byte arrays: ids cross every door several times a
 * request. `shared/test/ids.test.ts` holds it against the library.
 */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const SUFFIX_CHARS = 26;
const NONE = 255;

const base32Of = table([...ALPHABET].map((letter, value) => [letter, value]));
const nibbleOf = table(
  [...'0123456789abcdef'].flatMap((letter, value) => [
    [letter, value],
    [letter.toUpperCase(), value],
  ]),
);
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const bytes = new Uint8Array(16);

function table(values: readonly (readonly [string, number])[]): Uint8Array {
  const made = new Uint8Array(128).fill(NONE);
  for (const [letter, value] of values) made[letter.charCodeAt(0)] = value;
  return made;
}

/** The UUID that 26 characters from `start` stand for; undefined when they are no base32, or of no UUID (RFC 9562). */
export function uuidOfSuffix(text: string, start: number): string | undefined {
  // 130 bits for 128: the first character carries three.
  let held = base32Of[text.charCodeAt(start)] ?? NONE;
  if (held > 7) return undefined;
  let bits = 3;
  let place = 0;
  for (let index = 1; index < SUFFIX_CHARS; index += 1) {
    const value = base32Of[text.charCodeAt(start + index)] ?? NONE;
    if (value === NONE) return undefined;
    held = (held << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[place] = held >> bits;
    place += 1;
    held &= (1 << bits) - 1;
  }
  return isUuid() ? written() : undefined;
}

/** Version 1 to 8 and the variant of the RFC, or one of its two constants. */
function isUuid(): boolean {
  const version = (bytes[6] ?? 0) >> 4;
  if (version >= 1 && version <= 8 && (bytes[8] ?? 0) >> 6 === 2) return true;
  const [first = 0] = bytes;
  return (first === 0 || first === 255) && bytes.every((byte) => byte === first);
}

function written(): string {
  let text = '';
  for (let index = 0; index < 16; index += 1) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-';
    text += hexOf[bytes[index] ?? 0];
  }
  return text;
}

/** The 26 characters of a UUID; undefined when it is not written as one. */
export function typeIdSuffix(uuid: string): string | undefined {
  if (uuid.length !== 36) return undefined;
  let text = '';
  let held = 0;
  // Two bits of nothing come first.
  let bits = 2;
  for (let index = 0; index < 36; index += 1) {
    if (index === 8 || index === 13 || index === 18 || index === 23) continue;
    const nibble = nibbleOf[uuid.charCodeAt(index)] ?? NONE;
    if (nibble === NONE) return undefined;
    held = (held << 4) | nibble;
    bits += 4;
    if (bits < 5) continue;
    bits -= 5;
    text += ALPHABET[held >> bits];
    held &= (1 << bits) - 1;
  }
  return text;
}
