-- Who may call: subsidiaries' systems with their secrets, staff as persons with accounts, members with one-time codes;
-- their sessions, the keys that sign access tokens, and the counters that slow down whoever guesses. Secrets are kept
-- as digests, passwords as argon2id, names and login names as ciphertext.

-- ES256 keys. The newest whose `signs_from` has come signs; a key still verifies for a while after its successor took
-- over. Published at /.well-known/jwks.json from the moment they are made, so that caches know them in time.
CREATE TABLE signing_key (
  kid            text PRIMARY KEY,
  public_jwk     jsonb NOT NULL,
  sealed_private bytea NOT NULL,
  made_at        timestamptz NOT NULL,
  signs_from     timestamptz NOT NULL UNIQUE
);

CREATE TABLE client (
  id          text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{2,63}$'),
  subsidiary  text NOT NULL,
  name        text NOT NULL,
  made_at     timestamptz NOT NULL,
  made_by     text NOT NULL,
  disabled_at timestamptz
);
-- Two may be valid at once, so that a secret can be changed without an hour of refusals.
CREATE TABLE client_secret (
  digest     bytea PRIMARY KEY,
  client_id  text NOT NULL REFERENCES client (id),
  made_at    timestamptz NOT NULL,
  expires_at timestamptz
);
CREATE INDEX client_secret_of_client ON client_secret (client_id);

-- A human being of the staff. Four-eyes rules compare persons, never accounts.
CREATE TABLE person (
  id          uuid PRIMARY KEY,
  sealed_name bytea NOT NULL,
  master_key  int NOT NULL REFERENCES master_key (id),
  wrapped_key bytea NOT NULL,
  made_at     timestamptz NOT NULL,
  made_by     text NOT NULL
);
CREATE TABLE account (
  id              uuid PRIMARY KEY,
  person_id       uuid NOT NULL REFERENCES person (id),
  login_digest    bytea NOT NULL UNIQUE,
  sealed_login    bytea NOT NULL,
  roles           text[] NOT NULL CHECK (cardinality(roles) > 0),
  subsidiary      text,
  password_hash   text NOT NULL,
  password_set_at timestamptz NOT NULL,
  made_at         timestamptz NOT NULL,
  made_by         text NOT NULL,
  disabled_at     timestamptz,
  CHECK (roles <@ ARRAY['clerk', 'operator', 'risk_officer', 'risk_approver', 'auditor']),
  CHECK (NOT ('clerk' = ANY (roles)) OR subsidiary IS NOT NULL)
);
CREATE INDEX account_of_person ON account (person_id);

-- A member's phone or browser that has logged in before.
CREATE TABLE device (
  id            uuid PRIMARY KEY,
  member_id     uuid NOT NULL REFERENCES member (id),
  digest        bytea NOT NULL UNIQUE,
  first_seen_at timestamptz NOT NULL,
  last_seen_at  timestamptz NOT NULL
);
CREATE INDEX device_of_member ON device (member_id);

CREATE TABLE session (
  id            uuid PRIMARY KEY,
  member_id     uuid REFERENCES member (id),
  account_id    uuid REFERENCES account (id),
  device_id     uuid REFERENCES device (id),
  opened_at     timestamptz NOT NULL,
  last_used_at  timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  closed_at     timestamptz,
  closed_reason text CHECK (closed_reason IN ('LOGOUT', 'REVOKED', 'TOKEN_REUSED', 'DISABLED', 'PASSWORD_CHANGED', 'MEMBER_GONE')),
  CHECK ((member_id IS NULL) <> (account_id IS NULL)),
  CHECK ((closed_at IS NULL) = (closed_reason IS NULL))
);
CREATE INDEX session_of_member ON session (member_id) WHERE closed_at IS NULL;
CREATE INDEX session_of_account ON session (account_id) WHERE closed_at IS NULL;
CREATE INDEX session_ends ON session (expires_at);

-- Each refresh token works once. `used_key` lets the very same request be repeated after a lost answer; anything else
-- that shows a used token is theft, and closes the session.
CREATE TABLE refresh_token (
  digest     bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  issued_at  timestamptz NOT NULL,
  used_at    timestamptz,
  used_key   bytea,
  successor  bytea,
  CHECK ((used_at IS NULL) = (successor IS NULL))
);
CREATE INDEX refresh_token_of_session ON refresh_token (session_id);

-- The code itself is not kept: it follows from the id under a key of the installation. `request_key` answers the same
-- request with the same challenge, so that a repeated request sends no second message.
CREATE TABLE login_code (
  id           uuid PRIMARY KEY,
  request_key  bytea NOT NULL UNIQUE,
  phone_digest bytea NOT NULL,
  sealed_phone bytea NOT NULL,
  attempts     int NOT NULL DEFAULT 0,
  made_at      timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  used_at      timestamptz
);
CREATE INDEX login_code_ends ON login_code (expires_at);

-- How often something was tried in a window: codes per phone, logins per name, requests per address.
CREATE TABLE throttle (
  key         bytea PRIMARY KEY,
  hits        int NOT NULL,
  window_ends timestamptz NOT NULL
);
CREATE INDEX throttle_ends ON throttle (window_ends);

-- Access tokens of these subjects (`sid:`, `sub:`) issued before this moment are void. Small: entries older than a
-- token's life are purged, and every process keeps the list in memory.
CREATE TABLE revocation (
  subject text PRIMARY KEY,
  before  timestamptz NOT NULL
);
CREATE INDEX revocation_recent ON revocation (before);
