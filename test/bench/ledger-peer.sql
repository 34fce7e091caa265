-- The peer of the ledger bench, frozen: the obvious ledger on PostgreSQL. One function call posts one transfer between
-- two accounts with an idempotency key; both accounts are locked in order, two entries carry the balance after.
CREATE SCHEMA peer;
CREATE TABLE peer.account (
  id      bigint PRIMARY KEY,
  balance bigint NOT NULL DEFAULT 0,
  floor   bigint
);
CREATE TABLE peer.transfer (
  id           uuid PRIMARY KEY,
  key          text NOT NULL UNIQUE,
  from_account bigint NOT NULL,
  to_account   bigint NOT NULL,
  amount       bigint NOT NULL CHECK (amount > 0),
  created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE peer.entry (
  transfer_id   uuid NOT NULL REFERENCES peer.transfer,
  account_id    bigint NOT NULL REFERENCES peer.account,
  amount        bigint NOT NULL,
  balance_after bigint NOT NULL,
  PRIMARY KEY (account_id, transfer_id)
);
CREATE FUNCTION peer.post(wanted_key text, a bigint, b bigint, moved bigint) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  posted uuid;
  after_a bigint;
  after_b bigint;
  floor_a bigint;
BEGIN
  SELECT id INTO posted FROM peer.transfer WHERE key = wanted_key;
  IF FOUND THEN RETURN posted; END IF;
  posted := uuidv7();
  PERFORM 1 FROM peer.account WHERE id IN (a, b) ORDER BY id FOR UPDATE;
  UPDATE peer.account SET balance = balance - moved WHERE id = a RETURNING balance, floor INTO after_a, floor_a;
  IF after_a < floor_a THEN RAISE EXCEPTION 'insufficient'; END IF;
  UPDATE peer.account SET balance = balance + moved WHERE id = b RETURNING balance INTO after_b;
  INSERT INTO peer.transfer (id, key, from_account, to_account, amount) VALUES (posted, wanted_key, a, b, moved);
  INSERT INTO peer.entry VALUES (posted, a, -moved, after_a), (posted, b, moved, after_b);
  RETURN posted;
END $$;
INSERT INTO peer.account (id, floor) SELECT n, 0 FROM generate_series(1, 50000) AS n;
INSERT INTO peer.account (id, floor) VALUES (0, NULL);
