/** Scorecards of the workbench: what they look at, how they did on unseen cases, and beside the one in force. */
import { argsOf, defineEnum, enumType, idInput } from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { ChallengerComparison } from '../application/watch-scorecards.ts';
import { FEATURES } from '../domain/assessment/features.ts';
import type { CardBin, CardCharacteristic } from '../domain/workbench/fitted-card.ts';
import type { CalibrationBand, PartReport } from '../domain/workbench/study.ts';
import { SCORECARD } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { policyVersionOf, type ScorecardRow, type ScorecardStep } from '../storage/scorecards.ts';
import { type CreditBuilder, DESK, seesAll } from './context.ts';
import { addMonitoring, decimal, discriminationRef } from './monitoring-types.ts';
import { addScorecardMutations } from './scorecard-mutations.ts';

const ScorecardStateEnum = defineEnum('ScorecardState', 'Where a scorecard stands.', {
  DRAFT: 'Fitted; scores nobody.',
  CHALLENGER: 'Runs in shadow beside the one in force.',
  CHAMPION: 'In force.',
  RETIRED: 'Withdrawn, or replaced.',
});

export function addScorecardTypes(builder: CreditBuilder, service: CreditService): void {
  const Card = addCard(builder, service);
  addMonitoring(builder, service);
  builder.queryFields((t) => ({
    scorecards: t.field({
      type: [Card],
      description: 'Fitted scorecards, newest first; at most 200.',
      access: DESK,
      args: {
        states: t.arg({
          type: [enumType(builder, ScorecardStateEnum)],
          description: 'Only in these states.',
        }),
      },
      resolve: (_root, { states }, { caller }) =>
        service.scorecards(caller, { states: states ?? undefined }),
    }),
    scorecard: t.field({
      type: Card,
      nullable: true,
      description: 'A scorecard by its id.',
      access: DESK,
      args: argsOf(
        builder,
        'scorecard',
        z.object({ id: idInput(SCORECARD).describe('The scorecard.') }),
      ),
      resolve: (_root, { id }, { caller }) => service.scorecard(caller, { id }),
    }),
    scorecardFeatures: t.stringList({
      description:
        'What of a firm a scorecard may look at: a card of only these can come into force.',
      access: DESK,
      resolve: () => [...FEATURES],
    }),
  }));
  addScorecardMutations(builder, service, Card);
}

