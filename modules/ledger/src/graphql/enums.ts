/** The enums of the ledger's part of the graph. */
import { defineEnum } from '@guildhall/shared/graphql/index';

export const PostingKindEnum = defineEnum('PointLineKind', 'What a line of a statement did.', {
  EARN: 'Points were earned.',
  BURN: 'Points were spent.',
  HOLD: 'Points were authorized: set aside for one spending.',
  CAPTURE: 'Authorized points were spent.',
  RELEASE: 'Authorized points were given back.',
  TIMEOUT: 'Authorized points were given back because their time was over.',
  ACTIVATE: 'Pending points became active.',
  EXPIRE: 'Points expired.',
  EXTEND: 'Points got a later expiry.',
  NOTE: 'No points moved; something around the wallet changed, such as its household.',
  REVERSE_EARN: 'An earn was taken back, wholly or in part.',
  REVERSE_BURN: 'A spending was given back, wholly or in part.',
  REVERSE_TRANSFER: 'A transfer was undone, wholly or in part.',
  REVERSE_ADJUST: 'An adjustment was undone, wholly or in part.',
  REVERSE_ENTRY: 'A transfer of many entries was undone.',
  REPAY: 'Points that came back repaid what was owed, or what had been taken in their place.',
  TRANSFER_OUT: 'Points were sent to another member.',
  TRANSFER_IN: 'Points came from another member.',
  ADJUST: 'An operator corrected the balance.',
  ENTRY: 'An entry of a transfer of many entries.',
  MOVE_OUT: 'A merge moved the points to the surviving member, or its undoing moved them back.',
  MOVE_IN: 'A merge brought the points of the other member, or its undoing brought them back.',
  CONTRIBUTE_OUT: 'A part went to the household, or back from it.',
  CONTRIBUTE_IN: "A member's part came to the household, or back from it.",
});

export const LotStateEnum = defineEnum('PointLotState', 'Where the points of one earn stand.', {
  PENDING: 'Not active yet.',
  ACTIVE: 'Can be spent.',
  HELD: 'All that is left is set aside by holds.',
  SPENT: 'All spent.',
  EXPIRED: 'What was left expired.',
  CLAWED_BACK: 'What was left was taken back.',
  MOVED: 'Went on to another wallet.',
});

export const HoldStateEnum = defineEnum('PointHoldState', 'Where a hold stands.', {
  OPEN: 'Points are set aside.',
  CAPTURED: 'All that was wanted is spent.',
  RELEASED: 'Given back.',
  TIMED_OUT: 'Given back because its time was over.',
});

export const AccountKindEnum = defineEnum(
  'PointAccountKind',
  "A system account: the other side of members' points.",
  {
    ISSUED: 'What a company issued; below zero by nature.',
    REDEEMED: 'What was spent at a company.',
    BREAKAGE: 'What expired.',
    ADJUSTMENT: 'What operators gave or took.',
    TRANSFER: 'Transit between wallets; zero.',
    MOVE: 'Transit of merges; zero.',
  },
);

export const ExpiryKindEnum = defineEnum('PointExpiryKind', 'How long points live.', {
  NEVER: 'They never expire.',
  AFTER_MONTHS: 'Months after they were earned, to the end of the day.',
  AFTER_DAYS: 'Days after they were earned, to the end of the day.',
  END_OF_YEAR: 'At the end of a calendar year.',
});

export const TierWindowEnum = defineEnum('TierWindowKind', 'Which time counts for a tier.', {
  ROLLING: 'The last so many months.',
  CALENDAR_YEAR: 'The calendar year.',
  ANNIVERSARY: "A year counted from the member's first qualifying points.",
});

export const TierCauseEnum = defineEnum('TierChangeCause', 'Why a tier changed.', {
  UPGRADE: 'Enough counts for a higher tier.',
  DOWNGRADE: 'Not enough counts, and the grace is over or does not apply.',
  GRACE_STARTED: 'Not enough counts; the tier is kept for a while.',
  GRACE_ENDED: 'Enough counts again within the grace.',
});

export const SpendingRightEnum = defineEnum(
  'HouseholdSpendingRight',
  "What a member may spend of the household's points.",
  {
    NONE: 'Nothing.',
    LIMITED: 'Up to an amount a month.',
    FULL: 'All of it.',
  },
);

export const InvitationStateEnum = defineEnum(
  'HouseholdInvitationState',
  'Where an invitation into a household stands.',
  {
    OPEN: 'Can be used.',
    ACCEPTED: 'Somebody came in by it.',
    WITHDRAWN: 'Taken back by the keeper.',
    EXPIRED: 'Nobody used it in time.',
  },
);

export const AdjustmentStateEnum = defineEnum(
  'PointAdjustmentState',
  'Where an adjustment stands.',
  {
    PROPOSED: 'Waits for another person.',
    POSTED: 'Done.',
    REJECTED: 'Declined, or no longer possible.',
  },
);

export const LinkedOperationEnum = defineEnum(
  'LinkedPointOperation',
  'What one of several linked operations does.',
  {
    EARN: 'Gives points.',
    BURN: 'Spends points.',
    HOLD: 'Sets points aside.',
    TRANSFER: 'Sends points to another member.',
  },
);

export const EntryAccountEnum = defineEnum(
  'PointEntryAccount',
  'An account that an entry may name.',
  {
    MEMBER: "A member's available points.",
    HOUSEHOLD: "A household's available points.",
    ISSUED: 'What a company has issued.',
    REDEEMED: 'What was spent at a company.',
    ADJUSTMENT: "The programme's corrections.",
  },
);
