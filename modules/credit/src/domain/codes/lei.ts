/**
 * Legal Entity Identifier (ISO 17442): 18 characters and two check digits by ISO 7064 MOD 97-10, for firms that have
 * no Unified Social Credit Code.
 */
export type LeiFault = 'LENGTH' | 'CHARACTER' | 'CHECK';

export type LeiResult =
  | { readonly valid: true; readonly lei: string }
  | { readonly valid: false; readonly fault: LeiFault };

export function parseLei(typed: string): LeiResult {
  const lei = typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
  if (lei.length !== 20) return { valid: false, fault: 'LENGTH' };
  if (!/^[A-Z0-9]{18}\d{2}$/.test(lei)) return { valid: false, fault: 'CHARACTER' };
  if (mod97(lei) !== 1) return { valid: false, fault: 'CHECK' };
  return { valid: true, lei };
}

/** The two check digits for the first eighteen characters. */
export function leiCheck(first18: string): string {
  return String(98 - mod97(`${first18}00`)).padStart(2, '0');
}

/** A = 10 … Z = 35, read as one long decimal number. */
function mod97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
