-- Firms in the order in which the group met them, page by page.
CREATE INDEX firm_known ON firm (registered_at, id);
