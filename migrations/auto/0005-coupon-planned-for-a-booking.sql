-- The coupon that a booking is going to be paid with, if the member planned one. It is held by nobody until the work
-- is closed; until then no other open booking may plan it.
ALTER TABLE service_booking ADD COLUMN coupon_id uuid;
CREATE UNIQUE INDEX service_booking_coupon ON service_booking (coupon_id)
  WHERE coupon_id IS NOT NULL AND state IN ('BOOKED', 'CHECKED_IN');
