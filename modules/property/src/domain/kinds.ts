/** Closed lists of words that the company's records use. */
export const DWELLING_USAGES = ['RESIDENTIAL', 'SHOP', 'OFFICE'] as const;
export type DwellingUsage = (typeof DWELLING_USAGES)[number];

export type ResidentRole = 'OWNER' | 'TENANT' | 'FAMILY';
export type ParkingSpaceKind = 'UNDERGROUND' | 'SURFACE' | 'MECHANICAL';
export type FeeKind = 'PROPERTY_FEE' | 'PARKING_FEE';
export type ScheduleUsage = DwellingUsage | 'ANY';
export type Channel = 'STORE' | 'APP' | 'WEB' | 'PHONE' | 'IMPORT';
export type RepairCategory =
  | 'PLUMBING'
  | 'ELECTRICAL'
  | 'DOORS_AND_WINDOWS'
  | 'LIFT'
  | 'ACCESS_CONTROL'
  | 'PUBLIC_AREA'
  | 'OTHER';
export type RepairUrgency = 'NORMAL' | 'URGENT';
export type ComplaintSubject =
  | 'NOISE'
  | 'HYGIENE'
  | 'SECURITY'
  | 'PARKING'
  | 'STAFF'
  | 'FEES'
  | 'GREENERY'
  | 'OTHER';

/** Kinds of the transactions this company records, by the kind of fee. */
export const PAID_KIND = { PROPERTY_FEE: 'FEE_PAID', PARKING_FEE: 'PARKING_FEE_PAID' } as const;
export const REFUNDED_KIND = {
  PROPERTY_FEE: 'FEE_REFUNDED',
  PARKING_FEE: 'PARKING_FEE_REFUNDED',
} as const;
/** Item codes of the lines of those transactions. */
export const FEE_ITEM = { PROPERTY_FEE: 'PROPERTY-FEE', PARKING_FEE: 'PARKING-FEE' } as const;
