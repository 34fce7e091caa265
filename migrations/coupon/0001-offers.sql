-- Offers, versioned: what was granted keeps the version that granted it, so a version row never changes once it has
-- been live.
CREATE TABLE offer (
  id              uuid PRIMARY KEY,
  code            text NOT NULL,
  -- The company (or `group`) that answers for it.
  owner           text NOT NULL,
  state           text NOT NULL CHECK (state IN ('DRAFT', 'SCHEDULED', 'LIVE', 'PAUSED', 'ENDED')),
  -- The version that grants; null while nothing was published.
  live_version    int,
  latest_version  int NOT NULL,
  created_at      timestamptz NOT NULL,
  created_by      text NOT NULL,
  changed_at      timestamptz NOT NULL,
  CONSTRAINT offer_code_once UNIQUE (code)
);
CREATE INDEX offer_active ON offer (id) WHERE state IN ('SCHEDULED', 'LIVE', 'PAUSED');

CREATE TABLE offer_version (
  offer_id     uuid NOT NULL REFERENCES offer (id),
  version      int NOT NULL,
  definition   jsonb NOT NULL,
  starts_at    timestamptz NOT NULL,
  ends_at      timestamptz,
  created_at   timestamptz NOT NULL,
  created_by   text NOT NULL,
  published_at timestamptz,
  PRIMARY KEY (offer_id, version)
);

-- Named conditions over the member: the portrait that decides which offer is for whom.
CREATE TABLE segment (
  id            uuid PRIMARY KEY,
  code          text NOT NULL CONSTRAINT segment_code_once UNIQUE,
  name          jsonb NOT NULL,
  condition     text NOT NULL,
  member_count  bigint,
  counted_at    timestamptz,
  changed_at    timestamptz NOT NULL,
  changed_by    text NOT NULL
);

-- How much money a point pays at the counter. The programme's price of a point (funding) is the offer's business.
CREATE TABLE points_tender (
  currency          text PRIMARY KEY,
  scale             int NOT NULL,
  -- Whole points that pay for one CNY.
  points_per_cny    numeric NOT NULL CHECK (points_per_cny > 0),
  -- At most this share of what is left after coupons can be paid with points.
  max_share_bps     int NOT NULL CHECK (max_share_bps BETWEEN 0 AND 10000),
  changed_at        timestamptz NOT NULL,
  changed_by        text NOT NULL
);

-- One row. Raised in the transaction that changes an offer, segment or tender: processes compare it with what they
-- keep in memory, so nobody decides by yesterday's offers.
CREATE TABLE catalogue (
  single  boolean PRIMARY KEY DEFAULT true CHECK (single),
  version bigint NOT NULL
);
INSERT INTO catalogue (version) VALUES (1);

-- What has been used of a limit. A claim is one conditional update that refuses to pass the ceiling; giving back is
-- the same update downwards. (offer, limit) says which cap, scope whose: everybody's, a day's, a member's …
CREATE TABLE counter (
  offer_id uuid NOT NULL,
  limit_no int NOT NULL,
  scope    text NOT NULL,
  used     bigint NOT NULL CHECK (used >= 0),
  PRIMARY KEY (offer_id, limit_no, scope)
) WITH (fillfactor = 50);
