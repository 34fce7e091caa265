-- What stands around a deal: who is related to whom, which firms share one limit, overrides that two people grant for a
-- time, cases that people decide, alerts to those exposed, and marks by which any past moment can be gathered again
-- exactly as a reader saw it then.

-- `mark` is the transaction that wrote (or ended) a row; a screening keeps the snapshot it read under. Together they say,
-- without a race, what was visible to it, where clocks of two transactions cannot. Rows of before have none, and are told
-- apart by their time.
ALTER TABLE fact ADD COLUMN mark xid8, ADD COLUMN retracted_mark xid8;
ALTER TABLE fact ALTER COLUMN mark SET DEFAULT pg_current_xact_id();
ALTER TABLE fact_choice ADD COLUMN mark xid8;
ALTER TABLE fact_choice ALTER COLUMN mark SET DEFAULT pg_current_xact_id();
ALTER TABLE fact_dispute ADD COLUMN mark xid8, ADD COLUMN closed_mark xid8;
ALTER TABLE fact_dispute ALTER COLUMN mark SET DEFAULT pg_current_xact_id();
ALTER TABLE list_step ADD COLUMN mark xid8;
ALTER TABLE list_step ALTER COLUMN mark SET DEFAULT pg_current_xact_id();
ALTER TABLE assessment ADD COLUMN mark xid8, ADD COLUMN stale text[] NOT NULL DEFAULT '{}',
  -- The grade two people gave instead of the score's, while it is in force.
  ADD COLUMN override_id uuid, ADD COLUMN scored_grade text;
ALTER TABLE assessment ALTER COLUMN mark SET DEFAULT pg_current_xact_id();
ALTER TABLE exposure_movement ADD COLUMN mark xid8,
  -- Orders the movements of one firm: given under the lock of its exposure.
  ADD COLUMN no bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE exposure_movement ALTER COLUMN mark SET DEFAULT pg_current_xact_id();
CREATE INDEX exposure_movement_no ON exposure_movement (firm_id, no DESC);
-- An outcome told by mistake is taken back, not erased.
ALTER TABLE cooperation_outcome ADD COLUMN mark xid8, ADD COLUMN voided_at timestamptz, ADD COLUMN voided_by text,
  ADD COLUMN void_reason text, ADD COLUMN voided_mark xid8;
ALTER TABLE cooperation_outcome ALTER COLUMN mark SET DEFAULT pg_current_xact_id();
GRANT UPDATE (voided_at, voided_by, void_reason, voided_mark) ON cooperation_outcome TO ${role};
ALTER TABLE screening ADD COLUMN snapshot text, ADD COLUMN gathered smallint NOT NULL DEFAULT 1;
CREATE INDEX screening_recent ON screening (decided_at DESC, id DESC);
CREATE INDEX cooperation_outcome_recent ON cooperation_outcome (firm_id, occurred_on DESC);

CREATE FUNCTION mark_retraction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.retracted_mark := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER fact_retracted BEFORE UPDATE OF retracted_at ON fact FOR EACH ROW EXECUTE FUNCTION mark_retraction();
CREATE FUNCTION mark_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.closed_mark := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER fact_dispute_closed BEFORE UPDATE OF closed_at ON fact_dispute FOR EACH ROW EXECUTE FUNCTION mark_closing();

-- A firm's place in the graph of relations: made from its code, so that a holder or guarantor who is named by code before
-- it is registered is the same party afterwards.
ALTER TABLE firm ADD COLUMN party_key uuid GENERATED ALWAYS AS (md5('firm:' || code)::uuid) STORED;
CREATE INDEX firm_party ON firm (party_key);

