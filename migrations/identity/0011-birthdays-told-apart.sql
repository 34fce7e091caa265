-- A father and a son of one name who share a telephone are two people: the birthday's search digest lets an enrolment see
-- that without opening anything. Profiles get theirs when they are next derived.
ALTER TABLE member_profile ADD COLUMN birthday_digest bytea;
ALTER TABLE review_case DROP CONSTRAINT review_case_reason_check;
ALTER TABLE review_case ADD CONSTRAINT review_case_reason_check CHECK
  (reason IN ('NAME_DIFFERS', 'BIRTHDAY_DIFFERS', 'IDENTITY_SHARED', 'ID_CARD_DIFFERS', 'IDENTITY_TAKEN_OVER', 'LOOKS_ALIKE'));
