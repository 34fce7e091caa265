/** Enums of clearing, with what each value means. */
import { defineEnum } from '@guildhall/shared/graphql/index';

export const ObligationKindEnum = defineEnum('ObligationKind', 'Why one company owes another.', {
  POINTS_ISSUED: 'Points were issued under pay on issue: their funders pay the pool.',
  ISSUE_RETURNED: 'Points paid for at issue are no more: the pool pays back.',
  POINTS_REDEEMED:
    'Points were redeemed: their funders, or the pool, owe the company that took them.',
  POINTS_RESTORED: 'A redemption of points was taken back.',
  BREAKAGE_RETURNED: 'Points paid for at issue expired unused: their part goes back by terms.',
  FUNDING_SHIFTED:
    'An earn was taken back after its points had been spent: other lots, or the pool, pay for them.',
  DEBT_REPAID: "A member's debt was repaid out of a new earn: its funders pay the pool.",
  COUPON_REDEEMED: 'A coupon was redeemed: its funders owe the company that honoured it.',
  COUPON_RESTORED: 'The redemption of a coupon was taken back.',
  SERVICE_FEE: "The programme's fee on what was cleared.",
  SERVICE_FEE_RETURNED: 'The fee on what was taken back.',
  SERVICE_TAX: 'Tax on the fee.',
  SERVICE_TAX_RETURNED: 'Tax on the fee on what was taken back.',
  PACK_BOUGHT: 'A prepaid pack of points.',
  PACK_OVERDRAWN: 'Points issued beyond all prepaid packs, billed at the close.',
  ROUNDING: 'Whole fen of what rounding left between two companies.',
  CORRECTION: 'What a dispute granted, in the month that was open then.',
  RUN_OFF_BUYOUT: 'What a leaving company pays for its points outstanding.',
});

export const FundingModeEnum = defineEnum('FundingMode', 'When a company pays for its points.', {
  PAY_ON_ISSUE: 'To the pool when they are issued; the pool pays whoever takes them.',
  PAY_ON_REDEEM: 'To the company that takes them, when it does.',
  PREPAID: 'Out of packs bought before; the pool pays whoever takes them.',
});

export const PeriodStateEnum = defineEnum(
  'ClearingPeriodState',
  'Where a month of clearing stands.',
  {
    OPEN: 'Obligations join it.',
    CUT_OFF: 'Closed to new obligations: late arrivals go to the next month.',
    RECONCILED: 'Compared with the ledger and the coupons.',
    ISSUED: 'Every company has its statement.',
    DISPUTED: 'Lines are disputed.',
    APPROVED: 'A second person has approved it; payments may be made.',
    SETTLED: 'Every payment is recorded.',
  },
);

export const PackKindEnum = defineEnum('PrepaidPackKind', 'What a pack is for.', {
  MAIN: 'Used first.',
  RESERVE: 'Used when no main pack is left; using it raises an alert.',
  OVERDRAFT: 'Issued beyond all packs and billed at the close of the month.',
});
export const BoughtPackKindEnum = defineEnum('BoughtPackKind', 'What a pack is bought for.', {
  MAIN: 'Used first.',
  RESERVE: 'Used when no main pack is left.',
});
export const PackLevelEnum = defineEnum('PrepaidPackLevel', 'How much of the packs is left.', {
  OK: 'Enough.',
  LOW: 'Less than the terms warn of.',
  RESERVE: 'The main packs are empty, the reserve is in use.',
  EMPTY: 'All packs are empty: issuing goes on and is billed at the close.',
});

export const AgainstEnum = defineEnum('ReconciliationAgainst', 'What clearing was compared with.', {
  LEDGER: 'The points ledger.',
  COUPONS: 'The redemptions of coupons.',
  COMPANY: 'A file of the company itself.',
});
export const ItemOutcomeEnum = defineEnum('ReconciliationOutcome', 'How an item differs.', {
  MISSING_HERE: 'The other side has it, clearing does not.',
  MISSING_THERE: 'Clearing has it, the other side does not.',
  DIFFERENT: 'Both have it, with different amounts.',
});

export const DisputeStateEnum = defineEnum('ClearingDisputeState', 'Where a dispute stands.', {
  OPEN: 'Waits to be decided.',
  ACCEPTED: 'Granted, wholly or in part; corrected forward.',
  REJECTED: 'The line stays as it is.',
  WITHDRAWN: 'Taken back by who raised it.',
});
export const NoteKindEnum = defineEnum('ClearingDisputeNoteKind', 'What a note in a dispute is.', {
  REASON: 'Why the line is disputed.',
  EVIDENCE: 'Evidence of one side.',
  DECISION: 'Why it was decided so.',
  WITHDRAWAL: 'Why it was taken back.',
});

export const RunOffPlanEnum = defineEnum(
  'RunOffPlan',
  'Who pays for the points of a company that left.',
  {
    HONOUR_UNTIL: 'The company until its last day, the pool afterwards.',
    CONVERT: 'Another company takes them over at a rate.',
    BUY_OUT: 'The company pays the pool for what is outstanding on its last day.',
  },
);

export const AccountRoleEnum = defineEnum(
  'AccountRole',
  'What an account of the general ledger is for.',
  {
    PAYABLE: 'Owed to other companies.',
    RECEIVABLE: 'Owed by other companies.',
    POINTS_EXPENSE: 'Cost of points funded.',
    POINTS_INCOME: 'Settlement received for points taken.',
    COUPON_EXPENSE: 'Cost of coupons funded.',
    COUPON_INCOME: 'Settlement received for coupons honoured.',
    PREPAID_POINTS: 'Prepaid packs.',
    SERVICE_FEE: 'Fees of the programme.',
    SERVICE_TAX: 'Tax on these fees.',
    ROUNDING: 'Rounding differences.',
    CORRECTION: 'Corrections of earlier months.',
    RUN_OFF: 'Cost of leaving the programme.',
    CONTRACT_LIABILITY: 'Contract liability for points outstanding.',
    DEFERRED_REVENUE: 'Revenue allocated to points.',
    POINTS_REVENUE: 'Revenue recognised for points.',
  },
);
