-- The peer of the redeem bench, frozen: the obvious coupon session on PostgreSQL, with row locks. Three calls: validate
-- reads; reserve locks the offer, then the coupon, checks both, writes the reservation and holds; redeem locks all three,
-- turns held into spent and writes the redemption. Each step is idempotent by a key of its own.
CREATE SCHEMA peer;
CREATE TABLE peer.offer (
  id            bigint PRIMARY KEY,
  max_uses      bigint NOT NULL,
  uses_held     bigint NOT NULL DEFAULT 0,
  uses_spent    bigint NOT NULL DEFAULT 0,
  budget_minor  bigint NOT NULL,
  held_minor    bigint NOT NULL DEFAULT 0,
  spent_minor   bigint NOT NULL DEFAULT 0,
  amount_minor  bigint NOT NULL,
  minimum_minor bigint NOT NULL,
  starts_at     timestamptz NOT NULL,
  ends_at       timestamptz NOT NULL
);
CREATE TABLE peer.coupon (
  id         bigint PRIMARY KEY,
  code       text NOT NULL UNIQUE,
  offer_id   bigint NOT NULL REFERENCES peer.offer,
  member_id  bigint NOT NULL,
  max_uses   int NOT NULL,
  uses_held  int NOT NULL DEFAULT 0,
  uses_spent int NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL
);
CREATE TABLE peer.reservation (
  id           uuid PRIMARY KEY,
  key          text NOT NULL UNIQUE,
  coupon_id    bigint NOT NULL REFERENCES peer.coupon,
  member_id    bigint NOT NULL,
  basket_minor bigint NOT NULL,
  off_minor    bigint NOT NULL,
  state        text NOT NULL,
  expires_at   timestamptz NOT NULL
);
CREATE INDEX ON peer.reservation (expires_at) WHERE state = 'OPEN';
CREATE TABLE peer.redemption (
  id             uuid PRIMARY KEY,
  key            text NOT NULL UNIQUE,
  reservation_id uuid NOT NULL UNIQUE REFERENCES peer.reservation,
  order_ref      text NOT NULL,
  off_minor      bigint NOT NULL,
  made_at        timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION peer.validate(wanted_code text, member bigint, basket bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  c peer.coupon;
  o peer.offer;
BEGIN
  SELECT * INTO c FROM peer.coupon WHERE code = wanted_code;
  IF NOT FOUND OR c.member_id <> member OR c.expires_at < now() OR c.uses_held + c.uses_spent >= c.max_uses THEN RETURN 0; END IF;
  SELECT * INTO o FROM peer.offer WHERE id = c.offer_id;
  IF now() < o.starts_at OR now() >= o.ends_at OR basket < o.minimum_minor THEN RETURN 0; END IF;
  IF o.uses_held + o.uses_spent >= o.max_uses OR o.held_minor + o.spent_minor + o.amount_minor > o.budget_minor THEN RETURN 0; END IF;
  RETURN least(o.amount_minor, basket);
END $$;

CREATE FUNCTION peer.reserve(wanted_key text, wanted_code text, member bigint, basket bigint) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  c peer.coupon;
  o peer.offer;
  made uuid;
BEGIN
  SELECT id INTO made FROM peer.reservation WHERE key = wanted_key;
  IF FOUND THEN RETURN made; END IF;
  SELECT o2.* INTO o FROM peer.coupon c2 JOIN peer.offer o2 ON o2.id = c2.offer_id WHERE c2.code = wanted_code FOR UPDATE OF o2;
  SELECT * INTO c FROM peer.coupon WHERE code = wanted_code FOR UPDATE;
  IF c.member_id <> member OR c.expires_at < now() OR c.uses_held + c.uses_spent >= c.max_uses THEN RAISE EXCEPTION 'coupon'; END IF;
  IF now() < o.starts_at OR now() >= o.ends_at OR basket < o.minimum_minor THEN RAISE EXCEPTION 'offer'; END IF;
  IF o.uses_held + o.uses_spent >= o.max_uses OR o.held_minor + o.spent_minor + o.amount_minor > o.budget_minor THEN RAISE EXCEPTION 'budget'; END IF;
  made := uuidv7();
  INSERT INTO peer.reservation VALUES (made, wanted_key, c.id, member, basket, least(o.amount_minor, basket), 'OPEN', now() + interval '15 minutes');
  UPDATE peer.coupon SET uses_held = uses_held + 1 WHERE id = c.id;
  UPDATE peer.offer SET uses_held = uses_held + 1, held_minor = held_minor + least(o.amount_minor, basket) WHERE id = o.id;
  RETURN made;
END $$;

CREATE FUNCTION peer.redeem(wanted_key text, wanted uuid, ref text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  r peer.reservation;
  made uuid;
BEGIN
  SELECT id INTO made FROM peer.redemption WHERE key = wanted_key;
  IF FOUND THEN RETURN made; END IF;
  PERFORM 1 FROM peer.offer o JOIN peer.coupon c ON c.offer_id = o.id JOIN peer.reservation x ON x.coupon_id = c.id
    WHERE x.id = wanted FOR UPDATE OF o;
  SELECT * INTO r FROM peer.reservation WHERE id = wanted FOR UPDATE;
  IF r.state <> 'OPEN' OR r.expires_at < now() THEN RAISE EXCEPTION 'reservation'; END IF;
  made := uuidv7();
  INSERT INTO peer.redemption (id, key, reservation_id, order_ref, off_minor) VALUES (made, wanted_key, wanted, ref, r.off_minor);
  UPDATE peer.reservation SET state = 'REDEEMED' WHERE id = wanted;
  UPDATE peer.coupon SET uses_held = uses_held - 1, uses_spent = uses_spent + 1 WHERE id = r.coupon_id;
  UPDATE peer.offer o SET uses_held = o.uses_held - 1, uses_spent = o.uses_spent + 1,
    held_minor = o.held_minor - r.off_minor, spent_minor = o.spent_minor + r.off_minor
    FROM peer.coupon c WHERE c.id = r.coupon_id AND o.id = c.offer_id;
  RETURN made;
END $$;

INSERT INTO peer.offer (id, max_uses, budget_minor, amount_minor, minimum_minor, starts_at, ends_at)
  VALUES (0, 1000000000, 1000000000000, 2000, 5000, now() - interval '1 day', now() + interval '30 days');
INSERT INTO peer.coupon (id, code, offer_id, member_id, max_uses, expires_at)
  SELECT n, 'P' || n, 0, n, 10000, now() + interval '30 days' FROM generate_series(1, 2000) AS n;
