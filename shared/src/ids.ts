/**
 * Ids. Inside, an id is a UUIDv7 (time-ordered, so indexes stay dense); at every door and in the API it is a TypeID
 * (`mem_01j…`: prefix and base32, https://github.com/jetify-com/typeid), so an id of the wrong kind is refused by
 * its prefix. Storage keeps the UUID.
 */
import { randomFillSync } from 'node:crypto';
import { fromString, fromUUID, toUUID } from 'typeid-js';
import { v7 } from 'uuid';
import { typeIdSuffix, uuidOfSuffix } from './typeid-suffix.ts';

declare const prefixOf: unique symbol;
/** A TypeID of one kind: `TypeId<'mem'>`. */
export type TypeId<P extends string = string> = string & { readonly [prefixOf]?: P };

/** A new time-ordered UUID. `now` fixes its time half; the rest is from the system's random source. */
export function newUuid(now: Date): string {
  return v7({ msecs: now.getTime(), random: sixteenRandomBytes() });
}

/** From the system's random source, fetched a page at a time: asking it for each id costs more than the id. */
const page = new Uint8Array(16 * 256);
let used = page.length;

function sixteenRandomBytes(): Uint8Array {
  if (used >= page.length) {
    randomFillSync(page);
    used = 0;
  }
  used += 16;
  return page.subarray(used - 16, used);
}

export function newId<P extends string>(prefix: P, now: Date): TypeId<P> {
  return fromUuid(prefix, newUuid(now));
}

export function fromUuid<P extends string>(prefix: P, uuid: string): TypeId<P> {
  const suffix = typeIdSuffix(uuid);
  return (suffix === undefined ? fromUUID(uuid, prefix) : `${prefix}_${suffix}`) as TypeId<P>;
}

/** The UUID inside a TypeID. Throws on another prefix: check input with `isId` first. */
export function toUuid(prefix: string, id: string): string {
  // The library says what is wrong with one that is none.
  return uuidIn(prefix, id) ?? toUUID(fromString(id, prefix));
}

export function isId<P extends string>(prefix: P, value: unknown): value is TypeId<P> {
  return readId(prefix, value) !== undefined;
}

/** The UUID inside a TypeID of this prefix; undefined when it is none. */
export function readId(prefix: string, value: unknown): string | undefined {
  return typeof value === 'string' ? uuidIn(prefix, value) : undefined;
}

/** The 26 characters that several TypeIDs of one UUID share. */
export function suffixOf(uuid: string): string {
  const suffix = typeIdSuffix(uuid);
  if (suffix === undefined) throw new Error(`${uuid} is no UUID`);
  return suffix;
}

function uuidIn(prefix: string, id: string): string | undefined {
  const at = prefix.length;
  const isOfKind = id.length === at + 27 && id[at] === '_' && id.startsWith(prefix);
  return isOfKind ? uuidOfSuffix(id, at + 1) : undefined;
}
