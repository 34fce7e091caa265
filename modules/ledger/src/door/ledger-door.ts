/**
 * The ledger's door. Commands that post answer an outcome: a value, or a refusal that is replayed for ever under the
 * same idempotency key. Posting never joins a caller's transaction: where a spend must be certain before the other
 * side acts, hold, act, capture.
 */
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type * as l from './liability.ts';
import type * as p from './posting.ts';
import type * as g from './programme.ts';
import type * as r from './reads.ts';
import type {
  AdjustmentId,
  CurrencyCode,
  Funding,
  HoldId,
  HouseholdId,
  HouseholdInvitationId,
  MemberId,
  PostingId,
  Reason,
  SubsidiaryCode,
} from './values.ts';

type Command<I, O> = (caller: Principal, input: I) => Promise<Outcome<O>>;

export type LedgerDoor = {
  // Currencies
  readonly defineCurrency: Command<g.DefineCurrency, g.Currency>;
  readonly currencies: Command<Readonly<Record<string, never>>, readonly g.Currency[]>;
  readonly limitIssuance: Command<g.LimitIssuance, { readonly ceilingMinor: bigint | null }>;

  // Posting, batched: thousands a second over one hot account
  readonly postEarn: Command<p.PostEarn, p.EarnPosted>;
  readonly postBurn: Command<p.PostBurn, p.BurnPosted>;
  readonly holdPoints: Command<p.HoldPoints, p.HoldPosted>;
  readonly captureHold: Command<p.CaptureHold, p.CapturePosted>;
  readonly releaseHold: Command<p.ReleaseHold, p.ReleasePosted>;

  // Posting, transactional: several wallets or a look at the past
  readonly reverse: Command<p.ReversePosting, p.ReversalPosted>;
  readonly transferPoints: Command<p.TransferPoints, p.TransferPosted>;
  readonly adjust: Command<p.AdjustPoints, p.AdjustmentResult>;
  readonly decideAdjustment: Command<p.DecideAdjustment, p.AdjustmentResult>;
  readonly postEntries: Command<p.PostEntries, p.EntriesPosted>;
  readonly postLinked: Command<p.PostLinked, p.LinkedPosted>;
  readonly extendLots: Command<p.ExtendLots, p.LotsExtended>;

  // Reads
  readonly balances: Command<r.BalancesQuery, readonly r.OwnerBalance[]>;
  readonly lots: Command<r.LotsQuery, readonly r.LotView[]>;
  readonly statement: Command<r.StatementQuery, r.StatementPage>;
  readonly explainBalance: Command<r.ExplainBalanceQuery, r.BalanceExplanation>;
  /** Unknown ids are left out. */
  readonly postings: Command<{ readonly ids: readonly PostingId[] }, readonly r.PostingView[]>;
  readonly holds: Command<
    { readonly ids?: readonly HoldId[]; readonly owners?: readonly r.OwnerId[] },
    readonly r.HoldView[]
  >;
  readonly outstanding: Command<
    { readonly currency: CurrencyCode; readonly asOf?: Date },
    r.Outstanding
  >;
  /** For finance: what is outstanding by payers, issue and expiry, as of any moment. */
  readonly outstandingLots: Command<l.OutstandingLotsQuery, readonly l.OutstandingLots[]>;
  /** How the points of each month of issue flowed since. */
  readonly pointFlows: Command<l.OutstandingLotsQuery, readonly l.PointFlow[]>;
  /** What was posted between two moments, in order, in pages: to be compared with other books. */
  readonly posted: Command<l.PostedQuery, readonly l.PostedLine[]>;
  readonly adjustments: Command<
    { readonly state?: 'PROPOSED' | 'POSTED' | 'REJECTED' },
    readonly AdjustmentView[]
  >;

  // Tiers
  readonly defineTierProgramme: Command<g.DefineTierProgramme, g.TierProgramme>;
  readonly tierProgrammes: Command<Readonly<Record<string, never>>, readonly g.TierProgramme[]>;
  readonly tiers: Command<
    { readonly memberIds: readonly MemberId[]; readonly programme?: string; readonly asOf?: Date },
    readonly g.MemberTier[]
  >;
  readonly explainTier: Command<
    { readonly memberId: MemberId; readonly programme: string; readonly asOf?: Date },
    g.TierExplanation
  >;
  readonly evaluateTiers: Command<
    { readonly memberIds: readonly MemberId[] },
    readonly g.MemberTier[]
  >;

  // Household wallet
  readonly createHousehold: Command<
    {
      readonly idempotencyKey: string;
      readonly currency: CurrencyCode;
      readonly name: string;
      readonly members: readonly g.HouseholdMember[];
    },
    g.Household
  >;
  readonly setHouseholdMember: Command<
    { readonly idempotencyKey: string; readonly householdId: HouseholdId } & g.HouseholdMember,
    g.Household
  >;
  /** What is left of the leaver's contributions goes back to the leaver. */
  readonly leaveHousehold: Command<
    {
      readonly idempotencyKey: string;
      readonly householdId: HouseholdId;
      readonly memberId: MemberId;
    },
    g.Household
  >;
  /** The keeper, who is the member longest in the household, asks somebody in by a code. */
  readonly inviteToHousehold: Command<
    {
      readonly idempotencyKey: string;
      readonly householdId: HouseholdId;
      readonly spending: g.SpendingRight;
      readonly hours?: number | undefined;
    },
    g.HouseholdInvitation
  >;
  readonly withdrawInvitation: Command<
    { readonly idempotencyKey: string; readonly invitationId: HouseholdInvitationId },
    g.Household
  >;
  /** Whoever holds the code comes in, once, and says what it gives. */
  readonly acceptInvitation: Command<
    { readonly idempotencyKey: string; readonly code: string; readonly contributionBps: number },
    g.Household
  >;
  readonly invitation: Command<{ readonly code: string }, g.HouseholdInvitation>;
  readonly openInvitations: Command<
    { readonly householdIds: readonly HouseholdId[] },
    readonly g.HouseholdInvitation[]
  >;
  /** From the pool into the member's own wallet, within its right to spend. */
  readonly drawFromHousehold: Command<
    {
      readonly idempotencyKey: string;
      readonly householdId: HouseholdId;
      readonly memberId: MemberId;
      readonly amountMinor: bigint;
    },
    g.Household
  >;
  readonly households: Command<
    { readonly ids?: readonly HouseholdId[]; readonly memberIds?: readonly MemberId[] },
    readonly g.Household[]
  >;
  /** A burn paid by the pool, within the member's spending right. */
  readonly burnFromHousehold: Command<
    p.PostBurn & { readonly householdId: HouseholdId },
    p.BurnPosted
  >;

  // Merge of members (a step of identity's saga), suspension, and the scheduled work
  readonly moveMember: Command<g.MoveMember, g.MemberMoved>;
  readonly undoMove: Command<
    { readonly idempotencyKey: string; readonly mergeId: string },
    g.MemberMoved
  >;
  /** Frozen wallets neither earn nor burn; reversals and expiry still work. */
  readonly freezeMember: Command<
    { readonly memberId: MemberId; readonly frozen: boolean },
    { readonly memberId: MemberId; readonly frozen: boolean }
  >;
  /** Activate, expire and time out what is due, in bulk; resumable. */
  readonly settleDue: Command<{ readonly limit?: number }, SettleProgress>;
  /** Wallets on which something is due. */
  readonly countDue: Command<Readonly<Record<string, never>>, { readonly wallets: number }>;
  readonly verify: Command<Readonly<Record<string, never>>, g.VerifyReport>;
};

export interface SettleProgress {
  readonly wallets: number;
  readonly activatedLots: number;
  readonly expiredLots: number;
  readonly timedOutHolds: number;
  /** More is due than the limit allowed. */
  readonly more: boolean;
}

export interface AdjustmentView {
  readonly id: AdjustmentId;
  readonly memberId: MemberId;
  readonly currency: CurrencyCode;
  readonly amountMinor: bigint;
  readonly subsidiary: SubsidiaryCode;
  readonly state: 'PROPOSED' | 'POSTED' | 'REJECTED';
  readonly proposedBy: string;
  readonly decidedBy: string | null;
  readonly postingId: PostingId | null;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
  readonly reason: Reason;
  /** Who pays for points given; null where points are taken. */
  readonly funding: Funding | null;
}
