/**
 * Which pairs are worth comparing: those that share a key of at least one rule. A key that too many records share says
 * too little and costs too much, so it is left out; another rule finds those pairs.
 */

/** Keys of a record, one for each rule; undefined where the record lacks what the rule needs. */
export type BlockingKeys = readonly (string | undefined)[];

const NONE = -1;

/** For each record and rule a number that stands for the key, or NONE. */
export class Blocks {
  readonly #rules: number;
  readonly #keys: Int32Array;
  readonly #members: readonly (readonly number[])[];
  readonly #ruleOf: readonly number[];
  /** Keys that too many records share. */
  readonly oversized: number;

  constructor(records: readonly BlockingKeys[], maxBlock: number) {
    this.#rules = records[0]?.length ?? 0;
    this.#keys = new Int32Array(records.length * this.#rules).fill(NONE);
    const members: number[][] = [];
    const ruleOf: number[] = [];
    let oversized = 0;
    for (let rule = 0; rule < this.#rules; rule += 1) {
      const found = new Map<string, number[]>();
      for (const [record, keys] of records.entries()) {
        const key = keys[rule];
        if (key === undefined) continue;
        const block = found.get(key);
        if (block === undefined) found.set(key, [record]);
        else block.push(record);
      }
      for (const block of found.values()) {
        if (block.length > maxBlock) oversized += 1;
        if (block.length < 2 || block.length > maxBlock) continue;
        for (const record of block) this.#keys[record * this.#rules + rule] = members.length;
        members.push(block);
        ruleOf.push(rule);
      }
    }
    this.#members = members;
    this.#ruleOf = ruleOf;
    this.oversized = oversized;
  }

  /** Each pair once, at the first rule that finds it; the smaller index first. */
  forEachPair(visit: (a: number, b: number) => void): void {
    for (const [key, block] of this.#members.entries()) {
      const rule = this.#ruleOf[key] ?? 0;
      for (const [at, a] of block.entries()) {
        for (let next = at + 1; next < block.length; next += 1) {
          const b = block[next];
          if (b !== undefined && !this.#metBefore(a, b, rule)) visit(a, b);
        }
      }
    }
  }

  #metBefore(a: number, b: number, rule: number): boolean {
    const [fromA, fromB] = [a * this.#rules, b * this.#rules];
    for (let earlier = 0; earlier < rule; earlier += 1) {
      const key = this.#keys[fromA + earlier];
      if (key !== NONE && key === this.#keys[fromB + earlier]) return true;
    }
    return false;
  }
}
