create table training_session (
    id uuid primary key default gen_random_uuid(),
    organisation uuid not null references organisation (id) on delete restrict on update restrict,
    topic varchar(150) not null,
    language varchar(2) not null check (language in ('fr', 'en')),
    minutes integer not null check (minutes > 0),
    proposed_at timestamptz not null,
    declined_at timestamptz,
    accepted_at timestamptz,
    starts_at timestamptz,
    ends_at timestamptz,
    -- Noted before the meeting is asked for: from then on there may be one.
    begun_at timestamptz,
    meeting varchar(40),
    cancelled_at timestamptz,
    constraint declined_or_accepted check (declined_at is null or accepted_at is null),
    constraint accepted_for_a_time check (
        (accepted_at is null) = (starts_at is null) and (starts_at is null) = (ends_at is null)
    ),
    constraint ends_after_it_starts check (ends_at > starts_at),
    constraint meeting_of_a_begun_one check (meeting is null or begun_at is not null)
);
create index training_session_organisation on training_session (organisation);

create table training_time (
    id uuid primary key default gen_random_uuid(),
    session uuid not null references training_session (id) on delete restrict on update restrict,
    starts_at timestamptz not null,
    unique (session, starts_at)
);

create table training_proposal (
    id uuid primary key default gen_random_uuid(),
    session uuid not null unique
        references training_session (id) on delete restrict on update restrict,
    account uuid not null references account (id) on delete restrict on update restrict,
    expected integer not null check (expected > 0),
    message text,
    proposed_at timestamptz not null,
    answer text
);
create index training_proposal_account on training_proposal (account);
create index training_proposal_proposed_at on training_proposal (proposed_at);

create table training_registration (
    id uuid primary key default gen_random_uuid(),
    session uuid not null references training_session (id) on delete restrict on update restrict,
    account uuid not null references account (id) on delete restrict on update restrict,
    registered_at timestamptz not null,
    ends_at timestamptz not null,
    -- Noted before Zoom is asked: from then on Zoom may know the person.
    begun_at timestamptz,
    registrant varchar(100),
    join_url varchar(2000),
    withdrawn_at timestamptz,
    removed_at timestamptz,
    unique (session, account),
    constraint known_to_zoom_once_begun check (registrant is null or begun_at is not null)
);
create index training_registration_account on training_registration (account);
create index training_registration_ends_at on training_registration (ends_at);

-- Whatever removes a registration that Zoom knows of, an erasure or the sweep: Zoom is asked
-- to forget it. The erasure that is under way names itself.
create function registration_is_forgotten() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
declare
    known varchar;
    ordered uuid;
begin
    select meeting || '/' || old.registrant into known
    from training_session where id = old.session;
    insert into forgetting (processor, erasure, external_id, ordered_at)
    values ('zoom', nullif(current_setting('assisteu.erasure', true), '')::uuid, known, now())
    returning id into ordered;
    insert into duty (kind, subject, due_at, created_at)
    values ('forget-at-processor', ordered, now(), now());
    return old;
end $$;
create trigger registration_is_forgotten after delete on training_registration
    for each row when (old.registrant is not null)
    execute function registration_is_forgotten();
