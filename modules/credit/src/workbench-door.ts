/** The scorecard workbench, monitoring, and witnesses of the shared log; spread into the service. */
import { toUuid } from '@guildhall/shared/ids';
import type { DoorCommand, ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { type FitScorecard, fitScorecardFromFile } from './application/fit-scorecard.ts';
import { gradeSurveys } from './application/grade-surveys.ts';
import { reader } from './application/read-firms.ts';
import { logEntries } from './application/shared-log.ts';
import {
  challengeScorecard,
  type DecideScorecard,
  decideScorecard,
  type StepScorecard,
  withdrawScorecard,
} from './application/step-scorecard.ts';
import { compareChallenger, monitorScorecard } from './application/watch-scorecards.ts';
import {
  type AddCosignatures,
  addCosignatures,
  type TrustWitness,
  trustWitness,
} from './application/witness-log.ts';
import { SCORECARD, type ScorecardId } from './ids.ts';
import { type ScorecardState, scorecardSteps, scorecards } from './storage/scorecards.ts';

interface OfScorecard {
  readonly id: ScorecardId;
}

export function workbenchDoor(kit: ModuleKit) {
  const db = () => reader(kit);
  return {
    fitScorecard: (caller: Principal, input: FitScorecard) =>
      fitScorecardFromFile(kit, caller, input),
    challengeScorecard: (caller: Principal, input: StepScorecard) =>
      challengeScorecard(kit, caller, input),
    withdrawScorecard: (caller: Principal, input: StepScorecard) =>
      withdrawScorecard(kit, caller, input),
    decideScorecard: (caller: Principal, input: DecideScorecard) =>
      decideScorecard(kit, caller, input),
    scorecards: (_: Principal, { states }: { states?: readonly ScorecardState[] | undefined }) =>
      scorecards(db(), states === undefined ? {} : { states }),
    scorecard: async (_: Principal, { id }: OfScorecard) =>
      (await scorecards(db(), { ids: [toUuid(SCORECARD, id)] }))[0] ?? null,
    scorecardSteps: (_: Principal, { id }: OfScorecard) =>
      scorecardSteps(db(), toUuid(SCORECARD, id)),
    compareChallenger: (_: Principal, { id }: OfScorecard) => compareChallenger(db(), id),
    monitorScorecard: () => monitorScorecard(db()),
    gradeSurveys: () => gradeSurveys(db()),
    trustWitness: (caller: Principal, input: TrustWitness) => trustWitness(kit, caller, input),
    addCosignatures: (caller: Principal, input: AddCosignatures) =>
      addCosignatures(kit, caller, input),
    logEntries: (_: Principal, { index }: { index: number }) => logEntries(kit, index),
  } satisfies Record<string, DoorCommand>;
}
