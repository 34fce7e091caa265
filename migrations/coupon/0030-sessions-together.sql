-- Everybody at the counter at the same moment: one statement asks, one statement keeps. Functions, because their plans
-- are kept. What was decided on rows as they were read is kept only while they still are; otherwise nothing is, and the
-- caller decides again under locks. Rows are found by key alone, so a plan made while a table was small never scans it
-- when it has grown.

CREATE FUNCTION undo_session(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'GH001', MESSAGE = why;
END $$;

-- The version of the catalogue with every row; one row without a coupon when none is found. `seen` names the version of
-- the coupon's row.
CREATE FUNCTION coupons_asked(ids uuid[], codes text[])
RETURNS TABLE (catalogue text, seen text, id uuid, code text, member_id uuid, offer_id uuid, offer_version int, benefit_no int,
               grant_id uuid, instalment_no int, uses_total int, uses_held int, uses_spent int, value_total text,
               value_held text, value_spent text, valid_from timestamptz, expires_at timestamptz, vests_at timestamptz,
               asset_type text, asset_key text, ended_as text, ended_at timestamptz, ended_reason text,
               issued_at timestamptz, batch_id uuid, gift_until timestamptz, granted_to uuid, batch_state text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT k.version::text, c.xmin::text, c.id, c.code,
         CASE WHEN EXISTS (SELECT 1 FROM member_alias AS a WHERE a.from_id = c.member_id)
              THEN survivor_of(c.member_id) ELSE c.member_id END,
         c.offer_id, c.offer_version, c.benefit_no, c.grant_id, c.instalment_no, c.uses_total, c.uses_held, c.uses_spent,
         c.value_total::text, c.value_held::text, c.value_spent::text, c.valid_from, c.expires_at, c.vests_at, c.asset_type,
         c.asset_key, c.ended_as, c.ended_at, c.ended_reason, c.issued_at, c.batch_id, c.gift_until,
         CASE WHEN c.granted_to IS NULL THEN NULL ELSE survivor_of(c.granted_to) END,
         (SELECT b.state FROM coupon_batch AS b WHERE b.id = c.batch_id)
  FROM catalogue AS k LEFT JOIN coupon AS c ON c.id = ANY (ids) OR c.code = ANY (codes);
END $$;

-- Reservations, what they hold and claim, and the answers to who asked: all of it or nothing. Coupons are locked in the
-- order of their ids, counters in theirs and last.
CREATE FUNCTION keep_reservations(seen json, reservations json, lines json, holds json, claims json, answers json,
                                  moment timestamptz)
RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  kept bigint;
BEGIN
  SELECT count(*) INTO kept FROM (
    SELECT 1 FROM json_to_recordset(seen) AS s (id uuid, version text)
    JOIN coupon AS c ON c.id = s.id AND c.xmin::text = s.version ORDER BY c.id FOR UPDATE OF c) AS locked;
  IF kept < json_array_length(seen) THEN PERFORM undo_session('a coupon was moved meanwhile'); END IF;

  INSERT INTO idempotency (client, operation, key, request_hash, answer, created_at)
  SELECT client, operation, key, decode(hash, 'base64'), stored, moment
  FROM json_to_recordset(answers) AS a (client text, operation text, key text, hash text, stored json)
  ORDER BY client, operation, key ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS kept = ROW_COUNT;
  IF kept < json_array_length(answers) THEN PERFORM undo_session('a key was used before'); END IF;

  INSERT INTO reservation (id, member_id, subsidiary, basket, state, expires_at, discount_minor, points_currency,
                           points_scale, points_minor, points_value_minor, claims, made_at)
  SELECT id, member, subsidiary, basket, 'OPEN', until, discount, currency, scale, points, value, claims, moment
  FROM json_to_recordset(reservations)
    AS h (id uuid, member uuid, subsidiary text, basket jsonb, until timestamptz, discount bigint, currency text,
          scale int, points bigint, value bigint, claims jsonb);
  INSERT INTO reservation_line (reservation_id, coupon_id, line_id, discount_minor)
  SELECT reservation, coupon, "lineId", discount
  FROM json_to_recordset(lines) AS l (reservation uuid, coupon uuid, "lineId" text, discount bigint);
  UPDATE coupon AS c SET uses_held = uses_held + m."usesHeld", value_held = value_held + m."valueHeld",
                         member_id = coalesce(member_id, m.taker)
  FROM json_to_recordset(holds) AS m (id uuid, "usesHeld" int, "valueHeld" bigint, taker uuid) WHERE c.id = m.id;

  SELECT count(*) INTO kept FROM (
    SELECT 1 FROM json_to_recordset(claims) AS w (offer uuid, "limitNo" int, scope text)
    JOIN counter AS c ON c.offer_id = w.offer AND c.limit_no = w."limitNo" AND c.scope = w.scope
    ORDER BY c.offer_id, c.limit_no, c.scope FOR UPDATE OF c) AS locked;
  IF kept < json_array_length(claims) THEN
    INSERT INTO counter (offer_id, limit_no, scope, used)
    SELECT offer, "limitNo", scope, 0 FROM json_to_recordset(claims) AS w (offer uuid, "limitNo" int, scope text)
    ORDER BY offer, "limitNo", scope ON CONFLICT DO NOTHING;
  END IF;
  UPDATE counter AS c SET used = c.used + w.amount
  FROM json_to_recordset(claims) AS w (offer uuid, "limitNo" int, scope text, amount bigint, ceiling bigint)
  WHERE c.offer_id = w.offer AND c.limit_no = w."limitNo" AND c.scope = w.scope AND c.used + w.amount <= w.ceiling;
  GET DIAGNOSTICS kept = ROW_COUNT;
  IF kept < json_array_length(claims) THEN PERFORM undo_session('a limit is full'); END IF;
END $$;

-- Reservations as they are, with what their coupons are spent by; to be made final if they still are.
CREATE FUNCTION reservations_asked(ids uuid[])
RETURNS TABLE (id uuid, member_id uuid, subsidiary text, basket jsonb, state text, expires_at timestamptz,
               discount_minor text, points_currency text, points_scale int, points_minor text, points_value_minor text,
               hold_id text, claims jsonb, lines json)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT r.id, r.member_id, r.subsidiary, r.basket, r.state, r.expires_at, r.discount_minor::text, r.points_currency,
         r.points_scale, r.points_minor::text, r.points_value_minor::text, r.hold_id, r.claims,
         (SELECT json_agg(json_build_object(
                   'coupon', l.coupon_id, 'lineId', l.line_id, 'discount', l.discount_minor::text, 'offer', c.offer_id,
                   'version', c.offer_version, 'value', c.value_total::text, 'ended', c.ended_as)
                 ORDER BY l.coupon_id, l.line_id)
          FROM reservation_line AS l LEFT JOIN coupon AS c ON c.id = l.coupon_id WHERE l.reservation_id = r.id)
  FROM reservation AS r WHERE r.id = ANY (ids);
END $$;

-- Redemptions with their reservations ended, their coupons spent, who asked answered and what is published: all of it or
-- nothing. Reservations are locked in the order of their ids, then coupons in theirs.
CREATE FUNCTION keep_redemptions(redemptions json, lines json, moves json, answers json, events json, moment timestamptz)
RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  kept bigint;
BEGIN
  SELECT count(*) INTO kept FROM (
    SELECT 1 FROM json_to_recordset(redemptions) AS h (reservation uuid) JOIN reservation AS r ON r.id = h.reservation
    WHERE r.state = 'OPEN' AND r.expires_at >= moment ORDER BY r.id FOR UPDATE OF r) AS locked;
  IF kept < json_array_length(redemptions) THEN PERFORM undo_session('a reservation was ended meanwhile'); END IF;
  SELECT count(*) INTO kept FROM (
    SELECT 1 FROM json_to_recordset(moves) AS m (id uuid) JOIN coupon AS c ON c.id = m.id
    WHERE c.ended_as IS NULL ORDER BY c.id FOR UPDATE OF c) AS locked;
  IF kept < json_array_length(moves) THEN PERFORM undo_session('a coupon was ended meanwhile'); END IF;

  INSERT INTO idempotency (client, operation, key, request_hash, answer, created_at)
  SELECT client, operation, key, decode(hash, 'base64'), stored, moment
  FROM json_to_recordset(answers) AS a (client text, operation text, key text, hash text, stored json)
  ORDER BY client, operation, key ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS kept = ROW_COUNT;
  IF kept < json_array_length(answers) THEN PERFORM undo_session('a key was used before'); END IF;

  INSERT INTO redemption (id, reservation_id, member_id, subsidiary, store_code, order_ref, transaction_id, occurred_at,
                          made_at, points_minor)
  SELECT id, reservation, member, subsidiary, store, "order", transaction, occurred, moment, points
  FROM json_to_recordset(redemptions)
    AS h (id uuid, reservation uuid, member uuid, subsidiary text, store text, "order" text, transaction uuid,
          occurred timestamptz, points bigint);
  INSERT INTO redemption_line (redemption_id, coupon_id, line_id, amount_minor, discount_minor)
  SELECT redemption, coupon, "lineId", amount, discount
  FROM json_to_recordset(lines) AS l (redemption uuid, coupon uuid, "lineId" text, amount bigint, discount bigint);
  UPDATE reservation AS r SET state = 'REDEEMED', ended_at = moment
  FROM json_to_recordset(redemptions) AS h (reservation uuid) WHERE r.id = h.reservation;
  UPDATE coupon AS c SET uses_held = uses_held + m."usesHeld", uses_spent = uses_spent + m."usesSpent",
                         value_held = value_held + m."valueHeld", value_spent = value_spent + m."valueSpent"
  FROM json_to_recordset(moves)
    AS m (id uuid, "usesHeld" int, "usesSpent" int, "valueHeld" bigint, "valueSpent" bigint) WHERE c.id = m.id;
  INSERT INTO outbox (id, type, version, occurred_at, recorded_at, payload)
  SELECT id, type, version, "occurredAt", "recordedAt", payload
  FROM json_to_recordset(events)
    AS e (id uuid, type text, version int, "occurredAt" timestamptz, "recordedAt" timestamptz, payload jsonb);
END $$;
