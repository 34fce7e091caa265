-- What rules may know of a member, taken from events: things a subsidiary knows (a car, a dwelling), and what was
-- spent where on which day.
CREATE TABLE member_fact (
  member_id   uuid NOT NULL,
  subsidiary  text NOT NULL,
  fact        text NOT NULL,
  key         text NOT NULL,
  active      boolean NOT NULL,
  attributes  jsonb NOT NULL,
  observed_at timestamptz NOT NULL,
  PRIMARY KEY (member_id, subsidiary, fact, key)
);
CREATE INDEX member_fact_of_thing ON member_fact (fact, key);

-- Days are business days of the group. A return lowers the day of the purchase.
CREATE TABLE member_day (
  member_id   uuid NOT NULL,
  day         date NOT NULL,
  subsidiary  text NOT NULL,
  category    text NOT NULL,
  spend_minor bigint NOT NULL,
  PRIMARY KEY (member_id, day, subsidiary, category)
);
CREATE TABLE member_visit (
  member_id  uuid NOT NULL,
  day        date NOT NULL,
  subsidiary text NOT NULL,
  visits     int NOT NULL,
  PRIMARY KEY (member_id, day, subsidiary)
);
