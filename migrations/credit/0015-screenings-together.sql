-- Screenings asked at the same moment are gathered by one statement and kept by one statement. Functions, because their
-- plans are kept.

-- What each question is decided by, in the order asked. `told` is null where there is no such firm, or where the key was
-- answered before: then that answer is in `answer`.
CREATE FUNCTION screenings_asked(firms uuid[], clients text[], keys text[], moment timestamptz)
RETURNS TABLE (id uuid, code text, sole_trader boolean, told jsonb, request_hash bytea, answer json)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT f.id, f.code, f.sole_trader,
         CASE WHEN f.id IS NOT NULL AND i.key IS NULL THEN screening_facts(f.id, moment, NULL, false) END,
         i.request_hash, i.answer
  FROM unnest(firms, clients, keys) WITH ORDINALITY AS w (firm, client, key, n)
  LEFT JOIN firm AS f ON f.id = w.firm
  LEFT JOIN idempotency AS i ON i.client = w.client AND i.operation = 'screen-firm' AND i.key = w.key
  ORDER BY w.n;
END $$;

-- Keeps answers whole or not at all: the answer under its key, the screening, its leaf of the shared log, the case where a
-- person must decide, and what is published. Answers the ids of those kept; the others' keys were answered meanwhile.
CREATE FUNCTION keep_screenings(answered json, cases json, events json)
RETURNS SETOF uuid
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH wish AS MATERIALIZED (
    SELECT * FROM json_to_recordset(answered) AS w (
      id uuid, client text, key text, hash text, stored json, firm uuid, subsidiary text, answer text, request text,
      facts text, versions jsonb, decision text, snapshot text, gathered smallint, leaf uuid, salt text, commitment text,
      payload text, at timestamptz)),
  claimed AS (
    INSERT INTO idempotency (client, operation, key, request_hash, answer, created_at)
    SELECT client, 'screen-firm', key, decode(hash, 'base64'), stored, at FROM wish ORDER BY client, key
    ON CONFLICT DO NOTHING RETURNING client, key),
  mine AS MATERIALIZED (SELECT w.* FROM wish AS w JOIN claimed AS c ON c.client = w.client AND c.key = w.key),
  kept AS (
    INSERT INTO screening (id, firm_id, subsidiary, asked_by, answer, request, facts, versions, decision, decided_at,
                           snapshot, gathered)
    SELECT id, firm, subsidiary, client, answer, request, facts, versions, decision, at, snapshot, gathered FROM mine),
  leaves AS (
    INSERT INTO log_leaf (id, kind, subject, salt, commitment, payload, at)
    SELECT leaf, 'SCREENING', id, decode(salt, 'base64'), decode(commitment, 'base64'), payload, at FROM mine),
  opened AS (
    INSERT INTO review_case (id, kind, subject, firm_id, subsidiary, title, priority, state, due_at, opened_at)
    SELECT c.id, 'SCREENING', m.id, m.firm, m.subsidiary, c.title, c.priority, 'OPEN', c.due, m.at
    FROM json_to_recordset(cases) AS c (id uuid, subject uuid, title text, priority text, due timestamptz)
    JOIN mine AS m ON m.id = c.subject),
  steps AS (
    INSERT INTO case_step (case_id, no, act, person, account, at)
    SELECT c.id, 1, 'OPEN', c.person, m.client, m.at
    FROM json_to_recordset(cases) AS c (id uuid, subject uuid, person text) JOIN mine AS m ON m.id = c.subject),
  told AS (
    INSERT INTO outbox (id, type, version, occurred_at, recorded_at, payload)
    SELECT e.id, e.type, e.version, e."occurredAt", e."recordedAt", e.payload
    FROM json_to_recordset(events) AS e (
      screening uuid, id uuid, type text, version int, "occurredAt" timestamptz, "recordedAt" timestamptz, payload jsonb)
    JOIN mine AS m ON m.id = e.screening)
  SELECT id FROM mine;
END $$;
