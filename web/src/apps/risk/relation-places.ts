/**
 * Where the parties of a graph stand: rings by their distance from the firm. A ring takes only as many as can stand beside
 * each other with their names; the others stand on a further ring of the same distance, so that nothing lies on anything.
 * Each party comes near the angle of the one that it hangs on, so that lines rarely cross.
 */
export interface PlacedParty {
  readonly key: string;
  readonly distance: number;
}

export interface PlacedRelation {
  readonly from: string;
  readonly to: string;
}

export interface Place {
  readonly x: number;
  readonly y: number;
  /** Radians from the right, clockwise: the side on which a name has room. */
  readonly angle: number;
}

/** A name and a gap; the picture's writing is 15 high. */
const RING = 116;
/** Along the ring between two neighbours, px at full size: a name is written outwards, so its height counts. */
const APART = 22;

export function placesOf(
  parties: readonly PlacedParty[],
  relations: readonly PlacedRelation[],
): ReadonlyMap<string, Place> {
  const neighbours = neighboursOf(relations);
  const places = new Map<string, Place>();
  const distances = [...new Set(parties.map(({ distance }) => distance))].sort((a, b) => a - b);
  let radius = 0;
  for (const distance of distances) {
    const here = parties.filter((party) => party.distance === distance);
    if (distance === 0) {
      for (const { key } of here) places.set(key, { x: 0, y: 0, angle: 0 });
      continue;
    }
    const ordered = sortedByAnchor(here, places, neighbours);
    const rings = ringsFor(ordered.length, radius);
    // Neighbours in the order go to different rings in turn: each still stands near its anchor.
    const dealt = deal(ordered, rings);
    dealt.forEach((ring, index) => {
      const at = rings[index]?.radius ?? radius;
      standOn(ring, at, index, places);
    });
    radius = rings.at(-1)?.radius ?? radius;
  }
  return places;
}

function neighboursOf(
  relations: readonly PlacedRelation[],
): ReadonlyMap<string, readonly string[]> {
  const of = new Map<string, string[]>();
  const add = (one: string, other: string) => of.set(one, [...(of.get(one) ?? []), other]);
  for (const { from, to } of relations) {
    add(from, to);
    add(to, from);
  }
  return of;
}

/** By the mean direction of what they hang on; the key makes the order the same each time. */
function sortedByAnchor(
  parties: readonly PlacedParty[],
  places: ReadonlyMap<string, Place>,
  neighbours: ReadonlyMap<string, readonly string[]>,
): readonly PlacedParty[] {
  const anchored = parties.map((party) => {
    const anchors = (neighbours.get(party.key) ?? []).flatMap((key) => places.get(key) ?? []);
    const x = anchors.reduce((sum, place) => sum + place.x, 0);
    const y = anchors.reduce((sum, place) => sum + place.y, 0);
    return { party, angle: anchors.length === 0 ? 0 : Math.atan2(y, x) };
  });
  anchored.sort((a, b) => a.angle - b.angle || (a.party.key < b.party.key ? -1 : 1));
  return anchored.map(({ party }) => party);
}

interface Ring {
  readonly radius: number;
  readonly room: number;
}

function ringsFor(count: number, inner: number): readonly Ring[] {
  const rings: Ring[] = [];
  let left = count;
  let radius = inner;
  while (left > 0) {
    radius += RING;
    const room = Math.floor((2 * Math.PI * radius) / APART);
    rings.push({ radius, room });
    left -= room;
  }
  return rings;
}

/** In turns, each ring by its share of the room. */
function deal<Party>(parties: readonly Party[], rings: readonly Ring[]): readonly Party[][] {
  const room = rings.reduce((sum, ring) => sum + ring.room, 0);
  const dealt: Party[][] = rings.map(() => []);
  const due = rings.map(() => 0);
  for (const party of parties) {
    for (const [index, ring] of rings.entries()) due[index] = (due[index] ?? 0) + ring.room / room;
    let most = 0;
    for (const index of rings.keys()) if ((due[index] ?? 0) > (due[most] ?? 0)) most = index;
    dealt[most]?.push(party);
    due[most] = (due[most] ?? 0) - 1;
  }
  return dealt;
}

function standOn(
  ring: readonly PlacedParty[],
  radius: number,
  index: number,
  places: Map<string, Place>,
): void {
  const step = (2 * Math.PI) / Math.max(1, ring.length);
  ring.forEach(({ key }, at) => {
    // From the left, where the order by angle begins; the next ring half a step on.
    const angle = -Math.PI + (at + (index % 2) / 2) * step;
    places.set(key, { x: Math.cos(angle) * radius, y: Math.sin(angle) * radius, angle });
  });
}
