-- A case can be given to a colleague: the step says to whom, beside who gave it.
ALTER TABLE case_step ADD COLUMN to_person text;
