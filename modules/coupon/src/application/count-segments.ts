/**
 * Counts who is in each segment, by the clock and while its condition is written, over the members the module has heard
 * of. Facts of companies count only under the member's consent to share them, as in any decision outside the company
 * itself.
 */
import type { ModuleKit } from '@guildhall/shared/module';
import { compileCondition } from '../domain/conditions/condition.ts';
import type { Segment } from '../domain/granting/live-offer.ts';
import { knownMembers } from '../storage/portrait.ts';
import { saveSegmentCount, segmentsToCount } from '../storage/settings.ts';
import { catalogueOf } from './catalogue.ts';
import { gatherFacts } from './gather-facts.ts';
import { nothingYet } from './offers-for-member.ts';

const FRESH_MS = 600_000;
/** Of a segment that is as new as that: what members do arrives while its makers look at it. */
const FRESH_WHILE_NEW_MS = 60_000;
const PAGE = 500;

export async function countSegments(kit: ModuleKit): Promise<void> {
  const now = kit.clock.now();
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const stale = { since: ago(FRESH_MS), newSince: ago(FRESH_WHILE_NEW_MS) };
  for (const code of await segmentsToCount(kit.db.sql(), stale))
    await saveSegmentCount(kit.db.sql(), code, await countMembers(kit, code, now), now);
}

async function countMembers(kit: ModuleKit, code: string, now: Date): Promise<number> {
  const { segments } = await catalogueOf(kit).current();
  const segment = segments.get(code);
  if (segment === undefined) return 0;
  let count = 0;
  for await (const page of membersJudged(kit, segment, now))
    count += page.filter(({ isIn }) => isIn).length;
  return count;
}

const PREVIEW_PAGES = 4;
const EXAMPLES = 5;

export interface SegmentPreview {
  /** Members in it, of those looked at. */
  readonly members: number;
  readonly looked: number;
  /** Of those looked at and not in it: about whom something that was asked for is withheld for want of consent. */
  readonly withheld: number;
  /** Everybody known was looked at. */
  readonly isWhole: boolean;
  /** Some who are in it, `mem_…`. */
  readonly examples: readonly string[];
}

/** Who would be in a segment with this condition, before it is saved: the first 2,000 members; null with a mistake in it. */
export async function previewSegment(
  kit: ModuleKit,
  condition: string,
  now: Date,
): Promise<SegmentPreview | null> {
  const compiled = compileCondition(condition, 'ABOUT_MEMBER');
  if (!compiled.ok) return null;
  const segment: Segment = { code: 'preview', condition: compiled.condition };
  const judged: Judged[] = [];
  let pages = 0;
  let isWhole = true;
  for await (const page of membersJudged(kit, segment, now)) {
    judged.push(...page);
    pages += 1;
    isWhole = page.length < PAGE;
    if (pages === PREVIEW_PAGES) break;
  }
  const inside = judged.filter(({ isIn }) => isIn);
  return {
    ...{ members: inside.length, looked: judged.length, isWhole },
    withheld: judged.filter(({ isIn, isWithheld }) => !isIn && isWithheld).length,
    examples: inside.slice(0, EXAMPLES).map(({ memberId }) => memberId),
  };
}

interface Judged {
  readonly memberId: string;
  readonly isIn: boolean;
  /** Something the condition asks for was not told. */
  readonly isWithheld: boolean;
}

/** Everybody known, page by page in the order of their ids, and whether the segment holds them. */
async function* membersJudged(
  kit: ModuleKit,
  segment: Segment,
  now: Date,
): AsyncGenerator<readonly Judged[]> {
  const { code, condition } = segment;
  const segments = new Map([[code, segment]]);
  const needs = { ...condition.needs, segments: new Set([code]) };
  for (let after: string | undefined; ; ) {
    const members = await knownMembers(kit.db.sql(), after, PAGE);
    const asked = members.map((memberId) => ({
      occasion: nothingYet(now),
      memberId,
      needs,
      decides: true,
    }));
    const gathered = await gatherFacts(kit, asked, segments);
    yield members.map((memberId, index) => ({
      memberId,
      isIn: gathered[index]?.facts.segments[code] === true,
      isWithheld: (gathered[index]?.facts.withheld.length ?? 0) > 0,
    }));
    after = members.at(-1);
    if (members.length < PAGE) return;
  }
}
