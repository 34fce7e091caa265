-- What was decided about each occasion (a transaction, an enrolment, a birthday …), with the facts it was decided by,
-- so that the decision can be explained and replayed exactly. One row per occasion is the promise that nothing is
-- granted twice.
CREATE TABLE decision (
  id           uuid PRIMARY KEY,
  member_id    uuid,
  -- The offer engine's facts: occasion, member, history. Never personal data.
  facts        jsonb NOT NULL,
  -- Per offer that was looked at: granted, or the first reason why not.
  outcomes     jsonb NOT NULL,
  -- What it holds of the limits of its offers: [{offerId, limitNo, scope, measure, amount}].
  claims       jsonb NOT NULL DEFAULT '[]',
  -- What was given back of each line so far, CNY minor units; the state that reversals work from.
  returned     jsonb NOT NULL DEFAULT '{}',
  reverses_id  uuid,
  state        text NOT NULL CHECK (state IN ('DECIDED', 'COMPLETE')),
  effects      jsonb NOT NULL DEFAULT '[]',
  decided_at   timestamptz NOT NULL,
  completed_at timestamptz
);
CREATE INDEX decision_open ON decision (decided_at) WHERE state = 'DECIDED';
CREATE INDEX decision_of_member ON decision (member_id, decided_at DESC);

-- One benefit of one offer, given for one occasion.
CREATE TABLE grant_made (
  id             uuid PRIMARY KEY,
  decision_id    uuid NOT NULL REFERENCES decision (id),
  offer_id       uuid NOT NULL,
  offer_version  int NOT NULL,
  benefit_no     int NOT NULL,
  member_id      uuid NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('POINTS', 'COUPON')),
  currency       text,
  scale          int,
  -- Points in minor units of the currency as granted; what is left of them after returns.
  amount_minor   bigint NOT NULL,
  left_minor     bigint NOT NULL,
  cost_minor     bigint NOT NULL,
  cost_left_minor bigint NOT NULL,
  state          text NOT NULL CHECK (state IN ('GRANTED', 'REFUSED', 'REVERSED')),
  posting_id     text,
  transfer_id    text,
  CONSTRAINT grant_once UNIQUE (decision_id, offer_id, benefit_no)
);

-- Calls to the ledger that a decision or redemption owes: written with it, made after commit, repeated until answered.
-- The id is the idempotency key at the ledger.
CREATE TABLE ledger_call (
  id          uuid PRIMARY KEY,
  kind        text NOT NULL CHECK (kind IN ('EARN', 'REVERSE', 'CAPTURE', 'RELEASE')),
  decision_id uuid,
  -- What it is for: a grant, a reservation, a redemption.
  subject_id  uuid NOT NULL,
  input       jsonb NOT NULL,
  state       text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DONE', 'REFUSED')),
  answer      jsonb,
  made_at     timestamptz NOT NULL,
  answered_at timestamptz
);
CREATE INDEX ledger_call_pending ON ledger_call (made_at) WHERE state = 'PENDING';
CREATE INDEX ledger_call_of_decision ON ledger_call (decision_id) WHERE decision_id IS NOT NULL;
CREATE INDEX ledger_call_of_subject ON ledger_call (subject_id);

