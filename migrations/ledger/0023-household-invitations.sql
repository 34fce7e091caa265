-- Whoever keeps a household asks others in by a code: it lets one member in, once, until it ends. What the invited may
-- spend is the keeper's to say; what they give is their own, said on coming in.
CREATE TABLE household_invitation (
  id           uuid PRIMARY KEY,
  household_id uuid NOT NULL REFERENCES household,
  code         text NOT NULL CONSTRAINT household_invitation_code UNIQUE,
  invited_by   uuid NOT NULL,
  spending     text NOT NULL CHECK (spending IN ('NONE', 'LIMITED', 'FULL')),
  per_month    bigint CHECK ((spending = 'LIMITED') = (per_month IS NOT NULL)),
  made_at      timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  state        text NOT NULL CHECK (state IN ('OPEN', 'ACCEPTED', 'WITHDRAWN')),
  accepted_by  uuid CHECK ((state = 'ACCEPTED') = (accepted_by IS NOT NULL)),
  closed_at    timestamptz CHECK ((state = 'OPEN') = (closed_at IS NULL))
);
CREATE INDEX household_invitation_open ON household_invitation (household_id, made_at) WHERE state = 'OPEN';
