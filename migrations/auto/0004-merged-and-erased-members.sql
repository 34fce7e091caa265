-- Two members found to be one: what the merged one had passes to the survivor, row by row, so that it can be given back
-- when the merge was a mistake. A merged person may have two of our customer numbers; both stay good.
CREATE TABLE member_move (
  merge_id       text NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('vehicle', 'customer', 'sales_order', 'service_booking', 'work_order')),
  row_id         uuid NOT NULL,
  from_member_id uuid NOT NULL,
  to_member_id   uuid NOT NULL,
  moved_at       timestamptz NOT NULL,
  undone_at      timestamptz,
  PRIMARY KEY (merge_id, kind, row_id)
);

ALTER TABLE customer DROP CONSTRAINT customer_member;
CREATE INDEX customer_of_member ON customer (member_id, id) WHERE member_id IS NOT NULL;
