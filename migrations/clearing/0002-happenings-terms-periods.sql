-- From a list of obligations to books that finance departments can close: what happened is kept beside what is owed for
-- it, terms say when a share is paid, months are cut off and never change again.

-- What happened, reduced to what money needs of it. With the terms in force everything owed can be computed from it
-- again, by us (`clearing verify`) and by whoever holds an export (`clearing recompute`).
CREATE TABLE happening (
  source       text COLLATE "C" PRIMARY KEY,
  kind         text NOT NULL,
  -- The ledger's posting, where it is one: its time-ordered id finds the happenings of a span of the ledger.
  posting_id   uuid,
  points_minor bigint,
  occurred_at  timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  event_id     uuid,
  fact         jsonb NOT NULL
);
CREATE INDEX happening_posting ON happening (posting_id) WHERE posting_id IS NOT NULL;
CREATE INDEX happening_recorded ON happening (recorded_at) WHERE posting_id IS NULL;
CREATE INDEX happening_redemption ON happening ((fact ->> 'redemptionId')) WHERE kind IN ('COUPON_REDEEMED', 'COUPON_RESTORED');
CREATE INDEX happening_offer ON happening ((fact ->> 'offerId')) WHERE kind IN ('COUPON_REDEEMED', 'COUPON_RESTORED');
REVOKE UPDATE, DELETE, TRUNCATE ON happening FROM ${role};

ALTER TABLE obligation DROP CONSTRAINT obligation_kind_check;
ALTER TABLE obligation ADD CONSTRAINT obligation_kind_check CHECK (kind IN (
  'POINTS_ISSUED', 'ISSUE_RETURNED', 'POINTS_REDEEMED', 'POINTS_RESTORED', 'BREAKAGE_RETURNED', 'FUNDING_SHIFTED',
  'DEBT_REPAID', 'COUPON_REDEEMED', 'COUPON_RESTORED', 'SERVICE_FEE', 'SERVICE_FEE_RETURNED', 'SERVICE_TAX',
  'SERVICE_TAX_RETURNED', 'PACK_BOUGHT', 'PACK_OVERDRAWN', 'ROUNDING', 'CORRECTION', 'RUN_OFF_BUYOUT'));
-- A share of less than half a fen is a line of 0.00 with its exact value: nothing is lost, the close posts what adds up.
ALTER TABLE obligation DROP CONSTRAINT obligation_amount_minor_check;
ALTER TABLE obligation ADD CONSTRAINT obligation_amount_minor_check CHECK (amount_minor >= 0);
ALTER TABLE obligation DROP CONSTRAINT obligation_exact_minor_check;
CREATE INDEX obligation_source ON obligation (source text_pattern_ops);

-- Both legs of every line and, on each side, its part of the rounding residue: sums to zero over all companies, always.
CREATE VIEW clearing_entry AS
SELECT o.id AS obligation_id, o.period, o.occurred_at, leg.company, leg.account, leg.counterparty, leg.amount_minor
FROM obligation o
CROSS JOIN LATERAL (VALUES
  (o.debtor, 'PAYABLE', o.creditor, -o.amount_minor::numeric),
  (o.creditor, 'RECEIVABLE', o.debtor, o.amount_minor::numeric),
  (o.debtor, 'RESIDUE', o.creditor, o.amount_minor - o.exact_minor),
  (o.creditor, 'RESIDUE', o.debtor, o.exact_minor - o.amount_minor)) AS leg (company, account, counterparty, amount_minor)
WHERE leg.amount_minor <> 0;

