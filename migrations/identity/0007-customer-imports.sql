-- Files of customers that a subsidiary hands over. The file lies here in sealed pieces until it was taken over (it is
-- personal data like any other); each batch of rows commits together with how far the file has come.
CREATE TABLE customer_import (
  id           uuid PRIMARY KEY,
  source       text NOT NULL,
  file_name    text NOT NULL,
  format       text NOT NULL CHECK (format IN ('CSV', 'XLSX')),
  encoding     text,
  delimiter    text,
  bytes        bigint NOT NULL DEFAULT 0,
  sha256       bytea,
  header       text[] NOT NULL DEFAULT '{}',
  mapping      jsonb,
  state        text NOT NULL CHECK (state IN ('UPLOADING', 'READY', 'CHECKING', 'CHECKED', 'RUNNING', 'PAUSED', 'DONE', 'FAILED', 'CANCELLED')),
  rows_total   int,
  rows_done    int NOT NULL DEFAULT 0,
  created      int NOT NULL DEFAULT 0,
  found        int NOT NULL DEFAULT 0,
  faulty       int NOT NULL DEFAULT 0,
  master_key   int NOT NULL REFERENCES master_key (id),
  wrapped_key  bytea,
  made_at      timestamptz NOT NULL,
  made_by      text NOT NULL,
  started_at   timestamptz,
  finished_at  timestamptz,
  error        text,
  leased_by    uuid,
  leased_until timestamptz
);
CREATE INDEX customer_import_open ON customer_import (id) WHERE state IN ('CHECKING', 'RUNNING');
CREATE INDEX customer_import_same ON customer_import (source, sha256);

CREATE TABLE customer_import_piece (
  import_id uuid NOT NULL REFERENCES customer_import (id) ON DELETE CASCADE,
  no        int NOT NULL,
  sealed    bytea NOT NULL,
  PRIMARY KEY (import_id, no)
);

-- What was wrong with which line: codes, never values.
CREATE TABLE customer_import_fault (
  import_id uuid NOT NULL REFERENCES customer_import (id) ON DELETE CASCADE,
  line_no   int NOT NULL,
  no        smallint NOT NULL,
  code      text NOT NULL,
  field     text NOT NULL,
  params    jsonb NOT NULL DEFAULT '{}',
  -- The rest of the line was taken over without this field.
  field_only boolean NOT NULL DEFAULT false,
  PRIMARY KEY (import_id, line_no, no)
);
