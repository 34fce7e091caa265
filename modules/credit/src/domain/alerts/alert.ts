/** What those who are exposed to a firm, or asked to hear of it, are told. */
import type { AlertCode } from './alert-codes.ts';

export const ALERT_KINDS = [
  'FACT',
  'SCORE',
  'LIST',
  'RELATED_PARTY',
  'EXPOSURE',
  'OUTCOME',
  'DEADLINE',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const ALERT_SEVERITIES = ['INFO', 'WARNING', 'CRITICAL'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

export interface AlertDraft {
  readonly firmId: string;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly code: AlertCode;
  /** Typed particulars; ids, codes and amounts, never names of people. */
  readonly detail: Readonly<Record<string, string | number>>;
  /** Unique: the same cause raises one alert. */
  readonly cause: string;
  /** Only companies of this scope; everybody when empty or absent. */
  readonly scope?: readonly string[];
  /** A company that did it itself and need not be told. */
  readonly except?: string;
  /** Exactly these companies (and the risk desk where it is serious), exposed or not. */
  readonly tell?: readonly string[];
}

/** How far down the ladder of grades; better grades first. */
export function gradeAlert(
  grades: readonly string[],
  before: string | null,
  after: string,
): Pick<AlertDraft, 'severity' | 'code'> | undefined {
  if (before === null || before === after) return undefined;
  const [from, to] = [grades.indexOf(before), grades.indexOf(after)];
  if (to < from) return { severity: 'INFO', code: 'GRADE_ROSE' };
  return { severity: to >= grades.length - 2 ? 'CRITICAL' : 'WARNING', code: 'GRADE_FELL' };
}

const MARKS = [80, 100] as const;
type Mark = (typeof MARKS)[number];

/** The highest mark of use, percent of the limit, that was crossed upwards; undefined when none was. */
export function crossedMark(limit: bigint, before: bigint, after: bigint): Mark | undefined {
  if (after <= before) return undefined;
  return MARKS.findLast((mark) => {
    const line = limit * BigInt(mark);
    return before * 100n < line && after * 100n >= line;
  });
}
