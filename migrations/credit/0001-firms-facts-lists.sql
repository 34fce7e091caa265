-- Counterparties: who they are, what each subsidiary said about them and when, which lists they are on, every screening
-- answer, the group's exposure to them, and the leaves of the shared log. What was said or decided is never rewritten:
-- those tables lose UPDATE and DELETE at the end of this file.

-- A firm is keyed by a verified code and by nothing else; two firms are never merged by name.
CREATE TABLE firm (
  id            uuid PRIMARY KEY,
  code_kind     text NOT NULL CHECK (code_kind IN ('USCC', 'LEI', 'LOCAL')),
  code          text NOT NULL,
  -- A sole trader is a natural person: its facts are personal information.
  sole_trader   boolean NOT NULL,
  division_code text,
  -- A branch (分公司) is an edge to the firm it belongs to, not a firm of its own standing.
  parent_id     uuid REFERENCES firm,
  registered_by text NOT NULL,
  registered_at timestamptz NOT NULL,
  CONSTRAINT firm_code UNIQUE (code)
);

-- Registered, former, short and English names with their periods. `grams` are the pairs of neighbouring characters of
-- the normalised name: the index does not depend on the database's collation, under which pg_trgm may ignore Han.
CREATE TABLE firm_name (
  id          uuid PRIMARY KEY,
  firm_id     uuid NOT NULL REFERENCES firm,
  kind        text NOT NULL CHECK (kind IN ('REGISTERED', 'FORMER', 'SHORT', 'ENGLISH')),
  name        text NOT NULL,
  normal      text NOT NULL,
  grams       text[] NOT NULL,
  valid_from  date,
  valid_to    date,
  recorded_at timestamptz NOT NULL,
  source      text NOT NULL
);
CREATE INDEX firm_name_firm ON firm_name (firm_id);
CREATE INDEX firm_name_normal ON firm_name (normal);
CREATE INDEX firm_name_grams ON firm_name USING gin (grams);
CREATE UNIQUE INDEX firm_name_once ON firm_name (firm_id, kind, name);

-- Files behind facts, lists and appeals; the bytes lie in the evidence store under their hash.
CREATE TABLE evidence (
  id         uuid PRIMARY KEY,
  firm_id    uuid NOT NULL REFERENCES firm,
  sha256     bytea NOT NULL CHECK (length(sha256) = 32),
  media_type text NOT NULL,
  bytes      bigint NOT NULL CHECK (bytes > 0),
  name       text NOT NULL,
  stored_by  text NOT NULL,
  stored_at  timestamptz NOT NULL,
  CONSTRAINT evidence_once UNIQUE (firm_id, sha256)
);

