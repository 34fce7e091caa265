/**
 * May a caller see one subsidiary's facts about a member? One table, first line that fits wins:
 *
 *   anonymous                                   NOT_ALLOWED
 *   unknown member                              NOT_ALLOWED
 *   the member itself                           ALLOWED
 *   another member                              NOT_ALLOWED
 *   operator, auditor                           ALLOWED
 *   the subsidiary whose facts they are         ALLOWED   (system, clerk, or its own module)
 *   any other subsidiary or module              by consent: ALLOWED | CONSENT_MISSING
 *   staff without a subsidiary (risk)           NOT_ALLOWED
 *
 * A consent for cross-subsidiary sharing names the subsidiary whose facts may be shown; without a name it is meant for
 * the whole group. The special word beats the general one; DENIED and REVOKED are no consent.
 */
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import type { SharingAnswer } from '../door.ts';

export type Relation = 'UNKNOWN' | 'SELF' | 'OTHER';

/** Answers ASK_CONSENT where the member's own word decides. */
export function sharingRule(
  caller: Principal,
  subsidiary: string,
  relation: Relation,
): SharingAnswer | 'ASK_CONSENT' {
  if (caller.kind === 'anonymous' || relation === 'UNKNOWN') return 'NOT_ALLOWED';
  switch (caller.kind) {
    case 'member':
      return relation === 'SELF' ? 'ALLOWED' : 'NOT_ALLOWED';
    case 'staff':
      if (caller.roles.includes('operator') || caller.roles.includes('auditor')) return 'ALLOWED';
      if (caller.subsidiary === undefined) return 'NOT_ALLOWED';
      return caller.subsidiary === subsidiary ? 'ALLOWED' : 'ASK_CONSENT';
    case 'system':
      return caller.subsidiary === subsidiary ? 'ALLOWED' : 'ASK_CONSENT';
    case 'module':
      return caller.name === subsidiary ? 'ALLOWED' : 'ASK_CONSENT';
  }
}

/**
 * What the access log keeps: every refusal, and every look of a person or a system at what is not its own. A member
 * looking at itself, a subsidiary at its own records, and a module applying a consent are no looks.
 */
export function isLogged(caller: Principal, subsidiary: string, answer: SharingAnswer): boolean {
  if (answer !== 'ALLOWED') return true;
  return (
    (caller.kind === 'staff' || caller.kind === 'system') && subsidiaryOf(caller) !== subsidiary
  );
}
