-- Firms whose names are alike: found in the background, decided by a person, never merged. A pair is kept once, in the order
-- of its ids.
CREATE TABLE lookalike_due (
  name_id uuid PRIMARY KEY REFERENCES firm_name
);
INSERT INTO lookalike_due SELECT id FROM firm_name;

CREATE TABLE firm_lookalike (
  id         uuid PRIMARY KEY,
  a_firm     uuid NOT NULL REFERENCES firm,
  b_firm     uuid NOT NULL REFERENCES firm,
  a_name     text NOT NULL,
  b_name     text NOT NULL,
  band       text NOT NULL CHECK (band IN ('SAME', 'REVIEW')),
  score      numeric(5, 4) NOT NULL,
  parts      jsonb NOT NULL,
  found_at   timestamptz NOT NULL,
  decision   text CHECK (decision IN ('DIFFERENT', 'A_BRANCH_OF_B', 'B_BRANCH_OF_A', 'SAME_FIRM')),
  reason     text,
  decided_by text,
  decided_at timestamptz,
  CONSTRAINT firm_lookalike_once UNIQUE (a_firm, b_firm),
  CHECK (a_firm < b_firm)
);
CREATE INDEX firm_lookalike_open ON firm_lookalike (score, id) WHERE decision IS NULL;
CREATE INDEX firm_lookalike_b ON firm_lookalike (b_firm);

-- Every decision about a pair, also those that were changed later.
CREATE TABLE firm_lookalike_decision (
  id           uuid PRIMARY KEY,
  lookalike_id uuid NOT NULL REFERENCES firm_lookalike,
  decision     text NOT NULL,
  reason       text NOT NULL,
  decided_by   text NOT NULL,
  decided_at   timestamptz NOT NULL
);
CREATE INDEX firm_lookalike_decision_pair ON firm_lookalike_decision (lookalike_id, decided_at);
REVOKE UPDATE, DELETE ON firm_lookalike_decision FROM ${role};
REVOKE DELETE ON firm_lookalike FROM ${role};

-- What was asked of outside providers of firm data, by which company, and what it cost: PENDING is written before the call.
CREATE TABLE provider_lookup (
  id          uuid PRIMARY KEY,
  provider    text NOT NULL,
  code        text NOT NULL,
  company     text NOT NULL,
  asked_by    text NOT NULL,
  asked_at    timestamptz NOT NULL,
  state       text NOT NULL CHECK (state IN ('PENDING', 'FOUND', 'NOT_FOUND', 'FAILED', 'CACHED')),
  -- Booked to the asking company; nothing for what was in the cache or failed.
  cost_minor  bigint NOT NULL DEFAULT 0 CHECK (cost_minor >= 0),
  currency    text NOT NULL,
  served_by   uuid REFERENCES provider_lookup,
  firm_id     uuid REFERENCES firm,
  survey_id   uuid REFERENCES survey,
  added       int NOT NULL DEFAULT 0,
  failure     text,
  answered_at timestamptz
);
CREATE INDEX provider_lookup_cache ON provider_lookup (provider, code, answered_at) WHERE state IN ('FOUND', 'NOT_FOUND');
CREATE INDEX provider_lookup_rate ON provider_lookup (provider, asked_at) WHERE state <> 'CACHED';
CREATE INDEX provider_lookup_listed ON provider_lookup (asked_at, id);
REVOKE DELETE ON provider_lookup FROM ${role};

-- That a fact was deleted, by which rule; not what it said.
CREATE TABLE fact_deletion (
  fact_id    uuid PRIMARY KEY,
  firm_id    uuid NOT NULL REFERENCES firm,
  fact_type  text NOT NULL,
  ended_on   date NOT NULL,
  policy     text NOT NULL,
  deleted_at timestamptz NOT NULL
);
CREATE INDEX fact_deletion_firm ON fact_deletion (firm_id, deleted_at);
REVOKE UPDATE, DELETE ON fact_deletion FROM ${role};

-- The only way to delete a fact. It looks at the law's conditions itself, whatever it is told: a natural person's negative
-- facts, observed at least five years ago by the clock of this server as well.
CREATE FUNCTION delete_expired_facts(facts uuid[], ends date[], at timestamptz, rule text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
  INSERT INTO fact_deletion (fact_id, firm_id, fact_type, ended_on, policy, deleted_at)
  SELECT f.id, f.firm_id, f.type, d.ended_on, rule, at
  FROM unnest(facts, ends) AS d(id, ended_on)
  JOIN fact AS f ON f.id = d.id
  JOIN firm AS m ON m.id = f.firm_id
  WHERE m.sole_trader
    AND f.type IN ('DEFAULT', 'PENALTY', 'LICENCE_REVOKED', 'LEGAL_CASE', 'ENFORCEMENT', 'DISHONEST_DEBTOR', 'RESTRICTION_ORDER')
    AND d.ended_on <= (least(at, now()) - interval '5 years')::date
    AND f.observed_at <= least(at, now()) - interval '5 years'
  ON CONFLICT (fact_id) DO NOTHING;
  DELETE FROM fact_choice USING fact_deletion AS d WHERE fact_choice.fact_id = d.fact_id AND d.fact_id = ANY(facts);
  DELETE FROM fact_dispute USING fact_deletion AS d WHERE fact_dispute.fact_id = d.fact_id AND d.fact_id = ANY(facts);
  DELETE FROM fact USING fact_deletion AS d WHERE fact.id = d.fact_id AND d.fact_id = ANY(facts);
  SELECT count(*) FROM fact_deletion WHERE fact_id = ANY(facts);
END;
REVOKE ALL ON FUNCTION delete_expired_facts(uuid[], date[], timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delete_expired_facts(uuid[], date[], timestamptz, text) TO ${role};
-- Without this a role could insert its own tombstones and have facts deleted by them.
REVOKE INSERT ON fact_deletion FROM ${role};
