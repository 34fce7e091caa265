-- Who a customer is: members, the identities that lead to them, what each subsidiary told about them, what follows
-- from it, what they consented to and who looked. Every identifying value is ciphertext (AES-256-GCM under a key of
-- the member's own) and is searched by a keyed digest; without the installation's secret the tables name nobody.

-- Keys that wrap the members' keys (WRAP) or make the search digests (INDEX); themselves wrapped by a key derived from
-- the installation's secret. A new WRAP key is added on rotation and the members' keys are wrapped again.
CREATE TABLE master_key (
  id         int PRIMARY KEY,
  purpose    text NOT NULL CHECK (purpose IN ('WRAP', 'INDEX')),
  wrapped    bytea NOT NULL,
  created_at timestamptz NOT NULL,
  retired_at timestamptz
);
CREATE UNIQUE INDEX master_key_one_index ON master_key (purpose) WHERE purpose = 'INDEX' AND retired_at IS NULL;

CREATE SEQUENCE member_number AS bigint;

-- `survivor_id` is the member itself or the one that its chain of merges leads to; `merged_into` is the next link.
-- Nothing else of a merged member moves, so an unmerge has nothing to guess. Erasure destroys `wrapped_key`.
CREATE TABLE member (
  id                  uuid PRIMARY KEY,
  member_no           text NOT NULL UNIQUE CHECK (member_no ~ '^[1-9][0-9]{9}$'),
  status              text NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED', 'MERGED', 'TERMINATED', 'ERASED')),
  status_before_merge text CHECK (status_before_merge IN ('ACTIVE', 'SUSPENDED')),
  survivor_id         uuid NOT NULL REFERENCES member (id),
  merged_into         uuid REFERENCES member (id),
  enrolled_at         timestamptz NOT NULL,
  enrolled_by         text NOT NULL,
  last_seen_at        timestamptz NOT NULL,
  master_key          int NOT NULL REFERENCES master_key (id),
  wrapped_key         bytea,
  CHECK (status <> 'MERGED' OR (merged_into IS NOT NULL AND status_before_merge IS NOT NULL AND survivor_id <> id)),
  CHECK (status IN ('MERGED', 'ERASED') OR survivor_id = id),
  CHECK ((status = 'ERASED') = (wrapped_key IS NULL))
);
CREATE INDEX member_survivor ON member (survivor_id) WHERE survivor_id <> id;
CREATE INDEX member_listed ON member (status, id);
CREATE INDEX member_master_key ON member (master_key) WHERE wrapped_key IS NOT NULL;

-- One identifier of a member. `scope` is the subsidiary whose numbering a customer number belongs to, otherwise empty.
CREATE TABLE identity (
  id              uuid PRIMARY KEY,
  member_id       uuid NOT NULL REFERENCES member (id),
  type            text NOT NULL CHECK (type IN ('PHONE', 'EMAIL', 'WECHAT_UNIONID', 'LICENCE_PLATE', 'VIN', 'ID_CARD',
                                                'DWELLING', 'CUSTOMER_NUMBER')),
  scope           text NOT NULL DEFAULT '',
  digest          bytea NOT NULL,
  sealed          bytea NOT NULL,
  verified_at     timestamptz,
  verified_by     text,
  source          text NOT NULL,
  first_seen_at   timestamptz NOT NULL,
  last_seen_at    timestamptz NOT NULL,
  unlinked_at     timestamptz,
  unlinked_reason text CHECK (unlinked_reason IN ('ASKED', 'LOST', 'CHANGED', 'RECYCLED', 'VERIFIED_BY_ANOTHER', 'TERMINATED')),
  CHECK ((unlinked_at IS NULL) = (unlinked_reason IS NULL)),
  CHECK ((verified_at IS NULL) = (verified_by IS NULL)),
  CHECK ((type = 'CUSTOMER_NUMBER') = (scope <> ''))
);
-- One person per identifier; things (a dwelling, a car) can be shared.
CREATE UNIQUE INDEX identity_of_one ON identity (type, scope, digest)
  WHERE unlinked_at IS NULL AND type NOT IN ('DWELLING', 'VIN', 'LICENCE_PLATE');
CREATE UNIQUE INDEX identity_once_per_member ON identity (type, scope, digest, member_id) WHERE unlinked_at IS NULL;
CREATE INDEX identity_of_member ON identity (member_id);

-- What a subsidiary told about a person, kept as told. Telling the same again only moves `last_observed_at`.
CREATE TABLE source_record (
  id               uuid PRIMARY KEY,
  member_id        uuid NOT NULL REFERENCES member (id),
  source           text NOT NULL,
  digest           bytea NOT NULL,
  sealed           bytea NOT NULL,
  observed_at      timestamptz NOT NULL,
  last_observed_at timestamptz NOT NULL,
  received_at      timestamptz NOT NULL,
  UNIQUE (member_id, source, digest)
);

-- How much a source's word on a field weighs; 0 where nothing is said. The higher wins.
CREATE TABLE source_trust (
  source     text NOT NULL,
  field      text NOT NULL CHECK (field IN ('name', 'birthday', 'gender', 'address')),
  trust      int NOT NULL CHECK (trust BETWEEN -100 AND 100),
  set_by     text NOT NULL,
  set_at     timestamptz NOT NULL,
  PRIMARY KEY (source, field)
);

-- The profile that follows from the source records of a member and of those merged into it, with who said what.
CREATE TABLE member_profile (
  member_id   uuid PRIMARY KEY REFERENCES member (id),
  sealed      bytea NOT NULL,
  name_digest bytea,
  derived_at  timestamptz NOT NULL
);
CREATE INDEX member_profile_name ON member_profile (name_digest) WHERE name_digest IS NOT NULL;

-- What is in force now, and below what was ever said. Empty `channel` or `subsidiary` means all of them; the more
-- special row wins.
CREATE TABLE consent (
  member_id       uuid NOT NULL REFERENCES member (id),
  purpose         text NOT NULL CHECK (purpose IN ('SERVICE', 'MARKETING', 'PROFILING', 'CROSS_SUBSIDIARY_SHARING', 'PARTNER_SHARING')),
  channel         text NOT NULL DEFAULT '',
  subsidiary      text NOT NULL DEFAULT '',
  state           text NOT NULL CHECK (state IN ('GRANTED', 'DENIED', 'REVOKED')),
  wording_version text NOT NULL,
  since           timestamptz NOT NULL,
  PRIMARY KEY (member_id, purpose, channel, subsidiary)
);
CREATE TABLE consent_event (
  id              uuid PRIMARY KEY,
  member_id       uuid NOT NULL REFERENCES member (id),
  purpose         text NOT NULL,
  channel         text NOT NULL DEFAULT '',
  subsidiary      text NOT NULL DEFAULT '',
  state           text NOT NULL CHECK (state IN ('GRANTED', 'DENIED', 'REVOKED')),
  wording_version text NOT NULL,
  said_through    text NOT NULL,
  said_at         timestamptz NOT NULL,
  recorded_at     timestamptz NOT NULL
);
CREATE INDEX consent_event_of_member ON consent_event (member_id, id);
REVOKE UPDATE ON consent_event FROM ${role};

-- Every change of a member's status, with who and why.
CREATE TABLE status_event (
  id         uuid PRIMARY KEY,
  member_id  uuid NOT NULL REFERENCES member (id),
  from_state text,
  to_state   text NOT NULL,
  reason     text NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE INDEX status_event_of_member ON status_event (member_id, id);
REVOKE UPDATE, DELETE ON status_event FROM ${role};

-- Two members that may be one person: for people to decide, never for a program.
CREATE TABLE review_case (
  id          uuid PRIMARY KEY,
  member_a    uuid NOT NULL REFERENCES member (id),
  member_b    uuid NOT NULL REFERENCES member (id),
  reason      text NOT NULL CHECK (reason IN ('NAME_DIFFERS', 'IDENTITY_SHARED', 'ID_CARD_DIFFERS', 'IDENTITY_TAKEN_OVER', 'LOOKS_ALIKE')),
  evidence    jsonb NOT NULL,
  state       text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'MERGED', 'DISTINCT')),
  opened_at   timestamptz NOT NULL,
  decided_at  timestamptz,
  decided_by  text,
  CHECK (member_a < member_b),
  CHECK ((state = 'OPEN') = (decided_at IS NULL)),
  UNIQUE (member_a, member_b)
);
CREATE INDEX review_case_open ON review_case (opened_at, id) WHERE state = 'OPEN';

