-- What the supermarket keeps about its trade: stores, the catalogue, baskets with their lines, and returns per line.
--
-- Quantities are whole thousandths of the product's unit (1 piece = 1000, 0.250 kg = 250); amounts are fen. How much of
-- a line has come back stands on the line itself, under a check, so that no two returns together can take back more
-- than was bought.

CREATE TABLE store (
  code      text PRIMARY KEY CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,31}$'),
  name      text NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('SUPERMARKET', 'CONVENIENCE', 'ONLINE')),
  district  text,
  opened_on date NOT NULL,
  closed_on date CHECK (closed_on >= opened_on)
);

CREATE TABLE product (
  code        text PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64),
  name        text NOT NULL,
  category    text NOT NULL CHECK (length(category) BETWEEN 1 AND 64),
  unit        text NOT NULL CHECK (unit IN ('PIECE', 'KILOGRAM')),
  price_minor bigint NOT NULL CHECK (price_minor >= 0),
  -- EAN-13; its check digit is proved before it gets here.
  barcode     text UNIQUE CHECK (barcode ~ '^\d{13}$'),
  on_sale     boolean NOT NULL DEFAULT true
);
CREATE INDEX product_by_category ON product (category, code);

CREATE TABLE basket (
  id              uuid PRIMARY KEY,
  -- The till's own number of the sale; what makes a basket count once.
  receipt_no      text NOT NULL CONSTRAINT basket_receipt_no UNIQUE,
  store_code      text NOT NULL REFERENCES store,
  channel         text NOT NULL CHECK (channel IN ('STORE', 'APP', 'WEB', 'PHONE', 'IMPORT')),
  member_id       uuid,
  bought_at       timestamptz NOT NULL,
  recorded_at     timestamptz NOT NULL,
  -- Sum of the lines, before coupons and points.
  amount_minor    bigint NOT NULL CHECK (amount_minor >= 0),
  -- What coupons and points paid.
  discount_minor  bigint NOT NULL DEFAULT 0 CHECK (discount_minor BETWEEN 0 AND amount_minor),
  -- Worth of the goods that came back, and the money given back for them.
  returned_minor  bigint NOT NULL DEFAULT 0 CHECK (returned_minor BETWEEN 0 AND amount_minor),
  refunded_minor  bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND amount_minor - discount_minor),
  state           text NOT NULL DEFAULT 'BOUGHT' CHECK (state IN ('BOUGHT', 'PARTLY_RETURNED', 'RETURNED')),
  transaction_id  uuid NOT NULL CONSTRAINT basket_transaction UNIQUE,
  reservation_ids text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX basket_of_member ON basket (member_id, bought_at DESC, id DESC) WHERE member_id IS NOT NULL;
CREATE INDEX basket_latest ON basket (bought_at DESC, id DESC);
CREATE INDEX basket_of_store ON basket (store_code, bought_at DESC, id DESC);

CREATE TABLE basket_line (
  basket_id      uuid NOT NULL REFERENCES basket,
  -- From 1, in the order of the receipt; identical lines are separate lines.
  line_no        int NOT NULL CHECK (line_no > 0),
  product_code   text NOT NULL REFERENCES product,
  category       text NOT NULL,
  quantity_milli bigint NOT NULL CHECK (quantity_milli > 0),
  amount_minor   bigint NOT NULL CHECK (amount_minor >= 0),
  -- The part of the amount that coupons and points paid.
  discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor BETWEEN 0 AND amount_minor),
  returned_milli bigint NOT NULL DEFAULT 0,
  returned_minor bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (basket_id, line_no),
  CONSTRAINT never_more_returned_than_bought CHECK (returned_milli BETWEEN 0 AND quantity_milli),
  CONSTRAINT never_more_refunded_than_paid CHECK (returned_minor BETWEEN 0 AND amount_minor)
) WITH (fillfactor = 95);

CREATE TABLE goods_return (
  id             uuid PRIMARY KEY,
  return_no      text NOT NULL CONSTRAINT goods_return_no UNIQUE,
  -- Where they were taken over from a file: the visit on which they came back, which several returns may share.
  visit_no       text,
  basket_id      uuid NOT NULL REFERENCES basket,
  store_code     text NOT NULL REFERENCES store,
  reason         text NOT NULL CHECK (reason IN ('UNWANTED', 'DEFECTIVE', 'WRONG_ITEM', 'OTHER')),
  returned_at    timestamptz NOT NULL,
  recorded_at    timestamptz NOT NULL,
  -- Worth of the goods, and the money given back: less than the worth where coupons or points had paid a part.
  amount_minor   bigint NOT NULL CHECK (amount_minor >= 0),
  refund_minor   bigint NOT NULL CHECK (refund_minor BETWEEN 0 AND amount_minor),
  transaction_id uuid NOT NULL CONSTRAINT goods_return_transaction UNIQUE
);
CREATE INDEX goods_return_of_visit ON goods_return (visit_no) WHERE visit_no IS NOT NULL;
CREATE INDEX goods_return_of_basket ON goods_return (basket_id, returned_at, id);

CREATE TABLE goods_return_line (
  return_id      uuid NOT NULL REFERENCES goods_return,
  line_no        int NOT NULL,
  quantity_milli bigint NOT NULL CHECK (quantity_milli > 0),
  amount_minor   bigint NOT NULL CHECK (amount_minor >= 0),
  PRIMARY KEY (return_id, line_no)
);

-- What happened is not rewritten: a sale is undone by a return, never by deleting it.
REVOKE DELETE ON basket, basket_line, goods_return, goods_return_line FROM ${role};
REVOKE UPDATE ON goods_return, goods_return_line FROM ${role};
