/**
 * Array parameters as PostgreSQL literals, made without asking each element what it is: a batch sends twenty arrays of
 * hundreds of elements.
 */

/** Elements that need no quotes: numbers, uuids, booleans, moments without spaces, hex. */
export function plainArray(items: readonly (string | number | bigint | boolean | null)[]): string {
  let text = '{';
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    text += index === 0 ? '' : ',';
    text += item === null ? 'NULL' : item;
  }
  return `${text}}`;
}

const SPECIAL = /["\\]/g;

/** Elements that may hold anything. */
export function textArray(items: readonly (string | null)[]): string {
  let text = '{';
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index] as string | null;
    text += index === 0 ? '' : ',';
    text += item === null ? 'NULL' : `"${item.replace(SPECIAL, '\\$&')}"`;
  }
  return `${text}}`;
}

/** bytea elements out of hex. */
export function hexArray(items: readonly (string | null)[]): string {
  return textArray(items.map((item) => (item === null ? null : `\\x${item}`)));
}
