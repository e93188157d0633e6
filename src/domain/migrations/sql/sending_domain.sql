create table sending_domain_check (
    id uuid primary key default gen_random_uuid(),
    domain varchar(253) not null,
    spf varchar(20) not null,
    dkim varchar(20) not null,
    dmarc varchar(20) not null,
    looked_at timestamptz not null
);
create index sending_domain_check_looked_at on sending_domain_check (looked_at);