CREATE TABLE survey (
  id          uuid PRIMARY KEY,
  firm_id     uuid NOT NULL REFERENCES firm,
  subsidiary  text NOT NULL,
  surveyed_on date NOT NULL,
  surveyor    text,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX survey_firm ON survey (firm_id, recorded_at);

-- One thing one subsidiary said: true from observed_at, known from recorded_at. Taking it back keeps the row, so that
-- what was known earlier can still be shown. `digest` makes the same statement count once.
CREATE TABLE fact (
  id           uuid PRIMARY KEY,
  firm_id      uuid NOT NULL REFERENCES firm,
  survey_id    uuid REFERENCES survey,
  subsidiary   text NOT NULL,
  type         text NOT NULL,
  item         text NOT NULL,
  value        jsonb NOT NULL,
  observed_at  timestamptz NOT NULL,
  valid_until  timestamptz,
  recorded_at  timestamptz NOT NULL,
  source       text NOT NULL,
  confidence   smallint NOT NULL CHECK (confidence BETWEEN 0 AND 100),
  evidence_ids uuid[] NOT NULL DEFAULT '{}',
  digest       bytea NOT NULL,
  retracted_at timestamptz,
  retracted_by text,
  retraction   text
);
CREATE INDEX fact_firm ON fact (firm_id);
CREATE UNIQUE INDEX fact_once ON fact (firm_id, digest) WHERE retracted_at IS NULL;

-- A person's choice among conflicting facts.
CREATE TABLE fact_choice (
  id         uuid PRIMARY KEY,
  firm_id    uuid NOT NULL REFERENCES firm,
  fact_id    uuid NOT NULL REFERENCES fact,
  type       text NOT NULL,
  item       text NOT NULL,
  reason     text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamptz NOT NULL
);
CREATE INDEX fact_choice_firm ON fact_choice (firm_id);

-- The dispute mark on a fact, to be answered by a deadline.
CREATE TABLE fact_dispute (
  id         uuid PRIMARY KEY,
  firm_id    uuid NOT NULL REFERENCES firm,
  fact_id    uuid NOT NULL REFERENCES fact,
  grounds    text NOT NULL,
  opened_by  text NOT NULL,
  opened_at  timestamptz NOT NULL,
  deadline   timestamptz NOT NULL,
  resolution text CHECK (resolution IN ('UPHELD', 'RETRACTED')),
  answer     text,
  closed_by  text,
  closed_at  timestamptz
);
CREATE INDEX fact_dispute_firm ON fact_dispute (firm_id);
CREATE UNIQUE INDEX fact_dispute_open ON fact_dispute (fact_id) WHERE closed_at IS NULL;

-- Whitelist, watchlist, blacklist. An empty scope is the whole group. Acts that take two people are asked for by one
-- (asked_*) and confirmed by another.
CREATE TABLE list_entry (
  id           uuid PRIMARY KEY,
  firm_id      uuid NOT NULL REFERENCES firm,
  list         text NOT NULL CHECK (list IN ('WHITELIST', 'WATCHLIST', 'BLACKLIST')),
  scope        text[] NOT NULL,
  reason_code  text NOT NULL,
  note         text,
  overridable  boolean NOT NULL,
  effective_on date NOT NULL,
  review_on    date NOT NULL,
  expires_on   date,
  state        text NOT NULL,
  proposed_by  text NOT NULL,
  proposed_at  timestamptz NOT NULL,
  asked_act    text,
  asked_by     text,
  asked_at     timestamptz,
  asked_note   text,
  CHECK ((asked_act IS NULL) = (asked_by IS NULL))
);
CREATE INDEX list_entry_firm ON list_entry (firm_id);
CREATE INDEX list_entry_due ON list_entry (review_on) WHERE state IN ('ACTIVE', 'APPEALED', 'UPHELD');

-- Each step an entry took: the people behind it, by person and by account.
CREATE TABLE list_step (
  entry_id   uuid NOT NULL REFERENCES list_entry,
  no         int NOT NULL,
  act        text NOT NULL,
  from_state text,
  to_state   text NOT NULL,
  person     text,
  account    text,
  asked_by   text,
  note       text,
  at         timestamptz NOT NULL,
  PRIMARY KEY (entry_id, no)
);

CREATE TABLE list_evidence (
  entry_id    uuid NOT NULL REFERENCES list_entry,
  evidence_id uuid NOT NULL REFERENCES evidence,
  added_by    text NOT NULL,
  added_at    timestamptz NOT NULL,
  PRIMARY KEY (entry_id, evidence_id)
);

CREATE TABLE appeal (
  id         uuid PRIMARY KEY,
  entry_id   uuid NOT NULL REFERENCES list_entry,
  grounds    text NOT NULL,
  filed_by   text NOT NULL,
  filed_at   timestamptz NOT NULL,
  deadline   timestamptz NOT NULL,
  decision   text CHECK (decision IN ('UPHELD', 'REMOVED', 'LAPSED')),
  decided_at timestamptz
);
CREATE UNIQUE INDEX appeal_open ON appeal (entry_id) WHERE decided_at IS NULL;

CREATE TABLE assessment (
  id            uuid PRIMARY KEY,
  firm_id       uuid NOT NULL REFERENCES firm,
  policy        text NOT NULL,
  score         int NOT NULL,
  grade         text NOT NULL,
  pd_ppm        int NOT NULL,
  limit_minor   bigint NOT NULL,
  currency      text NOT NULL,
  standing      jsonb NOT NULL,
  contributions jsonb NOT NULL,
  reasons       text[] NOT NULL,
  missing       text[] NOT NULL,
  cause         text NOT NULL,
  assessed_at   timestamptz NOT NULL,
  -- Orders assessments of one instant.
  no            bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX assessment_latest ON assessment (firm_id, assessed_at DESC, no DESC);

-- The group's open amount to a firm, against one limit. The row is the lock: reserving is one conditional update.
-- `set_limit_minor` is a limit set by hand; without one the latest assessment's applies.
CREATE TABLE exposure (
  firm_id         uuid PRIMARY KEY REFERENCES firm,
  currency        text NOT NULL,
  set_limit_minor bigint CHECK (set_limit_minor >= 0),
  used_minor      bigint NOT NULL DEFAULT 0 CHECK (used_minor >= 0),
  reserved_minor  bigint NOT NULL DEFAULT 0 CHECK (reserved_minor >= 0)
);

CREATE TABLE exposure_reservation (
  id             uuid PRIMARY KEY,
  firm_id        uuid NOT NULL REFERENCES firm,
  subsidiary     text NOT NULL,
  reference      text NOT NULL,
  currency       text NOT NULL,
  reserved_minor bigint NOT NULL CHECK (reserved_minor >= 0),
  used_minor     bigint NOT NULL DEFAULT 0 CHECK (used_minor >= 0),
  state          text NOT NULL CHECK (state IN ('RESERVED', 'USED', 'RELEASED', 'EXPIRED')),
  created_at     timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,
  CONSTRAINT exposure_reservation_reference UNIQUE (subsidiary, reference)
);
CREATE INDEX exposure_reservation_firm ON exposure_reservation (firm_id);
CREATE INDEX exposure_reservation_due ON exposure_reservation (expires_at) WHERE state = 'RESERVED';

CREATE TABLE exposure_movement (
  id             uuid PRIMARY KEY,
  firm_id        uuid NOT NULL REFERENCES firm,
  reservation_id uuid REFERENCES exposure_reservation,
  subsidiary     text NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('RESERVE', 'USE', 'RELEASE', 'EXPIRE', 'SETTLE')),
  amount_minor   bigint NOT NULL CHECK (amount_minor > 0),
  used_after     bigint NOT NULL,
  reserved_after bigint NOT NULL,
  at             timestamptz NOT NULL
);
CREATE INDEX exposure_movement_firm ON exposure_movement (firm_id, at);

CREATE TABLE cooperation_outcome (
  id           uuid PRIMARY KEY,
  firm_id      uuid NOT NULL REFERENCES firm,
  subsidiary   text NOT NULL,
  external_id  text NOT NULL,
  screening_id uuid,
  result       text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency     text NOT NULL,
  days_late    int NOT NULL,
  occurred_on  date NOT NULL,
  note         text,
  recorded_by  text NOT NULL,
  recorded_at  timestamptz NOT NULL,
  CONSTRAINT cooperation_outcome_once UNIQUE (subsidiary, external_id)
);
CREATE INDEX cooperation_outcome_firm ON cooperation_outcome (firm_id);

-- Every answer as it was given: the question, the facts it stood on, and the decision, as canonical text, so that
-- deciding again from the same facts and versions can be compared byte for byte.
CREATE TABLE screening (
  id         uuid PRIMARY KEY,
  firm_id    uuid NOT NULL REFERENCES firm,
  subsidiary text NOT NULL,
  asked_by   text NOT NULL,
  answer     text NOT NULL CHECK (answer IN ('PROCEED', 'REVIEW', 'REJECT')),
  request    text NOT NULL,
  facts      text NOT NULL,
  versions   jsonb NOT NULL,
  decision   text NOT NULL,
  decided_at timestamptz NOT NULL
);
CREATE INDEX screening_firm ON screening (firm_id, decided_at);

-- Leaves of the shared log: a salted commitment to each list decision, appeal and screening. `position` is given in
-- batches by the sequencer, within the merge delay.
CREATE TABLE log_leaf (
  id         uuid PRIMARY KEY,
  kind       text NOT NULL,
  subject    uuid NOT NULL,
  salt       bytea NOT NULL CHECK (length(salt) = 32),
  commitment bytea NOT NULL CHECK (length(commitment) = 32),
  payload    text NOT NULL,
  at         timestamptz NOT NULL,
  position   bigint UNIQUE
);
CREATE INDEX log_leaf_unplaced ON log_leaf (id) WHERE position IS NULL;
CREATE INDEX log_leaf_subject ON log_leaf (subject);

REVOKE UPDATE, DELETE ON
  firm_name, evidence, survey, fact_choice, list_step, list_evidence, assessment, exposure_movement,
  cooperation_outcome, screening, log_leaf, fact, list_entry, appeal, fact_dispute
FROM ${role};
REVOKE DELETE ON firm, exposure, exposure_reservation FROM ${role};
-- What may still change, column by column.
GRANT UPDATE (valid_to) ON firm_name TO ${role};
GRANT UPDATE (retracted_at, retracted_by, retraction) ON fact TO ${role};
GRANT UPDATE (state, asked_act, asked_by, asked_at, asked_note, review_on, expires_on) ON list_entry TO ${role};
GRANT UPDATE (decision, decided_at) ON appeal TO ${role};
GRANT UPDATE (resolution, answer, closed_by, closed_at) ON fact_dispute TO ${role};
GRANT UPDATE (position) ON log_leaf TO ${role};
