/**
 * Serialises what doors carry. JSON has no bigint and no Date, so both travel tagged; everything else is plain JSON.
 * The same codec stores answers for replay, so that a replayed answer equals the first.
 */
type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };

export function encode(value: unknown): Plain {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'bigint':
      return { $bigint: value.toString() };
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value))
        throw new TypeError('A door cannot carry a number that is not finite');
      return value;
    case 'object':
      return encodeObject(value);
    default:
      throw new TypeError(`A door cannot carry a ${typeof value}`);
  }
}

function encodeObject(value: object): Plain {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (value instanceof Map)
    return { $map: [...value].map(([key, item]) => [encode(key), encode(item)]) };
  if (Array.isArray(value)) return value.map(encode);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === undefined ? [] : [[key, encode(item)]],
    ),
  );
}

export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== 'object' || value === null) return value;
  if ('$bigint' in value) return BigInt(String(value.$bigint));
  if ('$date' in value) return new Date(String(value.$date));
  if ('$bytes' in value) return new Uint8Array(Buffer.from(String(value.$bytes), 'base64'));
  if ('$map' in value && Array.isArray(value.$map)) {
    return new Map(value.$map.map((pair: unknown[]) => [decode(pair[0]), decode(pair[1])]));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
}

/** The same text for equal inputs whatever their key order; the subject of idempotency hashes. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(encode(value));
  if (Array.isArray(value))
    return `[${Array.from(value, (item) => canonicalJson(item)).join(',')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return bySteps(value);
  let text = '';
  for (const key of Object.keys(value).sort()) {
    // Keys that read as numbers come first, by their size, whatever order they are put in.
    if (key <= '9~') return bySteps(value);
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (item !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

/** What `canonicalJson` means, step by step: the fast way above gives the same text. */
const bySteps = (value: unknown): string => JSON.stringify(sorted(encode(value)));

function sorted(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as { readonly [key: string]: Plain });
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]),
  );
}