-- A member's entitlement. What time decides (locked, expired, reserved until) is read from the columns and never
-- needs a job to become true.
CREATE TABLE coupon (
  id            uuid PRIMARY KEY,
  code          text NOT NULL CONSTRAINT coupon_code_once UNIQUE,
  member_id     uuid,
  offer_id      uuid NOT NULL,
  offer_version int NOT NULL,
  benefit_no    int NOT NULL,
  grant_id      uuid,
  batch_id      uuid,
  instalment_no int,
  -- Uses and money: total, held by open reservations, spent. Money only of stored value.
  uses_total    int NOT NULL CHECK (uses_total > 0),
  uses_held     int NOT NULL DEFAULT 0,
  uses_spent    int NOT NULL DEFAULT 0,
  value_total   bigint NOT NULL DEFAULT 0,
  value_held    bigint NOT NULL DEFAULT 0,
  value_spent   bigint NOT NULL DEFAULT 0,
  valid_from    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  -- Locked until then.
  vests_at      timestamptz,
  asset_type    text,
  asset_key     text,
  -- Set when the issuer or the member ended it.
  ended_as      text CHECK (ended_as IN ('REVOKED', 'RELINQUISHED')),
  ended_at      timestamptz,
  ended_reason  text,
  issued_at     timestamptz NOT NULL,
  CONSTRAINT uses_within_total CHECK (uses_held >= 0 AND uses_spent >= 0 AND uses_held + uses_spent <= uses_total),
  CONSTRAINT value_within_total CHECK (value_held >= 0 AND value_spent >= 0 AND value_held + value_spent <= value_total)
) WITH (fillfactor = 80);
CREATE INDEX coupon_of_member ON coupon (member_id, expires_at) WHERE member_id IS NOT NULL;
CREATE INDEX coupon_of_grant ON coupon (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX coupon_of_asset ON coupon (asset_type, asset_key) WHERE asset_key IS NOT NULL;

-- An exclusive claim on coupons and points for one basket, until a moment.
CREATE TABLE reservation (
  id                 uuid PRIMARY KEY,
  member_id          uuid NOT NULL,
  subsidiary         text NOT NULL,
  basket             jsonb NOT NULL,
  state              text NOT NULL CHECK (state IN ('OPEN', 'REDEEMED', 'RELEASED', 'EXPIRED')),
  expires_at         timestamptz NOT NULL,
  discount_minor     bigint NOT NULL,
  points_currency    text,
  points_scale       int,
  points_minor       bigint NOT NULL DEFAULT 0,
  points_value_minor bigint NOT NULL DEFAULT 0,
  hold_id            text,
  claims             jsonb NOT NULL,
  made_at            timestamptz NOT NULL,
  ended_at           timestamptz
);
CREATE INDEX reservation_open ON reservation (expires_at) WHERE state = 'OPEN';
CREATE INDEX reservation_of_member ON reservation (member_id, made_at DESC);

-- What each coupon takes off each line. What the points pay is a row per line without a coupon.
CREATE TABLE reservation_line (
  reservation_id uuid NOT NULL REFERENCES reservation (id),
  coupon_id      uuid,
  line_id        text NOT NULL,
  discount_minor bigint NOT NULL,
  UNIQUE NULLS NOT DISTINCT (reservation_id, coupon_id, line_id)
);
CREATE INDEX reservation_of_coupon ON reservation_line (coupon_id) WHERE coupon_id IS NOT NULL;

-- A reservation made final. One per reservation.
CREATE TABLE redemption (
  id             uuid PRIMARY KEY,
  reservation_id uuid NOT NULL CONSTRAINT redemption_once UNIQUE REFERENCES reservation (id),
  member_id      uuid NOT NULL,
  subsidiary     text NOT NULL,
  order_ref      text NOT NULL,
  transaction_id uuid,
  occurred_at    timestamptz NOT NULL,
  made_at        timestamptz NOT NULL,
  -- Of the points captured: how many, and what was given back.
  points_minor          bigint NOT NULL DEFAULT 0,
  points_reversed_minor bigint NOT NULL DEFAULT 0,
  capture_posting_id    text
);
CREATE INDEX redemption_of_transaction ON redemption (transaction_id) WHERE transaction_id IS NOT NULL;
CREATE INDEX redemption_of_member ON redemption (member_id, made_at DESC);

-- By coupon and line (or by line alone: points), what was given and what came back. `amount_minor` is the line's
-- price; reversals are counted in it, so that their order does not matter.
CREATE TABLE redemption_line (
  redemption_id   uuid NOT NULL REFERENCES redemption (id),
  coupon_id       uuid,
  line_id         text NOT NULL,
  amount_minor    bigint NOT NULL,
  discount_minor  bigint NOT NULL,
  returned_minor  bigint NOT NULL DEFAULT 0,
  reversed_minor  bigint NOT NULL DEFAULT 0,
  UNIQUE NULLS NOT DISTINCT (redemption_id, coupon_id, line_id),
  CONSTRAINT returned_within_line CHECK (returned_minor BETWEEN 0 AND amount_minor),
  CONSTRAINT reversed_within_discount CHECK (reversed_minor BETWEEN 0 AND discount_minor)
);
CREATE INDEX redemption_of_coupon ON redemption_line (coupon_id) WHERE coupon_id IS NOT NULL;

-- What a member owes: a coupon used up that came of something undone.
CREATE TABLE debt (
  id           uuid PRIMARY KEY,
  member_id    uuid NOT NULL,
  coupon_id    uuid NOT NULL CONSTRAINT debt_once UNIQUE,
  decision_id  uuid NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  state        text NOT NULL CHECK (state IN ('OPEN', 'CANCELLED', 'WAIVED', 'SETTLED')),
  made_at      timestamptz NOT NULL,
  ended_at     timestamptz,
  ended_by     text
);
CREATE INDEX debt_open ON debt (member_id) WHERE state = 'OPEN';
