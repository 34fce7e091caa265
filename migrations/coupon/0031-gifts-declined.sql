-- The one a gift is for may decline it: the coupon is the giver's again at once.
ALTER TABLE coupon_gift DROP CONSTRAINT coupon_gift_state_check,
  ADD CONSTRAINT coupon_gift_state_check CHECK (state IN ('OPEN', 'TAKEN', 'TAKEN_BACK', 'DECLINED'));
