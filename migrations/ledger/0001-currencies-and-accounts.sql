-- What points exist, and the system side of double entry: every point a member has was issued by somebody, and every
-- point a member loses went somewhere. System accounts are hot (one subsidiary's issuance is touched by every earn),
-- so their balances are kept in stripes that are only ever added to, netted once a batch.

CREATE TABLE currency (
  id                   smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code                 text NOT NULL CONSTRAINT currency_code UNIQUE CHECK (code ~ '^[A-Z][A-Z0-9_]{1,15}$'),
  name_zh              text NOT NULL,
  name_en              text NOT NULL,
  scale                smallint NOT NULL CHECK (scale BETWEEN 0 AND 6),
  qualifying           boolean NOT NULL,
  spendable            boolean NOT NULL,
  expiry               jsonb NOT NULL,
  grace_days           int NOT NULL DEFAULT 0 CHECK (grace_days BETWEEN 0 AND 3650),
  extend_on_earn       boolean NOT NULL DEFAULT false,
  four_eyes_limit      bigint NOT NULL CHECK (four_eyes_limit >= 0),
  transfer_limit       bigint CHECK (transfer_limit >= 0),
  transfer_daily_limit bigint CHECK (transfer_daily_limit >= 0),
  ceiling              bigint CHECK (ceiling >= 0),
  created_at           timestamptz NOT NULL
);

-- ISSUED and REDEEMED belong to a subsidiary; the others to the programme. TRANSFER and MOVE are transits between
-- wallets: within each transfer they sum to zero. Balances are signed, credit positive: ISSUED goes below zero by
-- nature, so its ceiling (a prepaid pack) is the most it may have issued.
CREATE TABLE account (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  currency   smallint NOT NULL REFERENCES currency,
  kind       text NOT NULL CHECK (kind IN ('ISSUED', 'REDEEMED', 'BREAKAGE', 'ADJUSTMENT', 'TRANSFER', 'MOVE')),
  subsidiary text CHECK ((subsidiary IS NOT NULL) = (kind IN ('ISSUED', 'REDEEMED'))),
  ceiling    bigint CHECK (ceiling >= 0),
  CONSTRAINT account_identity UNIQUE NULLS NOT DISTINCT (kind, subsidiary, currency)
);

-- One row per account, UTC day of posting and stripe: the balance is the sum, and a balance as of a moment is the sum
-- of whole days plus the postings of that day. A writer touches only its own stripe, so writers do not wait.
CREATE TABLE account_day (
  account_id int NOT NULL,
  day        date NOT NULL,
  stripe     smallint NOT NULL,
  net        bigint NOT NULL,
  PRIMARY KEY (account_id, day, stripe)
) WITH (fillfactor = 20);

-- Who issued a lot, who pays for it in which shares, at what price per whole point: the same few terms stand behind
-- millions of lots, so each is kept once. Immutable.
CREATE TABLE funding (
  id             int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  issuer         text NOT NULL,
  shares         jsonb NOT NULL,
  price          text NOT NULL,
  price_currency text NOT NULL,
  terms          text NOT NULL CONSTRAINT funding_terms UNIQUE
);
REVOKE UPDATE, DELETE ON funding FROM ${role};

-- (client, operation) pairs, so that an idempotency key costs four bytes and its own text. Members share one pair per
-- operation and carry their id in the key.
CREATE TABLE key_scope (
  id        int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  client    text NOT NULL,
  operation text NOT NULL,
  CONSTRAINT key_scope_identity UNIQUE (client, operation)
);
REVOKE UPDATE, DELETE ON key_scope FROM ${role};
