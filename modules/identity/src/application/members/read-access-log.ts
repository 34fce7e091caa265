/** Who looked at a member, and who was refused: for the member itself, operators and auditors. */
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import type { SharingAnswer } from '../../door.ts';
import { looksAt } from '../../storage/access-log.ts';
import type { IdentityContext } from '../identity-context.ts';
import { visibleMembers } from './find-members.ts';
import { isOperator, isSubsidiary } from './own-members.ts';

export interface LookView {
  readonly id: string;
  readonly at: Date;
  /** SYSTEM, STAFF, MEMBER or MODULE. */
  readonly viewerKind: string;
  readonly viewerSubsidiary: string | null;
  /** Which system or person; not for the member's eyes, whose business is with the company. */
  readonly viewer: string | null;
  /** Whose facts about the member. */
  readonly factsOf: string;
  readonly answer: SharingAnswer;
}

export interface LogPage {
  readonly memberId: string;
  readonly limit: number;
  /** Id of the last look of the page before. */
  readonly after?: string | undefined;
}

/** Newest first. */
export async function readAccessLog(
  context: IdentityContext,
  caller: Principal,
  page: LogPage,
): Promise<readonly LookView[]> {
  if (isSubsidiary(caller) && !isOperator(caller)) return [];
  const [row] = await visibleMembers(context, caller, [page.memberId]);
  if (row === undefined) return [];
  const before = isId('lok', page.after) ? toUuid('lok', page.after) : undefined;
  const rows = await looksAt(context.kit.db.sql(), row.survivor_id, { limit: page.limit, before });
  return rows.map((look) => ({
    id: fromUuid('lok', look.id),
    at: look.at,
    viewerKind: look.viewer_kind.toUpperCase(),
    viewerSubsidiary: look.viewer_subsidiary,
    viewer: caller.kind === 'member' ? null : look.viewer,
    factsOf: look.facts_of,
    answer: look.answer,
  }));
}
