/**
 * Days in members' lives: birthdays, the day of joining, dates that companies tell of things. Once a business day each
 * offer that names one is gone through page by page; where it stopped is kept, so a crash goes on from there, and a
 * decision that was made is not made again.
 */
import { addDays, businessDay, startOfDay } from '@guildhall/shared/business-time';
import type { ModuleKit } from '@guildhall/shared/module';
import type { LiveOffer } from '../domain/granting/live-offer.ts';
import type { DateTrigger } from '../domain/offers/offer-definition.ts';
import { offerStateAt } from '../domain/offers/offer-states.ts';
import { sweepAt, sweepTo } from '../storage/date-sweeps.ts';
import { knownMembers, thingsDated } from '../storage/portrait.ts';
import { catalogueOf } from './catalogue.ts';
import { memberStates } from './gather-facts.ts';
import { decideOccasions, inTheLifeOf, type MemberOccasion } from './member-occasions.ts';

const PAGE = 500;
/** A process that was down for a few days makes up for them. */
const DAYS_BACK = 3;

export async function sweepDates(kit: ModuleKit): Promise<void> {
  const now = kit.clock.now();
  const { offers } = await catalogueOf(kit).current();
  for (const offer of offers.values()) {
    const { dates = [] } = offer.definition;
    if (dates.length === 0 || offerStateAt(offer, now) !== 'LIVE') continue;
    for (let back = DAYS_BACK; back >= 0; back -= 1) {
      const day = addDays(businessDay(now), -back);
      // Days before it was live are not made up for.
      if (day < businessDay(offer.startsAt)) continue;
      for (const [dateNo, date] of dates.entries())
        await sweep(kit, offer, { date, dateNo, day, now });
    }
  }
}

interface Sweep {
  readonly date: DateTrigger;
  readonly dateNo: number;
  readonly day: string;
  readonly now: Date;
}

async function sweep(
  kit: ModuleKit,
  offer: LiveOffer,
  { date, dateNo, day, now }: Sweep,
): Promise<void> {
  const key = { offerId: offer.offerId, dateNo, day };
  const at = await sweepAt(kit.db.sql(), key);
  if (at.done) return;
  for (let after = at.after; ; ) {
    const page = await pageOf(kit, offer, { date, dateNo, day, now }, after);
    await decideOccasions(kit, page.occasions);
    after = page.after;
    await sweepTo(kit.db.sql(), key, after, page.last ? now : null);
    if (page.last) return;
  }
}

interface Page {
  readonly occasions: readonly MemberOccasion[];
  readonly after: string | undefined;
  readonly last: boolean;
}

/** `day` is when the offer gives; the date itself may lie ahead of it or behind. */
async function pageOf(
  kit: ModuleKit,
  offer: LiveOffer,
  { date, dateNo, day, now }: Sweep,
  after: string | undefined,
): Promise<Page> {
  const target = addDays(day, date.daysBefore);
  const occurredAt = day === businessDay(now) ? now : startOfDay(day);
  if (date.of === 'FACT') {
    const { fact, attribute, yearly } = date;
    const asked = { fact: fact ?? '', attribute: attribute ?? '', day: target, yearly };
    const things = await thingsDated(kit.db.sql(), asked, after, PAGE);
    return {
      occasions: things.map(({ memberId, subsidiary, key, attributes }) => ({
        memberId,
        key: ['FACT', offer.offerId, String(dateNo), subsidiary, key, target],
        candidates: [offer],
        occasion: inTheLifeOf('FACT', subsidiary, occurredAt, {
          ...attributes,
          [`${fact}Id`]: key,
          on: target,
        }),
      })),
      after: things.at(-1)?.place ?? after,
      last: things.length < PAGE,
    };
  }
  const members = await knownMembers(kit.db.sql(), after, PAGE);
  const states = await memberStates(kit, members);
  const theirs = members.filter((id) => {
    const state = states.get(id);
    if (state === undefined) return false;
    const enrolledOn = businessDay(state.enrolledAt);
    return date.of === 'BIRTHDAY'
      ? isDayOf(state.birthday, target)
      : enrolledOn < target && isDayOf(enrolledOn.slice(5), target);
  });
  return {
    occasions: theirs.map((memberId) => ({
      memberId,
      key: [date.of, offer.offerId, String(dateNo), target.slice(0, 4)],
      candidates: [offer],
      occasion: inTheLifeOf(date.of, 'group', occurredAt, { on: target }),
    })),
    after: members.at(-1) ?? after,
    last: members.length < PAGE,
  };
}

/** Who was born on 29 February has their day on the 28th in other years. */
function isDayOf(monthDay: string | undefined, day: string): boolean {
  if (monthDay === undefined) return false;
  if (day.slice(5) === monthDay) return true;
  return monthDay === '02-29' && day.slice(5) === '02-28' && addDays(day, 1).slice(5) === '03-01';
}
