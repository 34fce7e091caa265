-- The workshop: the price list of labour and parts, bookable slots with a number of bays, bookings, work orders with
-- their lines, and refunds of finished work.

CREATE SEQUENCE service_booking_no;
CREATE SEQUENCE work_order_no;

CREATE TABLE service_item (
  id               uuid PRIMARY KEY,
  code             text NOT NULL CONSTRAINT service_item_code UNIQUE,
  name             text NOT NULL,
  kind             text NOT NULL CHECK (kind IN ('LABOUR', 'PART')),
  category         text NOT NULL CHECK (category IN ('MAINTENANCE', 'REPAIR', 'TYRES', 'BODYWORK', 'INSPECTION', 'CAR_WASH')),
  unit             text NOT NULL CHECK (unit IN ('HOUR', 'JOB', 'PIECE', 'LITRE', 'SET')),
  unit_price_minor bigint NOT NULL CHECK (unit_price_minor >= 0),
  active           boolean NOT NULL,
  listed_at        timestamptz NOT NULL
);

-- Capacity is the number of bays; `booked` is moved by conditional updates only, in both directions.
CREATE TABLE service_slot (
  id            uuid PRIMARY KEY,
  dealership_id uuid NOT NULL REFERENCES dealership,
  starts_at     timestamptz NOT NULL,
  ends_at       timestamptz NOT NULL,
  capacity      int NOT NULL CHECK (capacity > 0),
  booked        int NOT NULL DEFAULT 0,
  closed        boolean NOT NULL DEFAULT false,
  CONSTRAINT service_slot_start UNIQUE (dealership_id, starts_at),
  CHECK (ends_at > starts_at),
  CONSTRAINT service_slot_capacity CHECK (booked BETWEEN 0 AND capacity)
);

CREATE TABLE service_booking (
  id            uuid PRIMARY KEY,
  booking_no    text NOT NULL CONSTRAINT service_booking_no_taken UNIQUE,
  slot_id       uuid NOT NULL REFERENCES service_slot,
  dealership_id uuid NOT NULL REFERENCES dealership,
  vehicle_id    uuid NOT NULL REFERENCES vehicle,
  member_id     uuid,
  category      text NOT NULL CHECK (category IN ('MAINTENANCE', 'REPAIR', 'TYRES', 'BODYWORK', 'INSPECTION', 'CAR_WASH')),
  state         text NOT NULL CHECK (state IN ('BOOKED', 'CHECKED_IN', 'DONE', 'NO_SHOW', 'CANCELLED')),
  starts_at     timestamptz NOT NULL,
  booked_at     timestamptz NOT NULL,
  closed_at     timestamptz
);
-- A car has one open booking.
CREATE UNIQUE INDEX service_booking_open ON service_booking (vehicle_id) WHERE state IN ('BOOKED', 'CHECKED_IN');
CREATE INDEX service_booking_of_member ON service_booking (member_id, starts_at DESC, id DESC) WHERE member_id IS NOT NULL;
CREATE INDEX service_booking_plan ON service_booking (dealership_id, starts_at, id);
CREATE INDEX service_booking_of_slot ON service_booking (slot_id);

CREATE TABLE work_order (
  id             uuid PRIMARY KEY,
  work_order_no  text NOT NULL CONSTRAINT work_order_no_taken UNIQUE,
  dealership_id  uuid NOT NULL REFERENCES dealership,
  vehicle_id     uuid NOT NULL REFERENCES vehicle,
  booking_id     uuid CONSTRAINT work_order_booking UNIQUE REFERENCES service_booking,
  member_id      uuid,
  state          text NOT NULL CHECK (state IN ('OPEN', 'COMPLETED', 'PARTLY_REFUNDED', 'REFUNDED', 'CANCELLED')),
  odometer_km    int NOT NULL CHECK (odometer_km >= 0),
  opened_at      timestamptz NOT NULL,
  closed_at      timestamptz,
  -- gross = discount (coupons and points) + paid (money)
  gross_minor    bigint NOT NULL DEFAULT 0 CHECK (gross_minor >= 0),
  discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
  paid_minor     bigint NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
  reservation_id text,
  transaction_id uuid CONSTRAINT work_order_transaction UNIQUE,
  CHECK (gross_minor = discount_minor + paid_minor),
  CHECK ((state = 'OPEN') = (closed_at IS NULL))
);
-- A car stands in one workshop at a time.
CREATE UNIQUE INDEX work_order_open ON work_order (vehicle_id) WHERE state = 'OPEN';
CREATE INDEX work_order_of_vehicle ON work_order (vehicle_id, id DESC);
CREATE INDEX work_order_of_member ON work_order (member_id, id DESC) WHERE member_id IS NOT NULL;
CREATE INDEX work_order_of_dealership ON work_order (dealership_id, id DESC);

CREATE TABLE work_order_line (
  work_order_id      uuid NOT NULL REFERENCES work_order,
  line_no            int NOT NULL CHECK (line_no > 0),
  item_code          text NOT NULL,
  kind               text NOT NULL CHECK (kind IN ('LABOUR', 'PART')),
  category           text NOT NULL,
  description        text NOT NULL,
  quantity           numeric(10, 2) NOT NULL CHECK (quantity > 0),
  unit_price_minor   bigint NOT NULL CHECK (unit_price_minor >= 0),
  -- quantity * unit price, rounded half up to the fen
  gross_minor        bigint NOT NULL CHECK (gross_minor >= 0),
  discount_minor     bigint NOT NULL DEFAULT 0 CHECK (discount_minor BETWEEN 0 AND gross_minor),
  refunded_minor     bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND gross_minor),
  PRIMARY KEY (work_order_id, line_no)
);

-- Finished work taken back, wholly or in part. `gross` is what of the lines is undone, `paid` the money given back.
CREATE TABLE work_order_refund (
  id             uuid PRIMARY KEY,
  refund_no      text NOT NULL CONSTRAINT work_order_refund_no_taken UNIQUE,
  work_order_id  uuid NOT NULL REFERENCES work_order,
  gross_minor    bigint NOT NULL CHECK (gross_minor >= 0),
  paid_minor     bigint NOT NULL CHECK (paid_minor BETWEEN 0 AND gross_minor),
  reason         text NOT NULL,
  refunded_at    timestamptz NOT NULL,
  transaction_id uuid NOT NULL CONSTRAINT work_order_refund_transaction UNIQUE
);
CREATE INDEX work_order_refund_of_order ON work_order_refund (work_order_id, id);

CREATE TABLE work_order_refund_line (
  refund_id   uuid NOT NULL REFERENCES work_order_refund,
  line_no     int NOT NULL,
  gross_minor bigint NOT NULL CHECK (gross_minor >= 0),
  paid_minor  bigint NOT NULL CHECK (paid_minor >= 0),
  PRIMARY KEY (refund_id, line_no)
);