-- How a company pays for the points it funds. A version never changes; a later one takes over from its moment.
CREATE TABLE funding_terms (
  id                     uuid PRIMARY KEY,
  company                text NOT NULL,
  counterparty           text NOT NULL,
  currency               text NOT NULL,
  effective_from         timestamptz NOT NULL,
  mode                   text NOT NULL CHECK (mode IN ('PAY_ON_ISSUE', 'PAY_ON_REDEEM', 'PREPAID')),
  price_per_point        numeric(20, 8) CHECK (price_per_point >= 0),
  service_fee_bps        int NOT NULL CHECK (service_fee_bps BETWEEN 0 AND 10000),
  tax_rate_bps           int NOT NULL CHECK (tax_rate_bps BETWEEN 0 AND 10000),
  breakage_to_funder_bps int NOT NULL CHECK (breakage_to_funder_bps BETWEEN 0 AND 10000),
  -- Of prepaid packs: warned when less than this is left, minor units of the point currency.
  low_balance_minor      bigint CHECK (low_balance_minor >= 0),
  note                   text NOT NULL DEFAULT '',
  set_by                 text NOT NULL,
  set_at                 timestamptz NOT NULL,
  CONSTRAINT funding_terms_once UNIQUE (company, counterparty, currency, effective_from),
  -- At issue nobody knows where points will be spent.
  CONSTRAINT funding_terms_mode_general CHECK (counterparty = '*' OR mode = 'PAY_ON_REDEEM')
);
REVOKE UPDATE, DELETE, TRUNCATE ON funding_terms FROM ${role};

-- Points bought in advance. OVERDRAFT: issued beyond all packs and billed at the close; it counts as bought.
CREATE TABLE prepaid_pack (
  id           uuid PRIMARY KEY,
  company      text NOT NULL,
  currency     text NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('MAIN', 'RESERVE', 'OVERDRAFT')),
  points_minor numeric(38, 12) NOT NULL CHECK (points_minor > 0),
  price_per_point numeric(20, 8) NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  source       text NOT NULL REFERENCES happening,
  reference    text NOT NULL,
  bought_by    text NOT NULL,
  bought_at    timestamptz NOT NULL
);
CREATE INDEX prepaid_pack_of ON prepaid_pack (company, currency, bought_at);
REVOKE UPDATE, DELETE, TRUNCATE ON prepaid_pack FROM ${role};

CREATE TABLE pack_draw (
  source      text NOT NULL REFERENCES happening,
  company     text NOT NULL,
  currency    text NOT NULL,
  points      numeric(38, 12) NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (company, currency, source)
);
REVOKE UPDATE, DELETE, TRUNCATE ON pack_draw FROM ${role};

-- Sums of the two above, moved under this row's lock; `clearing verify` compares. The reserve is used last.
CREATE TABLE pack_balance (
  company   text NOT NULL,
  currency  text NOT NULL,
  main      numeric(38, 12) NOT NULL DEFAULT 0,
  reserve   numeric(38, 12) NOT NULL DEFAULT 0,
  drawn     numeric(38, 12) NOT NULL DEFAULT 0,
  -- LOW, RESERVE, EMPTY or OK: what was last warned of.
  level     text NOT NULL DEFAULT 'OK' CHECK (level IN ('OK', 'LOW', 'RESERVE', 'EMPTY')),
  PRIMARY KEY (company, currency)
);
CREATE TABLE pack_alert (
  n         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  company   text NOT NULL,
  currency  text NOT NULL,
  level     text NOT NULL,
  left_minor numeric(38, 12) NOT NULL,
  raised_at timestamptz NOT NULL
);
REVOKE UPDATE, DELETE, TRUNCATE ON pack_alert FROM ${role};

-- One row: the last month that was cut off. Whoever records an obligation holds it shared, the cut-off alone, so a line
-- is in the month or in the one after it and never in between.
CREATE TABLE calendar (
  single         boolean PRIMARY KEY DEFAULT true CHECK (single),
  closed_through text
);
INSERT INTO calendar DEFAULT VALUES;

CREATE TABLE period (
  month      text PRIMARY KEY CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
  state      text NOT NULL CHECK (state IN ('CUT_OFF', 'RECONCILED', 'ISSUED', 'DISPUTED', 'APPROVED', 'SETTLED')),
  cut_off_at timestamptz NOT NULL,
  -- The cut-off before: reconciliation covers what the ledger posted in between.
  previous_cut_off_at timestamptz,
  due_on     date,
  lines      bigint NOT NULL,
  lines_issued bigint NOT NULL DEFAULT 0,
  issued_by_person text
);
REVOKE DELETE, TRUNCATE ON period FROM ${role};

