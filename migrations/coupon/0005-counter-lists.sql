-- What a counter and an offer's author look up: the redemptions of a store on a day, and what became of an offer.
-- The store was kept inside the basket only; as a column it can be found.
ALTER TABLE redemption ADD COLUMN store_code text;
UPDATE redemption r SET store_code = v.basket ->> 'storeCode' FROM reservation v WHERE v.id = r.reservation_id;
CREATE INDEX redemption_at_company ON redemption (subsidiary, made_at DESC, id DESC);
CREATE INDEX redemption_made ON redemption (made_at DESC, id DESC);
CREATE INDEX coupon_of_offer ON coupon (offer_id, issued_at);
CREATE INDEX grant_of_offer ON grant_made (offer_id);
CREATE INDEX decision_decided ON decision (decided_at);
