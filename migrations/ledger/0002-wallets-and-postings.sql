-- A wallet is what one owner has in one currency: four balances that no posting can drive below zero. A posting is one
-- immutable row that carries all legs of one balanced entry, so that a posting out of balance cannot be stored; the
-- view `entry` shows the legs one by one. The row is also the idempotency record and the statement line.

CREATE TABLE wallet (
  owner_id         uuid NOT NULL,
  seq              bigint NOT NULL DEFAULT 0,
  available        bigint NOT NULL DEFAULT 0 CHECK (available >= 0),
  pending          bigint NOT NULL DEFAULT 0 CHECK (pending >= 0),
  held             bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
  debt             bigint NOT NULL DEFAULT 0 CHECK (debt >= 0),
  -- The id of the latest posting; later ones sort after it.
  last_id          uuid,
  last_at          timestamptz,
  -- No lot activates or ends and no hold times out before this moment (it may be earlier than the next true one).
  next_due_at      timestamptz,
  warned_until     timestamptz,
  -- Merged: whatever is presented for this owner belongs to that one.
  moved_to         uuid,
  -- A part of each earn goes to this household's wallet.
  household_id     uuid,
  contribution_bps smallint,
  currency         smallint NOT NULL,
  is_household     boolean NOT NULL DEFAULT false,
  frozen           boolean NOT NULL DEFAULT false,
  PRIMARY KEY (owner_id, currency),
  CONSTRAINT wallet_repays_first CHECK (available = 0 OR debt = 0)
) WITH (fillfactor = 55);
CREATE INDEX wallet_due ON wallet (next_due_at) WHERE next_due_at IS NOT NULL;

-- What a member is before and beyond having wallets: a wallet opened later starts from it.
CREATE TABLE member_standing (
  member_id uuid PRIMARY KEY,
  frozen    boolean NOT NULL DEFAULT false,
  moved_to  uuid
);

CREATE TYPE posting_kind AS ENUM (
  'REFUSED', 'EARN', 'BURN', 'HOLD', 'CAPTURE', 'RELEASE', 'TIMEOUT', 'ACTIVATE', 'EXPIRE', 'EXTEND', 'NOTE',
  'REVERSE_EARN', 'REVERSE_BURN', 'REVERSE_TRANSFER', 'REVERSE_ADJUST', 'REVERSE_ENTRY',
  'TRANSFER_OUT', 'TRANSFER_IN', 'ADJUST', 'ENTRY', 'MOVE_OUT', 'MOVE_IN', 'CONTRIBUTE_OUT', 'CONTRIBUTE_IN'
);

CREATE TABLE posting (
  -- posted_at orders the ledger and "as of"; the id is a UUIDv7 of the same moment, rising within a wallet.
  posted_at   timestamptz NOT NULL,
  -- When it happened outside: clearing periods. counts_at: the moment it counts for tiers (null: it doesn't).
  occurred_at timestamptz NOT NULL,
  counts_at   timestamptz,
  -- Signed legs, credit positive. Null is zero; d_debt is positive when debt shrinks.
  d_available bigint,
  d_pending   bigint,
  d_held      bigint,
  d_debt      bigint,
  d_system    bigint,
  d_counter   bigint,
  -- The wallet's balances after it. Null is zero.
  available   bigint,
  pending     bigint,
  held        bigint,
  debt        bigint,
  -- Captures and releases: what is left of the hold. Reversals: what is left to reverse of the original.
  left_after  bigint,
  -- Position within the wallet, without gaps.
  seq         int,
  account_id  int,
  counter_id  int,
  key_scope   int,
  kind        posting_kind NOT NULL,
  currency    smallint NOT NULL,
  id          uuid PRIMARY KEY,
  owner_id    uuid,
  -- Null: the posting is its own transfer.
  transfer_id uuid,
  reverses    uuid,
  hold_id     uuid,
  -- Who acted where it is not the owner: a household's member, or the merged identity that was presented.
  actor_id    uuid,
  key         text COLLATE "C",
  -- First 128 bits of SHA-256 over the canonical parsed input.
  body_hash   bytea,
  reason_type text NOT NULL,
  reason_id   text NOT NULL,
  refusal     jsonb,
  CONSTRAINT posting_balances CHECK (
    coalesce(d_available, 0) + coalesce(d_pending, 0) + coalesce(d_held, 0) + coalesce(d_debt, 0)
      + coalesce(d_system, 0) + coalesce(d_counter, 0) = 0)
);
-- A key is answered once, whatever the answer was.
CREATE UNIQUE INDEX posting_key ON posting (key_scope, key) WHERE key IS NOT NULL;
-- Statements by cursor and balances as of a moment: one index descent, however long the history.
CREATE UNIQUE INDEX posting_statement ON posting (owner_id, currency, id) WHERE seq IS NOT NULL;
CREATE INDEX posting_reverses ON posting (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX posting_transfer ON posting (transfer_id) WHERE transfer_id IS NOT NULL;
CREATE INDEX posting_actor ON posting (owner_id, actor_id, id) WHERE actor_id IS NOT NULL;
REVOKE UPDATE, DELETE ON posting FROM ${role};

-- The legs, one a row: what auditors of double entry want to see. Sums to zero for every posting and transfer.
CREATE VIEW entry AS
SELECT p.id AS posting_id, coalesce(p.transfer_id, p.id) AS transfer_id, p.posted_at, p.currency,
       leg.account, leg.account_id, CASE WHEN leg.account_id IS NULL THEN p.owner_id END AS owner_id, leg.amount
FROM posting p
CROSS JOIN LATERAL (VALUES
  ('AVAILABLE', NULL::int, p.d_available),
  ('PENDING', NULL, p.d_pending),
  ('HELD', NULL, p.d_held),
  ('DEBT', NULL, p.d_debt),
  ('SYSTEM', p.account_id, p.d_system),
  ('SYSTEM', p.counter_id, p.d_counter)) AS leg (account, account_id, amount)
WHERE leg.amount IS NOT NULL AND leg.amount <> 0;
