-- Finding records that are one person. What is compared is ciphertext everywhere else, so pairs are found by keyed
-- digests: BLOCK keys say which members are worth comparing (sound of the name with the year of birth, telephone, …), TERM
-- keys count how many share a value. Only members of a pair are deciphered, in identity's own process; of a comparison
-- nothing is kept but the levels that were found.
CREATE TABLE linkage_key (
  member_id uuid NOT NULL REFERENCES member (id),
  kind      text NOT NULL CHECK (kind IN ('BLOCK', 'TERM')),
  rule      smallint NOT NULL,
  digest    bytea NOT NULL,
  PRIMARY KEY (member_id, kind, rule, digest)
);
CREATE INDEX linkage_key_shared ON linkage_key (kind, rule, digest, member_id);

-- Members whose keys are out of date: something was told, an identity came or went, a merge was made or undone.
CREATE TABLE linkage_due (
  member_id uuid PRIMARY KEY REFERENCES member (id)
);
INSERT INTO linkage_due (member_id) SELECT id FROM member WHERE survivor_id = id AND status IN ('ACTIVE', 'SUSPENDED');

-- Members with keys; `compared` is false until a run has compared them with everybody.
CREATE TABLE linkage_member (
  member_id uuid PRIMARY KEY REFERENCES member (id),
  keyed_at  timestamptz NOT NULL,
  compared  boolean NOT NULL DEFAULT false
);
CREATE INDEX linkage_member_new ON linkage_member (member_id) WHERE NOT compared;

-- What the group wishes; the newest row is in force.
CREATE TABLE linkage_policy (
  id                     uuid PRIMARY KEY,
  automatic              boolean NOT NULL,
  target_false_rate      double precision NOT NULL CHECK (target_false_rate > 0 AND target_false_rate <= 0.05),
  review_from            double precision NOT NULL CHECK (review_from > 0 AND review_from < 1),
  set_by                 text NOT NULL,
  set_at                 timestamptz NOT NULL
);
REVOKE UPDATE, DELETE ON linkage_policy FROM ${role};

-- One comparison of everybody (or of what is new) with everybody; resumable at every step.
CREATE TABLE linkage_run (
  id           uuid PRIMARY KEY,
  scope        text NOT NULL CHECK (scope IN ('ALL', 'NEW')),
  state        text NOT NULL CHECK (state IN ('KEYS', 'PAIRS', 'COMPARING', 'DECIDING', 'DONE', 'FAILED', 'CANCELLED')),
  policy       jsonb NOT NULL,
  done         int NOT NULL DEFAULT 0,
  total        int NOT NULL DEFAULT 0,
  model        jsonb,
  result       jsonb NOT NULL DEFAULT '{}',
  started_at   timestamptz NOT NULL,
  started_by   text NOT NULL,
  finished_at  timestamptz,
  error        text,
  -- Which process works on it, and until when it may be thought alive.
  leased_by    uuid,
  leased_until timestamptz
);
CREATE UNIQUE INDEX linkage_run_one ON linkage_run ((true)) WHERE state IN ('KEYS', 'PAIRS', 'COMPARING', 'DECIDING');

-- Candidates of the run at hand; `packed` are the levels found, `shares` how common the agreeing values are, by field.
CREATE TABLE linkage_pair (
  run_id   uuid NOT NULL REFERENCES linkage_run (id),
  member_a uuid NOT NULL,
  member_b uuid NOT NULL,
  packed   bigint,
  shares   jsonb,
  apart    boolean NOT NULL DEFAULT false,
  PRIMARY KEY (run_id, member_a, member_b),
  CHECK (member_a < member_b)
);
CREATE INDEX linkage_pair_open ON linkage_pair (run_id, member_a, member_b) WHERE packed IS NULL;

-- Identifiers that were told about a member while somebody else held them (a family's telephone): no way to the member,
-- but evidence in a comparison, and part of what was told.
CREATE TABLE contested_identity (
  id         uuid PRIMARY KEY,
  member_id  uuid NOT NULL REFERENCES member (id),
  type       text NOT NULL,
  scope      text NOT NULL DEFAULT '',
  digest     bytea NOT NULL,
  sealed     bytea NOT NULL,
  source     text NOT NULL,
  seen_at    timestamptz NOT NULL,
  UNIQUE (member_id, type, scope, digest, source)
);
