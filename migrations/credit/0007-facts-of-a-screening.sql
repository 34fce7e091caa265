-- Everything a screening looks at, gathered by one statement under one snapshot: now, or as it was visible to an earlier
-- screening, so that a decision can be made again from the tables themselves. A function, because its plans are kept.

-- Whether a row was there: to the present reader every row he sees is; to an earlier one those that his snapshot shows, or,
-- for what was written before there were marks, those that are older than his question.
CREATE FUNCTION seen(mark xid8, written_at timestamptz, moment timestamptz, snap pg_snapshot, earlier boolean)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN NOT earlier THEN true
    WHEN snap IS NULL OR mark IS NULL THEN written_at <= moment
    -- A database restored elsewhere counts its transactions anew: time keeps later rows apart.
    ELSE pg_visible_in_snapshot(mark, snap) AND written_at <= moment + interval '1 minute' END
$$;

CREATE FUNCTION open_amounts(firm uuid, moment timestamptz, snap pg_snapshot, earlier boolean)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
    'firm', firm,
    'limit', (SELECT jsonb_build_object('minor', l.limit_minor::text) FROM limit_setting AS l
      WHERE l.firm_id = firm AND l.state = 'GRANTED' AND seen(l.decided_mark, l.decided_at, moment, snap, earlier)
      ORDER BY l.decided_at DESC, l.id DESC LIMIT 1),
    'open', (SELECT jsonb_build_object('used', m.used_after::text, 'reserved', m.reserved_after::text)
      FROM exposure_movement AS m
      WHERE m.firm_id = firm AND seen(m.mark, m.at, moment, snap, earlier) ORDER BY m.no DESC LIMIT 1),
    'suggested', (SELECT a.limit_minor::text FROM assessment AS a
      WHERE a.firm_id = firm AND a.assessed_at <= moment AND seen(a.mark, a.assessed_at, moment, snap, earlier)
      ORDER BY a.assessed_at DESC, a.no DESC LIMIT 1)));
END $$;

