-- Who looked at personal data of officers and sole traders, and when: written before the data are shown, read by auditors.
-- A look outlives the fact it was at, which may have to be deleted, hence no reference to it.
CREATE TABLE personal_look (
  id         uuid PRIMARY KEY,
  firm_id    uuid NOT NULL,
  fact_id    uuid NOT NULL,
  fact_type  text NOT NULL,
  account    text NOT NULL,
  person     text,
  company    text NOT NULL,
  roles      text[] NOT NULL,
  request_id text NOT NULL,
  looked_at  timestamptz NOT NULL
);
CREATE INDEX personal_look_firm ON personal_look (firm_id, looked_at, id);
CREATE INDEX personal_look_time ON personal_look (looked_at, id);
REVOKE UPDATE, DELETE ON personal_look FROM ${role};

-- The company whose file it is may open it again; files of before are open to the risk desk only.
ALTER TABLE evidence ADD COLUMN company text;
CREATE INDEX evidence_firm ON evidence (firm_id, stored_at);
CREATE INDEX fact_dispute_due ON fact_dispute (deadline, id) WHERE closed_at IS NULL;
CREATE INDEX fact_choice_fact ON fact_choice (fact_id);
CREATE INDEX fact_dispute_fact ON fact_dispute (fact_id);
CREATE INDEX firm_parent ON firm (parent_id) WHERE parent_id IS NOT NULL;
