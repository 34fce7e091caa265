-- The day's bookings of all dealerships, in the order in which the cars come. (dealership_id, starts_at, id) serves one
-- dealership; a clerk of the company first looks at all.
CREATE INDEX service_booking_day ON service_booking (starts_at, id);
