create table prospect_import (
    id uuid primary key,
    language varchar(2) not null default 'fr',
    source varchar(20) not null,
    source_name varchar(200) not null,
    uploaded_at timestamptz not null,
    size_bytes bigint not null default 0,
    bytes_read bigint not null default 0,
    previewed_at timestamptz,
    failure varchar(40),
    failed_in_row bigint,
    confirmed_at timestamptz,
    position bigint not null default 0,
    added bigint not null default 0,
    updated bigint not null default 0,
    finished_at timestamptz,
    cancelled_at timestamptz
);
create index prospect_import_uploaded_at on prospect_import (uploaded_at);

create table import_part (
    id uuid primary key default gen_random_uuid(),
    of_import uuid not null references prospect_import (id) on delete cascade on update restrict,
    number integer not null,
    content bytea not null,
    written_at timestamptz not null,
    unique (of_import, number)
);
create index import_part_written_at on import_part (written_at);

create table import_row (
    id uuid primary key default gen_random_uuid(),
    of_import uuid not null references prospect_import (id) on delete cascade on update restrict,
    number bigint not null,
    outcome varchar(20) not null,
    reason varchar(40),
    email varchar(254),
    first_name varchar(100),
    last_name varchar(100),
    telephone varchar(30),
    social_profile varchar(200),
    language varchar(2),
    read_at timestamptz not null,
    unique (of_import, number)
);
create index import_row_outcome on import_row (of_import, outcome, number);
create index import_row_email on import_row (email) where email is not null;
create index import_row_read_at on import_row (read_at);
