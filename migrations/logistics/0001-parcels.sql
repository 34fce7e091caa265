-- Parcels: what was handed in, for whom, and every step of its way.
--
-- Names, telephone numbers and addresses of sender and recipient are sealed: readable only with the installation's
-- secret. Members are referred to by id.

-- Serial part of waybill numbers (UPU S10: eight digits and a check digit).
CREATE SEQUENCE waybill_serial MINVALUE 1 MAXVALUE 99999999 START 10000001;

CREATE TABLE parcel (
  id              uuid PRIMARY KEY,
  waybill_no      text NOT NULL CONSTRAINT parcel_waybill UNIQUE CHECK (waybill_no ~ '^[A-Z]{2}\d{9}[A-Z]{2}$'),
  sender_id       uuid,
  recipient_id    uuid,
  sender_sealed   bytea NOT NULL,
  recipient_sealed bytea NOT NULL,
  -- Where it was handed in, and the service bought.
  depot_code      text NOT NULL,
  service         text NOT NULL CHECK (service IN ('STANDARD', 'EXPRESS', 'FRESH')),
  channel         text NOT NULL CHECK (channel IN ('STORE', 'APP', 'WEB', 'PHONE', 'IMPORT')),
  weight_grams    int NOT NULL CHECK (weight_grams BETWEEN 1 AND 100000),
  from_district   text NOT NULL,
  to_district     text NOT NULL,
  fee_minor       bigint NOT NULL CHECK (fee_minor >= 0),
  discount_minor  bigint NOT NULL DEFAULT 0 CHECK (discount_minor BETWEEN 0 AND fee_minor),
  state           text NOT NULL CHECK (state IN ('CREATED', 'PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY',
                                                 'DELIVERED', 'RETURNED', 'LOST', 'CANCELLED')),
  state_at        timestamptz NOT NULL,
  sent_at         timestamptz NOT NULL,
  recorded_at     timestamptz NOT NULL,
  transaction_id  uuid NOT NULL CONSTRAINT parcel_transaction UNIQUE,
  reservation_ids text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX parcel_latest ON parcel (sent_at DESC, id DESC);
CREATE INDEX parcel_of_state ON parcel (state, sent_at DESC, id DESC);
CREATE INDEX parcel_of_sender ON parcel (sender_id, sent_at DESC, id DESC) WHERE sender_id IS NOT NULL;
CREATE INDEX parcel_of_recipient ON parcel (recipient_id, sent_at DESC, id DESC) WHERE recipient_id IS NOT NULL;

-- Append-only: one row for each step, as the scanner told it.
CREATE TABLE parcel_event (
  parcel_id   uuid NOT NULL REFERENCES parcel,
  seq         int NOT NULL CHECK (seq > 0),
  state       text NOT NULL,
  place       text NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (parcel_id, seq)
);
REVOKE DELETE ON parcel FROM ${role};
REVOKE UPDATE, DELETE ON parcel_event FROM ${role};
