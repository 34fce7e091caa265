/**
 * The base32 half of a TypeID, read and written without a detour over byte arrays: ids cross every door several times a
 * request. Characters are put into one buffer and made a text at the end: a text put together of pieces leaves each
 * piece to the collector. `shared/test/ids.test.ts` holds it against the library.
 */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const HEX = '0123456789abcdef';
const SUFFIX_CHARS = 26;
const UUID_CHARS = 36;
const NONE = 255;
const HYPHEN = 45;

const base32Of = valuesOf(ALPHABET);
const nibbleOf = valuesOf(HEX, HEX.toUpperCase());
const letterOf = Buffer.from(ALPHABET);
const digitOf = Buffer.from(HEX);
const written = Buffer.alloc(UUID_CHARS);

function valuesOf(...alphabets: readonly string[]): Uint8Array {
  const made = new Uint8Array(128).fill(NONE);
  for (const letters of alphabets)
    for (const [value, letter] of [...letters].entries()) made[letter.charCodeAt(0)] = value;
  return made;
}

const isHyphenAt = (place: number): boolean =>
  place === 8 || place === 13 || place === 18 || place === 23;

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
    while (bits >= 4) {
      bits -= 4;
      if (isHyphenAt(place)) {
        written[place] = HYPHEN;
        place += 1;
      }
      written[place] = digitOf[held >> bits] as number;
      place += 1;
      held &= (1 << bits) - 1;
    }
  }
  return isUuid() ? written.toString('latin1') : undefined;
}

/** Version 1 to 8 and the variant of the RFC, or one of its two constants. */
function isUuid(): boolean {
  const version = nibbleOf[written[14] as number] as number;
  const variant = nibbleOf[written[19] as number] as number;
  if (version >= 1 && version <= 8 && variant >> 2 === 2) return true;
  const [first] = written;
  return (
    (first === digitOf[0] || first === digitOf[15]) &&
    written.every((digit, place) => digit === first || isHyphenAt(place))
  );
}

/** The 26 characters of a UUID; undefined when it is not written as one. */
export function typeIdSuffix(uuid: string): string | undefined {
  if (uuid.length !== UUID_CHARS) return undefined;
  let held = 0;
  // Two bits of nothing come first.
  let bits = 2;
  let place = 0;
  for (let index = 0; index < UUID_CHARS; index += 1) {
    if (isHyphenAt(index)) continue;
    const nibble = nibbleOf[uuid.charCodeAt(index)] ?? NONE;
    if (nibble === NONE) return undefined;
    held = (held << 4) | nibble;
    bits += 4;
    if (bits < 5) continue;
    bits -= 5;
    written[place] = letterOf[held >> bits] as number;
    place += 1;
    held &= (1 << bits) - 1;
  }
  return written.toString('latin1', 0, SUFFIX_CHARS);
}
