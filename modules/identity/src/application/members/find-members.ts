/**
 * Members as a caller may see them. A member sees itself (and what was merged into it), staff without a business with
 * members sees none, everybody else sees that a member exists: its number and state, never a fact about it.
 */
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { readMemberNumber } from '../../domain/member-number.ts';
import { comparableName } from '../../domain/names.ts';
import type { IdentityRef, MemberStatus } from '../../door.ts';
import { type MemberRow, membersById, membersByNumber, rootOf } from '../../storage/members.ts';
import type { IdentityContext } from '../identity-context.ts';
import { resolveMembers } from '../resolve-members.ts';

export interface MemberView {
  readonly id: string;
  readonly memberNo: string;
  readonly status: MemberStatus;
  /** The member itself, or the one it was merged into. */
  readonly survivorId: string;
  readonly enrolledAt: Date;
  readonly enrolledBy: string;
  readonly lastSeenAt: Date;
}

/** Whom a caller may look at among these; `root` is the caller's own, when it is a member. */
export async function visibleMembers(
  { kit }: IdentityContext,
  caller: Principal,
  memberIds: readonly string[],
): Promise<readonly MemberRow[]> {
  const uuids = memberIds.flatMap((id) => (isId('mem', id) ? [toUuid('mem', id)] : []));
  if (!seesMembers(caller) || uuids.length === 0) return [];
  const rows = await membersById(kit.db.sql(), [...new Set(uuids)]);
  if (caller.kind !== 'member') return rows;
  const own = await rootOf(kit.db.sql(), toUuid('mem', caller.memberId));
  return rows.filter(({ survivor_id }) => survivor_id === own);
}

function seesMembers(caller: Principal): boolean {
  switch (caller.kind) {
    case 'anonymous':
      return false;
    case 'staff':
      return caller.roles.some(
        (role) => role === 'operator' || role === 'auditor' || role === 'clerk',
      );
    default:
      return true;
  }
}

/** In the order asked; null for those the caller may not see, and those that don't exist. */
export async function readMembers(
  context: IdentityContext,
  caller: Principal,
  memberIds: readonly string[],
): Promise<readonly (MemberView | null)[]> {
  const rows = await visibleMembers(context, caller, memberIds);
  const views = new Map(rows.map((row) => [fromUuid('mem', row.id) as string, viewOf(row)]));
  return memberIds.map((id) => views.get(id) ?? null);
}

export function viewOf(row: MemberRow): MemberView {
  return {
    id: fromUuid('mem', row.id),
    memberNo: row.member_no,
    status: row.status,
    survivorId: fromUuid('mem', row.survivor_id),
    enrolledAt: row.enrolled_at,
    enrolledBy: row.enrolled_by,
    lastSeenAt: row.last_seen_at,
  };
}

export type MemberQuestion =
  | { readonly id: string }
  | { readonly memberNo: string }
  | { readonly identity: IdentityRef };

/** One member; a merged one answers as its survivor when it is asked for by number or identity. */
export async function findMember(
  context: IdentityContext,
  caller: Principal,
  question: MemberQuestion,
): Promise<MemberView | null> {
  const id = 'id' in question ? question.id : await idFor(context, caller, question);
  const [view] = id === null ? [] : await readMembers(context, caller, [id]);
  return view ?? null;
}

async function idFor(
  context: IdentityContext,
  caller: Principal,
  question: Exclude<MemberQuestion, { readonly id: string }>,
): Promise<string | null> {
  if ('identity' in question) {
    const [found] = await resolveMembers(context, caller, [question.identity]);
    return found ?? null;
  }
  const memberNo = readMemberNumber(question.memberNo);
  if (memberNo === undefined) return null;
  const [row] = await membersByNumber(context.kit.db.sql(), [memberNo]);
  return row === undefined ? null : fromUuid('mem', row.survivor_id);
}

export interface MemberListing {
  readonly status?: MemberStatus | undefined;
  readonly enrolledBy?: string | undefined;
  /** The whole name, in any script; a name is sealed, so parts of it cannot be searched. */
  readonly name?: string | undefined;
  readonly enrolledFrom?: Date | undefined;
  readonly enrolledBefore?: Date | undefined;
  readonly limit: number;
  /** Id of the last member of the page before. */
  readonly after?: string | undefined;
}

/** Newest first. Operators and auditors only: checked by the caller's access list and again here. */
export async function listMembers(
  { kit, keys }: IdentityContext,
  caller: Principal,
  listing: MemberListing,
): Promise<readonly MemberView[]> {
  const may =
    caller.kind === 'module' ||
    (caller.kind === 'staff' &&
      caller.roles.some((role) => role === 'operator' || role === 'auditor'));
  if (!may) return [];
  const after = isId('mem', listing.after) ? toUuid('mem', listing.after) : null;
  const name =
    listing.name === undefined ? null : keys.digest('name', comparableName(listing.name));
  const { rows } = await sql<{ id: string }>`
    SELECT m.id FROM member m
    WHERE (${after}::uuid IS NULL OR m.id < ${after}::uuid)
      AND (${listing.status ?? null}::text IS NULL OR m.status = ${listing.status ?? null}::text)
      AND (${listing.enrolledBy ?? null}::text IS NULL OR m.enrolled_by = ${listing.enrolledBy ?? null}::text)
      AND (${listing.enrolledFrom ?? null}::timestamptz IS NULL OR m.enrolled_at >= ${listing.enrolledFrom ?? null}::timestamptz)
      AND (${listing.enrolledBefore ?? null}::timestamptz IS NULL OR m.enrolled_at < ${listing.enrolledBefore ?? null}::timestamptz)
      AND (${name}::bytea IS NULL OR m.id IN (SELECT member_id FROM member_profile WHERE name_digest = ${name}::bytea))
    ORDER BY m.id DESC LIMIT ${listing.limit}`.execute(kit.db.sql());
  const ids = rows.map(({ id }) => id);
  const members = new Map((await membersById(kit.db.sql(), ids)).map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = members.get(id);
    return row === undefined ? [] : [viewOf(row)];
  });
}