CREATE TABLE period_step (
  month     text NOT NULL REFERENCES period,
  state     text NOT NULL,
  at        timestamptz NOT NULL,
  by_client text NOT NULL,
  by_person text,
  note      text NOT NULL DEFAULT '',
  n         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY
);
CREATE INDEX period_step_of ON period_step (month, n);
REVOKE UPDATE, DELETE, TRUNCATE ON period_step FROM ${role};

-- Sums of a month by direction and kind, fixed at its cut-off.
CREATE TABLE pair_total (
  month        text NOT NULL REFERENCES period,
  debtor       text NOT NULL,
  creditor     text NOT NULL,
  kind         text NOT NULL,
  lines        bigint NOT NULL,
  amount_minor bigint NOT NULL,
  exact_minor  numeric(38, 12) NOT NULL,
  PRIMARY KEY (month, debtor, creditor, kind)
);
REVOKE UPDATE, DELETE, TRUNCATE ON pair_total FROM ${role};

-- A statement's lines, numbered by counter-company and kind, so that a total opens to a range of numbers.
CREATE TABLE statement_line (
  month         text NOT NULL,
  company       text NOT NULL,
  line_no       int NOT NULL,
  counterparty  text NOT NULL,
  kind          text NOT NULL,
  -- Positive: the company is owed.
  amount_minor  bigint NOT NULL,
  obligation_id uuid NOT NULL,
  occurred_at   timestamptz NOT NULL,
  PRIMARY KEY (month, company, line_no)
);
REVOKE UPDATE, DELETE, TRUNCATE ON statement_line FROM ${role};

-- The lines with one counter-company, and a hash over them; a part that is here is stored whole.
CREATE TABLE statement_part (
  month        text NOT NULL REFERENCES period,
  company      text NOT NULL,
  counterparty text NOT NULL,
  first_line   int NOT NULL,
  lines        int NOT NULL,
  amount_minor bigint NOT NULL,
  -- SHA-256 over the hashes of every 10,000 lines.
  hash         bytea NOT NULL,
  PRIMARY KEY (month, company, counterparty)
);
REVOKE UPDATE, DELETE, TRUNCATE ON statement_part FROM ${role};

CREATE TABLE statement (
  id            uuid PRIMARY KEY,
  month         text NOT NULL REFERENCES period,
  company       text NOT NULL,
  lines         int NOT NULL,
  owes_minor    bigint NOT NULL,
  is_owed_minor bigint NOT NULL,
  due_on        date NOT NULL,
  -- The last statement of a company that has left.
  final         boolean NOT NULL,
  previous_hash bytea,
  hash          bytea NOT NULL,
  issued_at     timestamptz NOT NULL,
  CONSTRAINT statement_once UNIQUE (month, company)
);
REVOKE UPDATE, DELETE, TRUNCATE ON statement FROM ${role};

-- The fewest payments that settle a month.
CREATE TABLE payment (
  id           uuid PRIMARY KEY,
  month        text NOT NULL REFERENCES period,
  no           int NOT NULL,
  payer        text NOT NULL,
  payee        text NOT NULL CHECK (payee <> payer),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  due_on       date NOT NULL,
  CONSTRAINT payment_no UNIQUE (month, no)
);
REVOKE UPDATE, DELETE, TRUNCATE ON payment FROM ${role};

-- Recorded, or withdrawn when the bank's reference was wrong; the last one counts.
CREATE TABLE payment_event (
  n              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payment_id     uuid NOT NULL REFERENCES payment,
  kind           text NOT NULL CHECK (kind IN ('RECORDED', 'WITHDRAWN')),
  bank_reference text NOT NULL,
  paid_on        date,
  note           text NOT NULL DEFAULT '',
  by_client      text NOT NULL,
  by_person      text,
  at             timestamptz NOT NULL
);
CREATE INDEX payment_event_of ON payment_event (payment_id, n);
REVOKE UPDATE, DELETE, TRUNCATE ON payment_event FROM ${role};
