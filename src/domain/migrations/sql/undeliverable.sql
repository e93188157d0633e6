create table undeliverable (
    id uuid primary key default gen_random_uuid(),
    address varchar(254) not null unique,
    kind varchar(20) not null,
    mails uuid[] not null default '{}',
    noted_at timestamptz not null,
    stopped_at timestamptz
);
create index undeliverable_noted_at on undeliverable (noted_at);

alter table mail add column tries_anyway boolean not null default false;
alter table mail add column withheld_at timestamptz;
