-- Names and numbers of natural persons inside facts are sealed: what a fact says of a person lies beside it under a key of
-- the installation, and the fact itself keeps a keyed token of it. Deleting a fact deletes its sealed part with it.

-- Keys follow from the installation's secret by number. A new number begins a rotation; what lies under older ones is
-- sealed again in the background.
CREATE TABLE sealing_epoch (
  no       int PRIMARY KEY CHECK (no > 0),
  began_at timestamptz NOT NULL,
  began_by text NOT NULL
);
INSERT INTO sealing_epoch VALUES (1, now(), 'migration');
REVOKE UPDATE, DELETE ON sealing_epoch FROM ${role};

CREATE TABLE fact_secret (
  fact_id uuid PRIMARY KEY REFERENCES fact ON DELETE CASCADE,
  epoch   int NOT NULL REFERENCES sealing_epoch,
  sealed  bytea NOT NULL
);
CREATE INDEX fact_secret_epoch ON fact_secret (epoch, fact_id);
REVOKE UPDATE, DELETE ON fact_secret FROM ${role};
GRANT UPDATE (epoch, sealed) ON fact_secret TO ${role};

-- Facts of before: sealed, and their digests keyed, when the module next starts, before anything else is done. The role takes away from this list
-- only by sealing, and cannot add to it.
CREATE TABLE fact_to_seal (
  fact_id uuid PRIMARY KEY REFERENCES fact ON DELETE CASCADE
);
INSERT INTO fact_to_seal SELECT id FROM fact;
REVOKE INSERT, UPDATE, DELETE ON fact_to_seal FROM ${role};

-- The only way to rewrite a fact: once, and only a fact of before. `said` is its value with a token in the place of the
-- person; `seals` are null where it speaks of nobody. Digests are keyed: a plain hash of a name is soon guessed, and whoever
-- rewrites a row could hash it anew.
CREATE FUNCTION seal_facts(facts uuid[], said jsonb[], digests bytea[], in_epoch int, seals bytea[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
  UPDATE fact SET value = s.value, digest = s.digest
  FROM unnest(facts, said, digests) AS s(id, value, digest)
  JOIN fact_to_seal AS t ON t.fact_id = s.id
  WHERE fact.id = s.id;
  INSERT INTO fact_secret (fact_id, epoch, sealed)
  SELECT s.id, in_epoch, s.sealed FROM unnest(facts, seals) AS s(id, sealed) JOIN fact_to_seal AS t ON t.fact_id = s.id
  WHERE s.sealed IS NOT NULL;
  DELETE FROM fact_to_seal WHERE fact_id = ANY(facts);
  SELECT count(*) FROM unnest(facts);
END;
REVOKE ALL ON FUNCTION seal_facts(uuid[], jsonb[], bytea[], int, bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_facts(uuid[], jsonb[], bytea[], int, bytea[]) TO ${role};
