-- Parking spaces and who leases them. A space has one lease at a time; the exclusion constraint is the guarantee.

CREATE TABLE parking_space (
  id            uuid PRIMARY KEY,
  community_id  uuid NOT NULL REFERENCES community,
  code          text NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('UNDERGROUND', 'SURFACE', 'MECHANICAL')),
  has_charger   boolean NOT NULL,
  registered_at timestamptz NOT NULL,
  CONSTRAINT parking_space_code UNIQUE (community_id, code)
);

CREATE TABLE parking_lease (
  id           uuid PRIMARY KEY,
  space_id     uuid NOT NULL REFERENCES parking_space,
  dwelling_id  uuid NOT NULL REFERENCES dwelling,
  member_id    uuid,
  plate_sealed bytea,
  plate_index  bytea,
  from_on      date NOT NULL,
  until_on     date,
  recorded_at  timestamptz NOT NULL,
  CHECK (until_on IS NULL OR until_on >= from_on),
  CHECK ((plate_sealed IS NULL) = (plate_index IS NULL)),
  CONSTRAINT parking_lease_once EXCLUDE USING gist (
    space_id WITH =, daterange(from_on, until_on, '[]') WITH &&
  )
);
CREATE INDEX parking_lease_of_dwelling ON parking_lease (dwelling_id, id);
CREATE INDEX parking_lease_of_member ON parking_lease (member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX parking_lease_plate ON parking_lease (plate_index) WHERE plate_index IS NOT NULL;
