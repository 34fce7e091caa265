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

const DIGITS = Buffer.from('0123456789abcdef');
/** One id is written into it again and again: what does not change stays, and no pieces of text are left behind. */
const written = Buffer.from(`${NIL_UUID.slice(0, 14)}7000-8000-${NIL_UUID.slice(24)}`);

/** The lowest digits of a whole number below 2^48, into `from` up to before `to`. */
function put(value: number, from: number, to: number): void {
  let rest = value;
  for (let at = to - 1; at >= from; at -= 1) {
    const next = Math.floor(rest / 16);
    written[at] = DIGITS[rest - next * 16] as number;
    rest = next;
  }
}

let writtenMs = 0;
function idText(ms: number, counter: number, random: number): string {
  // A batch's ids share their moment.
  if (ms !== writtenMs) {
    const high = Math.floor(ms / 65_536);
    put(high, 0, 8);
    put(ms - high * 65_536, 9, 13);
    writtenMs = ms;
  }
  put(counter, 15, 18);
  put(random, 24, 36);
  return written.toString('latin1');
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
