/**
 * The closed list of expected noes, each with its typed parameters. Order of precedence for one command: VALIDATION,
 * FORBIDDEN, IDEMPOTENCY, NOT_FOUND, then the RULEs of the operation in the order of `rules/index.ts`.
 */
import { formatAmount } from '@guildhall/shared/amounts';
import type { Refusal, RefusalKind, RefusalParam } from '@guildhall/shared/outcome';
import type { InputProblem } from './input-problems.ts';
import { MOST_MINOR } from './values.ts';

const make =
  (kind: RefusalKind, code: string, path: readonly string[] = []) =>
  (params: Readonly<Record<string, RefusalParam>> = {}, at: readonly string[] = path): Refusal => ({
    kind,
    code,
    params,
    path: at,
  });

/** The currency an amount is said in: refusals carry decimal text, as the API does. */
interface Unit {
  readonly code: string;
  readonly scale: number;
}

const text = ({ scale }: Unit, amount: bigint): string => formatAmount(amount, scale);

/** The input is malformed; `problem` says what it should have been (with what its words need), `path` where. */
export const invalid = (
  path: readonly string[],
  problem: InputProblem,
  params: Readonly<Record<string, RefusalParam>> = {},
): Refusal => ({
  kind: 'VALIDATION',
  code: 'LEDGER_INPUT_INVALID',
  path,
  params: { problem, ...params },
});

/** More than any balance can be. */
export const tooMany = (path: readonly string[], unit: Unit): Refusal =>
  invalid(path, 'AT_MOST', { most: text(unit, MOST_MINOR), currency: unit.code });

/** More decimals than the currency has. */
export const tooFine = (path: readonly string[], scale: number): Refusal =>
  scale === 0 ? invalid(path, 'WHOLE') : invalid(path, 'DECIMALS', { most: scale });

export const subsidiaryNotYours = (subsidiary: string): Refusal =>
  make('FORBIDDEN', 'SUBSIDIARY_NOT_YOURS', ['subsidiary'])({ subsidiary });
/** Nobody has this id. */
export const memberUnknown = (path: readonly string[]): Refusal =>
  make('NOT_FOUND', 'MEMBER_NOT_FOUND', path)();
export const walletNotYours = make('FORBIDDEN', 'WALLET_NOT_YOURS');
export const notAllowed = make('FORBIDDEN', 'LEDGER_OPERATION_NOT_ALLOWED');
export const keeperOnly = make('FORBIDDEN', 'HOUSEHOLD_KEEPER_ONLY', ['spending']);
export const shareNotYours = make('FORBIDDEN', 'HOUSEHOLD_SHARE_NOT_YOURS', ['contributionBps']);
export const keyReused = (operation: string): Refusal =>
  make('IDEMPOTENCY', 'IDEMPOTENCY_KEY_REUSED', ['idempotencyKey'])({ operation });

export const currencyUnknown = (currency: string): Refusal =>
  make('NOT_FOUND', 'CURRENCY_UNKNOWN', ['currency'])({ currency });
export const holdUnknown = make('NOT_FOUND', 'HOLD_UNKNOWN', ['holdId']);
export const postingUnknown = make('NOT_FOUND', 'POSTING_UNKNOWN', ['postingId']);
export const adjustmentUnknown = make('NOT_FOUND', 'ADJUSTMENT_UNKNOWN', ['adjustmentId']);
export const householdUnknown = make('NOT_FOUND', 'HOUSEHOLD_UNKNOWN', ['householdId']);
export const invitationUnknown = make('NOT_FOUND', 'HOUSEHOLD_INVITATION_UNKNOWN', ['code']);
export const tierProgrammeUnknown = make('NOT_FOUND', 'TIER_PROGRAMME_UNKNOWN', ['programme']);
export const moveUnknown = make('NOT_FOUND', 'MOVE_UNKNOWN', ['mergeId']);

export const walletFrozen = make('RULE', 'WALLET_FROZEN', ['memberId']);
export const currencyNotSpendable = (currency: string): Refusal =>
  make('RULE', 'CURRENCY_NOT_SPENDABLE', ['currency'])({ currency });
/** `amounts` are minor units of `unit`; shown as decimal text. */
const amounts = (
  code: string,
  path: string,
  unit: Unit,
  values: Readonly<Record<string, bigint>>,
): Refusal =>
  make('RULE', code, [path])({
    currency: unit.code,
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(unit, value)])),
  });

