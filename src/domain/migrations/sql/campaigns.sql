create table campaign (
    id uuid primary key,
    subject_fr varchar(200) not null,
    text_fr text not null,
    subject_en varchar(200) not null,
    text_en text not null,
    source varchar(20),
    language varchar(2),
    informed boolean,
    written_at timestamptz not null,
    confirmed_at timestamptz,
    addressed integer not null default 0,
    position uuid,
    written integer not null default 0,
    passed_over integer not null default 0,
    stopped_at timestamptz,
    finished_at timestamptz
);
create index campaign_written_at on campaign (written_at);
