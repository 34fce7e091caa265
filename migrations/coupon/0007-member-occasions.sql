-- Offers set off by what is no transaction: joining, a change of tier, days in a member's life.

-- Members heard of by their enrolment, so that their days are looked after before their first purchase.
CREATE TABLE known_member (
  member_id uuid PRIMARY KEY
);

-- How far a business day has been looked through for an offer; a crash goes on from the last page.
CREATE TABLE date_sweep (
  offer_id  uuid NOT NULL,
  date_no   int NOT NULL,
  day       date NOT NULL,
  -- Sort key of the last one looked at.
  after     text,
  done_at   timestamptz,
  PRIMARY KEY (offer_id, date_no, day)
);

-- Dates that companies tell of things, found by their day.
CREATE INDEX member_fact_by_kind ON member_fact (fact, member_id, key) WHERE active;
