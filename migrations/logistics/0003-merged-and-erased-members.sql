-- What passed from a merged member to the survivor, row by row, so that an unmerge gives back exactly that.
CREATE TABLE member_move (
  merge_id       text NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('parcel_sender', 'parcel_recipient', 'errand')),
  row_id         uuid NOT NULL,
  from_member_id uuid NOT NULL,
  to_member_id   uuid NOT NULL,
  moved_at       timestamptz NOT NULL,
  undone_at      timestamptz,
  PRIMARY KEY (merge_id, kind, row_id)
);
