-- An objection or a restriction names the sheets that it concerns.
alter table rights_request add column activities varchar(60)[];
