-- A lot that continues another (a transfer, a move, a household's part, a grace) names the lot its points came in with,
-- so that whoever is told of a use knows when and under which terms they were issued. Null: the lot itself.
ALTER TABLE lot ADD COLUMN root_id uuid;

WITH RECURSIVE line (id, root) AS (
  SELECT id, id FROM lot WHERE parent_id IS NULL AND EXISTS (SELECT 1 FROM lot child WHERE child.parent_id = lot.id)
  UNION ALL SELECT child.id, line.root FROM line JOIN lot child ON child.parent_id = line.id)
UPDATE lot SET root_id = line.root FROM line WHERE line.id = lot.id AND line.root <> lot.id;
