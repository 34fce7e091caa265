-- What each earn put in, what is left of it, and every movement in between: points are not a heap but lots with their
-- own expiry and their own payers. `free` and `held` are kept beside the movements that explain them.

CREATE TABLE lot (
  active_at    timestamptz NOT NULL,
  -- What the member was told; ends_at adds the currency's grace. Null: never.
  expires_at   timestamptz,
  ends_at      timestamptz,
  amount       bigint NOT NULL CHECK (amount > 0),
  free         bigint NOT NULL CHECK (free >= 0),
  held         bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
  funding_id   int NOT NULL,
  currency     smallint NOT NULL,
  -- Not active yet: free counts as pending.
  pending      boolean NOT NULL DEFAULT false,
  -- Something is free or held.
  open         boolean NOT NULL,
  id           uuid PRIMARY KEY,
  owner_id     uuid NOT NULL,
  -- The posting that made it, where the lot's id is not that posting's.
  posting_id   uuid,
  -- The lot it continues after a transfer, move, contribution or grace, and who earned that one.
  parent_id    uuid,
  origin_owner uuid,
  CONSTRAINT lot_open_means CHECK (open = (free > 0 OR held > 0)),
  CONSTRAINT lot_within_amount CHECK (free + held <= amount)
) WITH (fillfactor = 80);
-- First-expiring-first: `ends_at` nulls last, then the id, which is the order of earning.
CREATE INDEX lot_open ON lot (owner_id, currency, ends_at, id) WHERE open;
CREATE INDEX lot_owner_closed ON lot (owner_id, currency, id) WHERE NOT open;
CREATE INDEX lot_posting ON lot (posting_id) WHERE posting_id IS NOT NULL;
CREATE INDEX lot_parent ON lot (parent_id) WHERE parent_id IS NOT NULL;
REVOKE DELETE ON lot FROM ${role};

CREATE TABLE lot_move (
  free       bigint NOT NULL,
  held       bigint NOT NULL,
  posting_id uuid NOT NULL,
  lot_id     uuid NOT NULL,
  -- Order within the posting: a partial reversal gives back from the last.
  n          smallint NOT NULL,
  PRIMARY KEY (posting_id, lot_id)
);
CREATE INDEX lot_move_lot ON lot_move (lot_id, posting_id);
REVOKE UPDATE, DELETE ON lot_move FROM ${role};

CREATE TABLE lot_extension (
  posting_id uuid NOT NULL,
  lot_id     uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  was        timestamptz NOT NULL,
  PRIMARY KEY (posting_id, lot_id)
);
REVOKE UPDATE, DELETE ON lot_extension FROM ${role};

CREATE TYPE hold_state AS ENUM ('OPEN', 'CAPTURED', 'RELEASED', 'TIMED_OUT');

CREATE TABLE hold (
  id          uuid PRIMARY KEY,
  owner_id    uuid NOT NULL,
  currency    smallint NOT NULL,
  account_id  int NOT NULL REFERENCES account,
  amount      bigint NOT NULL CHECK (amount > 0),
  remaining   bigint NOT NULL CHECK (remaining >= 0),
  captured    bigint NOT NULL DEFAULT 0,
  state       hold_state NOT NULL DEFAULT 'OPEN',
  expires_at  timestamptz NOT NULL,
  reason_type text NOT NULL,
  reason_id   text NOT NULL,
  CONSTRAINT hold_open_means CHECK ((state = 'OPEN') = (remaining > 0)),
  CONSTRAINT hold_within_amount CHECK (remaining + captured <= amount)
) WITH (fillfactor = 80);
CREATE INDEX hold_open ON hold (owner_id, currency) WHERE state = 'OPEN';
CREATE INDEX hold_owner ON hold (owner_id, id);
REVOKE DELETE ON hold FROM ${role};

-- Which lots an open hold keeps, and how much of each.
CREATE TABLE hold_lot (
  hold_id   uuid NOT NULL,
  lot_id    uuid NOT NULL,
  remaining bigint NOT NULL CHECK (remaining >= 0),
  PRIMARY KEY (hold_id, lot_id)
);
