-- Who said a consent: the member, or a subsidiary on the member's behalf (then with what it has as evidence). A member can
-- contest a word said on its behalf; from then on that source's word on sharing counts no more.
ALTER TABLE consent ADD COLUMN said_through text NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN evidence text;
ALTER TABLE consent_event ADD COLUMN evidence text;
UPDATE consent c SET said_through = e.said_through
FROM (SELECT DISTINCT ON (member_id, purpose, channel, subsidiary) member_id, purpose, channel, subsidiary, said_through
      FROM consent_event ORDER BY member_id, purpose, channel, subsidiary, said_at DESC, id DESC) e
WHERE c.member_id = e.member_id AND c.purpose = e.purpose AND c.channel = e.channel AND c.subsidiary = e.subsidiary;
CREATE TABLE consent_contest (
  member_id    uuid NOT NULL REFERENCES member (id),
  source       text NOT NULL,
  contested_at timestamptz NOT NULL,
  PRIMARY KEY (member_id, source)
);

-- What somebody is to a car, a dwelling or a parking space of a subsidiary: heard from the subsidiaries' own events, or told
-- by their counters (a driver who is not the owner, whoever pays for another).
CREATE TABLE member_relation (
  id         uuid PRIMARY KEY,
  member_id  uuid NOT NULL REFERENCES member (id),
  subsidiary text NOT NULL,
  thing_kind text NOT NULL CHECK (thing_kind IN ('VEHICLE', 'DWELLING', 'PARKING_SPACE')),
  thing_key  text NOT NULL,
  role       text NOT NULL CHECK (role IN ('OWNER', 'TENANT', 'FAMILY', 'DRIVER', 'PAYER')),
  since      timestamptz NOT NULL,
  until      timestamptz,
  told_by    text NOT NULL
);
CREATE UNIQUE INDEX member_relation_open ON member_relation (member_id, subsidiary, thing_kind, thing_key, role) WHERE until IS NULL;
CREATE INDEX member_relation_thing ON member_relation (subsidiary, thing_kind, thing_key) WHERE until IS NULL;
CREATE INDEX member_relation_of ON member_relation (member_id);

-- Proved again who is there, for what must not be done with a phone left on a table.
ALTER TABLE session ADD COLUMN proved_at timestamptz;
UPDATE session SET proved_at = opened_at;

-- The wallet of points that a household shares, in the ledger's books.
ALTER TABLE household ADD COLUMN wallet_id uuid;
