/**
 * Array parameters in PostgreSQL's binary format: what the largest batches are sent in. The server takes a number, an
 * id or a moment as it is instead of reading it out of text, and neither side makes a text of it; of a batch of earns
 * and burns that is a fifth of the server's work. The driver sends a Buffer as binary.
 *
 * Format of `array_recv`: dimensions, whether there are nulls, element type, length, lower bound; then each element as
 * its length (-1: null) and its bytes, all big-endian.
 */
import { NEVER } from '../domain/state.ts';
import { blockOf, lineOf } from './wallet-pages.ts';

/** Object ids of the element types, the same in every PostgreSQL (`pg_type.dat`). */
const OID = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  tid: 27,
  xid: 28,
  timestamptz: 1184,
  uuid: 2950,
} as const;

const HEADER = 20;
const LENGTH = 4;
/** 2000-01-01, where PostgreSQL's moments begin. */
const EPOCH_MS = 946_684_800_000;
const TWO_32 = 4_294_967_296;

const NIBBLES = new Uint8Array(128);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  NIBBLES[digit.charCodeAt(0)] = value;
  NIBBLES[digit.toUpperCase().charCodeAt(0)] = value;
}

type Items<T> = readonly (T | null)[];
type Put<T> = (view: DataView, at: number, item: T) => void;

/** `{}`: `unnest` beside longer arrays fills it up with nulls. */
const EMPTY = Buffer.alloc(12);

function emptyOf(oid: number): Buffer {
  const bytes = Buffer.from(EMPTY);
  bytes.writeInt32BE(oid, 8);
  return bytes;
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView =>
  new DataView(buffer, byteOffset, byteLength);

function putHeader(view: DataView, oid: number, length: number, nulls: boolean): void {
  view.setInt32(0, 1);
  view.setInt32(4, nulls ? 1 : 0);
  view.setInt32(8, oid);
  view.setInt32(12, length);
  view.setInt32(16, 1);
}

/** Elements of `size` bytes each. Where every element is null the array is empty: most columns of most batches are. */
function fixedArray<T>(oid: number, size: number, items: Items<T>, put: Put<T>): Buffer {
  const { length } = items;
  let nulls = 0;
  // By index: columns differ in their kinds of elements, and an iterator over all kinds makes an object a cell.
  for (let n = 0; n < length; n += 1) if (items[n] === null) nulls += 1;
  if (nulls === length) return emptyOf(oid);
  const bytes = Buffer.allocUnsafe(HEADER + length * LENGTH + (length - nulls) * size);
  const view = viewOf(bytes);
  putHeader(view, oid, length, nulls > 0);
  let at = HEADER;
  for (let n = 0; n < length; n += 1) {
    const item = items[n] as T | null;
    view.setInt32(at, item === null ? -1 : size);
    at += LENGTH;
    if (item === null) continue;
    put(view, at, item);
    at += size;
  }
  return bytes;
}

function putUuid(view: DataView, at: number, text: string): void {
  view.setUint32(at, halfAt(text, 0) * 65_536 + halfAt(text, 4));
  view.setUint32(at + 4, halfAt(text, 9) * 65_536 + halfAt(text, 14));
  view.setUint32(at + 8, halfAt(text, 19) * 65_536 + halfAt(text, 24));
  view.setUint32(at + 12, halfAt(text, 28) * 65_536 + halfAt(text, 32));
}

const nibbleAt = (hex: string, at: number): number => NIBBLES[hex.charCodeAt(at)] as number;
const byteAt = (hex: string, at: number): number =>
  (nibbleAt(hex, at) << 4) | nibbleAt(hex, at + 1);
const halfAt = (hex: string, at: number): number => (byteAt(hex, at) << 8) | byteAt(hex, at + 2);

/** Microseconds do not fit a double for far moments: high and low halves apart. */
function putMoment(view: DataView, at: number, ms: number): void {
  const since = ms - EPOCH_MS;
  const high = Math.floor(since / TWO_32);
  const low = (since - high * TWO_32) * 1_000;
  const carry = Math.floor(low / TWO_32);
  view.setInt32(at, high * 1_000 + carry);
  view.setUint32(at + 4, low - carry * TWO_32);
}

const putBigint: Put<bigint> = (view, at, item) => view.setBigInt64(at, item);
const putInt: Put<number> = (view, at, item) => view.setInt32(at, item);
const putSmallint: Put<number> = (view, at, item) => view.setInt16(at, item);
const putXid: Put<string> = (view, at, item) => view.setUint32(at, Number(item));
const putPlace: Put<number> = (view, at, item) => {
  view.setUint32(at, blockOf(item));
  view.setUint16(at + 4, lineOf(item));
};
const putBoolean: Put<boolean> = (view, at, item) => view.setUint8(at, item ? 1 : 0);

export const uuids = (items: Items<string>): Buffer => fixedArray(OID.uuid, 16, items, putUuid);
export const bigints = (items: Items<bigint>): Buffer => fixedArray(OID.int8, 8, items, putBigint);
export const ints = (items: Items<number>): Buffer => fixedArray(OID.int4, 4, items, putInt);
export const smallints = (items: Items<number>): Buffer =>
  fixedArray(OID.int2, 2, items, putSmallint);
/** Row versions, as PostgreSQL prints them. */
export const xids = (items: Items<string>): Buffer => fixedArray(OID.xid, 4, items, putXid);
/** Places of rows (`wallet-pages.ts`). */
export const tids = (items: Items<number>): Buffer => fixedArray(OID.tid, 6, items, putPlace);
export const booleans = (items: Items<boolean>): Buffer =>
  fixedArray(OID.bool, 1, items, putBoolean);
/** Milliseconds since 1970; NEVER is no moment. */
export const moments = (items: Items<number>): Buffer =>
  fixedArray(
    OID.timestamptz,
    8,
    items.includes(NEVER) ? items.map((item) => (item === NEVER ? null : item)) : items,
    putMoment,
  );

/** Hashes in hex, all of one length. */
export function hashes(items: Items<string>): Buffer {
  const size = (items.find((item) => item !== null)?.length ?? 0) / 2;
  return fixedArray(OID.bytea, size, items, (view, start, hex) => {
    for (let n = 0; n < size; n += 1) view.setUint8(start + n, byteAt(hex, 2 * n));
  });
}

export function texts(items: Items<string>): Buffer {
  let size = 0;
  let nulls = 0;
  for (let n = 0; n < items.length; n += 1) {
    const item = items[n] as string | null;
    if (item === null) nulls += 1;
    else size += Buffer.byteLength(item);
  }
  if (nulls === items.length) return emptyOf(OID.text);
  const bytes = Buffer.allocUnsafe(HEADER + items.length * LENGTH + size);
  const view = viewOf(bytes);
  putHeader(view, OID.text, items.length, nulls > 0);
  let at = HEADER;
  for (let n = 0; n < items.length; n += 1) {
    const item = items[n] as string | null;
    const written = item === null ? -1 : bytes.write(item, at + LENGTH);
    view.setInt32(at, written);
    at += LENGTH + Math.max(0, written);
  }
  return bytes;
}
