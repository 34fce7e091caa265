-- Home delivery by a store's own people: slots with a capacity, and the bookings that use it up.
--
-- `booked` is the number of bookings that hold a place. It moves only together with a booking's state, under the slot's
-- row lock, and the check makes an overbooked slot impossible.

CREATE TABLE delivery_slot (
  id         uuid PRIMARY KEY,
  store_code text NOT NULL REFERENCES store,
  starts_at  timestamptz NOT NULL,
  ends_at    timestamptz NOT NULL CHECK (ends_at > starts_at),
  capacity   int NOT NULL CHECK (capacity BETWEEN 0 AND 10000),
  booked     int NOT NULL DEFAULT 0,
  CONSTRAINT delivery_slot_not_overbooked CHECK (booked BETWEEN 0 AND capacity),
  CONSTRAINT delivery_slot_once UNIQUE (store_code, starts_at, ends_at)
);
CREATE INDEX delivery_slot_free ON delivery_slot (store_code, starts_at, id) WHERE booked < capacity;

CREATE TABLE delivery_booking (
  id           uuid PRIMARY KEY,
  slot_id      uuid NOT NULL REFERENCES delivery_slot,
  basket_id    uuid NOT NULL REFERENCES basket,
  member_id    uuid NOT NULL,
  state        text NOT NULL CHECK (state IN ('BOOKED', 'DELIVERED', 'CANCELLED')),
  -- Where to: personal data, readable only with the installation's secret.
  address_sealed bytea NOT NULL,
  booked_at    timestamptz NOT NULL,
  settled_at   timestamptz CHECK ((settled_at IS NULL) = (state = 'BOOKED'))
);
-- A basket has one delivery at a time; a cancelled one can be booked anew.
CREATE UNIQUE INDEX delivery_booking_open ON delivery_booking (basket_id) WHERE state <> 'CANCELLED';
CREATE INDEX delivery_booking_of_slot ON delivery_booking (slot_id, booked_at, id);
CREATE INDEX delivery_booking_of_member ON delivery_booking (member_id, booked_at DESC, id DESC);
REVOKE DELETE ON delivery_booking FROM ${role};
