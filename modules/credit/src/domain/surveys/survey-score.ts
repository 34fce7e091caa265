/** Scores a company's surveys by what became of what they said: right, foreseeing, complete, fresh. */
export interface SurveyRecord {
  readonly surveys: number;
  readonly facts: number;
  /** Taken back as wrong. */
  readonly retracted: number;
  /** Set aside by a person in favour of another company's word. */
  readonly overruled: number;
  /** Mean days between observing and telling. */
  readonly meanAgeDays: number;
  /** Mean share of the core facts that a survey held, 0 to 1. */
  readonly coreShare: number;
  /** Firms that defaulted afterwards: with, and without, a word of warning before. */
  readonly warned: number;
  readonly missed: number;
}

const WEIGHTS = { right: 35, foreseeing: 30, complete: 20, fresh: 15 } as const;
/** One wrong fact in twenty is as bad as it gets. */
const WRONG_AT_WORST = 0.05;
/** Told after half a year is as stale as it gets. */
const OLD_AT_WORST_DAYS = 180;
/** Without any default to foresee nobody is praised or blamed. */
const NO_EVIDENCE = 0.7;

export function surveyScore(record: SurveyRecord): {
  score: number;
  grade: 'A' | 'B' | 'C' | 'D' | 'E';
} {
  const { facts, retracted, overruled, warned, missed, coreShare, meanAgeDays } = record;
  const wrong = facts === 0 ? 0 : (retracted + overruled) / facts;
  const right = 1 - Math.min(1, wrong / WRONG_AT_WORST);
  const foreseeing = warned + missed === 0 ? NO_EVIDENCE : warned / (warned + missed);
  const fresh = 1 - Math.min(1, Math.max(0, meanAgeDays) / OLD_AT_WORST_DAYS);
  const score = Math.round(
    WEIGHTS.right * right +
      WEIGHTS.foreseeing * foreseeing +
      WEIGHTS.complete * Math.min(1, coreShare) +
      WEIGHTS.fresh * fresh,
  );
  const grade = score >= 85 ? 'A' : score >= 70 ? 'B' : score >= 55 ? 'C' : score >= 40 ? 'D' : 'E';
  return { score, grade };
}
