-- A wallet is changed only by who knows its present row: every write names the row version it was decided upon
-- (`xmin`), and one that was overtaken undoes its whole transaction, to be decided anew. So the batched path can
-- remember wallets between batches and needs no lock before it writes. Answers the version of the rows just written.
CREATE FUNCTION all_fresh(unchanged bigint, wanted bigint) RETURNS xid LANGUAGE plpgsql AS $$
BEGIN
  IF unchanged <> wanted THEN
    RAISE EXCEPTION 'Decided upon wallets that have changed since' USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN pg_current_xact_id()::xid;
END $$;
