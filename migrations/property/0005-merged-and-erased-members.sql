-- Two members found to be one: what the merged one had passes to the survivor, row by row, so that it can be given back
-- when the merge was a mistake. Where both were recorded for one dwelling at a time, the residency stays as it is and
-- only the paying of fees passes to the survivor's own.
CREATE TABLE member_move (
  merge_id       text NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('residency', 'fee_payer', 'parking_lease', 'fee_bill', 'fee_payment', 'repair_request', 'complaint')),
  row_id         uuid NOT NULL,
  -- Of `fee_payer`: the survivor's residency that pays now.
  other_row_id   uuid,
  from_member_id uuid NOT NULL,
  to_member_id   uuid NOT NULL,
  moved_at       timestamptz NOT NULL,
  undone_at      timestamptz,
  PRIMARY KEY (merge_id, kind, row_id)
);
CREATE INDEX fee_bill_of_payer ON fee_bill (payer_member_id) WHERE payer_member_id IS NOT NULL;
