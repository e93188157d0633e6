create table directive (
    id uuid primary key default gen_random_uuid(),
    account uuid not null references account (id) on delete restrict on update restrict,
    for_all varchar(20) check (for_all in ('keep', 'erase', 'communicate')),
    for_account varchar(20) check (for_account in ('keep', 'erase', 'communicate')),
    for_research varchar(20) check (for_research in ('keep', 'erase', 'communicate')),
    for_requests varchar(20) check (for_requests in ('keep', 'communicate')),
    decided_at timestamptz not null,
    -- One choice for everything, or one for each part.
    constraint all_or_each check (
        (for_all is null) = (for_account is not null)
        and (for_account is null) = (for_research is null)
        and (for_account is null) = (for_requests is null))
);
-- One at a time: whoever gives directives holds the account and takes the former ones away.
create index directive_account on directive (account);

create table named_person (
    id uuid primary key default gen_random_uuid(),
    directive uuid not null references directive (id) on delete restrict on update restrict,
    part varchar(20) not null
        check (part in ('trusted', 'all', 'account', 'research', 'requests')),
    name varchar(200) not null check (name <> ''),
    email varchar(254) not null check (email = lower(email)),
    telephone varchar(30),
    relation varchar(100),
    named_at timestamptz not null,
    informed_at timestamptz,
    unique (directive, part)
);
create index named_person_email on named_person (email);

create table directive_consent (
    id uuid primary key default gen_random_uuid(),
    -- No foreign key: the account goes, the proof stays.
    account uuid not null,
    wording text not null check (wording <> ''),
    wording_version varchar(64) not null,
    language varchar(2) not null check (language in ('fr', 'en')),
    given_at timestamptz not null,
    ended_at timestamptz check (ended_at >= given_at)
);
create unique index directive_consent_once on directive_consent (account) where ended_at is null;
create index directive_consent_account on directive_consent (account);
create index directive_consent_ended_at on directive_consent (ended_at);

create table death_report (
    id uuid primary key,
    -- No foreign keys: the account goes, and staff leave; the proof stays.
    account uuid not null,
    reported_by varchar(10) not null check (reported_by in ('trusted', 'heir', 'other')),
    reporter_name varchar(200) not null check (reporter_name <> ''),
    reporter_email varchar(254) not null check (reporter_email = lower(reporter_email)),
    language varchar(2) not null check (language in ('fr', 'en')),
    proof_seen_on date not null,
    entered_by uuid not null,
    entered_at timestamptz not null,
    notified_at timestamptz,
    executed_at timestamptz,
    executed_by uuid,
    early_reason text check (early_reason <> ''),
    hands_copy boolean not null default false,
    carried_out_at timestamptz,
    outcome varchar(10) check (outcome in ('kept', 'erased')),
    rows_erased bigint,
    called_off_at timestamptz,
    closed_at timestamptz,
    constraint executed_by_somebody check (executed_at is null or executed_by is not null),
    constraint executed_or_called_off check (executed_at is null or called_off_at is null),
    constraint closed_by_either
        check (closed_at is not null or (executed_at is null and called_off_at is null)),
    constraint carried_out_once_executed
        check (carried_out_at is null or executed_at is not null)
);
-- One report of a death at a time: a second one would only carry it out twice.
create unique index death_report_once on death_report (account) where closed_at is null;
create index death_report_account on death_report (account);
create index death_report_reporter_email on death_report (reporter_email);
create index death_report_closed_at on death_report (closed_at);

-- Whose data a request hands over, where it is not about who receives them: after a death.
alter table rights_request add column deceased uuid;
alter table rights_request add column parts varchar(60);
alter table rights_request add constraint deceased_with_parts
    check ((deceased is null) = (parts is null)
           and (deceased is null) = ("right" <> 'after-death'));

alter table erasure drop constraint erasure_cause_check;
alter table erasure add constraint erasure_cause_check
    check (cause in ('request', 'holder', 'inactivity', 'departure', 'death'));
