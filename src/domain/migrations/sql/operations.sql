create table duty (
    id uuid primary key default gen_random_uuid(),
    kind varchar(60) not null,
    subject uuid not null,
    due_at timestamptz not null,
    created_at timestamptz not null,
    attempts integer not null default 0,
    leased_until timestamptz,
    done_at timestamptz,
    set_aside_at timestamptz,
    failure varchar(200)
);
create unique index duty_once on duty (kind, subject) where done_at is null;
create index duty_due on duty (due_at) where done_at is null and set_aside_at is null;
create index duty_done_at on duty (done_at) where done_at is not null;

create table scheduled_run (
    id uuid primary key default gen_random_uuid(),
    schedule varchar(60) not null,
    slot varchar(40) not null,
    begun_at timestamptz not null,
    finished_at timestamptz,
    unique (schedule, slot)
);

create table mail (
    id uuid primary key default gen_random_uuid(),
    account uuid references account (id) on delete restrict on update restrict,
    address varchar(254) not null,
    subject varchar(200) not null,
    text text not null,
    html text not null,
    written_at timestamptz not null,
    begun_at timestamptz,
    sent_at timestamptz
);
create index mail_written_at on mail (written_at);
create index mail_address on mail (address);
create index mail_account on mail (account) where account is not null;

create table audit_entry (
    number bigint primary key,
    at timestamptz not null,
    actor uuid not null,
    actor_role varchar(20) not null,
    action varchar(60) not null,
    reason varchar(60) not null,
    subject_pseudonym varchar(64),
    previous_hash varchar(64) not null,
    hash varchar(64) not null
);
create index audit_entry_at on audit_entry (at);
create index audit_entry_subject on audit_entry (subject_pseudonym)
    where subject_pseudonym is not null;

create table audit_pseudonym (
    id uuid primary key default gen_random_uuid(),
    account uuid not null unique references account (id) on delete restrict on update restrict,
    key bytea not null
);

create table audit_verification (
    id uuid primary key default gen_random_uuid(),
    verified_at timestamptz not null,
    entries bigint not null,
    first_number bigint,
    last_number bigint,
    last_hash varchar(64),
    anchors integer not null,
    fault varchar(30),
    fault_number bigint,
    began_anew boolean not null default false
);
create index audit_verification_verified_at on audit_verification (verified_at);

create table sweep (
    id uuid primary key default gen_random_uuid(),
    activity varchar(60) not null,
    table_name varchar(60) not null,
    swept_at timestamptz not null,
    cut_off timestamptz not null,
    rows_erased integer not null,
    rows_emptied integer not null default 0,
    duration_ms integer not null,
    failure varchar(200),
    is_demo boolean not null default false
);
create index sweep_swept_at on sweep (swept_at);

-- The forecast, counted once a night.
create table foreseen (
    id uuid primary key default gen_random_uuid(),
    activity varchar(60) not null,
    week_ends_at timestamptz not null,
    rows bigint not null,
    not_started bigint not null,
    made_at timestamptz not null,
    unique (activity, week_ends_at)
);
