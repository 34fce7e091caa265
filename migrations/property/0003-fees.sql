-- Fees: schedules in versions, bills per dwelling (or parking space) and month, payments of whole bills or parts of
-- them, and refunds. Amounts are fen; rates are ten-thousandths of a yuan per square metre (or per space) and month.

CREATE SEQUENCE fee_bill_no;
CREATE SEQUENCE fee_receipt_no;

-- Never changed: a new version counts from its first month.
CREATE TABLE fee_schedule (
  id           uuid PRIMARY KEY,
  community_id uuid NOT NULL REFERENCES community,
  kind         text NOT NULL CHECK (kind IN ('PROPERTY_FEE', 'PARKING_FEE')),
  -- Of the dwelling; ANY for parking.
  usage        text NOT NULL CHECK (usage IN ('RESIDENTIAL', 'SHOP', 'OFFICE', 'ANY')),
  version      int NOT NULL CHECK (version > 0),
  rate_e4      bigint NOT NULL CHECK (rate_e4 > 0),
  -- Day of the month by which a bill is to be paid.
  due_day      int NOT NULL CHECK (due_day BETWEEN 1 AND 28),
  from_month   date NOT NULL CHECK (extract(day FROM from_month) = 1),
  announced_at timestamptz NOT NULL,
  CHECK ((kind = 'PARKING_FEE') = (usage = 'ANY')),
  CONSTRAINT fee_schedule_version UNIQUE (community_id, kind, usage, version),
  CONSTRAINT fee_schedule_month UNIQUE (community_id, kind, usage, from_month)
);

CREATE TABLE fee_bill (
  id               uuid PRIMARY KEY,
  bill_no          text NOT NULL CONSTRAINT fee_bill_no_taken UNIQUE,
  community_id     uuid NOT NULL REFERENCES community,
  dwelling_id      uuid NOT NULL REFERENCES dwelling,
  parking_space_id uuid REFERENCES parking_space,
  kind             text NOT NULL CHECK (kind IN ('PROPERTY_FEE', 'PARKING_FEE')),
  -- First day of the month the bill is for.
  month            date NOT NULL CHECK (extract(day FROM month) = 1),
  schedule_id      uuid NOT NULL REFERENCES fee_schedule,
  area_centi       int,
  rate_e4          bigint NOT NULL,
  amount_minor     bigint NOT NULL CHECK (amount_minor >= 0),
  -- Paid in money, coupons and points together; moved in both directions under the row's lock.
  settled_minor    bigint NOT NULL DEFAULT 0,
  state            text NOT NULL CHECK (state IN ('OPEN', 'PARTLY_PAID', 'PAID', 'CANCELLED')),
  due_on           date NOT NULL,
  -- Who paid the dwelling's fees when the bill was issued.
  payer_member_id  uuid,
  issued_at        timestamptz NOT NULL,
  cancelled_at     timestamptz,
  cancel_reason    text,
  CONSTRAINT fee_bill_settled CHECK (settled_minor BETWEEN 0 AND amount_minor),
  CHECK ((kind = 'PARKING_FEE') = (parking_space_id IS NOT NULL)),
  CHECK ((state = 'CANCELLED') = (cancelled_at IS NOT NULL)),
  CHECK (state NOT IN ('OPEN', 'CANCELLED') OR settled_minor = 0),
  CHECK (state <> 'PAID' OR settled_minor = amount_minor)
);
-- One bill for each thing and month, however often bills are made.
CREATE UNIQUE INDEX fee_bill_of_dwelling_month ON fee_bill (dwelling_id, month) WHERE kind = 'PROPERTY_FEE' AND state <> 'CANCELLED';
CREATE UNIQUE INDEX fee_bill_of_space_month ON fee_bill (parking_space_id, month) WHERE kind = 'PARKING_FEE' AND state <> 'CANCELLED';
CREATE INDEX fee_bill_of_community ON fee_bill (community_id, id DESC);
CREATE INDEX fee_bill_of_dwelling ON fee_bill (dwelling_id, month, id);
CREATE INDEX fee_bill_unpaid ON fee_bill (dwelling_id, due_on, id) WHERE state IN ('OPEN', 'PARTLY_PAID');

CREATE TABLE fee_payment (
  id             uuid PRIMARY KEY,
  receipt_no     text NOT NULL CONSTRAINT fee_payment_receipt UNIQUE,
  community_id   uuid NOT NULL REFERENCES community,
  dwelling_id    uuid NOT NULL REFERENCES dwelling,
  kind           text NOT NULL CHECK (kind IN ('PROPERTY_FEE', 'PARKING_FEE')),
  member_id      uuid,
  channel        text NOT NULL CHECK (channel IN ('STORE', 'APP', 'WEB', 'PHONE', 'IMPORT')),
  -- gross = discount (coupons and points) + paid (money)
  gross_minor    bigint NOT NULL CHECK (gross_minor >= 0),
  discount_minor bigint NOT NULL CHECK (discount_minor >= 0),
  paid_minor     bigint NOT NULL CHECK (paid_minor >= 0),
  state          text NOT NULL CHECK (state IN ('SETTLED', 'PARTLY_REFUNDED', 'REFUNDED')),
  paid_at        timestamptz NOT NULL,
  recorded_at    timestamptz NOT NULL,
  reservation_id text,
  transaction_id uuid NOT NULL CONSTRAINT fee_payment_transaction UNIQUE,
  CHECK (gross_minor = discount_minor + paid_minor)
);
CREATE INDEX fee_payment_of_community ON fee_payment (community_id, id DESC);
CREATE INDEX fee_payment_of_dwelling ON fee_payment (dwelling_id, id DESC);
CREATE INDEX fee_payment_of_member ON fee_payment (member_id, id DESC) WHERE member_id IS NOT NULL;

CREATE TABLE fee_payment_line (
  payment_id     uuid NOT NULL REFERENCES fee_payment,
  line_no        int NOT NULL CHECK (line_no > 0),
  bill_id        uuid NOT NULL REFERENCES fee_bill,
  gross_minor    bigint NOT NULL CHECK (gross_minor > 0),
  discount_minor bigint NOT NULL CHECK (discount_minor BETWEEN 0 AND gross_minor),
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND gross_minor),
  PRIMARY KEY (payment_id, line_no)
);
CREATE INDEX fee_payment_line_of_bill ON fee_payment_line (bill_id);

CREATE TABLE fee_refund (
  id             uuid PRIMARY KEY,
  refund_no      text NOT NULL CONSTRAINT fee_refund_no_taken UNIQUE,
  payment_id     uuid NOT NULL REFERENCES fee_payment,
  gross_minor    bigint NOT NULL CHECK (gross_minor > 0),
  paid_minor     bigint NOT NULL CHECK (paid_minor BETWEEN 0 AND gross_minor),
  reason         text NOT NULL,
  refunded_at    timestamptz NOT NULL,
  transaction_id uuid NOT NULL CONSTRAINT fee_refund_transaction UNIQUE
);
CREATE INDEX fee_refund_of_payment ON fee_refund (payment_id, id);

CREATE TABLE fee_refund_line (
  refund_id   uuid NOT NULL REFERENCES fee_refund,
  line_no     int NOT NULL,
  gross_minor bigint NOT NULL CHECK (gross_minor > 0),
  paid_minor  bigint NOT NULL CHECK (paid_minor >= 0),
  PRIMARY KEY (refund_id, line_no)
);