function addCard(builder: CreditBuilder, service: CreditService) {
  const Bin = builder.objectRef<CardBin>('ScorecardBin').implement({
    description: 'A bin of a characteristic.',
    fields: (t) => ({
      below: t.float({
        nullable: true,
        description: 'Upper end, not included; null in the last bin.',
        resolve: ({ below }) => below,
      }),
      points: t.exposeInt('points', { description: 'Points it gives; more is safer.' }),
      good: t.exposeInt('good', { description: 'Good cases in it.' }),
      bad: t.exposeInt('bad', { description: 'Bad cases in it.' }),
      woe: t.field({
        type: 'Decimal',
        description: 'Weight of evidence, ln(bad% / good%).',
        resolve: ({ woe }) => decimal(woe),
      }),
    }),
  });
  const Characteristic = builder
    .objectRef<CardCharacteristic & { readonly psi: number | undefined }>('ScorecardCharacteristic')
    .implement({
      description: 'A characteristic of a scorecard, in bins a person can read.',
      fields: (t) => ({
        column: t.exposeString('column', { description: 'The column of the file.' }),
        feature: t.exposeString('feature', {
          nullable: true,
          description: 'What of a firm it is; null when nobody knows that of a firm.',
        }),
        iv: t.field({
          type: 'Decimal',
          description: 'Information value.',
          resolve: ({ iv }) => decimal(iv),
        }),
        psi: t.field({
          type: 'Decimal',
          nullable: true,
          description: 'Population stability from the earlier to the later cases.',
          resolve: ({ psi }) => (psi === undefined ? null : decimal(psi)),
        }),
        bins: t.field({
          type: [Bin],
          description: 'Its bins, rising.',
          resolve: ({ bins }) => [...bins],
        }),
        missingPoints: t.int({
          description: 'Points when it is not known.',
          resolve: ({ missing }) => missing.points,
        }),
      }),
    });
  const Part = builder.objectRef<PartReport>('ScorecardFitPart').implement({
    description: 'How a scorecard does on a part of its cases.',
    fields: (t) => ({
      cases: t.exposeInt('cases', { description: 'Cases.' }),
      bad: t.exposeInt('bad', { description: 'Bad ones.' }),
      auc: t.field({
        type: 'Decimal',
        description: 'Area under the ROC curve.',
        resolve: ({ auc }) => decimal(auc),
      }),
      ks: t.field({
        type: 'Decimal',
        description: 'Kolmogorov-Smirnov.',
        resolve: ({ ks }) => decimal(ks),
      }),
      gini: t.field({
        type: 'Decimal',
        description: '2 AUC - 1.',
        resolve: ({ gini }) => decimal(gini),
      }),
      from: t.exposeString('from', {
        nullable: true,
        description: 'Its first moment; null without time.',
      }),
      to: t.exposeString('to', { nullable: true, description: 'Its last moment.' }),
    }),
  });
  const Band = builder.objectRef<CalibrationBand>('CalibrationBand').implement({
    description: 'Scores of a band, and whether what they promised came true.',
    fields: (t) => ({
      from: t.exposeFloat('from', { description: 'Lowest score.' }),
      to: t.exposeFloat('to', { description: 'Highest score.' }),
      cases: t.exposeInt('cases', { description: 'Cases.' }),
      expected: t.field({
        type: 'Decimal',
        description: 'Mean probability of default by the score.',
        resolve: ({ expected }) => decimal(expected, 6),
      }),
      observed: t.field({
        type: 'Decimal',
        description: 'Share that was bad.',
        resolve: ({ observed }) => decimal(observed, 6),
      }),
    }),
  });
  const Step = builder.objectRef<ScorecardStep>('ScorecardStep').implement({
    description: 'A step in the life of a scorecard.',
    fields: (t) => ({
      no: t.exposeInt('no', { description: 'Its number, from 1.' }),
      act: t.exposeString('act', {
        description:
          'FIT, CHALLENGE, ASK_PROMOTE, PROMOTE, REPLACED, ASK_RETIRE, RETIRE or WITHDRAW.',
      }),
      person: t.string({
        nullable: true,
        description: 'Who; shown to the risk desk and auditors.',
        resolve: ({ person }, _args, { caller }) => (seesAll(caller) ? (person ?? null) : null),
      }),
      note: t.exposeString('note', { nullable: true, description: 'What was said.' }),
      at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    }),
  });
  const Comparison = addComparison(builder);
  return builder.objectRef<ScorecardRow>('Scorecard').implement({
    description: 'A scorecard fitted on past cases, with the report of its fit.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, crd_….', resolve: ({ id }) => fromUuid(SCORECARD, id) }),
      name: t.exposeString('name', { description: 'Its name.' }),
      version: t.exposeInt('version', { description: 'Its version under that name.' }),
      policy: t.string({
        description: 'What assessments by it are marked with.',
        resolve: policyVersionOf,
      }),
      state: t.expose('state', {
        type: enumType(builder, ScorecardStateEnum),
        description: 'Where it stands.',
      }),
      deployable: t.exposeBoolean('deployable', {
        description: 'Whether everything it looks at is known of firms; otherwise it is a study.',
      }),
      awaiting: t.string({
        nullable: true,
        description: 'PROMOTE or RETIRE while a second person must still do it.',
        resolve: ({ asked }) => asked?.act ?? null,
      }),
      base: t.int({
        description: 'Points that everybody starts with.',
        resolve: ({ card }) => card.base,
      }),
      characteristics: t.field({
        type: [Characteristic],
        description: 'What it looks at, in the order in which it was chosen.',
        resolve: ({ card, report }) =>
          card.characteristics.map((each) => ({
            ...each,
            psi: report.characteristicPsi[each.column],
          })),
      }),
      fileName: t.string({
        description: 'The file it was fitted on.',
        resolve: ({ fittedOn }) => fittedOn.fileName,
      }),
      fileSha256: t.string({
        description: 'SHA-256 of the file, hexadecimal.',
        resolve: ({ fittedOn }) => fittedOn.sha256,
      }),
      split: t.string({
        description:
          'TIME: fitted on the earlier, tried on the later cases. SEED: dealt by a seed, for want of a time column.',
        resolve: ({ report }) => report.split,
      }),
      train: t.field({
        type: Part,
        description: 'On the cases it was fitted on.',
        resolve: ({ report }) => report.train,
      }),
      test: t.field({
        type: Part,
        description: 'On cases it had never seen.',
        resolve: ({ report }) => report.test,
      }),
      psi: t.field({
        type: 'Decimal',
        description: 'Population stability of the score between both.',
        resolve: ({ report }) => decimal(report.psi),
      }),
      drift: t.string({
        description: 'STABLE below .1, SHIFTING below .25, else SHIFTED.',
        resolve: ({ report }) => report.drift,
      }),
      calibration: t.field({
        type: [Band],
        description: 'On the unseen cases, riskiest first.',
        resolve: ({ report }) => [...report.calibration],
      }),
      fittedAt: t.expose('fittedAt', { type: 'DateTime', description: 'When.' }),
      steps: t.field({
        type: [Step],
        description: 'Its history.',
        resolve: ({ id }, _args, { caller }) =>
          service.scorecardSteps(caller, { id: fromUuid(SCORECARD, id) }),
      }),
      comparison: t.field({
        type: Comparison,
        description: 'Beside the card in force, while it ran in shadow.',
        resolve: ({ id }, _args, { caller }) =>
          service.compareChallenger(caller, { id: fromUuid(SCORECARD, id) }),
      }),
    }),
  });
}

