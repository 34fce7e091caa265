/** How alike two texts are. Symmetric, 0 to 1 where not said otherwise; letters are code units, so normalise first. */

/** Winkler 1990: Jaro's measure, raised for a common beginning of up to four letters. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const base = jaro(a, b);
  if (base < 0.7) return base;
  let prefix = 0;
  while (prefix < 4 && a[prefix] !== undefined && a[prefix] === b[prefix]) prefix += 1;
  return base + prefix * 0.1 * (1 - base);
}

const marksA = new Uint8Array(256);
const marksB = new Uint8Array(256);

function jaro(long: string, short: string): number {
  const [a, b] = [long.slice(0, 256), short.slice(0, 256)];
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(Math.floor(Math.max(a.length, b.length) / 2) - 1, 0);
  marksA.fill(0, 0, a.length);
  marksB.fill(0, 0, b.length);
  let common = 0;
  for (let i = 0; i < a.length; i += 1) {
    const end = Math.min(i + reach + 1, b.length);
    for (let j = Math.max(i - reach, 0); j < end; j += 1) {
      if (marksB[j] === 1 || a.charCodeAt(i) !== b.charCodeAt(j)) continue;
      marksA[i] = 1;
      marksB[j] = 1;
      common += 1;
      break;
    }
  }
  if (common === 0) return 0;
  let swapped = 0;
  let at = 0;
  for (let i = 0; i < a.length; i += 1) {
    if (marksA[i] !== 1) continue;
    while (marksB[at] !== 1) at += 1;
    if (a.charCodeAt(i) !== b.charCodeAt(at)) swapped += 1;
    at += 1;
  }
  return (common / a.length + common / b.length + (common - swapped / 2) / common) / 3;
}

/** True when one slip of the finger makes one of the other: a letter wrong, missing, too many, or two swapped. */
export function oneSlip(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const [restA, restB] = [endA - from, endB - from];
  if (restA <= 1 && restB <= 1) return true;
  return restA === 2 && restB === 2 && a[from] === b[from + 1] && a[from + 1] === b[from];
}

/** Dice's coefficient over pairs of neighbouring letters. */
export function bigramDice(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length < 2 || b.length < 2) return 0;
  const left = new Map<string, number>();
  for (let i = 0; i < a.length - 1; i += 1) {
    const pair = a.slice(i, i + 2);
    left.set(pair, (left.get(pair) ?? 0) + 1);
  }
  let common = 0;
  for (let i = 0; i < b.length - 1; i += 1) {
    const pair = b.slice(i, i + 2);
    const count = left.get(pair) ?? 0;
    if (count === 0) continue;
    common += 1;
    left.set(pair, count - 1);
  }
  return (2 * common) / (a.length + b.length - 2);
}
