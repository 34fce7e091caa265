/** The service behind the door: what operators, companies' systems and commands ask of clearing. */
import type { ModuleKit } from '@guildhall/shared/module';
import { type Outcome, RefusalError } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { approvePeriod } from './application/approve-period.ts';
import { type BuyPack, buyPack, returnPack } from './application/buy-pack.ts';
import { cutOffPeriod, type OfMonth } from './application/cut-off-period.ts';
import {
  type AddEvidence,
  addEvidence,
  type DecideDispute,
  decideDispute,
  type RaiseDispute,
  raiseDispute,
  withdrawDispute,
} from './application/dispute-line.ts';
import { issueStatements } from './application/issue-statements.ts';
import {
  type BookedEntry,
  type MapAccount,
  mapAccount,
  readJournal,
} from './application/keep-accounts.ts';
import {
  type Liability,
  type LiabilityQuery,
  readLiability,
} from './application/read-liability.ts';
import { type OfferCost, readOfferCost } from './application/read-offer-cost.ts';
import { type RecogniseRevenue, recogniseRevenue } from './application/recognise-revenue.ts';
import {
  type Reconciled,
  type ReconcilePeriod,
  type ReconcileWithCompany,
  reconcilePeriod,
  reconcileWithCompany,
} from './application/reconcile-period.ts';
import {
  type RecordPayment,
  recordPayment,
  type WithdrawPayment,
  withdrawPayment,
} from './application/record-payment.ts';
import {
  type AnnounceRunOff,
  announceRunOff,
  callOffRunOff,
  type PostBuyout,
  postBuyout,
} from './application/run-off.ts';
import { type SetTerms, setTerms, withdrawTerms } from './application/set-terms.ts';
import { type VerifyReport, verifyClearing } from './application/verify-clearing.ts';
import type { AccountRole } from './domain/journal.ts';
import { type Position, positions } from './storage/obligations.ts';
import type { RecognitionRow } from './storage/recognitions.ts';

type Command<I, O> = (caller: Principal, input: I) => Promise<Outcome<O>>;
type Month = { readonly month: string };
type Dispute = { readonly disputeId: string };
type Payment = { readonly paymentId: string };
type RunOff = { readonly runOffId: string };

export type ClearingDoor = {
  /** What each company owes and is owed, CNY fen; in one month (`YYYY-MM`) or in all. Nets sum to zero. */
  readonly positions: (
    caller: Principal,
    input: { readonly period?: string },
  ) => Promise<readonly Position[]>;
  readonly setTerms: Command<SetTerms, { readonly termsId: string }>;
  readonly withdrawTerms: Command<
    { readonly idempotencyKey: string; readonly termsId: string },
    { readonly termsId: string }
  >;
  readonly buyPack: Command<BuyPack, { readonly packId: string }>;
  readonly returnPack: Command<BuyPack, { readonly packId: string }>;

  // A month: OPEN -> CUT_OFF -> RECONCILED -> ISSUED -> (DISPUTED) -> APPROVED -> SETTLED
  readonly cutOffPeriod: Command<OfMonth, Month>;
  readonly reconcilePeriod: Command<ReconcilePeriod, Reconciled>;
  readonly reconcileWithCompany: Command<
    ReconcileWithCompany,
    { readonly reconciliationId: string }
  >;
  readonly issueStatements: Command<OfMonth, Month>;
  readonly raiseDispute: Command<RaiseDispute, Dispute>;
  readonly addEvidence: Command<AddEvidence, Dispute>;
  readonly decideDispute: Command<DecideDispute, Dispute>;
  readonly withdrawDispute: Command<
    { readonly idempotencyKey: string; readonly disputeId: string; readonly reason: string },
    Dispute
  >;
  readonly approvePeriod: Command<OfMonth, Month>;
  readonly recordPayment: Command<RecordPayment, Payment>;
  readonly withdrawPayment: Command<WithdrawPayment, Payment>;

  // A company leaves
  readonly announceRunOff: Command<AnnounceRunOff, RunOff>;
  readonly callOffRunOff: Command<
    { readonly idempotencyKey: string; readonly company: string },
    RunOff
  >;
  readonly postBuyout: Command<PostBuyout, RunOff & { readonly amountMinor: bigint }>;

  // Finance
  readonly liability: Command<LiabilityQuery, Liability>;
  readonly recogniseRevenue: Command<RecogniseRevenue, readonly RecognitionRow[]>;
  readonly mapAccount: Command<MapAccount, { readonly role: AccountRole }>;
  readonly journal: Command<
    { readonly month: string; readonly company: string },
    readonly BookedEntry[]
  >;
  readonly offerCost: Command<{ readonly offerId: string }, OfferCost>;
  readonly verify: Command<Readonly<Record<string, never>>, VerifyReport>;
};

export function createService(kit: ModuleKit): ClearingDoor {
  const bound =
    <I, O>(command: (kit: ModuleKit, caller: Principal, input: I) => Promise<Outcome<O>>) =>
    (caller: Principal, input: I): Promise<Outcome<O>> =>
      answering(() => command(kit, caller, input));
  return {
    positions: (_caller, { period }) => positions(kit.db.sql(), period),
    setTerms: bound(setTerms),
    withdrawTerms: bound(withdrawTerms),
    buyPack: bound(buyPack),
    returnPack: bound(returnPack),
    cutOffPeriod: bound(cutOffPeriod),
    reconcilePeriod: bound(reconcilePeriod),
    reconcileWithCompany: bound(reconcileWithCompany),
    issueStatements: bound(issueStatements),
    raiseDispute: bound(raiseDispute),
    addEvidence: bound(addEvidence),
    decideDispute: bound(decideDispute),
    withdrawDispute: bound(withdrawDispute),
    approvePeriod: bound(approvePeriod),
    recordPayment: bound(recordPayment),
    withdrawPayment: bound(withdrawPayment),
    announceRunOff: bound(announceRunOff),
    callOffRunOff: bound(callOffRunOff),
    postBuyout: bound(postBuyout),
    liability: bound(readLiability),
    recogniseRevenue: bound(recogniseRevenue),
    mapAccount: bound(mapAccount),
    journal: bound(readJournal),
    offerCost: bound(readOfferCost),
    verify: bound(verifyClearing),
  };
}

/** A refusal thrown on the way is an answer like any other. */
async function answering<O>(run: () => Promise<Outcome<O>>): Promise<Outcome<O>> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    throw error;
  }
}
