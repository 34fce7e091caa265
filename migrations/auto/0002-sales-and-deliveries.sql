-- Sales of vehicles. An order is placed (the car is allocated to it), recorded as sold (the contract is signed; the
-- group learns of it and the cooling-off begins), delivered; or cancelled, which within the cooling-off gives
-- everything back.

CREATE SEQUENCE sales_order_no;

CREATE TABLE sales_order (
  id                      uuid PRIMARY KEY,
  order_no                text NOT NULL CONSTRAINT sales_order_no_taken UNIQUE,
  dealership_id           uuid NOT NULL REFERENCES dealership,
  vehicle_id              uuid NOT NULL REFERENCES vehicle,
  customer_id             uuid REFERENCES customer,
  member_id               uuid,
  channel                 text NOT NULL CHECK (channel IN ('STORE', 'APP', 'WEB', 'PHONE', 'IMPORT')),
  state                   text NOT NULL CHECK (state IN ('ORDERED', 'SOLD', 'DELIVERED', 'CANCELLED')),
  deposit_minor           bigint NOT NULL CHECK (deposit_minor >= 0),
  total_minor             bigint NOT NULL CHECK (total_minor > 0),
  placed_at               timestamptz NOT NULL,
  sold_at                 timestamptz,
  -- The last day on which the buyer may step back, inclusive, in the group's zone.
  cooling_off_ends_on     date,
  cancelled_at            timestamptz,
  cancel_reason           text,
  transaction_id          uuid CONSTRAINT sales_order_transaction UNIQUE,
  reversal_transaction_id uuid CONSTRAINT sales_order_reversal UNIQUE,
  CHECK ((sold_at IS NULL) = (transaction_id IS NULL)),
  CHECK ((sold_at IS NULL) = (cooling_off_ends_on IS NULL)),
  CHECK ((state = 'CANCELLED') = (cancelled_at IS NOT NULL)),
  CHECK (reversal_transaction_id IS NULL OR state = 'CANCELLED')
);
-- A car is promised to one buyer at a time.
CREATE UNIQUE INDEX sales_order_of_vehicle ON sales_order (vehicle_id) WHERE state <> 'CANCELLED';
CREATE INDEX sales_order_history_of_vehicle ON sales_order (vehicle_id, placed_at);
CREATE INDEX sales_order_of_dealership ON sales_order (dealership_id, id DESC);
CREATE INDEX sales_order_of_member ON sales_order (member_id, id DESC) WHERE member_id IS NOT NULL;
CREATE INDEX sales_order_of_customer ON sales_order (customer_id, id DESC) WHERE customer_id IS NOT NULL;

CREATE TABLE sales_order_line (
  order_id     uuid NOT NULL REFERENCES sales_order,
  line_no      int NOT NULL CHECK (line_no > 0),
  kind         text NOT NULL CHECK (kind IN ('VEHICLE', 'OPTION', 'ACCESSORY', 'INSURANCE', 'REGISTRATION')),
  item_code    text NOT NULL,
  description  text NOT NULL,
  quantity     int NOT NULL CHECK (quantity > 0),
  -- What the buyer pays for the line, after discounts.
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  PRIMARY KEY (order_id, line_no)
);

CREATE TABLE delivery (
  id            uuid PRIMARY KEY,
  order_id      uuid NOT NULL REFERENCES sales_order,
  dealership_id uuid NOT NULL REFERENCES dealership,
  state         text NOT NULL CHECK (state IN ('PLANNED', 'DONE', 'CANCELLED')),
  planned_for   timestamptz NOT NULL,
  done_at       timestamptz,
  odometer_km   int CHECK (odometer_km >= 0),
  CHECK ((state = 'DONE') = (done_at IS NOT NULL))
);
CREATE UNIQUE INDEX delivery_of_order ON delivery (order_id) WHERE state <> 'CANCELLED';
CREATE INDEX delivery_plan ON delivery (dealership_id, planned_for, id) WHERE state = 'PLANNED';
