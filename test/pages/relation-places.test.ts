/** Where related parties stand: apart from each other however many there are, and the same each time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesOf } from '../../web/src/apps/risk/relation-places.ts';

/** A tree: each party hangs on one that came before it. */
const graph = fc.array(fc.nat(), { minLength: 1, maxLength: 250 }).map((parents) => {
  const parties = [{ key: 'p0', distance: 0 }];
  const relations = parents.map((seed, index) => {
    const parent = parties[seed % parties.length] ?? { key: 'p0', distance: 0 };
    const key = `p${index + 1}`;
    parties.push({ key, distance: parent.distance + 1 });
    return { from: parent.key, to: key };
  });
  return { parties, relations };
});

describe('parties of a graph', () => {
  it('stand apart, nearer ones further inside, and the same each time', () => {
    fc.assert(
      fc.property(graph, ({ parties, relations }) => {
        const places = placesOf(parties, relations);
        expect(places.size).toBe(parties.length);
        expect(placesOf([...parties].reverse(), [...relations].reverse())).toEqual(places);
        const placed = parties.map(({ key, distance }) => {
          const { x, y } = places.get(key) ?? { x: Number.NaN, y: Number.NaN };
          return { x, y, distance, radius: Math.hypot(x, y) };
        });
        for (const [i, a] of placed.entries())
          for (const b of placed.slice(i + 1)) {
            expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(20);
            if (a.distance < b.distance) expect(a.radius).toBeLessThan(b.radius);
          }
      }),
      { numRuns: 25 },
    );
  });
});
