-- An openid is a person's id in one WeChat app, `<app id>:<openid>`; a unionid is the same in all apps of one account.
ALTER TABLE identity DROP CONSTRAINT identity_type_check;
ALTER TABLE identity ADD CONSTRAINT identity_type_check CHECK (type IN (
  'PHONE', 'EMAIL', 'WECHAT_UNIONID', 'WECHAT_OPENID', 'LICENCE_PLATE', 'VIN', 'ID_CARD', 'DWELLING', 'CUSTOMER_NUMBER'));

-- Two policies set in one millisecond: the later one has the higher number and is in force.
ALTER TABLE linkage_policy ADD COLUMN no bigint;
UPDATE linkage_policy p SET no = o.no
FROM (SELECT id, row_number() OVER (ORDER BY id) AS no FROM linkage_policy) o WHERE o.id = p.id;
ALTER TABLE linkage_policy ALTER COLUMN no SET NOT NULL, ALTER COLUMN no ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('linkage_policy', 'no'), coalesce(max(no), 0) + 1, false) FROM linkage_policy;
