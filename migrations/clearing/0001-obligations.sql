-- What one company owes another, line by line, as it arises from the ledger's and the coupons' events. A line names a
-- debtor and a creditor and one amount, so the sum over all companies is zero by its very shape.
CREATE TABLE obligation (
  id             uuid PRIMARY KEY,
  -- Together with the pair of companies, what makes a line count once: the posting or the redemption it comes from.
  source         text NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('POINTS_REDEEMED', 'POINTS_RESTORED', 'FUNDING_SHIFTED', 'DEBT_REPAID',
                                               'COUPON_REDEEMED', 'COUPON_RESTORED')),
  debtor         text NOT NULL,
  creditor       text NOT NULL CHECK (creditor <> debtor),
  currency       text NOT NULL,
  amount_minor   bigint NOT NULL CHECK (amount_minor > 0),
  -- The share before rounding to whole minor units; the difference to amount_minor is the rounding residue.
  exact_minor    numeric(38, 12) NOT NULL CHECK (exact_minor > 0),
  -- Business month of the moment it happened, YYYY-MM.
  period         text NOT NULL,
  occurred_at    timestamptz NOT NULL,
  recorded_at    timestamptz NOT NULL,
  event_id       uuid NOT NULL,
  UNIQUE (source, kind, debtor, creditor)
);
CREATE INDEX obligation_pair ON obligation (period, debtor, creditor);
CREATE INDEX obligation_newest ON obligation (occurred_at DESC, id DESC);

-- A mistake is corrected by another line, never by changing one.
REVOKE UPDATE, DELETE, TRUNCATE ON obligation FROM ${role};
