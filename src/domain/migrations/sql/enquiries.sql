create table enquiry (
    id uuid primary key,
    kind varchar(20) not null check (kind in ('contact', 'demonstration', 'appointment', 'feedback')),
    account uuid references account (id) on delete restrict on update restrict,
    email varchar(254) not null check (email = lower(email)),
    first_name varchar(100) not null,
    last_name varchar(100) not null,
    practice_name varchar(200),
    nature varchar(10) check (nature in ('suggestion', 'defect')),
    times timestamptz[] check (cardinality(times) = 3),
    message text not null check (message <> ''),
    language varchar(2) not null check (language in ('fr', 'en')),
    received_at timestamptz not null,
    answered_at timestamptz,
    appointed_at timestamptz,
    closed_at timestamptz,
    is_demo boolean not null default false,
    constraint feedback_of_a_holder check ((kind = 'feedback') = (nature is not null)),
    constraint times_of_an_appointment check ((kind = 'appointment') = (times is not null)),
    constraint appointed_as_proposed check (appointed_at = any (times))
);
create index enquiry_account on enquiry (account) where account is not null;
create index enquiry_email on enquiry (email);
create index enquiry_received_at on enquiry (received_at);
create index enquiry_waiting on enquiry (received_at)
    where closed_at is null and answered_at is null;

create table enquiry_line (
    id uuid primary key,
    enquiry uuid not null references enquiry (id) on delete cascade on update restrict,
    kind varchar(20) not null check (kind in ('contact', 'demonstration', 'appointment', 'feedback')),
    by_author boolean not null,
    words text not null check (words <> ''),
    written_at timestamptz not null,
    received_at timestamptz not null
);
create index enquiry_line_enquiry on enquiry_line (enquiry, written_at);
create index enquiry_line_received_at on enquiry_line (received_at);

create table form_consent (
    id uuid primary key default gen_random_uuid(),
    -- No foreign key: the message goes, the proof stays.
    enquiry uuid not null unique,
    author_hash varchar(64) not null,
    kind varchar(20) not null check (kind in ('contact', 'demonstration', 'appointment', 'feedback')),
    wording text not null check (wording <> ''),
    wording_version varchar(64) not null,
    language varchar(2) not null check (language in ('fr', 'en')),
    given_at timestamptz not null,
    ended_at timestamptz check (ended_at >= given_at)
);
create index form_consent_ended_at on form_consent (ended_at);
create index form_consent_standing on form_consent (enquiry) where ended_at is null;
