/**
 * The closed list of expected noes, each with its typed parameters. Order of precedence for one command: VALIDATION,
 * FORBIDDEN, IDEMPOTENCY, NOT_FOUND, then the RULEs of the operation in the order of `rules/index.ts`.
 */
import type { Refusal, RefusalKind, RefusalParam } from '@guildhall/shared/outcome';

const make =
  (kind: RefusalKind, code: string, path: readonly string[] = []) =>
  (params: Readonly<Record<string, RefusalParam>> = {}, at: readonly string[] = path): Refusal => ({
    kind,
    code,
    params,
    path: at,
  });

const text = (amount: bigint): string => amount.toString();

/** The input is malformed; `problem` says how, `path` where. */
export const invalid = (path: readonly string[], problem: string): Refusal => ({
  kind: 'VALIDATION',
  code: 'LEDGER_INPUT_INVALID',
  path,
  params: { problem },
});

export const subsidiaryNotYours = (subsidiary: string): Refusal =>
  make('FORBIDDEN', 'SUBSIDIARY_NOT_YOURS', ['subsidiary'])({ subsidiary });
export const walletNotYours = make('FORBIDDEN', 'WALLET_NOT_YOURS');
export const notAllowed = make('FORBIDDEN', 'LEDGER_OPERATION_NOT_ALLOWED');
export const keyReused = (operation: string): Refusal =>
  make('IDEMPOTENCY', 'IDEMPOTENCY_KEY_REUSED', ['idempotencyKey'])({ operation });

export const currencyUnknown = (currency: string): Refusal =>
  make('NOT_FOUND', 'CURRENCY_UNKNOWN', ['currency'])({ currency });
export const holdUnknown = make('NOT_FOUND', 'HOLD_UNKNOWN', ['holdId']);
export const postingUnknown = make('NOT_FOUND', 'POSTING_UNKNOWN', ['postingId']);
export const adjustmentUnknown = make('NOT_FOUND', 'ADJUSTMENT_UNKNOWN', ['adjustmentId']);
export const householdUnknown = make('NOT_FOUND', 'HOUSEHOLD_UNKNOWN', ['householdId']);
export const tierProgrammeUnknown = make('NOT_FOUND', 'TIER_PROGRAMME_UNKNOWN', ['programme']);
export const moveUnknown = make('NOT_FOUND', 'MOVE_UNKNOWN', ['mergeId']);

export const walletFrozen = make('RULE', 'WALLET_FROZEN', ['memberId']);
export const currencyNotSpendable = (currency: string): Refusal =>
  make('RULE', 'CURRENCY_NOT_SPENDABLE', ['currency'])({ currency });
export const balanceCeiling = (ceiling: bigint): Refusal =>
  make('RULE', 'BALANCE_CEILING_EXCEEDED', ['amountMinor'])({ ceilingMinor: text(ceiling) });
export const issuanceCeiling = (ceiling: bigint, issued: bigint): Refusal =>
  make('RULE', 'ISSUANCE_CEILING_EXCEEDED', ['amountMinor'])({
    ceilingMinor: text(ceiling),
    issuedMinor: text(issued),
  });
export const insufficientPoints = (available: bigint, required: bigint): Refusal =>
  make('RULE', 'INSUFFICIENT_POINTS', ['amountMinor'])({
    availableMinor: text(available),
    requiredMinor: text(required),
  });
export const holdExpiryPassed = make('RULE', 'HOLD_EXPIRY_PASSED', ['expiresAt']);
export const holdClosed = (state: string): Refusal =>
  make('RULE', 'HOLD_CLOSED', ['holdId'])({ state });
export const holdExceeded = (remaining: bigint, asked: bigint): Refusal =>
  make('RULE', 'HOLD_EXCEEDED', ['amountMinor'])({
    remainingMinor: text(remaining),
    requiredMinor: text(asked),
  });
export const reversalOfReversal = make('RULE', 'REVERSAL_OF_REVERSAL', ['postingId']);
export const notReversible = (kind: string): Refusal =>
  make('RULE', 'POSTING_NOT_REVERSIBLE', ['postingId'])({ kind });
export const reversedAlready = make('RULE', 'POSTING_REVERSED_ALREADY', ['postingId']);
export const reversalExceeds = (left: bigint, asked: bigint): Refusal =>
  make('RULE', 'REVERSAL_EXCEEDS_POSTING', ['amountMinor'])({
    leftMinor: text(left),
    requiredMinor: text(asked),
  });
export const transferLimit = (limit: bigint): Refusal =>
  make('RULE', 'TRANSFER_LIMIT_EXCEEDED', ['amountMinor'])({ limitMinor: text(limit) });
export const transferDailyLimit = (limit: bigint, used: bigint): Refusal =>
  make('RULE', 'TRANSFER_DAILY_LIMIT_EXCEEDED', ['amountMinor'])({
    limitMinor: text(limit),
    usedMinor: text(used),
  });
export const sameWallet = make('RULE', 'TRANSFER_TO_SELF', ['toMemberId']);
export const spendingRightMissing = make('RULE', 'SPENDING_RIGHT_MISSING', ['memberId']);
export const spendingLimit = (limit: bigint, used: bigint): Refusal =>
  make('RULE', 'SPENDING_LIMIT_EXCEEDED', ['amountMinor'])({
    limitMinor: text(limit),
    usedMinor: text(used),
  });
export const adjustmentDecided = (state: string): Refusal =>
  make('RULE', 'ADJUSTMENT_DECIDED', ['adjustmentId'])({ state });
export const fourEyes = make('RULE', 'FOUR_EYES_SAME_PERSON', ['adjustmentId']);
export const moveToSelf = make('RULE', 'MOVE_TO_SELF', ['toMemberId']);
export const memberMoved = (survivor: string): Refusal =>
  make('RULE', 'MEMBER_MOVED_ALREADY', ['fromMemberId'])({ survivor });
export const moveUndone = make('RULE', 'MOVE_UNDONE_ALREADY', ['mergeId']);
export const survivorMoved = make('RULE', 'SURVIVOR_MOVED_ON', ['mergeId']);
export const householdShared = make('RULE', 'MEMBER_IN_OTHER_HOUSEHOLD', ['memberId']);
export const currencyDefined = (currency: string, field: string): Refusal =>
  make('RULE', 'CURRENCY_DEFINED_OTHERWISE', [field])({ currency, field });
