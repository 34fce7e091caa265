-- What makes a month trusted: compared with the ledger, the coupons and each company's own books; disputed with
-- evidence, corrected forward. And what finance needs around it: run-off, recognition, the chart of accounts, offers.

CREATE TABLE reconciliation (
  id            uuid PRIMARY KEY,
  month         text NOT NULL REFERENCES period,
  against       text NOT NULL CHECK (against IN ('LEDGER', 'COUPONS', 'COMPANY')),
  company       text,
  file_name     text,
  file_hash     bytea,
  matched       bigint NOT NULL,
  missing_here  bigint NOT NULL,
  missing_there bigint NOT NULL,
  different     bigint NOT NULL,
  made_by       text NOT NULL,
  made_at       timestamptz NOT NULL
);
CREATE INDEX reconciliation_of ON reconciliation (month, id DESC);
REVOKE UPDATE, DELETE, TRUNCATE ON reconciliation FROM ${role};

-- Only what did not match.
CREATE TABLE reconciliation_item (
  reconciliation_id uuid NOT NULL REFERENCES reconciliation,
  no                int NOT NULL,
  outcome           text NOT NULL CHECK (outcome IN ('MISSING_HERE', 'MISSING_THERE', 'DIFFERENT')),
  reference         text NOT NULL,
  ours              text,
  theirs            text,
  note              text NOT NULL DEFAULT '',
  PRIMARY KEY (reconciliation_id, no)
);
REVOKE UPDATE, DELETE, TRUNCATE ON reconciliation_item FROM ${role};

CREATE TABLE dispute (
  id              uuid PRIMARY KEY,
  month           text NOT NULL REFERENCES period,
  company         text NOT NULL,
  line_no         int NOT NULL,
  obligation_id   uuid NOT NULL REFERENCES obligation,
  state           text NOT NULL CHECK (state IN ('OPEN', 'ACCEPTED', 'REJECTED', 'WITHDRAWN')),
  -- What the company says the line should be, signed as on its statement.
  claimed_minor   bigint NOT NULL,
  granted_minor   bigint,
  raised_by       text NOT NULL,
  raised_by_person text,
  raised_at       timestamptz NOT NULL,
  correction_source text REFERENCES happening
);
CREATE UNIQUE INDEX dispute_open_once ON dispute (month, company, line_no) WHERE state = 'OPEN';
CREATE INDEX dispute_of ON dispute (month, state);
REVOKE DELETE, TRUNCATE ON dispute FROM ${role};

CREATE TABLE dispute_note (
  n           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dispute_id  uuid NOT NULL REFERENCES dispute,
  kind        text NOT NULL CHECK (kind IN ('REASON', 'EVIDENCE', 'DECISION', 'WITHDRAWAL')),
  text        text NOT NULL,
  file_name   text,
  media_type  text,
  content     bytea,
  sha256      bytea,
  by_client   text NOT NULL,
  by_person   text,
  at          timestamptz NOT NULL
);
CREATE INDEX dispute_note_of ON dispute_note (dispute_id, n);
REVOKE UPDATE, DELETE, TRUNCATE ON dispute_note FROM ${role};

-- A company leaves: from a moment on its share is somebody else's.
CREATE TABLE run_off (
  id             uuid PRIMARY KEY,
  company        text NOT NULL,
  plan           text NOT NULL CHECK (plan IN ('HONOUR_UNTIL', 'CONVERT', 'BUY_OUT')),
  effective_from timestamptz NOT NULL,
  last_month     text NOT NULL,
  successor      text NOT NULL CHECK (successor <> company),
  rate           numeric(12, 8) NOT NULL CHECK (rate >= 0),
  -- What was outstanding when it was announced: points by currency, coupons.
  outstanding    jsonb NOT NULL,
  note           text NOT NULL DEFAULT '',
  announced_by   text NOT NULL,
  announced_at   timestamptz NOT NULL,
  buyout_source  text REFERENCES happening,
  called_off_at  timestamptz
);
CREATE UNIQUE INDEX run_off_once ON run_off (company) WHERE called_off_at IS NULL;
REVOKE DELETE, TRUNCATE ON run_off FROM ${role};

-- Revenue recognised for points, month by month: cumulative, so that a new expectation is caught up at once.
CREATE TABLE recognition (
  month            text NOT NULL,
  company          text NOT NULL,
  currency         text NOT NULL,
  allocated_minor  bigint NOT NULL,
  redeemed_points  numeric(38, 12) NOT NULL,
  expected_points  numeric(38, 12) NOT NULL,
  breakage_rate    numeric(12, 8) NOT NULL,
  recognised_minor bigint NOT NULL,
  revenue_minor    bigint NOT NULL,
  -- The part of this month's revenue that comes of the changed expectation.
  catch_up_minor   bigint NOT NULL,
  made_by          text NOT NULL,
  made_at          timestamptz NOT NULL,
  PRIMARY KEY (company, currency, month)
);
REVOKE UPDATE, DELETE, TRUNCATE ON recognition FROM ${role};

-- Accounts of the general ledger by role of an entry; a company's own mapping wins over the group's (`*`).
CREATE TABLE account_mapping (
  company  text NOT NULL,
  role     text NOT NULL,
  code     text NOT NULL,
  name     text NOT NULL,
  set_by   text NOT NULL,
  set_at   timestamptz NOT NULL,
  PRIMARY KEY (company, role)
);

-- Which offer a lot came of, and every use of a lot: what an offer costs is counted as it happens.
CREATE TABLE lot_offer (
  lot_id   uuid PRIMARY KEY,
  offer_id text NOT NULL
);
CREATE INDEX lot_offer_of ON lot_offer (offer_id);
CREATE TABLE lot_use (
  lot_id       uuid NOT NULL,
  source       text NOT NULL REFERENCES happening,
  kind         text NOT NULL,
  points_minor bigint NOT NULL,
  PRIMARY KEY (lot_id, source)
);
REVOKE UPDATE, DELETE, TRUNCATE ON lot_use FROM ${role};
