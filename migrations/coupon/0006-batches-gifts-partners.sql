-- Codes made in bulk or brought by others, coupons given from member to member, and the outside brands that take part.

-- Codes of one coupon of one offer's version. `made` grows with each part of them that is committed, so whoever goes on
-- after a crash begins where it stopped.
CREATE TABLE coupon_batch (
  id            uuid PRIMARY KEY,
  code          text NOT NULL CONSTRAINT coupon_batch_code_once UNIQUE,
  offer_id      uuid NOT NULL REFERENCES offer (id),
  offer_version int NOT NULL,
  benefit_no    int NOT NULL,
  -- GENERATED: our own codes, `size` of them. IMPORTED: brought by the issuer; `size` grows with them.
  origin        text NOT NULL CHECK (origin IN ('GENERATED', 'IMPORTED')),
  size          bigint NOT NULL CHECK (size >= 0),
  made          bigint NOT NULL DEFAULT 0 CHECK (made BETWEEN 0 AND size),
  state         text NOT NULL CHECK (state IN ('PENDING', 'GENERATING', 'READY', 'PAUSED', 'CLOSED')),
  valid_from    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  created_at    timestamptz NOT NULL,
  created_by    text NOT NULL,
  started_at    timestamptz,
  ready_at      timestamptz,
  changed_at    timestamptz NOT NULL
);
CREATE INDEX coupon_batch_to_make ON coupon_batch (created_at) WHERE state IN ('PENDING', 'GENERATING');
CREATE INDEX coupon_batch_listed ON coupon_batch (created_at DESC, id DESC);
CREATE INDEX coupon_of_batch ON coupon (batch_id, id) WHERE batch_id IS NOT NULL;

-- A coupon offered to whoever has the gift's code; until it is taken, taken back or over, nobody can use it.
CREATE TABLE coupon_gift (
  id          uuid PRIMARY KEY,
  coupon_id   uuid NOT NULL REFERENCES coupon (id),
  from_member uuid NOT NULL,
  code        text NOT NULL CONSTRAINT coupon_gift_code_once UNIQUE,
  state       text NOT NULL CHECK (state IN ('OPEN', 'TAKEN', 'TAKEN_BACK')),
  made_at     timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  taken_by    uuid,
  ended_at    timestamptz
);
CREATE INDEX coupon_gift_of_coupon ON coupon_gift (coupon_id, made_at DESC);
CREATE INDEX coupon_gift_of_member ON coupon_gift (from_member, made_at DESC);
-- On the coupon itself, so that a checkout sees it without another look: until when it is offered, and who was granted
-- it at first and answers for it when what it came of is undone.
ALTER TABLE coupon ADD COLUMN gift_until timestamptz;
ALTER TABLE coupon ADD COLUMN granted_to uuid;

-- An outside brand. Its clients and clerks carry its code as a subsidiary's carry theirs.
CREATE TABLE partner (
  code       text PRIMARY KEY,
  name       jsonb NOT NULL,
  -- Whether it may pay for offers, and whether it may honour coupons.
  funds      boolean NOT NULL,
  honours    boolean NOT NULL,
  state      text NOT NULL CHECK (state IN ('ACTIVE', 'LEFT')),
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  CONSTRAINT partner_does_something CHECK (funds OR honours)
);
