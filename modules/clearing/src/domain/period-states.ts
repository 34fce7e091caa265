/**
 * The life of a month: OPEN until it is cut off, then each step once, forwards. Disputes hold it; a payment that is
 * withdrawn brings a settled month back to approved. Nothing ever opens a month again: corrections go forward.
 */
export const PERIOD_STATES = [
  'OPEN',
  'CUT_OFF',
  'RECONCILED',
  'ISSUED',
  'DISPUTED',
  'APPROVED',
  'SETTLED',
] as const;
export type PeriodState = (typeof PERIOD_STATES)[number];

const NEXT: Readonly<Record<PeriodState, readonly PeriodState[]>> = {
  OPEN: ['CUT_OFF'],
  CUT_OFF: ['RECONCILED'],
  RECONCILED: ['ISSUED'],
  ISSUED: ['DISPUTED', 'APPROVED'],
  DISPUTED: ['ISSUED'],
  APPROVED: ['SETTLED'],
  SETTLED: ['APPROVED'],
};

export const mayMove = (from: PeriodState, to: PeriodState): boolean => NEXT[from].includes(to);
