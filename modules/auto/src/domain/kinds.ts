/** Closed lists of words that the company's records use. */
export const POWERTRAINS = [
  'PETROL',
  'DIESEL',
  'HYBRID',
  'PLUG_IN_HYBRID',
  'RANGE_EXTENDED',
  'ELECTRIC',
] as const;
export type Powertrain = (typeof POWERTRAINS)[number];

export const SALE_LINE_KINDS = [
  'VEHICLE',
  'OPTION',
  'ACCESSORY',
  'INSURANCE',
  'REGISTRATION',
] as const;
export type SaleLineKind = (typeof SALE_LINE_KINDS)[number];

export const SERVICE_CATEGORIES = [
  'MAINTENANCE',
  'REPAIR',
  'TYRES',
  'BODYWORK',
  'INSPECTION',
  'CAR_WASH',
] as const;
export type ServiceCategory = (typeof SERVICE_CATEGORIES)[number];

export type ServiceItemKind = 'LABOUR' | 'PART';
export const SERVICE_UNITS = ['HOUR', 'JOB', 'PIECE', 'LITRE', 'SET'] as const;
export type ServiceUnit = (typeof SERVICE_UNITS)[number];

export type Channel = 'STORE' | 'APP' | 'WEB' | 'PHONE' | 'IMPORT';

/** Kinds of the transactions this company records. */
export const TRANSACTION_KINDS = {
  vehicleSold: 'VEHICLE_SOLD',
  vehicleSaleCancelled: 'VEHICLE_SALE_CANCELLED',
  serviceDone: 'SERVICE_DONE',
  serviceRefunded: 'SERVICE_REFUNDED',
} as const;
