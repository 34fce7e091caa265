/** Commands as the domain takes them: parsed, with currency, accounts and funding terms looked up. */
import type { Account, Currency, Terms } from '../state.ts';
import type { Reason } from '../values.ts';

interface OnWallet {
  readonly ownerId: string;
  readonly currency: Currency;
  readonly occurredAt: number;
  readonly reason: Reason;
  /** Who acted, where it is not the owner. */
  readonly actorId: string | null;
}

export interface Earn extends OnWallet {
  readonly kind: 'EARN';
  readonly amount: bigint;
  readonly account: Account;
  readonly terms: Terms;
  /** null: at once. */
  readonly activeAt: number | null;
  /** undefined: by the currency's rule. */
  readonly expiresAt: number | undefined;
}

export interface Burn extends OnWallet {
  readonly kind: 'BURN';
  readonly amount: bigint;
  readonly account: Account;
}

export interface Authorize extends OnWallet {
  readonly kind: 'HOLD';
  readonly amount: bigint;
  readonly account: Account;
  readonly expiresAt: number;
}

export interface Capture {
  readonly kind: 'CAPTURE';
  readonly ownerId: string;
  readonly currency: Currency;
  readonly holdId: string;
  /** null: all that is left. */
  readonly amount: bigint | null;
  readonly final: boolean;
  readonly occurredAt: number;
  readonly reason: Reason | null;
}

export interface Release {
  readonly kind: 'RELEASE';
  readonly ownerId: string;
  readonly currency: Currency;
  readonly holdId: string;
}

/** What the batched path takes: one wallet against one system account. */
export type SingleCommand = Earn | Burn | Authorize | Capture | Release;

/** Accounts of one currency that decisions post to besides the command's own. */
export interface ProgrammeAccounts {
  readonly breakage: Account;
  readonly adjustment: Account;
  readonly transfer: Account;
  readonly move: Account;
}
