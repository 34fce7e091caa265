/** Scorecards fitted on past cases, how the card in force does, and how good each company's surveys are. */
import { RefusalParts } from '../../../graphql/commands.ts';
import { graphql } from '../../../graphql/graphql.ts';

export const Scorecards = graphql(`
  query RiskScorecards {
    scorecards {
      id
      name
      version
      policy
      state
      awaiting
      deployable
      fittedAt
      psi
      drift
      test {
        auc
        ks
        gini
        cases
      }
    }
    scorecardFeatures
  }
`);

export const Monitoring = graphql(`
  query RiskScorecardMonitoring {
    scorecardMonitoring {
      policy
      firms
      psi
      drift
      discrimination {
        auc
        gini
        ks
      }
      grades {
        grade
        firms
        share
        baselineShare
        ended
        bad
        expected
      }
    }
  }
`);

export const RiskScorecard = graphql(`
  query RiskScorecard($id: ID!) {
    scorecard(id: $id) {
      id
      name
      version
      policy
      state
      awaiting
      deployable
      base
      split
      psi
      drift
      fileName
      fileSha256
      fittedAt
      train {
        cases
        bad
        auc
        ks
        gini
        from
        to
      }
      test {
        cases
        bad
        auc
        ks
        gini
        from
        to
      }
      calibration {
        from
        to
        cases
        expected
        observed
      }
      characteristics {
        column
        feature
        iv
        psi
        missingPoints
        bins {
          below
          good
          bad
          woe
          points
        }
      }
      comparison {
        firms
        agreed
        meanChampion
        meanChallenger
        psi
        ended
        bad
        champion {
          auc
          ks
        }
        challenger {
          auc
          ks
        }
        migrations {
          from
          to
          firms
        }
      }
      steps {
        no
        act
        person
        note
        at
      }
    }
  }
`);

export const FitScorecard = graphql(
  `
    mutation RiskFitScorecard($input: FitScorecardInput!) {
      fitScorecard(input: $input) {
        __typename
        ... on FittedScorecard {
          scorecard {
            id
          }
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ChallengeScorecard = graphql(
  `
    mutation RiskChallengeScorecard($input: ChallengeScorecardInput!) {
      challengeScorecard(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const DecideScorecard = graphql(
  `
    mutation RiskDecideScorecard($input: DecideScorecardInput!) {
      decideScorecard(input: $input) {
        __typename
        ... on SteppedScorecard {
          awaiting
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const WithdrawScorecard = graphql(
  `
    mutation RiskWithdrawScorecard($input: WithdrawScorecardInput!) {
      withdrawScorecard(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const SurveyGrades = graphql(`
  query RiskSurveyGrades {
    surveyGrades {
      subsidiary
      grade
      score
      surveys
      facts
      retracted
      overruled
      meanAgeDays
      coreShare
      warned
      missed
    }
  }
`);
