/** Lines between two companies, and the programme's fees on what they clear. */
import { toUuid } from '@guildhall/shared/ids';
import type { Decimal } from 'decimal.js';
import type { Happening } from './happenings.ts';
import { type Obligation, type ObligationKind, PROGRAMME } from './kinds.ts';
import { ALL_BPS, add, EXACT_DECIMALS, roundHalfUp, type Share, type Shares } from './shares.ts';

/** Milliseconds since 1970 inside a TypeID over a UUIDv7. */
export function momentOf(id: string): number {
  const uuid = toUuid(id.slice(0, id.indexOf('_')), id);
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

export function line(
  { source, occurredAt }: Pick<Happening, 'source' | 'occurredAt'>,
  kind: ObligationKind,
  debtor: string,
  creditor: string,
  { amountMinor, exactMinor }: Pick<Share, 'amountMinor' | 'exactMinor'>,
): Obligation {
  return { source, kind, debtor, creditor, currency: 'CNY', amountMinor, exactMinor, occurredAt };
}

/** What a company owes itself is no obligation. */
export function owed(
  happening: Happening,
  kind: ObligationKind,
  shares: readonly Share[],
  creditor: string,
): Obligation[] {
  return shares
    .filter(({ company }) => company !== creditor)
    .map((share) => line(happening, kind, share.company, creditor, share));
}

export const turned = (lines: readonly Obligation[]): Obligation[] =>
  lines.map((one) => ({ ...one, debtor: one.creditor, creditor: one.debtor }));

export interface Fees {
  readonly fee: Shares;
  readonly tax: Shares;
}

export const noFees = (): Fees => ({ fee: new Map(), tax: new Map() });

export function addFee(
  fees: Fees,
  company: string,
  value: Decimal,
  terms: { readonly serviceFeeBps: number; readonly taxRateBps: number },
): void {
  if (company === PROGRAMME || terms.serviceFeeBps === 0) return;
  const fee = value.times(terms.serviceFeeBps).div(ALL_BPS);
  add(fees.fee, company, fee);
  if (terms.taxRateBps > 0) add(fees.tax, company, fee.times(terms.taxRateBps).div(ALL_BPS));
}

/** Fees are each company's own: rounded one by one (half up), owed to the pool. */
export function feeLines(happening: Happening, { fee, tax }: Fees, back: boolean): Obligation[] {
  const of = (shares: Shares, kind: ObligationKind): Obligation[] => {
    const lines = [...shares]
      .filter(([, value]) => value.gt(0))
      .map(([company, value]) =>
        line(happening, kind, company, PROGRAMME, {
          amountMinor: roundHalfUp(value),
          exactMinor: value.toFixed(EXACT_DECIMALS),
        }),
      );
    return back ? turned(lines) : lines;
  };
  return back
    ? [...of(fee, 'SERVICE_FEE_RETURNED'), ...of(tax, 'SERVICE_TAX_RETURNED')]
    : [...of(fee, 'SERVICE_FEE'), ...of(tax, 'SERVICE_TAX')];
}
