-- Everything about a person is read through the survivor of its members, and most members are their own survivor. The
-- partial index could only find the merged ones, so every such read went through the whole table (138 ms for a question
-- about 20 members among 20,000).
DROP INDEX member_survivor;
CREATE INDEX member_survivor ON member (survivor_id);
