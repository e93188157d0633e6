alter table mail add column one_click varchar(300);
