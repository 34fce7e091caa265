-- Merges of members found to be one person, and their undoing. Every module moves its own part when it hears the
-- event and confirms it; the merge is MOVING until all have, so that a crash anywhere only delays it.
CREATE TABLE merge (
  id          uuid PRIMARY KEY,
  from_id     uuid NOT NULL REFERENCES member (id),
  into_id     uuid NOT NULL REFERENCES member (id),
  state       text NOT NULL CHECK (state IN ('MOVING', 'DONE', 'UNDOING', 'UNDONE')),
  reason      text NOT NULL,
  -- The published event whose confirmation is awaited.
  event_id    uuid NOT NULL,
  -- Modules that could not do their part: their dead letters wait for a person.
  stuck_in    text[] NOT NULL DEFAULT '{}',
  merged_at   timestamptz NOT NULL,
  merged_by   text NOT NULL,
  unmerged_at timestamptz,
  unmerged_by text,
  CHECK (from_id <> into_id),
  CHECK ((unmerged_at IS NULL) = (state IN ('MOVING', 'DONE')))
);
-- A member is merged once at a time.
CREATE UNIQUE INDEX merge_in_force ON merge (from_id) WHERE unmerged_at IS NULL;
CREATE INDEX merge_into ON merge (into_id);
CREATE INDEX merge_open ON merge (id) WHERE state IN ('MOVING', 'UNDOING');
