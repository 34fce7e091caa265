-- Firms of the screening bench, made set-based; `firms` and the rest are replaced by numbers. Foreign keys are not checked
-- while it runs (session_replication_role). The first statement comes first, the others in no order, two at a time.
INSERT INTO credit.firm (id, code_kind, code, sole_trader, registered_by, registered_at)
SELECT ('0190a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'LOCAL', 'BENCH:' || n, false, 'bench', now() - interval '1 year' FROM generate_series(1, :firms) AS n;
INSERT INTO credit.firm_name (id, firm_id, kind, name, normal, terms, index_version, recorded_at, source)
SELECT ('e' || lpad(to_hex(n), 31, '0'))::uuid, ('0190a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'REGISTERED', '基准' || n || '贸易有限公司', '基准' || n || '贸易有限公司', '{}', 99, now(), 'bench'
FROM generate_series(1, :firms) AS n;
INSERT INTO credit.fact (id, firm_id, subsidiary, type, item, value, observed_at, recorded_at, source, confidence, digest)
SELECT ('f' || lpad(to_hex(n * 4::bigint + t.k), 31, '0'))::uuid, ('0190a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, (ARRAY['auto', 'property', 'retail', 'logistics'])[1 + n % 4], t.type, '', t.value,
       now() - interval '30 days', now() - interval '20 days', 'register', 80, int4send(t.k)
FROM generate_series(1, :firms) AS n CROSS JOIN LATERAL (VALUES
  (0, 'REGISTERED_CAPITAL', jsonb_build_object('amount', ((1 + n % 500) * 100000)::text, 'currency', 'CNY')),
  (1, 'ESTABLISHED_ON', jsonb_build_object('date', (date '1990-01-01' + (n % 11000)::int)::text)),
  (2, 'FIRM_STATUS', '{"text": "IN_BUSINESS"}'::jsonb),
  (3, 'PAYMENT_DAYS_BEYOND_TERMS', jsonb_build_object('number', n % 40))) AS t(k, type, value);
INSERT INTO credit.assessment (id, firm_id, policy, score, grade, pd_ppm, limit_minor, currency, standing, contributions, reasons, missing, cause, assessed_at)
SELECT ('d' || lpad(to_hex(n), 31, '0'))::uuid, ('0190a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'house/2', 560 + n % 160,
       (ARRAY['B', 'BB', 'BBB', 'A', 'AA'])[1 + (n % 160) / 33], 30000, (1 + n % 500) * 1000000, 'CNY', '{}', '[]', '{}', '{}', 'SURVEY', now() - interval '10 days'
FROM generate_series(1, :firms) AS n;
-- Every (firms / listed)-th firm is on a list: half blacklisted, the rest watched or whitelisted.
INSERT INTO credit.list_entry (id, firm_id, list, scope, reason_code, overridable, effective_on, review_on, state, proposed_by, proposed_at)
SELECT ('a' || lpad(to_hex(n), 31, '0'))::uuid, ('0190a000-0000-7000-8000-' || lpad(to_hex(n * (:firms / :listed)), 12, '0'))::uuid,
       (ARRAY['BLACKLIST', 'BLACKLIST', 'WATCHLIST', 'WHITELIST'])[1 + n % 4], '{}', 'DEFAULT', n % 8 <> 0, current_date - 30, current_date + 300, 'ACTIVE', 'one', now() - interval '30 days'
FROM generate_series(1, :listed) AS n;
INSERT INTO credit.list_step (entry_id, no, act, from_state, to_state, person, at)
SELECT ('a' || lpad(to_hex(n), 31, '0'))::uuid, s.no, s.act, s.before, s.after, s.act, now() - interval '30 days'
FROM generate_series(1, :listed) AS n CROSS JOIN (VALUES (1, 'PROPOSE', NULL, 'PROPOSED'), (2, 'APPROVE', 'PROPOSED', 'ACTIVE')) AS s(no, act, before, after);
-- A tenth of the firms have something open.
INSERT INTO credit.exposure (firm_id, currency, used_minor, reserved_minor)
SELECT ('0190a000-0000-7000-8000-' || lpad(to_hex(n * 10), 12, '0'))::uuid, 'CNY', 1000000, 500000 FROM generate_series(1, :firms / 10) AS n;
INSERT INTO credit.exposure_reservation (id, firm_id, subsidiary, reference, currency, reserved_minor, used_minor, state, created_at, expires_at)
SELECT ('b' || lpad(to_hex(n), 31, '0'))::uuid, ('0190a000-0000-7000-8000-' || lpad(to_hex(n * 10), 12, '0'))::uuid, 'auto', 'order-' || n, 'CNY', 500000, 1000000, 'RESERVED', now(), now() + interval '90 days'
FROM generate_series(1, :firms / 10) AS n;
INSERT INTO credit.exposure_movement (id, firm_id, reservation_id, subsidiary, kind, amount_minor, used_after, reserved_after, at)
SELECT gen_random_uuid(), ('0190a000-0000-7000-8000-' || lpad(to_hex(n * 10), 12, '0'))::uuid, ('b' || lpad(to_hex(n), 31, '0'))::uuid, 'auto', 'RESERVE', 1500000, 1000000, 500000, now()
FROM generate_series(1, :firms / 10) AS n;
-- Holders and guarantors: one relation for every fifth firm, and groups of three of the first of them.
INSERT INTO credit.relation (id, firm_id, kind, a, a_kind, b, share_bps, amount_minor, binds, a_to_b_bps, b_to_a_bps, since)
SELECT gen_random_uuid(), f.id, CASE WHEN n % 2 = 0 THEN 'SHAREHOLDING' ELSE 'GUARANTEE' END, f.party_key, 'FIRM', g.party_key,
       CASE WHEN n % 2 = 0 THEN 6000 END, CASE WHEN n % 2 = 1 THEN 10000000 END, true, 7000, 5000, now()
FROM generate_series(1, :firms / 5) AS n
JOIN credit.firm AS f ON f.id = ('0190a000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
JOIN credit.firm AS g ON g.id = ('0190a000-0000-7000-8000-' || lpad(to_hex(CASE WHEN n % 3 = 0 THEN n - 2 ELSE n + 1 END), 12, '0'))::uuid;
INSERT INTO credit.connected_group (id, formed_at) SELECT ('c' || lpad(to_hex(n), 31, '0'))::uuid, now() FROM generate_series(0, :firms / 50) AS n;
INSERT INTO credit.connected_member (id, group_id, firm_id, since)
SELECT gen_random_uuid(), ('c' || lpad(to_hex(n / 3), 31, '0'))::uuid, ('0190a000-0000-7000-8000-' || lpad(to_hex(n + 1), 12, '0'))::uuid, now() FROM generate_series(0, 3 * (:firms / 50)) AS n;
INSERT INTO credit.contagion (id, firm_id, source_firm_id, cause, weight_bps, path, since)
SELECT gen_random_uuid(), ('0190a000-0000-7000-8000-' || lpad(to_hex(n * 20 + 1), 12, '0'))::uuid, ('0190a000-0000-7000-8000-' || lpad(to_hex(n * (:firms / :listed)), 12, '0'))::uuid, 'BLACKLISTED', 500 + n % 6000, '{}', now()
FROM generate_series(1, :listed) AS n WHERE n * 20 + 1 <= :firms;
INSERT INTO credit.cooperation_outcome (id, firm_id, subsidiary, external_id, result, amount_minor, currency, days_late, occurred_on, recorded_by, recorded_at)
SELECT gen_random_uuid(), ('0190a000-0000-7000-8000-' || lpad(to_hex(n * 7), 12, '0'))::uuid, 'retail', 'deal-' || n, 'PAID', 900000, 'CNY', n % 9, current_date - 60, 'bench', now() - interval '60 days'
FROM generate_series(1, :firms / 7) AS n;
