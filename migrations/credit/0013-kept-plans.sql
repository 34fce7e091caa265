-- The plans of gathering are kept as they are: made for any firm, not anew for each. Planning these statements for every
-- call costs three times what running them does, and every step of theirs is a look-up by a key, whatever the firm.
ALTER FUNCTION screening_facts(uuid, timestamptz, pg_snapshot, boolean) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION screening_facts(uuid, timestamptz, pg_snapshot, boolean) SET jit = off;
ALTER FUNCTION open_amounts(uuid, timestamptz, pg_snapshot, boolean) SET plan_cache_mode = force_generic_plan;
