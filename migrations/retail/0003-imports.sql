-- Taking over sales from files. A run is one file under one mapping; the same file under the same mapping is the same
-- run, so that an interrupted run goes on where it stopped and a finished one changes nothing.
--
-- Phases: STAGING (lines are read into import_line) -> PLANNING (visits are numbered, returns find their purchases) ->
-- STORING (visits become baskets and returns, in order of time) -> FINISHED.

CREATE TABLE import_run (
  id             uuid PRIMARY KEY,
  kind           text NOT NULL,
  file_name      text NOT NULL,
  file_sha256    text NOT NULL,
  mapping        jsonb NOT NULL,
  mapping_sha256 text NOT NULL,
  encoding       text NOT NULL,
  phase          text NOT NULL CHECK (phase IN ('STAGING', 'PLANNING', 'STORING', 'FINISHED')),
  lines_total    bigint NOT NULL,
  -- Checkpoints: the last line that was staged, the last visit that was stored.
  line_no        bigint NOT NULL DEFAULT 0,
  visit_no       bigint NOT NULL DEFAULT 0,
  visits_total   bigint,
  started_at     timestamptz NOT NULL,
  finished_at    timestamptz,
  -- What came of it, once it is finished.
  summary        jsonb,
  CONSTRAINT import_run_once UNIQUE (kind, file_sha256, mapping_sha256)
);

-- What a line says, once it could be read. Emptied when no run needs it any more.
CREATE TABLE import_line (
  run_id         uuid NOT NULL REFERENCES import_run,
  line_no        bigint NOT NULL,
  -- Receipt of the basket it belongs to.
  receipt_no     text NOT NULL,
  customer_no    text NOT NULL,
  store_code     text NOT NULL,
  at             timestamptz NOT NULL,
  product_code   text NOT NULL,
  product_name   text NOT NULL,
  category       text NOT NULL,
  -- Negative: came back.
  quantity_milli bigint NOT NULL CHECK (quantity_milli <> 0),
  price_minor    bigint NOT NULL,
  amount_minor   bigint NOT NULL,
  PRIMARY KEY (run_id, line_no)
);
CREATE INDEX import_line_of_receipt ON import_line (run_id, receipt_no, line_no);
GRANT TRUNCATE ON import_line TO ${role};

-- Lines that were not taken over, and why. Kept: they are what the report of a run is written from.
CREATE TABLE import_problem (
  run_id  uuid NOT NULL REFERENCES import_run,
  line_no bigint NOT NULL,
  code    text NOT NULL,
  params  jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (run_id, line_no)
);

-- The member of each customer number.
CREATE TABLE import_customer (
  run_id      uuid NOT NULL REFERENCES import_run,
  customer_no text NOT NULL,
  member_id   uuid,
  created     boolean NOT NULL DEFAULT false,
  refused     text,
  PRIMARY KEY (run_id, customer_no)
);

-- Visits in order of time: everything one customer bought or brought back at one moment (or on one receipt).
CREATE TABLE import_visit (
  run_id      uuid NOT NULL REFERENCES import_run,
  visit_no    bigint NOT NULL,
  receipt_no  text NOT NULL,
  customer_no text NOT NULL,
  at          timestamptz NOT NULL,
  lines       int NOT NULL,
  PRIMARY KEY (run_id, visit_no),
  CONSTRAINT import_visit_once UNIQUE (run_id, receipt_no)
);

-- What a returned line takes back of which purchase: one row for each part.
CREATE TABLE import_return (
  run_id         uuid NOT NULL REFERENCES import_run,
  -- The returned line, and the receipt of the visit it belongs to.
  line_no        bigint NOT NULL,
  receipt_no     text NOT NULL,
  of_receipt_no  text NOT NULL,
  of_line_no     int NOT NULL,
  quantity_milli bigint NOT NULL CHECK (quantity_milli > 0),
  PRIMARY KEY (run_id, line_no, of_receipt_no, of_line_no)
);
CREATE INDEX import_return_of_visit ON import_return (run_id, receipt_no);

-- Purchases of one product by one member, for returns that come without a receipt.
CREATE INDEX basket_line_of_product ON basket_line (product_code, basket_id);
