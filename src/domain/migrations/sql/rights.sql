create table rights_request (
    id uuid primary key default gen_random_uuid(),
    form_id uuid not null unique,
    account uuid references account (id) on delete set null on update restrict,
    "right" varchar(20) not null,
    channel varchar(10) not null check (channel in ('account', 'page', 'mail')),
    email varchar(254) not null check (email = lower(email)),
    first_name varchar(100) not null,
    last_name varchar(100) not null,
    ground varchar(40),
    message text,
    language varchar(2) not null check (language in ('fr', 'en')),
    received_at timestamptz not null,
    due_on date not null,
    proven_at timestamptz,
    decided_at timestamptz,
    decision varchar(20) check (decision in ('granted', 'refused')),
    decision_reason text,
    decided_by uuid,
    closed_at timestamptz,
    withdrawn_at timestamptz,
    is_demo boolean not null default false,
    constraint decided_wholly check ((decided_at is null) = (decision is null)),
    constraint refused_with_reason check (decision <> 'refused' or decision_reason is not null)
);
create index rights_request_account on rights_request (account) where account is not null;
create index rights_request_email on rights_request (email);
create index rights_request_open on rights_request (due_on) where closed_at is null;
create index rights_request_closed_at on rights_request (closed_at) where closed_at is not null;
-- One open request per person and right: a second one would only make two answers.
create unique index rights_request_once on rights_request (account, "right")
    where closed_at is null and account is not null;
create unique index rights_request_once_by_email on rights_request (email, "right")
    where closed_at is null and account is null and proven_at is not null;

create table package (
    id uuid primary key default gen_random_uuid(),
    request uuid not null references rights_request (id) on delete restrict on update restrict,
    begun_at timestamptz not null,
    finished_at timestamptz,
    expires_at timestamptz not null,
    fetched_at timestamptz,
    rows_expected bigint not null default 0,
    rows_written bigint not null default 0,
    size_bytes bigint not null default 0
);
create index package_request on package (request);
create index package_begun_at on package (begun_at);

create table package_part (
    id uuid primary key default gen_random_uuid(),
    package uuid not null references package (id) on delete cascade on update restrict,
    number integer not null,
    content bytea not null,
    written_at timestamptz not null,
    unique (package, number)
);
create index package_part_written_at on package_part (written_at);

create table erasure (
    id uuid primary key default gen_random_uuid(),
    subject uuid not null,
    -- The request's file may end first: each has its own five years.
    request uuid references rights_request (id) on delete set null on update restrict,
    cause varchar(20) not null 
        check (cause in ('request', 'holder', 'inactivity', 'departure')),
    ordered_at timestamptz not null,
    finished_at timestamptz,
    values_left integer,
    is_demo boolean not null default false
);
create unique index erasure_once on erasure (subject) where finished_at is null;
create index erasure_finished_at on erasure (finished_at);
create index erasure_subject on erasure (subject);
create index erasure_request on erasure (request) where request is not null;

create table erasure_step (
    id uuid primary key default gen_random_uuid(),
    erasure uuid not null references erasure (id) on delete cascade on update restrict,
    position integer not null,
    activity varchar(60) not null,
    table_name varchar(60) not null,
    outcome varchar(20) not null check (outcome in ('erased', 'kept')),
    rows bigint not null,
    kept_until timestamptz,
    unique (erasure, position)
);

create table legal_hold (
    id uuid primary key,
    -- No foreign keys: the account goes when its holds end, and staff leave; the proof stays.
    account uuid not null,
    activity varchar(60),
    reason text not null check (reason <> ''),
    set_by uuid not null,
    set_at timestamptz not null,
    ends_on date not null,
    ends_at timestamptz not null,
    lifted_at timestamptz,
    lifted_by uuid,
    lift_reason text check (lift_reason <> ''),
    -- A hold may end earlier than was said, never later.
    constraint never_lengthened
        check (ends_at <= (ends_on + 1)::timestamp at time zone 'Europe/Paris'),
    constraint lifted_wholly check (
        (lifted_at is null) = (lifted_by is null)
        and (lifted_at is null) = (lift_reason is null))
);
create index legal_hold_ends_at on legal_hold (ends_at);
create index legal_hold_account on legal_hold (account);
