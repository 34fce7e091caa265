-- What every module owns beside its own tables: the outbox it publishes from, the inbox that makes each event count
-- once, the dead letters a person looks at, and the idempotency records of its commands.

-- Published facts, written in the transaction that made them true. A row is `queued_at` once the relay has put it
-- into its consumers' queues and `settled_at` once every consumer has confirmed that it handled the event (or keeps it
-- as a dead letter), so that a queue that forgets loses nothing. `relay_after` leaves the call itself a moment to
-- deliver the event before the relay does.
CREATE TABLE outbox (
  id          uuid PRIMARY KEY,
  type        text NOT NULL,
  version     int NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  payload     jsonb NOT NULL,
  relay_after timestamptz NOT NULL DEFAULT clock_timestamp() + interval '2 seconds',
  queued_at   timestamptz,
  settled_at  timestamptz
);
CREATE INDEX outbox_unsettled ON outbox (relay_after) WHERE settled_at IS NULL;

-- Events this module has handled, by consumer handler. The primary key is the guarantee.
CREATE TABLE inbox (
  event_id   uuid NOT NULL,
  handler    text NOT NULL,
  handled_at timestamptz NOT NULL,
  PRIMARY KEY (event_id, handler)
);

-- Events whose handler failed for good: shown to operators, replayed by them, never dropped.
CREATE TABLE dead_letter (
  event_id    uuid NOT NULL,
  handler     text NOT NULL,
  event       jsonb NOT NULL,
  attempts    int NOT NULL,
  last_error  text NOT NULL,
  failed_at   timestamptz NOT NULL,
  replayed_at timestamptz,
  PRIMARY KEY (event_id, handler)
);
CREATE INDEX dead_letter_open ON dead_letter (failed_at) WHERE replayed_at IS NULL;

-- One row for each command ever answered: (client, operation, key) with a hash of the canonical input and the
-- answer's ids or refusal. Kept for ever; holds no personal data.
CREATE TABLE idempotency (
  client       text NOT NULL,
  operation    text NOT NULL,
  key          text NOT NULL,
  request_hash bytea NOT NULL,
  answer       json NOT NULL, -- not jsonb: a replayed answer keeps the order of its fields
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (client, operation, key)
);
