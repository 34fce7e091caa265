-- Files that people send: kept by the hash of their bytes, used by an import or a screening in bulk, forgotten after their time.
CREATE TABLE upload (
  id          uuid PRIMARY KEY,
  sha256      bytea NOT NULL CHECK (length(sha256) = 32),
  name        text NOT NULL,
  bytes       bigint NOT NULL CHECK (bytes > 0),
  company     text NOT NULL,
  uploaded_by text NOT NULL,
  uploaded_at timestamptz NOT NULL,
  -- The bytes are gone; the row stays, so that an import still says what file it was.
  emptied_at  timestamptz
);
CREATE INDEX upload_kept ON upload (uploaded_at) WHERE emptied_at IS NULL;
CREATE INDEX upload_company ON upload (company, uploaded_at, id);

-- Imports run in the background as well: claimed for a time by one process, taken up by another when that time has passed.
ALTER TABLE import_run
  ADD COLUMN upload_id     uuid REFERENCES upload,
  ADD COLUMN file_name     text,
  ADD COLUMN encoding      text,
  ADD COLUMN dry_run       boolean NOT NULL DEFAULT false,
  ADD COLUMN state         text NOT NULL DEFAULT 'RUNNING'
    CHECK (state IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  ADD COLUMN rows_total    bigint,
  ADD COLUMN requested_by  text,
  ADD COLUMN failure       text,
  ADD COLUMN claimed_until timestamptz;
UPDATE import_run SET state = 'DONE' WHERE finished_at IS NOT NULL;
DROP INDEX import_run_once;
CREATE UNIQUE INDEX import_run_once ON import_run (kind, file_sha256, subsidiary, mapping_sha256, dry_run);
CREATE INDEX import_run_open ON import_run (started_at, id) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX import_run_listed ON import_run (subsidiary, started_at, id);

CREATE TABLE import_fault (
  run_id uuid NOT NULL REFERENCES import_run,
  line   bigint NOT NULL,
  no     smallint NOT NULL,
  code   text NOT NULL,
  detail text NOT NULL,
  PRIMARY KEY (run_id, line, no)
);

-- A file of names or codes screened row by row against the firms and their lists.
CREATE TABLE bulk_screening (
  id            uuid PRIMARY KEY,
  upload_id     uuid NOT NULL REFERENCES upload,
  company       text NOT NULL,
  requested_by  text NOT NULL,
  requested_at  timestamptz NOT NULL,
  name_column   text,
  code_column   text,
  encoding      text,
  state         text NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  rows_total    bigint,
  rows_done     bigint NOT NULL DEFAULT 0,
  failure       text,
  claimed_until timestamptz,
  finished_at   timestamptz
);
CREATE INDEX bulk_screening_open ON bulk_screening (requested_at, id) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX bulk_screening_listed ON bulk_screening (company, requested_at, id);

CREATE TABLE bulk_screening_row (
  bulk_id    uuid NOT NULL REFERENCES bulk_screening,
  line       bigint NOT NULL,
  asked_code text,
  asked_name text,
  outcome    text NOT NULL,
  firm_id    uuid REFERENCES firm,
  matched    text,
  score      numeric(5, 4),
  grade      text,
  -- Binding entries of the firm for the asking company, strictest first.
  lists      text[] NOT NULL DEFAULT '{}',
  reasons    text[] NOT NULL DEFAULT '{}',
  -- Every firm that the name may mean, with what the comparison found.
  candidates jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (bulk_id, line)
);
CREATE INDEX bulk_screening_row_outcome ON bulk_screening_row (bulk_id, outcome, line);

-- A person looked at a name and a firm and found that they are not one: remembered with the reason until its day.
CREATE TABLE name_clearance (
  id         uuid PRIMARY KEY,
  -- Letters and digits of the normal form: spaces and brackets do not matter.
  plain      text NOT NULL,
  name       text NOT NULL,
  firm_id    uuid NOT NULL REFERENCES firm,
  reason     text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamptz NOT NULL,
  expires_on date NOT NULL,
  revoked_by text,
  revoked_at timestamptz,
  revocation text
);
CREATE INDEX name_clearance_plain ON name_clearance (plain) WHERE revoked_at IS NULL;
CREATE INDEX name_clearance_listed ON name_clearance (decided_at, id);
REVOKE UPDATE, DELETE ON name_clearance FROM ${role};
GRANT UPDATE (revoked_by, revoked_at, revocation) ON name_clearance TO ${role};

-- Who opened which evidence file.
CREATE TABLE evidence_opening (
  id          uuid PRIMARY KEY,
  evidence_id uuid NOT NULL REFERENCES evidence,
  account     text NOT NULL,
  person      text,
  company     text NOT NULL,
  opened_at   timestamptz NOT NULL
);
CREATE INDEX evidence_opening_file ON evidence_opening (evidence_id, opened_at);
REVOKE UPDATE, DELETE ON evidence_opening FROM ${role};