-- Relations as the surveys tell them: `a` holds, represents, guarantees, or is the address of `b`. People, addresses and
-- phones are parties under a keyed hash; what they are called stands in the fact.
CREATE TABLE relation (
  id         uuid PRIMARY KEY,
  -- The firm whose survey says so.
  firm_id    uuid NOT NULL REFERENCES firm,
  fact_id    uuid,
  kind       text NOT NULL CHECK (kind IN ('SHAREHOLDING', 'LEGAL_REPRESENTATIVE', 'OFFICER', 'GUARANTEE', 'BRANCH', 'ADDRESS', 'PHONE')),
  a          uuid NOT NULL,
  a_kind     text NOT NULL CHECK (a_kind IN ('FIRM', 'PERSON', 'ADDRESS', 'PHONE')),
  b          uuid NOT NULL,
  share_bps  int CHECK (share_bps BETWEEN 0 AND 10000),
  amount_minor bigint,
  -- Whether it makes the two one client (control, legal representative, guarantee, branch).
  binds      boolean NOT NULL,
  -- How much of a trouble at one end arrives at the other, in basis points.
  a_to_b_bps int NOT NULL CHECK (a_to_b_bps BETWEEN 0 AND 10000),
  b_to_a_bps int NOT NULL CHECK (b_to_a_bps BETWEEN 0 AND 10000),
  since      timestamptz NOT NULL,
  mark       xid8 DEFAULT pg_current_xact_id(),
  until      timestamptz,
  until_mark xid8
);
CREATE INDEX relation_a ON relation (a) WHERE until IS NULL;
CREATE INDEX relation_b ON relation (b) WHERE until IS NULL;
CREATE INDEX relation_firm ON relation (firm_id) WHERE until IS NULL;

-- Connected clients: firms that control, represent or guarantee one another share one limit.
CREATE TABLE connected_group (
  id              uuid PRIMARY KEY,
  set_limit_minor bigint CHECK (set_limit_minor >= 0),
  formed_at       timestamptz NOT NULL
);
CREATE TABLE connected_member (
  id         uuid PRIMARY KEY,
  group_id   uuid NOT NULL REFERENCES connected_group,
  firm_id    uuid NOT NULL REFERENCES firm,
  since      timestamptz NOT NULL,
  mark       xid8 DEFAULT pg_current_xact_id(),
  until      timestamptz,
  until_mark xid8
);
CREATE UNIQUE INDEX connected_member_now ON connected_member (firm_id) WHERE until IS NULL;
CREATE INDEX connected_member_group ON connected_member (group_id) WHERE until IS NULL;
CREATE INDEX connected_member_ever ON connected_member (firm_id);

-- Limits set by hand, for a firm or a group: asked for by one person, set by another.
CREATE TABLE limit_setting (
  id          uuid PRIMARY KEY,
  firm_id     uuid REFERENCES firm,
  group_id    uuid REFERENCES connected_group,
  -- Null: back to the suggested limit.
  limit_minor bigint CHECK (limit_minor >= 0),
  reason      text NOT NULL,
  state       text NOT NULL CHECK (state IN ('ASKED', 'GRANTED', 'REFUSED')),
  asked_by    text NOT NULL,
  asked_at    timestamptz NOT NULL,
  decided_by  text,
  decided_at  timestamptz,
  decided_mark xid8,
  CHECK ((firm_id IS NULL) <> (group_id IS NULL))
);
CREATE INDEX limit_setting_firm ON limit_setting (firm_id);
CREATE INDEX limit_setting_group ON limit_setting (group_id);
CREATE INDEX limit_setting_open ON limit_setting (asked_at) WHERE state = 'ASKED';

-- Trouble that arrives from related parties, as the graph carries it.
CREATE TABLE contagion (
  id             uuid PRIMARY KEY,
  firm_id        uuid NOT NULL REFERENCES firm,
  source_firm_id uuid NOT NULL REFERENCES firm,
  cause          text NOT NULL CHECK (cause IN ('BLACKLISTED', 'DEFAULTED', 'DISHONEST_DEBTOR')),
  weight_bps     int NOT NULL CHECK (weight_bps BETWEEN 1 AND 10000),
  -- Parties on the strongest way, from the source to the firm.
  path           uuid[] NOT NULL,
  since          timestamptz NOT NULL,
  mark           xid8 DEFAULT pg_current_xact_id(),
  until          timestamptz,
  until_mark     xid8
);
CREATE INDEX contagion_firm ON contagion (firm_id);
CREATE INDEX contagion_source ON contagion (source_firm_id) WHERE until IS NULL;

