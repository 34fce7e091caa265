-- Courier errands: the supermarket's goods (or anything a courier can carry) brought home at a booked time.
--
-- A window is a depot's courier capacity in a span of time. `booked` counts the errands that hold a place; it moves
-- only together with an errand's state, and the check makes an overbooked window impossible.

CREATE TABLE errand_window (
  id         uuid PRIMARY KEY,
  depot_code text NOT NULL,
  starts_at  timestamptz NOT NULL,
  ends_at    timestamptz NOT NULL CHECK (ends_at > starts_at),
  fee_minor  bigint NOT NULL CHECK (fee_minor >= 0),
  capacity   int NOT NULL CHECK (capacity BETWEEN 0 AND 10000),
  booked     int NOT NULL DEFAULT 0,
  CONSTRAINT errand_window_not_overbooked CHECK (booked BETWEEN 0 AND capacity),
  CONSTRAINT errand_window_once UNIQUE (depot_code, starts_at, ends_at)
);
CREATE INDEX errand_window_by_time ON errand_window (starts_at, id);

CREATE SEQUENCE errand_serial START 100001;

CREATE TABLE errand (
  id                  uuid PRIMARY KEY,
  errand_no           text NOT NULL CONSTRAINT errand_no UNIQUE,
  window_id           uuid NOT NULL REFERENCES errand_window,
  member_id           uuid NOT NULL,
  -- Whose goods, and that company's own number of the order: retail and a receipt number, for one.
  shop_subsidiary     text NOT NULL,
  order_ref           text NOT NULL,
  pickup_place        text NOT NULL,
  destination_sealed  bytea NOT NULL,
  channel             text NOT NULL CHECK (channel IN ('STORE', 'APP', 'WEB', 'PHONE', 'IMPORT')),
  fee_minor           bigint NOT NULL CHECK (fee_minor >= 0),
  discount_minor      bigint NOT NULL DEFAULT 0 CHECK (discount_minor BETWEEN 0 AND fee_minor),
  state               text NOT NULL CHECK (state IN ('BOOKED', 'COLLECTED', 'DONE', 'CANCELLED', 'REFUNDED')),
  state_at            timestamptz NOT NULL,
  booked_at           timestamptz NOT NULL,
  -- The booking (fee and coupon), and the deed once it is done.
  transaction_id      uuid NOT NULL CONSTRAINT errand_transaction UNIQUE,
  done_transaction_id uuid CONSTRAINT errand_done_transaction UNIQUE,
  reservation_ids     text[] NOT NULL DEFAULT '{}'
);
-- The same goods are not fetched twice at once.
CREATE UNIQUE INDEX errand_open_order ON errand (shop_subsidiary, order_ref) WHERE state IN ('BOOKED', 'COLLECTED', 'DONE');
CREATE INDEX errand_latest ON errand (booked_at DESC, id DESC);
CREATE INDEX errand_of_member ON errand (member_id, booked_at DESC, id DESC);
CREATE INDEX errand_of_window ON errand (window_id, booked_at, id);
REVOKE DELETE ON errand FROM ${role};
