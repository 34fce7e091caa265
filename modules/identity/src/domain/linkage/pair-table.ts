/** Compared pairs in typed arrays: sixteen bytes a pair, so millions of them fit into memory. */
const FIRST_SIZE = 1 << 16;

export class PairTable {
  #a = new Uint32Array(FIRST_SIZE);
  #b = new Uint32Array(FIRST_SIZE);
  /** Packed levels: below 2^53, which is what a float holds exactly. */
  #packed = new Float64Array(FIRST_SIZE);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(a: number, b: number, packed: number): void {
    if (this.#size === this.#a.length) this.#grow();
    this.#a[this.#size] = a;
    this.#b[this.#size] = b;
    this.#packed[this.#size] = packed;
    this.#size += 1;
  }

  at(index: number): { readonly a: number; readonly b: number; readonly packed: number } {
    return {
      a: this.#a[index] ?? 0,
      b: this.#b[index] ?? 0,
      packed: this.#packed[index] ?? 0,
    };
  }

  /** How many pairs have which packed levels. */
  patterns(): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (let at = 0; at < this.#size; at += 1) {
      const packed = this.#packed[at] ?? 0;
      counts.set(packed, (counts.get(packed) ?? 0) + 1);
    }
    return counts;
  }

  #grow(): void {
    const size = this.#a.length * 2;
    const [a, b, packed] = [new Uint32Array(size), new Uint32Array(size), new Float64Array(size)];
    a.set(this.#a);
    b.set(this.#b);
    packed.set(this.#packed);
    this.#a = a;
    this.#b = b;
    this.#packed = packed;
  }
}
