-- Two members found to be one: transactions stay under the member they were made for, and are shown with the survivor
-- as long as the merge stands.
CREATE TABLE member_alias (
  from_id  uuid PRIMARY KEY,
  to_id    uuid NOT NULL,
  merge_id text NOT NULL
);
CREATE INDEX member_alias_to ON member_alias (to_id);

-- These members and all that were merged into them.
CREATE FUNCTION members_of(members uuid[]) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  WITH RECURSIVE down(id) AS (
    SELECT unnest(members) UNION SELECT a.from_id FROM down JOIN member_alias a ON a.to_id = down.id)
  SELECT array_agg(id) FROM down
$$;

-- The member itself, or the one it was merged into, however many merges away.
CREATE FUNCTION survivor_of(member uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE up(id) AS (
    SELECT member UNION SELECT a.to_id FROM up JOIN member_alias a ON a.from_id = up.id)
  SELECT up.id FROM up WHERE NOT EXISTS (SELECT 1 FROM member_alias a WHERE a.from_id = up.id) LIMIT 1
$$;
