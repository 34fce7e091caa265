-- How far the import of a file has come: a run that was interrupted goes on behind its last whole batch. The file is known
-- by the hash of its bytes, so that a renamed copy is the same file.
CREATE TABLE import_run (
  id          uuid PRIMARY KEY,
  kind        text NOT NULL,
  file_sha256 bytea NOT NULL CHECK (length(file_sha256) = 32),
  mapping     jsonb NOT NULL,
  mapping_sha256 bytea NOT NULL CHECK (length(mapping_sha256) = 32),
  subsidiary  text NOT NULL,
  rows_done   bigint NOT NULL DEFAULT 0,
  added       bigint NOT NULL DEFAULT 0,
  known       bigint NOT NULL DEFAULT 0,
  faulty      bigint NOT NULL DEFAULT 0,
  started_at  timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE UNIQUE INDEX import_run_once ON import_run (kind, file_sha256, subsidiary, mapping_sha256);
