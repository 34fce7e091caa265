/** Codes of invitations: twelve symbols of Crockford's base 32 (60 random bits), in groups of four, to be read aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/** `random(n)` gives n unpredictable bytes. */
export function newInvitationCode(random: (bytes: number) => Uint8Array): string {
  return Array.from(random(LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

/** As stored; what is commonly misread is taken for what it looks like. undefined: this is no such code. */
export function readInvitationCode(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const code = text
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  if (code.length !== LENGTH) return undefined;
  return [...code].every((symbol) => ALPHABET.includes(symbol)) ? code : undefined;
}

export const showInvitationCode = (code: string): string => code.replaceAll(/(.{4})(?=.)/g, '$1-');