function addComparison(builder: CreditBuilder) {
  type Migration = ChallengerComparison['migrations'][number];
  const MigrationType = builder.objectRef<Migration>('GradeMigration').implement({
    description: 'Firms that the champion graded one way and the challenger another.',
    fields: (t) => ({
      from: t.exposeString('from', { description: "The champion's grade." }),
      to: t.exposeString('to', { description: "The challenger's grade." }),
      firms: t.exposeInt('firms', { description: 'How many.' }),
    }),
  });
  return builder.objectRef<ChallengerComparison>('ChallengerComparison').implement({
    description: 'A challenger beside the champion.',
    fields: (t) => ({
      firms: t.exposeInt('firms', { description: 'Firms both have scored.' }),
      agreed: t.exposeInt('agreed', { description: 'Those to which both give one grade.' }),
      meanChampion: t.exposeFloat('meanChampion', { description: 'Mean score by the champion.' }),
      meanChallenger: t.exposeFloat('meanChallenger', {
        description: 'Mean score by the challenger.',
      }),
      psi: t.field({
        type: 'Decimal',
        description: 'Of grades, from one to the other.',
        resolve: ({ psi }) => decimal(psi),
      }),
      migrations: t.field({
        type: [MigrationType],
        description: 'From grade to grade.',
        resolve: ({ migrations }) => [...migrations],
      }),
      ended: t.exposeInt('ended', { description: 'Firms whose cooperations have ended since.' }),
      bad: t.exposeInt('bad', { description: 'Those that ended in dispute or default.' }),
      champion: t.field({
        type: discriminationRef(builder),
        nullable: true,
        description: 'On those; null while all ended alike.',
        resolve: ({ champion }) => champion ?? null,
      }),
      challenger: t.field({
        type: discriminationRef(builder),
        nullable: true,
        description: 'On those.',
        resolve: ({ challenger }) => challenger ?? null,
      }),
    }),
  });
}

export type ScorecardType = ReturnType<typeof addCard>;
