/**
 * TypeIDs (https://github.com/jetify-com/typeid, version 0.3) by table look-up: a posting reads one and writes several,
 * so this must cost a fraction of a microsecond. Gives exactly what `@guildhall/shared/ids` gives; a test compares them.
 */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LETTERS = [...ALPHABET];
/** Both digits of ten bits. */
const PAIRS = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
const VALUES = new Int8Array(128).fill(-1);
for (const [value, letter] of LETTERS.entries()) VALUES[letter.charCodeAt(0)] = value;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const SUFFIX = 26;
const bytes = new Uint8Array(17);

/** The UUID in a TypeID of this prefix; undefined when it is none. */
export function readTypeId(prefix: string, id: unknown): string | undefined {
  if (typeof id !== 'string') return undefined;
  const start = prefix.length + 1;
  if (id.length !== start + SUFFIX || id.charCodeAt(prefix.length) !== 95 || !id.startsWith(prefix))
    return undefined;
  // 26 digits are 130 bits; the first two must be zero.
  if ((VALUES[id.charCodeAt(start)] ?? -1) > 7) return undefined;
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let index = 0; index < SUFFIX; index += 1) {
    const code = id.charCodeAt(start + index);
    const value = code < 128 ? (VALUES[code] as number) : -1;
    if (value < 0) return undefined;
    held = (held << 5) | value;
    bits += index === 0 ? 3 : 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (held >> bits) & 255;
      at += 1;
      held &= (1 << bits) - 1;
    }
  }
  return uuidText();
}

function uuidText(): string {
  const h = (index: number): string => HEX[bytes[index] as number] as string;
  return `${h(0)}${h(1)}${h(2)}${h(3)}-${h(4)}${h(5)}-${h(6)}${h(7)}-${h(8)}${h(9)}-${h(10)}${h(11)}${h(12)}${h(13)}${h(14)}${h(15)}`;
}

export function writeTypeId(prefix: string, uuid: string): string {
  return `${prefix}_${suffixOf(uuid)}`;
}

const nibble = (code: number): number => (code < 58 ? code - 48 : code - 87);

/** The 26 digits that several TypeIDs of one UUID share. */
export function suffixOf(uuid: string): string {
  let text = '';
  let held = 0;
  // 130 bits: two zeros, then the 128 of the id.
  let bits = 2;
  for (let index = 0; index < 36; index += 1) {
    const code = uuid.charCodeAt(index);
    if (code === 45) continue;
    held = (held << 4) | nibble(code);
    bits += 4;
    if (bits >= 10) {
      bits -= 10;
      text += PAIRS[held >> bits];
      held &= (1 << bits) - 1;
    }
  }
  return text;
}
