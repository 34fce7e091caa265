/** Chance that repeats: the same seed gives the same group of companies, people and firms on every machine. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export class Chance {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return uniformInt(this.#generator, least, most);
  }

  /** One of them; earlier ones as often as later ones. */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.between(0, from.length - 1)];
    if (picked === undefined) throw new Error('There is nothing to pick from');
    return picked;
  }

  /** One of them, each as often as its weight says. */
  weighted<T>(from: readonly (readonly [T, number])[]): T {
    let left = this.between(
      1,
      from.reduce((sum, [, weight]) => sum + weight, 0),
    );
    for (const [value, weight] of from) {
      left -= weight;
      if (left <= 0) return value;
    }
    throw new Error('The weights must be positive');
  }

  /** True `percent` times in a hundred. */
  percent(percent: number): boolean {
    return this.between(1, 100) <= percent;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.between(0, 9)).join('');
  }

  letters(count: number, alphabet: string): string {
    return Array.from({ length: count }, () => this.pick([...alphabet])).join('');
  }
}
