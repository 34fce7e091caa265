/** What happened to a member, newest first: for the member itself, operators and auditors. */
import type { Principal } from '@guildhall/shared/principal';
import { TIMELINE_KINDS, type TimelineKind, timelineOf } from '../../storage/timeline.ts';
import type { IdentityContext } from '../identity-context.ts';
import { visibleMembers } from '../members/find-members.ts';
import { isOperator, isSubsidiary } from '../members/own-members.ts';

export interface TimelineView {
  /** Kind and id of what is told, unique in a timeline. */
  readonly id: string;
  readonly at: Date;
  readonly kind: TimelineKind;
  /** A subsidiary, `group`, `member`, or (for the desk only) the person or system that did it. */
  readonly by: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface TimelinePage {
  readonly memberId: string;
  readonly kinds?: readonly TimelineKind[] | undefined;
  readonly limit: number;
  /** Instant and id of the last entry of the page before. */
  readonly after?: { readonly at: string; readonly id: string } | undefined;
}

export async function readTimeline(
  context: IdentityContext,
  caller: Principal,
  { memberId, kinds, limit, after }: TimelinePage,
): Promise<readonly TimelineView[]> {
  if (isSubsidiary(caller) && !isOperator(caller)) return [];
  const [row] = await visibleMembers(context, caller, [memberId]);
  if (row === undefined) return [];
  const wanted = kinds === undefined || kinds.length === 0 ? TIMELINE_KINDS : kinds;
  const rows = await timelineOf(context.kit.db.sql(), row.survivor_id, {
    kinds: wanted,
    limit,
    before: after,
  });
  return rows.map((entry) => ({
    ...entry,
    by: caller.kind === 'member' ? publicName(entry.by) : entry.by || 'group',
  }));
}

/** A member's business is with the company, not with the person behind its counter. */
function publicName(by: string): string {
  if (by.startsWith('member')) return 'member';
  return /^(person|system|module):/.test(by) || by === '' || by === 'login' ? 'group' : by;
}
