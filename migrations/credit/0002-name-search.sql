-- Names are found by terms made from their parsed parts (trade name, sound, province …) instead of by pairs of
-- characters, which large registers share too widely. `index_version` is the version of the rules that made them; names
-- of an older version are indexed again in the background.
DROP INDEX firm_name_grams;
ALTER TABLE firm_name DROP COLUMN grams;
ALTER TABLE firm_name
  ADD COLUMN terms text[] NOT NULL DEFAULT '{}',
  ADD COLUMN index_version int NOT NULL DEFAULT 0;
-- Terms are written once and read always: no pending list to search through.
CREATE INDEX firm_name_terms ON firm_name USING gin (terms) WITH (fastupdate = off);
CREATE INDEX firm_name_unindexed ON firm_name (index_version, id);
GRANT UPDATE (terms, index_version) ON firm_name TO ${role};
