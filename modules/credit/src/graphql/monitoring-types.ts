/** How the card in force, and the companies' surveys, do in life. */
import type { SurveyGrade } from '../application/grade-surveys.ts';
import type { GradeWatch, ScorecardMonitoring } from '../application/watch-scorecards.ts';
import type { Discrimination } from '../domain/assessment/discrimination.ts';
import type { CreditService } from '../service.ts';
import { type CreditBuilder, DESK } from './context.ts';

export const decimal = (value: number, digits = 4): string => value.toFixed(digits);

const discriminations = new WeakMap<object, ReturnType<typeof addDiscrimination>>();

/** The type, made once per builder. */
export function discriminationRef(builder: CreditBuilder): ReturnType<typeof addDiscrimination> {
  const known = discriminations.get(builder);
  if (known !== undefined) return known;
  const made = addDiscrimination(builder);
  discriminations.set(builder, made);
  return made;
}

function addDiscrimination(builder: CreditBuilder) {
  return builder.objectRef<Discrimination>('Discrimination').implement({
    description: 'How well a score tells bad from good.',
    fields: (t) => ({
      auc: t.field({
        type: 'Decimal',
        description: 'Area under the ROC curve.',
        resolve: ({ auc }) => decimal(auc),
      }),
      ks: t.field({
        type: 'Decimal',
        description: 'Kolmogorov-Smirnov: largest gap between the two.',
        resolve: ({ ks }) => decimal(ks),
      }),
      gini: t.field({
        type: 'Decimal',
        description: '2 AUC - 1.',
        resolve: ({ gini }) => decimal(gini),
      }),
    }),
  });
}

export function addMonitoring(builder: CreditBuilder, service: CreditService): void {
  const Watch = builder.objectRef<GradeWatch>('GradeWatch').implement({
    description: 'A grade then and now.',
    fields: (t) => ({
      grade: t.exposeString('grade', { description: 'The grade.' }),
      baselineShare: t.field({
        type: 'Decimal',
        description: 'Share of firms in it when the card was made.',
        resolve: (w) => decimal(w.baselineShare),
      }),
      share: t.field({
        type: 'Decimal',
        description: 'Share of firms in it now.',
        resolve: (w) => decimal(w.share),
      }),
      firms: t.exposeInt('firms', { description: 'Firms in it now.' }),
      expected: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Mean probability of default by the score.',
        resolve: ({ expected }) => (expected === undefined ? null : decimal(expected, 6)),
      }),
      ended: t.exposeInt('ended', {
        description: 'Firms first graded so whose cooperations have ended since.',
      }),
      bad: t.exposeInt('bad', { description: 'Those that ended badly.' }),
    }),
  });
  const Monitoring = builder.objectRef<ScorecardMonitoring>('ScorecardMonitoring').implement({
    description: 'How the card in force does in life.',
    fields: (t) => ({
      policy: t.exposeString('policy', { description: 'The card in force.' }),
      firms: t.exposeInt('firms', { description: 'Firms it has scored.' }),
      psi: t.field({
        type: 'Decimal',
        description: 'Population stability of grades since it was made.',
        resolve: ({ psi }) => decimal(psi),
      }),
      drift: t.exposeString('drift', {
        description: 'STABLE below .1, SHIFTING below .25, else SHIFTED.',
      }),
      grades: t.field({
        type: [Watch],
        description: 'Grade by grade, best first.',
        resolve: ({ grades }) => [...grades],
      }),
      discrimination: t.field({
        type: discriminationRef(builder),
        nullable: true,
        description: 'On cooperations that ended since; null while all ended alike.',
        resolve: ({ discrimination }) => discrimination ?? null,
      }),
    }),
  });
  const Grade = builder.objectRef<SurveyGrade>('SurveyGrade').implement({
    description: "How good a company's surveys are, from what became of what they said.",
    fields: (t) => ({
      subsidiary: t.exposeString('subsidiary', { description: 'The company.' }),
      grade: t.exposeString('grade', { description: 'A (best) to E.' }),
      score: t.exposeInt('score', {
        description: '0 to 100: right 35, foreseeing 30, complete 20, fresh 15.',
      }),
      surveys: t.exposeInt('surveys', { description: 'Surveys it made.' }),
      facts: t.exposeInt('facts', { description: 'Facts it told.' }),
      retracted: t.exposeInt('retracted', { description: 'Taken back as wrong.' }),
      overruled: t.exposeInt('overruled', {
        description: "Set aside by a person for another company's word.",
      }),
      coreShare: t.field({
        type: 'Decimal',
        description: 'Mean share of core facts in a survey, 0 to 1.',
        resolve: ({ coreShare }) => decimal(coreShare),
      }),
      meanAgeDays: t.field({
        type: 'Decimal',
        description: 'Mean days between observing and telling.',
        resolve: ({ meanAgeDays }) => decimal(meanAgeDays, 1),
      }),
      warned: t.exposeInt('warned', {
        description: 'Firms that defaulted after it had warned of them.',
      }),
      missed: t.exposeInt('missed', {
        description: 'Firms that defaulted though it had surveyed them without a warning.',
      }),
    }),
  });
  builder.queryFields((t) => ({
    scorecardMonitoring: t.field({
      type: Monitoring,
      description:
        'Whether the population has moved away from the card in force, and its promises from what came true.',
      access: DESK,
      resolve: () => service.monitorScorecard(),
    }),
    surveyGrades: t.field({
      type: [Grade],
      description: "A grade of each company's surveys.",
      access: DESK,
      resolve: () => service.gradeSurveys(),
    }),
  }));
}
