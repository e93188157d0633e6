create table organisation (
    id uuid primary key default gen_random_uuid(),
    name varchar(200) not null,
    seats integer not null check (seats >= 0),
    created_at timestamptz not null,
    is_demo boolean not null default false
);

create table account (
    id uuid primary key default gen_random_uuid(),
    email varchar(254) not null check (email = lower(email)),
    first_name varchar(100) not null,
    last_name varchar(100) not null,
    occupation varchar(100) not null,
    telephone varchar(30),
    practice_name varchar(200),
    position varchar(100),
    practice_areas varchar(300),
    role varchar(20) not null
        check (role in ('holder', 'support', 'finance', 'marketing', 'product', 'dpo')),
    opened_by varchar(20) not null check (opened_by in ('sign_up', 'invitation', 'staff')),
    organisation uuid references organisation (id) on delete restrict on update restrict,
    administers_organisation boolean not null default false,
    language varchar(2) not null check (language in ('fr', 'en')),
    password_hash varchar(200),
    totp_secret varchar(64),
    totp_last_step bigint,
    keeps_history boolean not null default true,
    opened_at timestamptz not null,
    last_visit_at timestamptz not null,
    closed_at timestamptz,
    left_at timestamptz,
    is_demo boolean not null default false,
    constraint account_email_key unique (email),
    -- P-ACC-5: a guest need not give a telephone number; staff give none.
    constraint telephone_unless_guest check (opened_by <> 'sign_up' or telephone is not null),
    constraint administers_its_own check (not administers_organisation or organisation is not null)
);
create index account_last_visit_at on account (last_visit_at);
create index account_left_at on account (left_at) where left_at is not null;
create index account_organisation on account (organisation) where organisation is not null;

create table sign_up (
    id uuid primary key default gen_random_uuid(),
    form_id uuid not null,
    email varchar(254) not null check (email = lower(email)),
    first_name varchar(100) not null,
    last_name varchar(100) not null,
    occupation varchar(100) not null,
    telephone varchar(30) not null,
    practice_name varchar(200),
    position varchar(100),
    practice_areas varchar(300),
    language varchar(2) not null check (language in ('fr', 'en')),
    password_hash varchar(200) not null,
    -- Of the browser that signed up: there, the proof needs no password.
    form_secret_hash varchar(64),
    created_at timestamptz not null,
    -- Sent twice, it is one sign-up; with another address, it is another one.
    unique (form_id, email)
);
create index sign_up_created_at on sign_up (created_at);
create index sign_up_email on sign_up (email);

create table session (
    id uuid primary key default gen_random_uuid(),
    account uuid not null references account (id) on delete restrict on update restrict,
    token_sha256 bytea not null unique,
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    authenticated_at timestamptz not null,
    second_factor_at timestamptz,
    ended_at timestamptz
);
create index session_account on session (account);
create index session_ended_at on session (ended_at) where ended_at is not null;

create table throttle (
    id uuid primary key default gen_random_uuid(),
    key_hash varchar(64) not null,
    window_starts_at timestamptz not null,
    tries integer not null,
    unique (key_hash, window_starts_at)
);
create index throttle_window_starts_at on throttle (window_starts_at);

create table sighting (
    id uuid not null default gen_random_uuid(),
    account uuid not null references account (id) on delete restrict on update restrict,
    session uuid,
    ip varchar(45) not null,
    seen_at timestamptz not null,
    -- The id comes with what was seen: handed over twice, it is written once.
    primary key (seen_at, id)
) partition by range (seen_at);
create index sighting_account on sighting (account, seen_at);

create table address_change (
    id uuid primary key default gen_random_uuid(),
    form_id uuid not null,
    account uuid not null references account (id) on delete restrict on update restrict,
    email varchar(254) not null check (email = lower(email)),
    former_email varchar(254) not null,
    asked_at timestamptz not null,
    proven_at timestamptz,
    unique (account, form_id)
);
create index address_change_asked_at on address_change (asked_at);

create table password_reset (
    id uuid primary key default gen_random_uuid(),
    form_id uuid not null,
    email varchar(254) not null,
    password_sha256 bytea,
    asked_at timestamptz not null,
    unique (form_id, email)
);
create index password_reset_asked_at on password_reset (asked_at);
create index password_reset_email on password_reset (email);

create table recovery_code (
    id uuid primary key default gen_random_uuid(),
    account uuid not null references account (id) on delete restrict on update restrict,
    code_hash varchar(64) not null,
    made_at timestamptz not null,
    unique (account, code_hash)
);

create table passkey (
    id uuid primary key default gen_random_uuid(),
    account uuid not null references account (id) on delete restrict on update restrict,
    credential_id bytea not null unique,
    public_key bytea not null,
    sign_count bigint not null,
    name varchar(60) not null,
    added_at timestamptz not null,
    last_used_at timestamptz
);
create index passkey_account on passkey (account);

create table security_event (
    id uuid primary key default gen_random_uuid(),
    account uuid not null references account (id) on delete restrict on update restrict,
    kind varchar(30) not null,
    at timestamptz not null
);
create index security_event_account on security_event (account, at);
create index security_event_at on security_event (at);
