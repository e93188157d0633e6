create table personal_data_breach (
    id uuid primary key default gen_random_uuid(),
    recorded_at timestamptz not null,
    facts text not null,
    natures varchar[] not null,
    happened_from timestamptz,
    happened_until timestamptz,
    aware_at timestamptz not null,
    categories varchar[] not null default '{}',
    persons integer,
    records integer,
    consequences text,
    measures text,
    risk varchar(20),
    risk_reason text,
    notified_at timestamptz,
    reference varchar(60),
    delay_reason text,
    informed_at timestamptz,
    informed_how text,
    exemption varchar(1),
    exemption_reason text,
    closed_at timestamptz,
    is_demo boolean not null default false
);
create index personal_data_breach_aware_at on personal_data_breach (aware_at, id);
create index personal_data_breach_closed_at on personal_data_breach (closed_at);

create table breach_change (
    id uuid primary key default gen_random_uuid(),
    breach uuid not null
        references personal_data_breach (id) on delete cascade on update restrict,
    at timestamptz not null,
    role varchar(20) not null,
    act varchar(20) not null,
    field varchar(40),
    before text,
    after text,
    closed_at timestamptz
);
create index breach_change_breach on breach_change (breach, at);
create index breach_change_closed_at on breach_change (closed_at);

create table breach_notice (
    id uuid primary key default gen_random_uuid(),
    breach uuid not null
        references personal_data_breach (id) on delete cascade on update restrict,
    facts_fr text not null,
    consequences_fr text not null,
    measures_fr text not null,
    advice_fr text not null,
    facts_en text not null,
    consequences_en text not null,
    measures_en text not null,
    advice_en text not null,
    audience varchar(10) not null,
    written_at timestamptz not null,
    confirmed_at timestamptz,
    addressed integer not null default 0,
    position uuid,
    written integer not null default 0,
    finished_at timestamptz,
    closed_at timestamptz
);
create index breach_notice_breach on breach_notice (breach, written_at);
create index breach_notice_closed_at on breach_notice (closed_at);

create table breach_recipient (
    id uuid primary key default gen_random_uuid(),
    notice uuid not null references breach_notice (id) on delete cascade on update restrict,
    account uuid not null references account (id) on delete restrict on update restrict,
    chosen_at timestamptz not null,
    unique (notice, account)
);
create index breach_recipient_account on breach_recipient (account);
create index breach_recipient_chosen_at on breach_recipient (chosen_at);
