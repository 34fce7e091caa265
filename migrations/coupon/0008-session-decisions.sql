-- Every no at the counter, with what it was decided by, so that it can be explained later to the member, the clerk and
-- the auditor. What was given is in the reservation: its basket, what each coupon took off each line, what it claimed.
CREATE TABLE session_decision (
  id         uuid PRIMARY KEY,
  step       text NOT NULL CHECK (step IN ('VALIDATE', 'RESERVE')),
  member_id  uuid NOT NULL,
  subsidiary text NOT NULL,
  store_code text,
  decided_at timestamptz NOT NULL,
  -- What was to be paid: kind, lines with amounts, the thing served. Never personal data.
  basket     jsonb NOT NULL,
  -- By coupon: as it stood, each rule in its order with what it said, the clauses of its own condition, the outcome.
  coupons    jsonb NOT NULL,
  -- A no of the whole checkout (points, combinations, limits).
  refusal    jsonb
);
CREATE INDEX session_decision_of_member ON session_decision (member_id, decided_at DESC, id DESC);
CREATE INDEX session_decision_at_company ON session_decision (subsidiary, decided_at DESC, id DESC);
