/**
 * Work that many callers want at once, done together: what arrives while a turn is under way waits for the next, which
 * takes all of it. No timer: with little to do each caller is a turn of its own, under load a turn has many. A turn that
 * fails is done again caller by caller, so that a bad one does not take the others with it.
 */

/** Takes a transaction back because of what somebody else did meanwhile: looked at again, it is decided by that. */
export class Undone extends Error {
  override readonly name = 'Undone';
}

interface Waiting<I, O> {
  readonly input: I;
  /** Two with the same key are never in one turn. */
  readonly key: string | undefined;
  /** Done again once already. */
  readonly again?: boolean;
  readonly resolve: (answer: O) => void;
  readonly reject: (error: unknown) => void;
}

export class Turns<I, O> {
  readonly #run: (inputs: readonly I[]) => Promise<readonly O[]>;
  readonly #most: number;
  #queue: Waiting<I, O>[] = [];
  #busy = false;

  /** `run` answers in the order asked; all or none of a turn has happened when it throws. */
  constructor(run: (inputs: readonly I[]) => Promise<readonly O[]>, most = 128) {
    this.#run = run;
    this.#most = most;
  }

  do(input: I, key?: string): Promise<O> {
    const { promise, resolve, reject } = Promise.withResolvers<O>();
    this.#queue.push({ input, key, resolve, reject });
    if (!this.#busy) {
      this.#busy = true;
      // Callers of the same moment go together.
      setImmediate(() => void this.#work());
    }
    return promise;
  }

  async #work(): Promise<void> {
    while (this.#queue.length > 0) await this.#turn(this.#take());
    this.#busy = false;
  }

  #take(): readonly Waiting<I, O>[] {
    const keys = new Set<string>();
    const turn: Waiting<I, O>[] = [];
    const later: Waiting<I, O>[] = [];
    for (const one of this.#queue) {
      const fits = turn.length < this.#most && (one.key === undefined || !keys.has(one.key));
      (fits ? turn : later).push(one);
      if (fits && one.key !== undefined) keys.add(one.key);
    }
    this.#queue = later;
    return turn;
  }

  async #turn(turn: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const answers = await this.#run(turn.map(({ input }) => input));
      for (const [place, { resolve }] of turn.entries()) resolve(answers[place] as O);
    } catch (error) {
      const [only, ...others] = turn;
      // Undone by what somebody else did meanwhile: looked at again, it is decided by that.
      if (only !== undefined && others.length === 0 && error instanceof Undone && !only.again)
        await this.#turn([{ ...only, again: true }]);
      else if (others.length === 0) only?.reject(error);
      else for (const one of turn) await this.#turn([one]);
    }
  }
}

/** One per process and database for each kind of work. */
export function turnsOf<K extends { readonly db: object }, I, O>(
  run: (kit: K, inputs: readonly I[]) => Promise<readonly O[]>,
  most?: number,
): (kit: K) => Turns<I, O> {
  const known = new WeakMap<object, Turns<I, O>>();
  return (kit) => {
    const turns = known.get(kit.db) ?? new Turns<I, O>((inputs) => run(kit, inputs), most);
    known.set(kit.db, turns);
    return turns;
  };
}
