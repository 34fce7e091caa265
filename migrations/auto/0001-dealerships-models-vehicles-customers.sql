-- What a 4S company has before it sells anything: its shops, the models it may sell, the cars it knows (its stock and
-- the cars customers bring), and its own customers' numbers. Whoever can be recognised by a column is kept sealed
-- (`*_sealed`) and found by a keyed hash (`*_index`); a VIN is the serial number of goods and stays readable.

CREATE SEQUENCE customer_no;

CREATE TABLE dealership (
  id               uuid PRIMARY KEY,
  code             text NOT NULL CONSTRAINT dealership_code UNIQUE,
  name             text NOT NULL,
  city             text NOT NULL,
  address          text NOT NULL,
  phone            text NOT NULL,
  cooling_off_days int NOT NULL CHECK (cooling_off_days BETWEEN 0 AND 60),
  opened_at        timestamptz NOT NULL
);

CREATE TABLE vehicle_model (
  id                      uuid PRIMARY KEY,
  code                    text NOT NULL CONSTRAINT vehicle_model_code UNIQUE,
  brand                   text NOT NULL,
  series                  text NOT NULL,
  name                    text NOT NULL,
  model_year              int NOT NULL CHECK (model_year BETWEEN 1980 AND 2100),
  powertrain              text NOT NULL CHECK (powertrain IN ('PETROL', 'DIESEL', 'HYBRID', 'PLUG_IN_HYBRID', 'RANGE_EXTENDED', 'ELECTRIC')),
  guide_price_minor       bigint NOT NULL CHECK (guide_price_minor > 0),
  service_interval_km     int NOT NULL CHECK (service_interval_km > 0),
  service_interval_months int NOT NULL CHECK (service_interval_months > 0),
  on_sale                 boolean NOT NULL,
  registered_at           timestamptz NOT NULL
);

-- A customer of this company, member or not. A walk-in without membership has no member_id.
CREATE TABLE customer (
  id           uuid PRIMARY KEY,
  customer_no  text NOT NULL CONSTRAINT customer_no_taken UNIQUE,
  member_id    uuid CONSTRAINT customer_member UNIQUE,
  name_sealed  bytea,
  phone_sealed bytea,
  phone_index  bytea,
  since        timestamptz NOT NULL
);
CREATE INDEX customer_phone ON customer (phone_index) WHERE phone_index IS NOT NULL;

CREATE TABLE vehicle (
  id                uuid PRIMARY KEY,
  vin               char(17) NOT NULL CONSTRAINT vehicle_vin UNIQUE,
  model_id          uuid NOT NULL REFERENCES vehicle_model,
  colour            text NOT NULL,
  state             text NOT NULL CHECK (state IN ('IN_STOCK', 'ALLOCATED', 'SOLD', 'DELIVERED', 'EXTERNAL')),
  -- Where it stands while it is ours, and who sold it afterwards; a car from elsewhere has none.
  dealership_id     uuid REFERENCES dealership,
  owner_customer_id uuid REFERENCES customer,
  owner_member_id   uuid,
  owned_since       timestamptz,
  plate_sealed      bytea,
  plate_index       bytea CONSTRAINT vehicle_plate UNIQUE,
  odometer_km       int NOT NULL CHECK (odometer_km >= 0),
  received_at       timestamptz NOT NULL,
  CHECK ((plate_sealed IS NULL) = (plate_index IS NULL)),
  CHECK (state NOT IN ('IN_STOCK', 'ALLOCATED') OR (owner_customer_id IS NULL AND owner_member_id IS NULL AND dealership_id IS NOT NULL))
);
CREATE INDEX vehicle_of_member ON vehicle (owner_member_id, owned_since) WHERE owner_member_id IS NOT NULL;
CREATE INDEX vehicle_in_state ON vehicle (dealership_id, state, id);
CREATE INDEX vehicle_of_model ON vehicle (model_id, id);
