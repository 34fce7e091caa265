import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDay, GROUP_ZONE } from '../src/business-time.ts';

describe('the business day', () => {
  it('is the one that the calendar of the zone shows, asked first or again', () => {
    const zones = [GROUP_ZONE, 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/New_York'];
    const instants = fc.date({
      min: new Date('1960-01-01T00:00:00Z'),
      max: new Date('2060-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), fc.nat(900_000), (at, zone, later) => {
        for (const instant of [at, new Date(at.getTime() + later)]) {
          const shown = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
          expect(businessDay(instant, zone)).toBe(shown.format(instant));
        }
      }),
    );
  });
});
