/** The one limit of connected clients, and what is open to them together, minor units of the group's currency. */
export interface GroupMemberExposure {
  readonly firmId: string;
  readonly usedMinor: bigint;
  readonly reservedMinor: bigint;
  /** Set by hand, or the latest assessment's. */
  readonly limitMinor: bigint;
}

export interface GroupExposure {
  readonly groupId: string;
  readonly setLimitMinor: bigint | undefined;
  readonly members: readonly GroupMemberExposure[];
}

/** The group's limit: set by hand, else what its strongest member alone would be lent: connected clients are one client. */
export function groupLimitOf({ setLimitMinor, members }: GroupExposure): bigint {
  return (
    setLimitMinor ??
    members.reduce((most, { limitMinor }) => (limitMinor > most ? limitMinor : most), 0n)
  );
}

/** What of the one limit is left; never below nothing. */
export function groupFreeOf(group: GroupExposure): bigint {
  const free = groupLimitOf(group) - groupOpenOf(group);
  return free > 0n ? free : 0n;
}

export function groupOpenOf({ members }: GroupExposure): bigint {
  return members.reduce((sum, { usedMinor, reservedMinor }) => sum + usedMinor + reservedMinor, 0n);
}
