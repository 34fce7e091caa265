-- What people at the group's desk decide on: how much the fields of a doubtful pair weigh, and the merge that a decision
-- led to (so that it can be undone from the case); passwords that an operator set and the person has to replace.
ALTER TABLE review_case ADD COLUMN weight double precision;
ALTER TABLE review_case ADD COLUMN probability double precision CHECK (probability BETWEEN 0 AND 1);
ALTER TABLE review_case ADD COLUMN merge_id uuid REFERENCES merge (id);
CREATE INDEX review_case_by_weight ON review_case (state, coalesce(weight, 0) DESC, id DESC);
ALTER TABLE account ADD COLUMN password_temporary boolean NOT NULL DEFAULT false;
