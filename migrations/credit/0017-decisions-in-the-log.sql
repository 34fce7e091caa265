-- More of what decisions rest on stands in the shared log: outcomes, limits, overrides of grades, disputes, choices among facts,
-- facts taken back, decided appeals. Since when each kind is kept: rows of before have no leaf, later ones must have one.
CREATE TABLE log_kind (
  kind  text PRIMARY KEY,
  since timestamptz NOT NULL
);
INSERT INTO log_kind (kind, since)
SELECT k.kind, CASE WHEN k.there THEN now() ELSE '-infinity' END
FROM (VALUES
  ('OUTCOME', EXISTS (SELECT FROM cooperation_outcome)),
  ('OUTCOME_VOIDED', EXISTS (SELECT FROM cooperation_outcome)),
  ('LIMIT', EXISTS (SELECT FROM limit_setting)),
  ('GRADE_OVERRIDE', EXISTS (SELECT FROM grade_override)),
  ('DISPUTE', EXISTS (SELECT FROM fact_dispute)),
  ('DISPUTE_ANSWER', EXISTS (SELECT FROM fact_dispute)),
  ('CHOICE', EXISTS (SELECT FROM fact_choice)),
  ('RETRACTION', EXISTS (SELECT FROM fact WHERE retracted_at IS NOT NULL)),
  ('APPEAL_DECISION', EXISTS (SELECT FROM appeal))
) AS k(kind, there);
REVOKE INSERT, UPDATE, DELETE ON log_kind FROM ${role};
