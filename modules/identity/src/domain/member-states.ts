/**
 * The states of a membership and the moves between them. TERMINATED and ERASED are final; MERGED is left only by an
 * unmerge, which restores the state from before.
 */
import type { MemberStatus } from '../door.ts';

const MOVES: Readonly<Record<MemberStatus, readonly MemberStatus[]>> = {
  ACTIVE: ['SUSPENDED', 'MERGED', 'TERMINATED', 'ERASED'],
  SUSPENDED: ['ACTIVE', 'MERGED', 'TERMINATED', 'ERASED'],
  MERGED: ['ACTIVE', 'SUSPENDED', 'ERASED'],
  TERMINATED: ['ERASED'],
  ERASED: [],
};

export function mayBecome(from: MemberStatus, to: MemberStatus): boolean {
  return MOVES[from].includes(to);
}
