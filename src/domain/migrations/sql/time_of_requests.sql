-- The clock of a request: stopped while identity is in doubt, extended once with reasons.
alter table rights_request
    add column stopped_at timestamptz,
    add column stopped_days integer not null default 0 check (stopped_days >= 0),
    add column extended_at timestamptz,
    add column extension_reason text,
    add constraint extended_with_reason
        check ((extended_at is null) = (extension_reason is null)),
    add constraint stopped_while_open check (stopped_at is null or closed_at is null);

create table identity_doubt (
    id uuid primary key,
    request uuid not null references rights_request (id) on delete cascade on update restrict,
    reason text not null check (reason <> ''),
    questions text not null check (questions <> ''),
    stated_at timestamptz not null,
    answer text,
    answered_at timestamptz,
    -- Shared with the request, whose file ends five years after it.
    closed_at timestamptz,
    constraint answered_wholly check ((answer is null) = (answered_at is null))
);
create unique index identity_doubt_open on identity_doubt (request) where answered_at is null;
create index identity_doubt_request on identity_doubt (request);
create index identity_doubt_closed_at on identity_doubt (closed_at) where closed_at is not null;
