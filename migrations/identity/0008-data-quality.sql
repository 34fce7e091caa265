-- How good what a subsidiary tells is. One row for each member and source: which fields it told (names, never values), what
-- looks wrong with them, and when it last said anything. Kept as things are told, so that a report reads no ciphertext.
CREATE TABLE source_known (
  member_id uuid NOT NULL REFERENCES member (id),
  source    text NOT NULL,
  fields    text[] NOT NULL,
  suspect   text[] NOT NULL DEFAULT '{}',
  told_at   timestamptz NOT NULL,
  -- False for what was told before this was kept: its profile fields are read once in the background.
  counted   boolean NOT NULL DEFAULT true,
  PRIMARY KEY (member_id, source)
);
CREATE INDEX source_known_source ON source_known (source, member_id);
CREATE INDEX source_known_uncounted ON source_known (member_id) WHERE NOT counted;

INSERT INTO source_known (member_id, source, fields, told_at, counted)
SELECT member_id, source, array_agg(DISTINCT field) FILTER (WHERE field <> ''), max(told_at), bool_and(field <> '')
FROM (
  SELECT member_id, source, type AS field, last_seen_at AS told_at FROM identity WHERE unlinked_at IS NULL
  UNION ALL SELECT member_id, source, '', last_observed_at FROM source_record
) told
GROUP BY member_id, source
HAVING array_agg(DISTINCT field) FILTER (WHERE field <> '') IS NOT NULL;
INSERT INTO source_known (member_id, source, fields, told_at, counted)
SELECT member_id, source, '{}', max(last_observed_at), false FROM source_record GROUP BY member_id, source
ON CONFLICT DO NOTHING;

-- What a subsidiary is measured by; the newest row is in force.
CREATE TABLE quality_rule (
  id         uuid PRIMARY KEY,
  source     text NOT NULL,
  required   text[] NOT NULL CHECK (cardinality(required) > 0),
  fresh_days int NOT NULL CHECK (fresh_days BETWEEN 1 AND 3650),
  -- Parts of a hundred of the score.
  completeness int NOT NULL,
  validity     int NOT NULL,
  uniqueness   int NOT NULL,
  timeliness   int NOT NULL,
  set_by     text NOT NULL,
  set_at     timestamptz NOT NULL,
  CHECK (completeness + validity + uniqueness + timeliness = 100 AND least(completeness, validity, uniqueness, timeliness) >= 0)
);
CREATE INDEX quality_rule_of ON quality_rule (source, id);
REVOKE UPDATE, DELETE ON quality_rule FROM ${role};
