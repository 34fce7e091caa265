/**
 * Where the rows of wallets lie. A batch updates a wallet where it was last seen (`ctid`) instead of looking for it in
 * the index; a row that has moved since is a wallet that has changed, and the batch is decided anew (ADR 46).
 *
 * PostgreSQL clears a page of superseded rows when an index leads it there, which now happens seldom; a full page would
 * make updates cost an index entry each. So every so many updates of a page, one of its wallets is looked up by index.
 */
import type { Wallet } from '../domain/state.ts';

/** A place as a number, block and line: whole up to 2^48. */
const LINES = 65_536;
/** No place: rows are numbered from line 1. */
export const NOWHERE = 0;

export const placeOf = (block: number, line: number): number => block * LINES + line;
export const blockOf = (place: number): number => Math.floor(place / LINES);
export const lineOf = (place: number): number => place % LINES;

/** `(12,5)` as PostgreSQL prints it. */
export function readPlace(text: string): number {
  return readPlaces(text)[0] ?? NOWHERE;
}

/** An array of them: `{"(12,5)","(12,6)"}`. */
export function readPlaces(text: string): number[] {
  const places: number[] = [];
  let number = 0;
  let block = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= DIGIT_0 && code <= DIGIT_9) {
      number = number * 10 + code - DIGIT_0;
      continue;
    }
    if (code === COMMA) block = number;
    else if (code === CLOSE) places.push(placeOf(block, number));
    number = 0;
  }
  return places;
}
const DIGIT_0 = 48;
const DIGIT_9 = 57;
const COMMA = 44;
const CLOSE = 41;

/** A page built at half its room takes some thirty updates more; other processes may write there, too. */
const UPDATES = 8;
/** Pages are counted together where there are more of them: some are looked at early then. */
const COUNTED = 65_536;

/** Counts updates by page. */
export class WalletPages {
  readonly #updates = new Uint8Array(COUNTED);

  /** Those of the wallets about to be updated by whose keys their pages are looked up. */
  due(wallets: readonly Wallet[]): readonly Wallet[] {
    const due: Wallet[] = [];
    for (const wallet of wallets) {
      const page = blockOf(wallet.place) % COUNTED;
      const updates = (this.#updates[page] as number) + 1;
      if (updates >= UPDATES) due.push(wallet);
      this.#updates[page] = updates % UPDATES;
    }
    return due;
  }
}
