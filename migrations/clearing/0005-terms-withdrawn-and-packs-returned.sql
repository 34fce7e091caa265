-- Terms that have not begun may be withdrawn, and points bought in advance that nobody was issued may be given back.
ALTER TABLE funding_terms ADD COLUMN withdrawn_at timestamptz, ADD COLUMN withdrawn_by text;
ALTER TABLE funding_terms DROP CONSTRAINT funding_terms_once;
CREATE UNIQUE INDEX funding_terms_once ON funding_terms (company, counterparty, currency, effective_from)
  WHERE withdrawn_at IS NULL;
GRANT UPDATE (withdrawn_at, withdrawn_by) ON funding_terms TO ${role};

-- A return is a pack of negative size.
ALTER TABLE prepaid_pack DROP CONSTRAINT prepaid_pack_points_minor_check;
ALTER TABLE prepaid_pack DROP CONSTRAINT prepaid_pack_amount_minor_check;
ALTER TABLE prepaid_pack ADD CONSTRAINT prepaid_pack_signs CHECK (points_minor <> 0 AND sign(amount_minor) IN (0, sign(points_minor)));
