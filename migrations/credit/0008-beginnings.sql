-- Names and codes by how they begin, for searching while somebody types. The plain indexes follow the database's collation,
-- which LIKE cannot use.
CREATE INDEX firm_name_beginning ON firm_name (normal text_pattern_ops);
CREATE INDEX firm_code_beginning ON firm (code text_pattern_ops);
-- The same index in another order of sorting: equality is served by the one above.
DROP INDEX firm_name_normal;