-- Lifting an entry for one company, for a time: asked for by one person, granted by another.
CREATE TABLE list_override (
  id         uuid PRIMARY KEY,
  entry_id   uuid NOT NULL REFERENCES list_entry,
  subsidiary text NOT NULL,
  reason     text NOT NULL,
  until_at   timestamptz NOT NULL,
  state      text NOT NULL CHECK (state IN ('ASKED', 'GRANTED', 'REFUSED', 'ENDED')),
  asked_by   text NOT NULL,
  asked_at   timestamptz NOT NULL,
  decided_by text,
  decided_at timestamptz,
  decided_mark xid8,
  ended_by   text,
  ended_at   timestamptz,
  ended_mark xid8
);
CREATE INDEX list_override_entry ON list_override (entry_id);
CREATE INDEX list_override_open ON list_override (asked_at) WHERE state = 'ASKED';

-- A grade that two people give instead of the score's, with reason and end.
CREATE TABLE grade_override (
  id         uuid PRIMARY KEY,
  firm_id    uuid NOT NULL REFERENCES firm,
  grade      text NOT NULL,
  reason     text NOT NULL,
  expires_at timestamptz NOT NULL,
  state      text NOT NULL CHECK (state IN ('ASKED', 'GRANTED', 'REFUSED', 'ENDED')),
  asked_by   text NOT NULL,
  asked_at   timestamptz NOT NULL,
  decided_by text,
  decided_at timestamptz,
  ended_by   text,
  ended_at   timestamptz
);
CREATE INDEX grade_override_firm ON grade_override (firm_id);
CREATE INDEX grade_override_due ON grade_override (expires_at) WHERE state = 'GRANTED';
CREATE INDEX grade_override_open ON grade_override (asked_at) WHERE state = 'ASKED';

-- When a firm must be scored again although nobody says anything new: a fact goes stale, a court's listing ends.
CREATE TABLE assessment_due (
  firm_id uuid PRIMARY KEY REFERENCES firm,
  due_at  timestamptz NOT NULL
);
CREATE INDEX assessment_due_at ON assessment_due (due_at);

-- What a person must decide: a screening that said REVIEW, an appeal, an entry whose review is due, what a new entry
-- touches. One open case for each subject.
CREATE TABLE review_case (
  id           uuid PRIMARY KEY,
  kind         text NOT NULL CHECK (kind IN ('SCREENING', 'APPEAL', 'LIST_REVIEW', 'LOOK_BACK')),
  -- UUID of the screening, appeal or list entry.
  subject      uuid NOT NULL,
  firm_id      uuid NOT NULL REFERENCES firm,
  subsidiary   text,
  title        text NOT NULL,
  priority     text NOT NULL CHECK (priority IN ('NORMAL', 'HIGH')),
  state        text NOT NULL CHECK (state IN ('OPEN', 'ASSIGNED', 'ESCALATED', 'DECIDED')),
  assignee     text,
  due_at       timestamptz NOT NULL,
  opened_at    timestamptz NOT NULL,
  escalated_at timestamptz,
  decision     text,
  decided_by   text,
  decided_at   timestamptz
);
CREATE UNIQUE INDEX review_case_open ON review_case (kind, subject) WHERE state <> 'DECIDED';
CREATE INDEX review_case_queue ON review_case (due_at, id) WHERE state <> 'DECIDED';
CREATE INDEX review_case_firm ON review_case (firm_id);
CREATE INDEX review_case_subject ON review_case (subject);

CREATE TABLE case_step (
  case_id     uuid NOT NULL REFERENCES review_case,
  no          int NOT NULL,
  act         text NOT NULL CHECK (act IN ('OPEN', 'ASSIGN', 'RELEASE', 'COMMENT', 'ATTACH', 'ESCALATE', 'DECIDE', 'REOPEN')),
  person      text,
  account     text,
  text        text,
  evidence_id uuid REFERENCES evidence,
  at          timestamptz NOT NULL,
  PRIMARY KEY (case_id, no)
);

