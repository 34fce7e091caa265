/**
 * A telephone number that its carrier gave to somebody else must not hand over the account. Carriers in the mainland
 * hold a number back for 90 days; so a member who was not seen that long, asked for from a device that was not his
 * before, must name another identity of his. Without one, the code opens a new member, and the number goes with it.
 */
export const DORMANT_AFTER_MS = 90 * 86_400_000;

export interface PhoneClaim {
  readonly lastSeenAt: Date;
  readonly knownDevice: boolean;
  /** What became of the second identity: not given, one of the member's, or somebody else's. */
  readonly secondIdentity: 'NONE' | 'FITS' | 'WRONG';
  readonly startNew: boolean;
}

export type PhoneDecision =
  | 'SAME_PERSON'
  | 'NEW_MEMBER'
  | 'ASK_SECOND_IDENTITY'
  | 'SECOND_IDENTITY_WRONG';

export function decidePhoneClaim(claim: PhoneClaim, now: Date): PhoneDecision {
  const dormant = now.getTime() - claim.lastSeenAt.getTime() > DORMANT_AFTER_MS;
  if (!dormant || claim.knownDevice) return 'SAME_PERSON';
  if (claim.secondIdentity === 'FITS') return 'SAME_PERSON';
  if (claim.startNew) return 'NEW_MEMBER';
  return claim.secondIdentity === 'WRONG' ? 'SECOND_IDENTITY_WRONG' : 'ASK_SECOND_IDENTITY';
}