-- Who looked at whose facts, and who was refused. Ids only.
CREATE TABLE access_log (
  id                uuid PRIMARY KEY,
  member_id         uuid NOT NULL,
  at                timestamptz NOT NULL,
  viewer_kind       text NOT NULL,
  viewer            text NOT NULL,
  viewer_subsidiary text,
  facts_of          text NOT NULL,
  answer            text NOT NULL CHECK (answer IN ('ALLOWED', 'CONSENT_MISSING', 'NOT_ALLOWED'))
);
CREATE INDEX access_log_of_member ON access_log (member_id, id);
REVOKE UPDATE ON access_log FROM ${role};

-- Members who share a wallet and a share of contribution.
CREATE TABLE household (
  id         uuid PRIMARY KEY,
  made_at    timestamptz NOT NULL,
  made_by    text NOT NULL,
  closed_at  timestamptz
);
CREATE TABLE household_member (
  household_id uuid NOT NULL REFERENCES household (id),
  member_id    uuid NOT NULL REFERENCES member (id),
  relation     text NOT NULL CHECK (relation IN ('HEAD', 'SPOUSE', 'PARENT', 'CHILD', 'OTHER')),
  joined_at    timestamptz NOT NULL,
  left_at      timestamptz,
  PRIMARY KEY (household_id, member_id, joined_at)
);
CREATE UNIQUE INDEX household_member_one ON household_member (member_id) WHERE left_at IS NULL;
