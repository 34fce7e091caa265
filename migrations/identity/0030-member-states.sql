-- What other modules need to know of members, in one statement: asked with every session at a counter and every
-- transaction. A function, because its plan is kept; members are found by key alone, so a plan made while the table was
-- small never scans it when it has grown. Of a merged person's several records the newest word on each consent counts,
-- and the survivor's own household wins. `wrapped_key` and `sealed` only where something was told of the member.
CREATE FUNCTION member_states(ids uuid[])
RETURNS TABLE (id uuid, member_no text, status text, survivor_id uuid, enrolled_at timestamptz, enrolled_by text,
               household_id uuid, purposes text[], master_key int, wrapped_key bytea, sealed bytea)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT m.id, m.member_no, m.status, m.survivor_id, m.enrolled_at, m.enrolled_by,
         (SELECT h.household_id FROM member AS k JOIN household_member AS h ON h.member_id = k.id
          WHERE k.survivor_id = m.survivor_id AND h.left_at IS NULL
          ORDER BY (k.id = k.survivor_id) DESC, h.joined_at LIMIT 1),
         ARRAY(SELECT w.purpose FROM (
           SELECT DISTINCT ON (c.purpose) c.purpose, c.state FROM member AS k JOIN consent AS c ON c.member_id = k.id
           WHERE k.survivor_id = m.survivor_id AND c.channel = '' AND c.subsidiary = ''
           ORDER BY c.purpose, c.since DESC, c.member_id) AS w WHERE w.state = 'GRANTED' ORDER BY w.purpose),
         s.master_key, CASE WHEN p.member_id IS NOT NULL THEN s.wrapped_key END, p.sealed
  FROM member AS m JOIN member AS s ON s.id = m.survivor_id
  LEFT JOIN member_profile AS p ON p.member_id = s.id AND s.wrapped_key IS NOT NULL
  WHERE m.id = ANY (ids);
END $$;
