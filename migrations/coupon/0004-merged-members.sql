-- Two members found to be one: rows stay under the member they were made for, and belong to the survivor as long as
-- the merge stands. Nothing is rewritten, so an unmerge restores exactly. Usage of limits per member is added up, and
-- remembered, so that it can be taken apart again.
CREATE TABLE member_alias (
  from_id  uuid PRIMARY KEY,
  to_id    uuid NOT NULL,
  merge_id text NOT NULL
);
CREATE INDEX member_alias_to ON member_alias (to_id);

CREATE TABLE moved_usage (
  merge_id   text NOT NULL,
  offer_id   uuid NOT NULL,
  limit_no   int NOT NULL,
  from_scope text NOT NULL,
  to_scope   text NOT NULL,
  amount     bigint NOT NULL,
  PRIMARY KEY (merge_id, offer_id, limit_no, from_scope)
);

-- The member itself, or the one it was merged into, however many merges away.
CREATE FUNCTION survivor_of(member uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE up(id) AS (
    SELECT member UNION SELECT a.to_id FROM up JOIN member_alias a ON a.from_id = up.id)
  SELECT up.id FROM up WHERE NOT EXISTS (SELECT 1 FROM member_alias a WHERE a.from_id = up.id) LIMIT 1
$$;

-- These members and all that were merged into them.
CREATE FUNCTION members_of(members uuid[]) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  WITH RECURSIVE down(id) AS (
    SELECT unnest(members) UNION SELECT a.from_id FROM down JOIN member_alias a ON a.to_id = down.id)
  SELECT array_agg(id) FROM down
$$;

-- Usage per member is found by the member's id at the beginning of the scope.
CREATE INDEX counter_by_scope ON counter (scope text_pattern_ops);
