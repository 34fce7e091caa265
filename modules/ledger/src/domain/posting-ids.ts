/**
 * Ids of postings and lots: UUIDv7 (RFC 9562) of the moment of posting, so that order by id is order by time. Rising
 * within this process, and after a given id where another process was here before; the moment answered is the one in
 * the id, so "as of" can be asked by id alone. Randomness is passed in.
 */
import type { NextId } from './book.ts';

export const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/** `random()` gives a whole number below 2^48. */
export function risingIds(random: () => number): NextId {
  let lastMs = 0;
  let counter = 0;
  return (now, after) => {
    // Another process may have been here within this millisecond, or its clock is ahead: its id stays the smaller one.
    const floor = after === NIL_UUID ? 0 : momentOfId(after) + 1;
    let at = now > lastMs ? now : lastMs;
    const next = at > lastMs ? 0 : counter + 1;
    if (at < floor && after >= idText(at, next, 0)) at = floor;
    if (at > lastMs) {
      lastMs = at;
      counter = 0;
    } else {
      counter += 1;
      if (counter > 0xfff) {
        lastMs += 1;
        at = lastMs;
        counter = 0;
      }
    }
    return { id: idText(at, counter, random()), at };
  };
}

/** Three hex digits of twelve bits: a number is not written digit by digit, since a posting writes an id. */
const HEX = Array.from({ length: 0x1000 }, (_, bits) => bits.toString(16).padStart(3, '0'));
const LOW = 0x1000000;
const hexOf = (bits24: number): string => `${HEX[bits24 >> 12]}${HEX[bits24 & 0xfff]}`;

/** A batch's ids share their moment. */
let latest = { ms: -1, text: '' };
function timeText(ms: number): string {
  if (ms !== latest.ms) {
    const time = hexOf(Math.floor(ms / LOW)) + hexOf(ms % LOW);
    latest = { ms, text: `${time.slice(0, 8)}-${time.slice(8)}` };
  }
  return latest.text;
}

function idText(ms: number, counter: number, random: number): string {
  const high = Math.floor(random / LOW);
  return `${timeText(ms)}-7${HEX[counter]}-8000-${hexOf(high)}${hexOf(random - high * LOW)}`;
}

export function momentOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Sorts before every id of this moment or later. */
export function firstIdOf(ms: number): string {
  return `${idText(ms, 0, 0).slice(0, 15)}000-0000-000000000000`;
}

/** Sorts after every id of this moment or earlier. */
export function lastIdOf(ms: number): string {
  return `${idText(ms, 0, 0).slice(0, 15)}fff-ffff-ffffffffffff`;
}
