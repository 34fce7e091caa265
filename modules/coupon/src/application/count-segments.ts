/**
 * Counts who is in each segment, by the clock, over the members the module has heard of. Facts of companies count only
 * under the member's consent to share them, as in any decision outside the company itself.
 */
import type { ModuleKit } from '@guildhall/shared/module';
import { knownMembers } from '../storage/portrait.ts';
import { saveSegmentCount, segmentsToCount } from '../storage/settings.ts';
import { catalogueOf } from './catalogue.ts';
import { gatherFacts } from './gather-facts.ts';
import { nothingYet } from './offers-for-member.ts';

const FRESH_MS = 600_000;
const PAGE = 500;

export async function countSegments(kit: ModuleKit): Promise<void> {
  const now = kit.clock.now();
  const before = new Date(now.getTime() - FRESH_MS);
  for (const code of await segmentsToCount(kit.db.sql(), before))
    await saveSegmentCount(kit.db.sql(), code, await countMembers(kit, code, now), now);
}

async function countMembers(kit: ModuleKit, code: string, now: Date): Promise<number> {
  const { segments } = await catalogueOf(kit).current();
  const segment = segments.get(code);
  if (segment === undefined) return 0;
  const needs = { ...segment.condition.needs, segments: new Set([code]) };
  let count = 0;
  for (let after: string | undefined; ; ) {
    const members = await knownMembers(kit.db.sql(), after, PAGE);
    const asked = members.map((memberId) => ({
      occasion: nothingYet(now),
      memberId,
      needs,
      decides: true,
    }));
    const gathered = await gatherFacts(kit, asked, segments);
    count += gathered.filter(({ facts }) => facts.segments[code] === true).length;
    after = members.at(-1);
    if (members.length < PAGE) return count;
  }
}
