-- The shared log: leaves in their order, the roots of its complete subtrees (so that proofs and roots cost a handful of
-- look-ups however long it grows), and every checkpoint that was ever signed. Nothing here is rewritten.
CREATE TABLE log_node (
  level    smallint NOT NULL CHECK (level >= 0),
  position bigint NOT NULL CHECK (position >= 0),
  hash     bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, position)
);

CREATE TABLE log_checkpoint (
  size      bigint PRIMARY KEY CHECK (size >= 0),
  root      bytea NOT NULL CHECK (length(root) = 32),
  -- C2SP signed note: origin, size, root, and the log's signature.
  note      text NOT NULL,
  signed_at timestamptz NOT NULL
);

-- Signatures of others who saw a checkpoint and found it consistent with those they had seen before.
CREATE TABLE log_cosignature (
  size      bigint NOT NULL REFERENCES log_checkpoint,
  witness   text NOT NULL,
  line      text NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (size, witness)
);

REVOKE UPDATE, DELETE ON log_node, log_checkpoint, log_cosignature FROM ${role};
