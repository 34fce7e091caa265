-- Witnesses of the shared log: others whose signatures under a checkpoint say that they saw it and that it only grew. Their
-- keys are taken in by the risk desk; a cosignature by a key that is not trusted is not kept.
CREATE TABLE log_witness (
  name         text PRIMARY KEY,
  verifier_key text NOT NULL,
  trusted_by   text NOT NULL,
  trusted_at   timestamptz NOT NULL,
  ended_at     timestamptz
);
ALTER TABLE log_cosignature ADD COLUMN witnessed_at timestamptz;
REVOKE UPDATE, DELETE ON log_witness FROM ${role};
GRANT UPDATE (ended_at, verifier_key, trusted_by, trusted_at) ON log_witness TO ${role};
