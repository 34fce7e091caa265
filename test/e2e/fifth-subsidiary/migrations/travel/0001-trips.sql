-- Trips that the travel agency sold: the whole of what a fifth, small subsidiary keeps.
CREATE TABLE trip (
  id             uuid PRIMARY KEY,
  booking_no     text NOT NULL UNIQUE,
  destination    text NOT NULL,
  member_id      uuid,
  price_minor    bigint NOT NULL CHECK (price_minor > 0),
  transaction_id uuid NOT NULL,
  sold_at        timestamptz NOT NULL
);
