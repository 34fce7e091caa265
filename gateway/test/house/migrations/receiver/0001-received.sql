-- Every time a note counts, one row: a note that counts twice would show.
CREATE TABLE received (
  event_id uuid NOT NULL,
  text     text NOT NULL
);
