-- What residents report: repairs and complaints, with the steps each has taken. Residents' own words are kept sealed:
-- people write names and telephone numbers into them.

CREATE SEQUENCE repair_request_no;
CREATE SEQUENCE complaint_no;

CREATE TABLE repair_request (
  id                 uuid PRIMARY KEY,
  request_no         text NOT NULL CONSTRAINT repair_request_no_taken UNIQUE,
  community_id       uuid NOT NULL REFERENCES community,
  -- Null for what belongs to everybody: lifts, gates, gardens.
  dwelling_id        uuid REFERENCES dwelling,
  member_id          uuid,
  category           text NOT NULL CHECK (category IN ('PLUMBING', 'ELECTRICAL', 'DOORS_AND_WINDOWS', 'LIFT', 'ACCESS_CONTROL', 'PUBLIC_AREA', 'OTHER')),
  urgency            text NOT NULL CHECK (urgency IN ('NORMAL', 'URGENT')),
  description_sealed bytea NOT NULL,
  state              text NOT NULL CHECK (state IN ('SUBMITTED', 'ACCEPTED', 'IN_PROGRESS', 'DONE', 'CONFIRMED', 'CANCELLED')),
  submitted_at       timestamptz NOT NULL,
  -- By when somebody must have accepted it.
  respond_by         timestamptz NOT NULL,
  appointment_at     timestamptz,
  closed_at          timestamptz,
  rating             int CHECK (rating BETWEEN 1 AND 5)
);
CREATE INDEX repair_request_of_community ON repair_request (community_id, id DESC);
CREATE INDEX repair_request_of_dwelling ON repair_request (dwelling_id, id DESC) WHERE dwelling_id IS NOT NULL;
CREATE INDEX repair_request_of_member ON repair_request (member_id, id DESC) WHERE member_id IS NOT NULL;
CREATE INDEX repair_request_waiting ON repair_request (community_id, respond_by) WHERE state = 'SUBMITTED';

CREATE TABLE complaint (
  id             uuid PRIMARY KEY,
  complaint_no   text NOT NULL CONSTRAINT complaint_no_taken UNIQUE,
  community_id   uuid NOT NULL REFERENCES community,
  dwelling_id    uuid REFERENCES dwelling,
  member_id      uuid,
  subject        text NOT NULL CHECK (subject IN ('NOISE', 'HYGIENE', 'SECURITY', 'PARKING', 'STAFF', 'FEES', 'GREENERY', 'OTHER')),
  text_sealed    bytea NOT NULL,
  answer_sealed  bytea,
  state          text NOT NULL CHECK (state IN ('RECEIVED', 'INVESTIGATING', 'ANSWERED', 'CLOSED', 'WITHDRAWN')),
  received_at    timestamptz NOT NULL,
  -- End of the third working day.
  answer_by      timestamptz NOT NULL,
  answered_at    timestamptz,
  closed_at      timestamptz,
  satisfied      boolean,
  times_reopened int NOT NULL DEFAULT 0
);
CREATE INDEX complaint_of_community ON complaint (community_id, id DESC);
CREATE INDEX complaint_of_member ON complaint (member_id, id DESC) WHERE member_id IS NOT NULL;
CREATE INDEX complaint_waiting ON complaint (community_id, answer_by) WHERE state IN ('RECEIVED', 'INVESTIGATING');

-- The way of a repair or a complaint, one row for each step, never changed.
CREATE TABLE case_step (
  id         uuid PRIMARY KEY,
  case_id    uuid NOT NULL,
  from_state text,
  to_state   text NOT NULL,
  taken_at   timestamptz NOT NULL,
  taken_by   text NOT NULL
);
CREATE INDEX case_step_of_case ON case_step (case_id, id);
REVOKE UPDATE, DELETE ON case_step FROM ${role};
REVOKE UPDATE, DELETE ON fee_schedule FROM ${role};
