/**
 * How scorecards do in life: a challenger beside the champion, and whether the population has moved away from what the card
 * in force was made for, and its probabilities from what came true.
 */
import { toUuid } from '@guildhall/shared/ids';
import {
  type Discrimination,
  discrimination,
  driftOf,
  populationStability,
} from '../domain/assessment/discrimination.ts';
import { CURRENT_POLICY, GRADES } from '../domain/assessment/policy.ts';
import { SCORECARD, type ScorecardId } from '../ids.ts';
import {
  comparedWith,
  policyVersionOf,
  scorecards,
  type Watched,
  watchedScores,
} from '../storage/scorecards.ts';
import type { Db } from '../storage/tables.ts';

export interface ChallengerComparison {
  readonly firms: number;
  /** Firms to which both give the same grade. */
  readonly agreed: number;
  readonly meanChampion: number;
  readonly meanChallenger: number;
  /** Of grades, from champion to challenger. */
  readonly psi: number;
  readonly migrations: readonly {
    readonly from: string;
    readonly to: string;
    readonly firms: number;
  }[];
  /** Firms whose cooperations after the assessment have ended, and how many of them badly. */
  readonly ended: number;
  readonly bad: number;
  readonly champion: Discrimination | undefined;
  readonly challenger: Discrimination | undefined;
}

export async function compareChallenger(db: Db, id: ScorecardId): Promise<ChallengerComparison> {
  const rows = await comparedWith(db, toUuid(SCORECARD, id));
  const migrations = new Map<string, { from: string; to: string; firms: number }>();
  for (const { championGrade: from, challengerGrade: to } of rows) {
    const key = `${from} ${to}`;
    const known = migrations.get(key) ?? { from, to, firms: 0 };
    migrations.set(key, { ...known, firms: known.firms + 1 });
  }
  const ended = rows.filter(({ bad }) => bad !== null);
  return {
    firms: rows.length,
    agreed: rows.filter(({ championGrade, challengerGrade }) => championGrade === challengerGrade)
      .length,
    meanChampion: mean(rows.map(({ championScore }) => championScore)),
    meanChallenger: mean(rows.map(({ challengerScore }) => challengerScore)),
    psi: populationStability(
      gradeShares(rows.map(({ championGrade }) => championGrade)),
      gradeShares(rows.map(({ challengerGrade }) => challengerGrade)),
    ),
    migrations: [...migrations.values()].sort(
      (a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to),
    ),
    ended: ended.length,
    bad: ended.filter(({ bad }) => bad === true).length,
    champion: tellsApart(ended.map(({ championScore, bad }) => ({ score: championScore, bad }))),
    challenger: tellsApart(
      ended.map(({ challengerScore, bad }) => ({ score: challengerScore, bad })),
    ),
  };
}

export interface GradeWatch {
  readonly grade: string;
  /** Share of firms in it when the card was made (or first scored by it), and now. */
  readonly baselineShare: number;
  readonly share: number;
  readonly firms: number;
  /** Mean probability of default by the score, and what came true among firms whose cooperations ended. */
  readonly expected: number | undefined;
  readonly ended: number;
  readonly bad: number;
}

export interface ScorecardMonitoring {
  readonly policy: string;
  readonly firms: number;
  readonly psi: number;
  readonly drift: string;
  readonly grades: readonly GradeWatch[];
  readonly discrimination: Discrimination | undefined;
}

/** The card in force: the champion, or the house's own. */
export async function monitorScorecard(db: Db): Promise<ScorecardMonitoring> {
  const [champion] = await scorecards(db, { states: ['CHAMPION'] });
  const policy = champion === undefined ? CURRENT_POLICY.version : policyVersionOf(champion);
  const rows = await watchedScores(db, policy);
  const now = rows.filter(({ baseline }) => !baseline);
  const first = rows.filter(({ baseline }) => baseline);
  const expected = champion?.report.gradeShares ?? gradeShares(first.map(({ grade }) => grade));
  const actual = gradeShares(now.map(({ grade }) => grade));
  const psi = now.length === 0 ? 0 : populationStability(expected, actual);
  // Outcomes count against the first score: it is the one that could not know them.
  const ended = first.filter(({ bad }) => bad !== null);
  return {
    policy,
    firms: now.length,
    psi,
    drift: driftOf(psi),
    grades: GRADES.map((grade, i) =>
      gradeWatch(grade, expected[i] ?? 0, actual[i] ?? 0, now, ended),
    ),
    discrimination: tellsApart(ended.map(({ score, bad }) => ({ score, bad }))),
  };
}

function gradeWatch(
  grade: string,
  baselineShare: number,
  share: number,
  now: readonly Watched[],
  ended: readonly Watched[],
): GradeWatch {
  const own = now.filter((row) => row.grade === grade);
  const over = ended.filter((row) => row.grade === grade);
  return {
    grade,
    baselineShare,
    share,
    firms: own.length,
    expected: own.length === 0 ? undefined : mean(own.map(({ pdPpm }) => pdPpm)) / 1e6,
    ended: over.length,
    bad: over.filter(({ bad }) => bad === true).length,
  };
}

const rank = (grade: string): number => (GRADES as readonly string[]).indexOf(grade);
const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

function gradeShares(grades: readonly string[]): number[] {
  return GRADES.map(
    (grade) => grades.filter((each) => each === grade).length / Math.max(1, grades.length),
  );
}

/** Undefined while only good ones, or only bad ones, have ended. */
function tellsApart(
  rows: readonly { score: number; bad: boolean | null }[],
): Discrimination | undefined {
  const bads = rows.filter(({ bad }) => bad === true).length;
  if (bads === 0 || bads === rows.length) return undefined;
  return discrimination(rows.map(({ score, bad }) => ({ risk: -score, bad: bad === true })));
}