export const balanceCeiling = (unit: Unit, ceiling: bigint): Refusal =>
  amounts('BALANCE_CEILING_EXCEEDED', 'amount', unit, { ceiling });
export const issuanceCeiling = (unit: Unit, ceiling: bigint, issued: bigint): Refusal =>
  amounts('ISSUANCE_CEILING_EXCEEDED', 'amount', unit, { ceiling, issued });
export const insufficientPoints = (unit: Unit, available: bigint, required: bigint): Refusal =>
  amounts('INSUFFICIENT_POINTS', 'amount', unit, { available, required });
export const extensionPassed = make('RULE', 'EXTENSION_PASSED', ['until']);
export const holdExpiryPassed = make('RULE', 'HOLD_EXPIRY_PASSED', ['expiresAt']);
export const holdClosed = (state: string): Refusal =>
  make('RULE', 'HOLD_CLOSED', ['holdId'])({ state });
export const holdExceeded = (unit: Unit, remaining: bigint, required: bigint): Refusal =>
  amounts('HOLD_EXCEEDED', 'amount', unit, { remaining, required });
export const reversalOfReversal = make('RULE', 'REVERSAL_OF_REVERSAL', ['postingId']);
export const notReversible = (kind: string): Refusal =>
  make('RULE', 'POSTING_NOT_REVERSIBLE', ['postingId'])({ kind });
export const reversedAlready = make('RULE', 'POSTING_REVERSED_ALREADY', ['postingId']);
export const reversalExceeds = (unit: Unit, left: bigint, required: bigint): Refusal =>
  amounts('REVERSAL_EXCEEDS_POSTING', 'amount', unit, { left, required });
export const transferLimit = (unit: Unit, limit: bigint): Refusal =>
  amounts('TRANSFER_LIMIT_EXCEEDED', 'amount', unit, { limit });
export const transferDailyLimit = (unit: Unit, limit: bigint, used: bigint): Refusal =>
  amounts('TRANSFER_DAILY_LIMIT_EXCEEDED', 'amount', unit, { limit, used });
export const sameWallet = make('RULE', 'TRANSFER_TO_SELF', ['toMemberId']);
export const spendingRightMissing = make('RULE', 'SPENDING_RIGHT_MISSING', ['memberId']);
export const spendingLimit = (unit: Unit, limit: bigint, used: bigint): Refusal =>
  amounts('SPENDING_LIMIT_EXCEEDED', 'amount', unit, { limit, used });
export const adjustmentDecided = (state: string): Refusal =>
  make('RULE', 'ADJUSTMENT_DECIDED', ['adjustmentId'])({ state });
export const fourEyes = make('RULE', 'FOUR_EYES_SAME_PERSON', ['adjustmentId']);
export const moveToSelf = make('RULE', 'MOVE_TO_SELF', ['toMemberId']);
export const memberMoved = (survivor: string): Refusal =>
  make('RULE', 'MEMBER_MOVED_ALREADY', ['fromMemberId'])({ survivor });
export const moveUndone = make('RULE', 'MOVE_UNDONE_ALREADY', ['mergeId']);
export const survivorMoved = make('RULE', 'SURVIVOR_MOVED_ON', ['mergeId']);
export const householdShared = make('RULE', 'MEMBER_IN_OTHER_HOUSEHOLD', ['memberId']);
export const householdOther = make('RULE', 'YOU_IN_OTHER_HOUSEHOLD', ['code']);
export const householdJoined = make('RULE', 'HOUSEHOLD_JOINED_ALREADY', ['code']);
export const householdFull = (most: number): Refusal =>
  make('RULE', 'HOUSEHOLD_FULL', ['householdId'])({ most });
export const invitationsOpen = (most: number): Refusal =>
  make('RULE', 'HOUSEHOLD_INVITATIONS_OPEN', ['householdId'])({ most });
export const invitationClosed = (state: string): Refusal =>
  make('RULE', `HOUSEHOLD_INVITATION_${state === 'OPEN' ? 'EXPIRED' : state}`, ['code'])({ state });
export const currencyDefined = (currency: string, field: string): Refusal =>
  make('RULE', 'CURRENCY_DEFINED_OTHERWISE', [field])({ currency, field });
