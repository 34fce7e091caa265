/** What sending costs. Fen; a started kilogram counts as a whole one. */
export type ParcelService = 'STANDARD' | 'EXPRESS' | 'FRESH';

interface Rate {
  readonly firstKilogramMinor: bigint;
  readonly furtherKilogramMinor: bigint;
}

const RATES: Readonly<Record<ParcelService, Readonly<Record<'same' | 'other', Rate>>>> = {
  STANDARD: {
    same: { firstKilogramMinor: 1_000n, furtherKilogramMinor: 150n },
    other: { firstKilogramMinor: 1_200n, furtherKilogramMinor: 300n },
  },
  EXPRESS: {
    same: { firstKilogramMinor: 1_500n, furtherKilogramMinor: 300n },
    other: { firstKilogramMinor: 2_000n, furtherKilogramMinor: 600n },
  },
  FRESH: {
    same: { firstKilogramMinor: 2_500n, furtherKilogramMinor: 500n },
    other: { firstKilogramMinor: 3_800n, furtherKilogramMinor: 900n },
  },
};

const GRAMS_PER_KILOGRAM = 1_000;

export function parcelFee(
  service: ParcelService,
  weightGrams: number,
  sameDistrict: boolean,
): bigint {
  const rate = RATES[service][sameDistrict ? 'same' : 'other'];
  const further = BigInt(Math.max(0, Math.ceil(weightGrams / GRAMS_PER_KILOGRAM) - 1));
  return rate.firstKilogramMinor + further * rate.furtherKilogramMinor;
}
