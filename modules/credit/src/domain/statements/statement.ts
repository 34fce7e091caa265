/** One financial statement as read from a fact: its period, and exact amounts by caption of the standard chart. */
import { Decimal } from 'decimal.js';
import type { FactValue } from '../facts/fact-types.ts';
import { CAPTIONS, type Caption } from './chart.ts';

export interface Statement {
  /** `2025`, `2025-Q3` or `2025-H1`. */
  readonly period: string;
  readonly currency: string;
  readonly audited: boolean;
  readonly amounts: ReadonlyMap<Caption, Decimal>;
}

/** Amounts of captions outside the standard chart are kept in the fact and left out here. */
export function statementOf(value: FactValue<'FINANCIAL_STATEMENT'>): Statement {
  const { period, currency, audited, captions } = value;
  return {
    period,
    currency,
    audited,
    amounts: new Map(
      CAPTIONS.flatMap((caption) => {
        const amount = captions[caption];
        return amount === undefined ? [] : [[caption, new Decimal(amount)] as const];
      }),
    ),
  };
}

/** The same period a year earlier: 2025-Q3 → 2024-Q3. */
export function yearBefore(period: string): string {
  return `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`;
}

/** Days of the period, on a year of 365: what turns a turnover into days. */
export function daysOf(period: string): number {
  if (period.includes('-Q')) return 91.25;
  return period.includes('-H') ? 182.5 : 365;
}
