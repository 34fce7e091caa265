-- What an offer has out is asked live: coupons are found by their offer.
CREATE INDEX coupon_of_offer_benefit ON coupon (offer_id, offer_version, benefit_no);
