-- What a property company manages: communities, their dwellings, and who lives in them. Names and telephone numbers
-- are kept sealed (`*_sealed`) and found by a keyed hash (`*_index`).

CREATE TABLE community (
  id            uuid PRIMARY KEY,
  code          text NOT NULL CONSTRAINT community_code UNIQUE,
  name          text NOT NULL,
  city          text NOT NULL,
  district      text NOT NULL,
  address       text NOT NULL,
  service_phone text NOT NULL,
  managed_since date NOT NULL,
  registered_at timestamptz NOT NULL
);

CREATE TABLE dwelling (
  id             uuid PRIMARY KEY,
  community_id   uuid NOT NULL REFERENCES community,
  -- Community, building, unit, room: YGH-03-2-1502.
  code           text NOT NULL CONSTRAINT dwelling_code UNIQUE,
  building       text NOT NULL,
  unit           text NOT NULL,
  room           text NOT NULL,
  usage          text NOT NULL CHECK (usage IN ('RESIDENTIAL', 'SHOP', 'OFFICE')),
  -- Hundredths of a square metre, as the certificate says.
  area_centi     int NOT NULL CHECK (area_centi > 0),
  handed_over_on date NOT NULL,
  registered_at  timestamptz NOT NULL,
  CONSTRAINT dwelling_place UNIQUE (community_id, building, unit, room)
);
CREATE INDEX dwelling_of_community ON dwelling (community_id, id DESC);

-- Somebody's connection to a dwelling; open while until_on is null. Who pays the fees is one of those who are there now.
CREATE TABLE residency (
  id           uuid PRIMARY KEY,
  dwelling_id  uuid NOT NULL REFERENCES dwelling,
  member_id    uuid,
  role         text NOT NULL CHECK (role IN ('OWNER', 'TENANT', 'FAMILY')),
  pays_fees    boolean NOT NULL,
  name_sealed  bytea,
  phone_sealed bytea,
  phone_index  bytea,
  from_on      date NOT NULL,
  until_on     date,
  recorded_at  timestamptz NOT NULL,
  CHECK (until_on IS NULL OR until_on >= from_on),
  CHECK (until_on IS NULL OR NOT pays_fees),
  CONSTRAINT residency_once EXCLUDE USING gist (
    dwelling_id WITH =, member_id WITH =, daterange(from_on, until_on, '[]') WITH &&
  ) WHERE (member_id IS NOT NULL)
);
CREATE UNIQUE INDEX residency_fee_payer ON residency (dwelling_id) WHERE pays_fees;
CREATE INDEX residency_of_dwelling ON residency (dwelling_id, id);
CREATE INDEX residency_of_member ON residency (member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX residency_phone ON residency (phone_index) WHERE phone_index IS NOT NULL;
