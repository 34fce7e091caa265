-- The workbench: scorecards fitted from a file, kept with the report of their fit, run in shadow beside the one in force,
-- and put in force by a second person. A fitted card is never changed; another fit is another version.
CREATE TABLE scorecard (
  id        uuid PRIMARY KEY,
  name      text NOT NULL,
  version   int NOT NULL,
  card      jsonb NOT NULL,
  -- What it was fitted on: file, hash, rows, columns, split.
  fitted_on jsonb NOT NULL,
  -- Discrimination, stability and calibration, on the part it was fitted on and on the later part.
  report    jsonb NOT NULL,
  -- False: it looks at columns that nobody knows of a firm; a study, never in force.
  deployable boolean NOT NULL,
  state     text NOT NULL CHECK (state IN ('DRAFT', 'CHALLENGER', 'CHAMPION', 'RETIRED')),
  fitted_by text,
  fitted_at timestamptz NOT NULL,
  asked_act text CHECK (asked_act IN ('PROMOTE', 'RETIRE')),
  asked_by  text,
  asked_at  timestamptz,
  CONSTRAINT scorecard_version UNIQUE (name, version)
);
CREATE UNIQUE INDEX scorecard_champion ON scorecard ((true)) WHERE state = 'CHAMPION';
CREATE INDEX scorecard_active ON scorecard (state) WHERE state IN ('CHALLENGER', 'CHAMPION');

CREATE TABLE scorecard_step (
  scorecard_id uuid NOT NULL REFERENCES scorecard,
  no           int NOT NULL,
  act          text NOT NULL,
  person       text,
  asked_by     text,
  note         text,
  at           timestamptz NOT NULL,
  PRIMARY KEY (scorecard_id, no)
);

-- What a challenger would have said, beside every assessment that counted.
CREATE TABLE shadow_assessment (
  assessment_id uuid NOT NULL REFERENCES assessment,
  scorecard_id  uuid NOT NULL REFERENCES scorecard,
  firm_id       uuid NOT NULL REFERENCES firm,
  score         int NOT NULL,
  grade         text NOT NULL,
  pd_ppm        int NOT NULL,
  at            timestamptz NOT NULL,
  PRIMARY KEY (scorecard_id, assessment_id)
);
CREATE INDEX shadow_assessment_firm ON shadow_assessment (scorecard_id, firm_id, at DESC);

ALTER TABLE assessment_due ADD COLUMN cause text NOT NULL DEFAULT 'STALE';

REVOKE UPDATE, DELETE ON scorecard, scorecard_step, shadow_assessment FROM ${role};
GRANT UPDATE (state, asked_act, asked_by, asked_at) ON scorecard TO ${role};