-- Who a new entry touches: the last cooperations and open exposures, screened again.
CREATE TABLE look_back (
  id           uuid PRIMARY KEY,
  entry_id     uuid NOT NULL REFERENCES list_entry,
  subsidiary   text NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('SCREENING', 'EXPOSURE', 'OUTCOME')),
  subject      uuid NOT NULL,
  -- What was answered then, and what the same question is answered now.
  answer_then  text,
  answer_now   text,
  amount_minor bigint,
  found_at     timestamptz NOT NULL,
  CONSTRAINT look_back_once UNIQUE (entry_id, kind, subject)
);
CREATE INDEX look_back_entry ON look_back (entry_id);
CREATE TABLE look_back_due (
  entry_id uuid PRIMARY KEY REFERENCES list_entry,
  due_on   date NOT NULL
);

CREATE TABLE alert (
  id        uuid PRIMARY KEY,
  firm_id   uuid NOT NULL REFERENCES firm,
  kind      text NOT NULL CHECK (kind IN ('FACT', 'SCORE', 'LIST', 'RELATED_PARTY', 'EXPOSURE', 'OUTCOME', 'DEADLINE')),
  severity  text NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'CRITICAL')),
  code      text NOT NULL,
  detail    jsonb NOT NULL,
  -- The event that raised it and its place among that event's alerts: handling twice raises once.
  cause     text NOT NULL,
  raised_at timestamptz NOT NULL,
  CONSTRAINT alert_once UNIQUE (cause)
);
CREATE INDEX alert_firm ON alert (firm_id, raised_at);
CREATE TABLE alert_recipient (
  alert_id        uuid NOT NULL REFERENCES alert,
  subsidiary      text NOT NULL,
  why             text NOT NULL CHECK (why IN ('EXPOSED', 'SUBSCRIBED', 'RISK_DESK')),
  raised_at       timestamptz NOT NULL,
  acknowledged_at timestamptz,
  acknowledged_by text,
  PRIMARY KEY (alert_id, subsidiary)
);
CREATE INDEX alert_recipient_inbox ON alert_recipient (subsidiary, raised_at DESC, alert_id DESC);
CREATE TABLE alert_subscription (
  id         uuid PRIMARY KEY,
  subsidiary text NOT NULL,
  firm_id    uuid NOT NULL REFERENCES firm,
  kinds      text[] NOT NULL,
  made_by    text NOT NULL,
  made_at    timestamptz NOT NULL,
  ended_at   timestamptz
);
CREATE UNIQUE INDEX alert_subscription_now ON alert_subscription (subsidiary, firm_id) WHERE ended_at IS NULL;
CREATE INDEX alert_subscription_firm ON alert_subscription (firm_id) WHERE ended_at IS NULL;

REVOKE UPDATE, DELETE ON
  relation, connected_member, limit_setting, contagion, list_override, grade_override, case_step, look_back, alert,
  alert_recipient, alert_subscription
FROM ${role};
REVOKE DELETE ON connected_group, review_case FROM ${role};
GRANT UPDATE (until, until_mark) ON relation TO ${role};
GRANT UPDATE (until, until_mark) ON connected_member TO ${role};
GRANT UPDATE (state, decided_by, decided_at, decided_mark) ON limit_setting TO ${role};
GRANT UPDATE (until, until_mark) ON contagion TO ${role};
GRANT UPDATE (state, decided_by, decided_at, decided_mark, ended_by, ended_at, ended_mark) ON list_override TO ${role};
GRANT UPDATE (state, decided_by, decided_at, ended_by, ended_at) ON grade_override TO ${role};
GRANT UPDATE (acknowledged_at, acknowledged_by) ON alert_recipient TO ${role};
GRANT UPDATE (ended_at, kinds) ON alert_subscription TO ${role};
CREATE INDEX list_entry_inbox ON list_entry (proposed_at DESC, id DESC);
