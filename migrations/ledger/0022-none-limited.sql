-- Ceilings on issuance are decided under the account's lock. A batch that was decided without one says which accounts
-- it issues from, and is undone, to be decided under locks, when one of them has a ceiling.
CREATE FUNCTION none_limited(accounts int[]) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM account WHERE id = ANY (accounts) AND ceiling IS NOT NULL) THEN
    RAISE EXCEPTION 'An account has a ceiling: decide under its lock' USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN true;
END $$;
