/** Commands of the scorecard workbench: fit, run in shadow, put in force by two people. */
import { commandField, defineEnum, idInput, namedInput } from '@guildhall/shared/graphql/index';
import { refuse } from '@guildhall/shared/outcome';
import { z } from 'zod';
import type { FittedScorecard } from '../application/fit-scorecard.ts';
import type { SteppedScorecard } from '../application/step-scorecard.ts';
import { SCORECARD } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { type CreditBuilder, RISK_DESK } from './context.ts';
import { text } from './firm-mutations.ts';
import type { ScorecardType } from './scorecard-types.ts';

const ScorecardActEnum = defineEnum(
  'ScorecardDecision',
  'What two people may decide about a scorecard.',
  {
    PROMOTE: 'A challenger comes into force.',
    RETIRE: "The card in force goes out; the house's own applies again.",
  },
);

const featureInput = namedInput(
  'ScorecardFeatureInput',
  z.object({
    column: text(200).describe('A column of the file.'),
    feature: text(80).describe('What of a firm it is; see scorecardFeatures.'),
  }),
);

export function addScorecardMutations(
  builder: CreditBuilder,
  service: CreditService,
  Card: ScorecardType,
): void {
  const card = { type: Card, nullable: true, description: 'The scorecard.' } as const;
  const Fitted = builder.objectRef<FittedScorecard>('FittedScorecard').implement({
    description: 'A scorecard that was fitted.',
    fields: (t) => ({
      scorecard: t.field({
        ...card,
        resolve: ({ scorecardId }, _args, { caller }) =>
          service.scorecard(caller, { id: scorecardId }),
      }),
    }),
  });
  commandField(builder, 'fitScorecard', {
    description:
      'Fits a scorecard on a CSV file of past cases (gzip or not, at most 20 MiB), tries it on the later ones, and keeps it as a draft.',
    access: RISK_DESK,
    success: Fitted,
    input: z.object({
      name: z
        .string()
        .trim()
        .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
        .describe('A name: small letters, digits, dashes.'),
      fileName: text(200).describe('What the file is called.'),
      content: z.string().min(1).describe('The file, base64.'),
      target: text(200).describe('The column that says how it ended: 1, bad, true, yes is bad.'),
      time: text(200)
        .optional()
        .describe(
          'The column that says when; sorts as text (ISO dates, years). Without it the split is by seed, and not honest in time.',
        ),
      ignore: z
        .array(text(200))
        .max(500)
        .default([])
        .describe('Columns to leave out, such as ids.'),
      features: z
        .array(featureInput)
        .max(200)
        .default([])
        .describe('What columns are of a firm. With any, only these are looked at.'),
      trainPercent: z
        .int()
        .min(30)
        .max(90)
        .default(70)
        .describe('Share of the cases to fit on, the earlier ones, percent; 70 when left out.'),
      maxCharacteristics: z.int().min(1).max(15).default(15).describe('Characteristics at most.'),
      seed: z
        .int()
        .min(0)
        .max(2_147_483_647)
        .default(1)
        .describe('Deals the cases when there is no time column.'),
    }),
    execute: (caller, { content, features, trainPercent, ...input }) => {
      const bytes = Buffer.from(content, 'base64');
      if (bytes.length === 0)
        return Promise.resolve(refuse('VALIDATION', 'CREDIT_EVIDENCE_ENCODING', {}, ['content']));
      const named = Object.fromEntries(features.map(({ column, feature }) => [column, feature]));
      return service.fitScorecard(caller, {
        ...input,
        bytes,
        features: named,
        trainShare: trainPercent / 100,
      });
    },
  });
  const Stepped = builder.objectRef<SteppedScorecard>('SteppedScorecard').implement({
    description: 'A scorecard that took a step.',
    fields: (t) => ({
      scorecard: t.field({
        ...card,
        resolve: ({ scorecardId }, _args, { caller }) =>
          service.scorecard(caller, { id: scorecardId }),
      }),
      awaiting: t.exposeString('awaiting', {
        nullable: true,
        description: 'PROMOTE or RETIRE while a second person must still do it; null once done.',
      }),
    }),
  });
  const step = z.object({
    scorecardId: idInput(SCORECARD).describe('The scorecard.'),
    note: text(2000).optional().describe('What is to be said about it.'),
  });
  commandField(builder, 'challengeScorecard', {
    description: 'Runs a scorecard in shadow beside the one in force.',
    access: RISK_DESK,
    success: Stepped,
    input: step,
    execute: (caller, input) => service.challengeScorecard(caller, input),
  });
  commandField(builder, 'withdrawScorecard', {
    description: 'Ends the shadow run of a scorecard, or lays a draft aside.',
    access: RISK_DESK,
    success: Stepped,
    input: step,
    execute: (caller, input) => service.withdrawScorecard(caller, input),
  });
  commandField(builder, 'decideScorecard', {
    description:
      'Puts a challenger in force, or takes the card in force out: the first person asks, the same call by another does it; never the one who fitted it. Every firm is scored again.',
    access: RISK_DESK,
    success: Stepped,
    input: step.extend({ decision: ScorecardActEnum.describe('What.') }),
    execute: (caller, input) => service.decideScorecard(caller, input),
  });
}
