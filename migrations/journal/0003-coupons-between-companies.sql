-- Who honours the coupon that an effect gives or takes back: those companies see it where the member shares what happened
-- elsewhere. Null: nobody was told, as of effects from before.
ALTER TABLE effect ADD COLUMN honoured_by text[];