CREATE FUNCTION screening_facts(firm uuid, moment timestamptz, snap pg_snapshot, earlier boolean)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
    'snapshot', pg_current_snapshot()::text,
    'facts', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', f.id, 'type', f.type, 'item', f.item, 'value', f.value, 'observedAt', f.observed_at,
        'validUntil', f.valid_until, 'recordedAt', f.recorded_at, 'subsidiary', f.subsidiary, 'source', f.source,
        'confidence', f.confidence, 'evidenceIds', f.evidence_ids,
        'retractedAt', CASE WHEN seen(f.retracted_mark, f.retracted_at, moment, snap, earlier) THEN f.retracted_at END)
        ORDER BY f.id), '[]')
      FROM fact AS f WHERE f.firm_id = firm AND seen(f.mark, f.recorded_at, moment, snap, earlier)),
    'choices', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'type', c.type, 'item', c.item, 'factId', c.fact_id, 'decidedAt', c.decided_at) ORDER BY c.id), '[]')
      FROM fact_choice AS c WHERE c.firm_id = firm AND seen(c.mark, c.decided_at, moment, snap, earlier)),
    'outcomes', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'result', o.result, 'amountMinor', o.amount_minor::text, 'currency', o.currency, 'daysLate', o.days_late,
        'occurredOn', o.occurred_on) ORDER BY o.recorded_at, o.id), '[]')
      FROM cooperation_outcome AS o
      WHERE o.firm_id = firm AND o.recorded_at <= moment AND seen(o.mark, o.recorded_at, moment, snap, earlier)
        AND (o.voided_at IS NULL OR NOT seen(o.voided_mark, o.voided_at, moment, snap, earlier))),
    'entries', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', e.id, 'list', e.list, 'scope', e.scope, 'reasonCode', e.reason_code, 'overridable', e.overridable,
        'effectiveOn', e.effective_on, 'expiresOn', e.expires_on, 'state', s.state,
        'overrides', (SELECT coalesce(jsonb_agg(jsonb_build_object('subsidiary', v.subsidiary, 'until', v.until_at)
            ORDER BY v.id), '[]')
          FROM list_override AS v
          WHERE v.entry_id = e.id AND v.decided_at IS NOT NULL AND v.state IN ('GRANTED', 'ENDED')
            AND seen(v.decided_mark, v.decided_at, moment, snap, earlier)
            AND (v.ended_at IS NULL OR NOT seen(v.ended_mark, v.ended_at, moment, snap, earlier))))
        ORDER BY e.proposed_at, e.id), '[]')
      FROM list_entry AS e CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT earlier THEN e.state ELSE (
          SELECT t.to_state FROM list_step AS t
          WHERE t.entry_id = e.id AND seen(t.mark, t.at, moment, snap, earlier) ORDER BY t.no DESC LIMIT 1) END AS state) AS s
      WHERE e.firm_id = firm AND s.state IN ('ACTIVE', 'APPEALED', 'UPHELD')),
    'disputes', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', d.id, 'factId', d.fact_id, 'factType', f.type, 'deadline', d.deadline) ORDER BY d.opened_at, d.id), '[]')
      FROM fact_dispute AS d JOIN fact AS f ON f.id = d.fact_id
      WHERE d.firm_id = firm AND d.opened_at <= moment AND seen(d.mark, d.opened_at, moment, snap, earlier)
        AND (d.closed_at IS NULL OR d.closed_at > moment OR NOT seen(d.closed_mark, d.closed_at, moment, snap, earlier))),
    'assessment', (SELECT jsonb_build_object(
        'id', a.id, 'policy', a.policy, 'grade', a.grade, 'score', a.score, 'pdPpm', a.pd_ppm,
        'limitMinor', a.limit_minor::text, 'currency', a.currency, 'reasons', a.reasons, 'assessedAt', a.assessed_at)
      FROM assessment AS a
      WHERE a.firm_id = firm AND a.assessed_at <= moment AND seen(a.mark, a.assessed_at, moment, snap, earlier)
      ORDER BY a.assessed_at DESC, a.no DESC LIMIT 1),
    'open', open_amounts(firm, moment, snap, earlier),
    'related', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'firmId', k.source_firm_id, 'cause', k.cause, 'weightBps', k.weight_bps, 'steps', cardinality(k.path) - 1)
        ORDER BY k.weight_bps DESC, k.id), '[]')
      FROM contagion AS k
      WHERE k.firm_id = firm AND seen(k.mark, k.since, moment, snap, earlier)
        AND (k.until IS NULL OR (earlier AND NOT seen(k.until_mark, k.until, moment, snap, earlier)))),
    'group', (SELECT jsonb_build_object(
        'id', own.group_id,
        'limit', (SELECT jsonb_build_object('minor', l.limit_minor::text) FROM limit_setting AS l
          WHERE l.group_id = own.group_id AND l.state = 'GRANTED'
            AND seen(l.decided_mark, l.decided_at, moment, snap, earlier)
          ORDER BY l.decided_at DESC, l.id DESC LIMIT 1),
        'members', (SELECT jsonb_agg(open_amounts(m.firm_id, moment, snap, earlier) ORDER BY m.firm_id)
          FROM connected_member AS m
          WHERE m.group_id = own.group_id AND seen(m.mark, m.since, moment, snap, earlier)
            AND (m.until IS NULL OR (earlier AND NOT seen(m.until_mark, m.until, moment, snap, earlier)))))
      FROM connected_member AS own
      WHERE own.firm_id = firm AND seen(own.mark, own.since, moment, snap, earlier)
        AND (own.until IS NULL OR (earlier AND NOT seen(own.until_mark, own.until, moment, snap, earlier)))
      ORDER BY own.id DESC LIMIT 1)));
END $$;
