/**
 * Counts by key in windows of time: a key's window begins with its first count and is forgotten when it is over. In
 * memory and without waiting, because it stands before every request.
 */
export interface Counted {
  readonly count: number;
  /** Until the window is over. */
  readonly msLeft: number;
}

interface Window {
  count: number;
  endsAt: number;
}

export class WindowCounter {
  readonly #windowMs: number;
  readonly #now: () => number;
  /** In the order in which they end, since all are equally long. */
  readonly #windows = new Map<string, Window>();

  /** `now` is a clock that only goes forward, in milliseconds. */
  constructor(windowMs: number, now: () => number = () => performance.now()) {
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** How many keys are held. */
  get size(): number {
    return this.#windows.size;
  }

  count(key: string): Counted {
    const now = this.#now();
    this.#forget(now);
    const known = this.#windows.get(key);
    if (known !== undefined) {
      known.count += 1;
      return { count: known.count, msLeft: known.endsAt - now };
    }
    this.#windows.set(key, { count: 1, endsAt: now + this.#windowMs });
    return { count: 1, msLeft: this.#windowMs };
  }

  #forget(now: number): void {
    for (const [key, { endsAt }] of this.#windows) {
      if (endsAt > now) return;
      this.#windows.delete(key);
    }
  }
}
