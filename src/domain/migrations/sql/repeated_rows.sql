alter table import_row add column first_number bigint;
-- Each batch asks which of its people the batches before had, in this list alone.
create index import_row_person on import_row (of_import, email, number) where email is not null;
