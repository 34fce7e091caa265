-- The record of what happened at every subsidiary. (subsidiary, external_id) is the promise that a transaction counts
-- once; the hash of its content tells a repeated message from another transaction under the same number.
CREATE TABLE transaction (
  id            uuid PRIMARY KEY,
  subsidiary    text NOT NULL,
  external_id   text NOT NULL,
  kind          text NOT NULL,
  member_id     uuid,
  occurred_at   timestamptz NOT NULL,
  recorded_at   timestamptz NOT NULL,
  channel       text NOT NULL,
  store_code    text,
  currency      text NOT NULL,
  amount_minor  bigint NOT NULL,
  attributes    jsonb NOT NULL,
  -- The transaction that this one undoes, wholly or in part.
  reverses_id   uuid REFERENCES transaction (id),
  content_hash  bytea NOT NULL,
  effects_state text NOT NULL DEFAULT 'PENDING' CHECK (effects_state IN ('PENDING', 'COMPLETE')),
  effects_at    timestamptz,
  CONSTRAINT transaction_once UNIQUE (subsidiary, external_id)
);
CREATE INDEX transaction_of_member ON transaction (member_id, occurred_at DESC, id DESC) WHERE member_id IS NOT NULL;
CREATE INDEX transaction_of_subsidiary ON transaction (subsidiary, occurred_at DESC, id DESC);
CREATE INDEX transaction_by_time ON transaction (occurred_at DESC, id DESC);
CREATE INDEX transaction_reversal ON transaction (reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX transaction_pending ON transaction (recorded_at) WHERE effects_state = 'PENDING';

-- What was bought, line by line, and how much of each line has come back. The checks are the promise that nobody
-- returns more than was bought, whatever races.
CREATE TABLE transaction_line (
  transaction_id    uuid NOT NULL REFERENCES transaction (id),
  line_no           int NOT NULL,
  line_id           text NOT NULL,
  item_code         text NOT NULL,
  category          text NOT NULL,
  quantity          numeric NOT NULL,
  amount_minor      bigint NOT NULL,
  returned_quantity numeric NOT NULL DEFAULT 0,
  returned_minor    bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (transaction_id, line_id),
  CONSTRAINT returned_quantity_within_bought CHECK (returned_quantity BETWEEN 0 AND quantity),
  CONSTRAINT returned_amount_within_bought CHECK (returned_minor BETWEEN 0 AND amount_minor)
);

-- Which lines of the original a reversal took back.
CREATE TABLE reversed_line (
  reversal_id  uuid NOT NULL REFERENCES transaction (id),
  original_id  uuid NOT NULL,
  line_id      text NOT NULL,
  quantity     numeric NOT NULL,
  amount_minor bigint NOT NULL,
  PRIMARY KEY (reversal_id, line_id),
  FOREIGN KEY (original_id, line_id) REFERENCES transaction_line (transaction_id, line_id)
);
CREATE INDEX reversed_line_of_original ON reversed_line (original_id);

-- What came of a transaction: points, coupons, their undoing.
CREATE TABLE effect (
  transaction_id uuid NOT NULL REFERENCES transaction (id),
  ordinal        int NOT NULL,
  kind           text NOT NULL,
  member_id      text NOT NULL,
  offer_id       text,
  coupon_id      text,
  transfer_id    text,
  amount_minor   bigint,
  currency       text,
  -- Decimals of the currency.
  scale          int NOT NULL,
  PRIMARY KEY (transaction_id, ordinal)
);

-- Messages that contradict the record: kept whole, shown to the subsidiary, operators and auditors, never dropped.
CREATE TABLE conflict (
  id             uuid PRIMARY KEY,
  code           text NOT NULL,
  subsidiary     text NOT NULL,
  external_id    text NOT NULL,
  -- What is on record and is contradicted.
  transaction_id uuid,
  received       jsonb NOT NULL,
  content_hash   bytea NOT NULL,
  detail         jsonb NOT NULL,
  recorded_at    timestamptz NOT NULL,
  CONSTRAINT conflict_once UNIQUE (subsidiary, external_id, content_hash)
);
CREATE INDEX conflict_by_time ON conflict (recorded_at DESC, id DESC);
