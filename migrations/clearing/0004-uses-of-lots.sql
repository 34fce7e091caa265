-- A happening may use a lot in two ways at once: points given back repay a debt, an earn is taken back after it was spent.
ALTER TABLE lot_use DROP CONSTRAINT lot_use_pkey;
ALTER TABLE lot_use ADD PRIMARY KEY (lot_id, source, kind);
