-- The sender's notes, so that a test can see what a refusal undoes.
CREATE TABLE note (
  id   uuid PRIMARY KEY,
  text text NOT NULL
);
