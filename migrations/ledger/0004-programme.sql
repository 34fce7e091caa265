-- Tiers, households, moves between members, adjustments that wait for a second person.

CREATE TABLE adjustment (
  id          uuid PRIMARY KEY,
  member_id   uuid NOT NULL,
  currency    smallint NOT NULL REFERENCES currency,
  amount      bigint NOT NULL CHECK (amount <> 0),
  -- The parsed command, replayed when it is approved. Ids and amounts only.
  command     jsonb NOT NULL,
  -- PROPOSED waits for another person; APPROVED is posted at once, or by the schedule after a crash.
  state       text NOT NULL CHECK (state IN ('PROPOSED', 'APPROVED', 'POSTED', 'REJECTED')),
  -- Persons, not accounts: four eyes belong to two people.
  proposed_by text NOT NULL,
  decided_by  text,
  posting_id  uuid,
  created_at  timestamptz NOT NULL,
  decided_at  timestamptz,
  CONSTRAINT adjustment_four_eyes CHECK (decided_by IS NULL OR decided_by <> proposed_by)
);
CREATE INDEX adjustment_waiting ON adjustment (created_at) WHERE state IN ('PROPOSED', 'APPROVED');

CREATE TABLE tier_programme (
  code                 text NOT NULL,
  version              int NOT NULL,
  currency             smallint NOT NULL REFERENCES currency,
  "window"             jsonb NOT NULL,
  tiers                jsonb NOT NULL,
  downgrade_grace_days int NOT NULL CHECK (downgrade_grace_days >= 0),
  defined_at           timestamptz NOT NULL,
  PRIMARY KEY (code, version)
);
REVOKE UPDATE, DELETE ON tier_programme FROM ${role};

-- The tier a member has now. tier null: below the lowest.
CREATE TABLE member_tier (
  programme   text NOT NULL,
  member_id   uuid NOT NULL,
  tier        text,
  since       timestamptz,
  grace_until timestamptz,
  -- When the schedule looks again: the window moves on or the grace ends.
  review_at   timestamptz,
  PRIMARY KEY (programme, member_id)
);
CREATE INDEX member_tier_review ON member_tier (review_at) WHERE review_at IS NOT NULL;

CREATE TABLE tier_change (
  programme   text NOT NULL,
  member_id   uuid NOT NULL,
  at          timestamptz NOT NULL,
  n           int NOT NULL,
  from_tier   text,
  to_tier     text,
  grace_until timestamptz,
  cause       text NOT NULL CHECK (cause IN ('UPGRADE', 'DOWNGRADE', 'GRACE_STARTED', 'GRACE_ENDED')),
  PRIMARY KEY (programme, member_id, at, n)
);
REVOKE UPDATE, DELETE ON tier_change FROM ${role};

-- Members whose qualifying points changed since their tier was last looked at.
CREATE TABLE tier_due (
  member_id uuid NOT NULL,
  currency  smallint NOT NULL,
  PRIMARY KEY (member_id, currency)
);

CREATE TABLE household (
  id         uuid PRIMARY KEY,
  currency   smallint NOT NULL REFERENCES currency,
  name       text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE household_member (
  household_id     uuid NOT NULL REFERENCES household,
  member_id        uuid NOT NULL,
  currency         smallint NOT NULL,
  contribution_bps smallint NOT NULL CHECK (contribution_bps BETWEEN 0 AND 10000),
  spending         text NOT NULL CHECK (spending IN ('NONE', 'LIMITED', 'FULL')),
  per_month        bigint CHECK ((spending = 'LIMITED') = (per_month IS NOT NULL)),
  joined_at        timestamptz NOT NULL,
  PRIMARY KEY (household_id, member_id),
  CONSTRAINT household_member_one UNIQUE (member_id, currency)
);

-- A merge's move of one member into another; undone_at set when it was taken back.
CREATE TABLE member_move (
  merge_id  text PRIMARY KEY,
  from_id   uuid NOT NULL,
  to_id     uuid NOT NULL,
  moved_at  timestamptz NOT NULL,
  undone_at timestamptz,
  -- Household memberships taken over, so that undoing restores them.
  household jsonb,
  CHECK (from_id <> to_id)
);
CREATE UNIQUE INDEX member_move_from ON member_move (from_id) WHERE undone_at IS NULL;
CREATE INDEX member_move_to ON member_move (to_id) WHERE undone_at IS NULL;

-- Per currency: the transfer that moved it, and debt that was netted against points on the way.
CREATE TABLE member_move_wallet (
  merge_id     text NOT NULL REFERENCES member_move,
  currency     smallint NOT NULL,
  transfer_id  uuid NOT NULL,
  available    bigint NOT NULL,
  pending      bigint NOT NULL,
  held         bigint NOT NULL,
  debt         bigint NOT NULL,
  -- The holds that came along.
  holds        uuid[] NOT NULL,
  PRIMARY KEY (merge_id, currency)
);
