import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BINDING_STATES,
  LISTING_ACTS,
  LISTING_STATES,
  LISTING_TRANSITIONS,
  type ListingState,
  stepListing,
} from '../src/domain/lists/listing-states.ts';

describe('list entries', () => {
  test.each(LISTING_STATES.flatMap((state) => LISTING_ACTS.map((act) => [state, act] as const)))(
    '%s, %s: only what the table allows',
    (state, act) => {
      const step = stepListing({ state, proposedBy: 'a', askedBy: 'b' }, act, 'c');
      const legal = LISTING_TRANSITIONS.find(
        (each) => each.act === act && each.from.includes(state),
      );
      expect(step).toEqual(
        legal
          ? { ok: true, to: legal.to === 'SAME' ? state : legal.to }
          : { ok: false, refusal: 'LISTING_STATE' },
      );
    },
  );

  test('refusals in the order in which they win', () => {
    const hands = { proposedBy: 'ann', askedBy: 'ann' };
    expect(stepListing({ ...hands, state: 'REMOVED' }, 'APPROVE', 'ann')).toMatchObject({
      refusal: 'LISTING_STATE',
    });
    expect(stepListing({ ...hands, state: 'PROPOSED' }, 'APPROVE', 'ann')).toMatchObject({
      refusal: 'FOUR_EYES_PROPOSER',
    });
    expect(stepListing({ state: 'ACTIVE', proposedBy: 'ann' }, 'REMOVE', 'bob')).toMatchObject({
      refusal: 'FOUR_EYES_UNASKED',
    });
    expect(stepListing({ ...hands, state: 'APPEALED' }, 'REMOVE', 'ann')).toMatchObject({
      refusal: 'FOUR_EYES_SAME_PERSON',
    });
  });

  test('no walk reaches ACTIVE, or leaves a binding state for REMOVED, with fewer than two people', () => {
    const people = ['ann', 'bob', 'cai'];
    const step = fc.record({
      act: fc.constantFrom(...LISTING_ACTS),
      person: fc.constantFrom(...people),
      ask: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...people),
        fc.array(step, { maxLength: 25 }),
        (proposer, steps) => {
          let state: ListingState = 'PROPOSED';
          let asked: string | undefined;
          for (const { act, person, ask } of steps) {
            if (ask) {
              asked = person;
              continue;
            }
            const before: ListingState = state;
            const taken = stepListing({ state, proposedBy: proposer, askedBy: asked }, act, person);
            if (!taken.ok) continue;
            state = taken.to;
            if (state === 'ACTIVE' && before !== 'ACTIVE') expect(person).not.toBe(proposer);
            if (act === 'RENEW') expect(asked).not.toBe(person);
            if (state === 'REMOVED') {
              expect(BINDING_STATES).toContain(before);
              expect(asked).toBeDefined();
              expect(asked).not.toBe(person);
            }
            asked = undefined;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
