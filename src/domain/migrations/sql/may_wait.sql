alter table duty add column may_wait boolean not null default false;
drop index duty_due;
create index duty_due on duty (may_wait, due_at) where done_at is null and set_aside_at is null;
