/**
 * An outside provider of firm data: a bureau, a register, a file. One interface, so that another provider is one more
 * implementation and nothing else changes. Caching, limits and cost are kept by the caller of this interface.
 */
export interface ProviderTerms {
  /** Lower case, unique: becomes part of the source of each fact. */
  readonly code: string;
  readonly name: string;
  /** What one answer costs, in minor units of the currency; nothing found costs the same unless the provider says so. */
  readonly costMinor: bigint;
  readonly costOfNothingMinor: bigint;
  readonly currency: string;
  /** Days for which an answer is used again instead of asking. */
  readonly cacheDays: number;
  /** Questions a minute, all companies together. */
  readonly perMinute: number;
  /** Questions a day of one company. */
  readonly perDay: number;
}

export interface ProvidedFact {
  readonly type: string;
  readonly item?: string | undefined;
  readonly value: unknown;
  readonly observedAt: Date;
  readonly validUntil?: Date | undefined;
  readonly confidence?: number | undefined;
}

export type ProviderAnswer =
  | { readonly found: false }
  | { readonly found: true; readonly name: string; readonly facts: readonly ProvidedFact[] };

export interface FirmDataProvider {
  readonly terms: ProviderTerms;
  /** Asks about one firm by its verified code. Throws ProviderError when the provider cannot answer now. */
  lookUp(uscc: string): Promise<ProviderAnswer>;
}

/** The provider did not answer: nothing is booked, and it may be asked again. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
}
