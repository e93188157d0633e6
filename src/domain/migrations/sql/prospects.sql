create table suppressed (
    id uuid primary key default gen_random_uuid(),
    address_hash varchar(64) not null unique,
    reason varchar(20) not null,
    suppressed_at timestamptz not null,
    over_at timestamptz
);
create index suppressed_over_at on suppressed (over_at) where over_at is not null;

create table forgetting (
    id uuid primary key default gen_random_uuid(),
    processor varchar(20) not null,
    erasure uuid,
    address varchar(254),
    external_id varchar(100),
    ordered_at timestamptz not null,
    confirmed_at timestamptz
);
create index forgetting_erasure on forgetting (erasure) where erasure is not null;
create index forgetting_waiting on forgetting (ordered_at) where confirmed_at is null;
create index forgetting_confirmed_at on forgetting (confirmed_at) where confirmed_at is not null;
create index forgetting_address on forgetting (address) where address is not null;

create table prospect (
    id uuid primary key default gen_random_uuid(),
    email varchar(254) not null unique,
    first_name varchar(100) not null,
    last_name varchar(100) not null,
    telephone varchar(30),
    social_profile varchar(200),
    language varchar(2) not null default 'fr',
    source varchar(20) not null,
    source_name varchar(200) not null,
    collected_at timestamptz not null,
    informed_at timestamptz,
    last_contact_at timestamptz,
    kept_from timestamptz not null,
    restricted_at timestamptz,
    changed_at timestamptz not null,
    synchronised_at timestamptz,
    is_demo boolean not null default false
);
create index prospect_collected_at on prospect (collected_at, id);
create index prospect_kept_from on prospect (kept_from);
create index prospect_unsynchronised on prospect (changed_at)
    where synchronised_at is null or synchronised_at < changed_at;
create index prospect_email_begins on prospect (lower(email) text_pattern_ops);
create index prospect_last_name_begins on prospect (lower(last_name) text_pattern_ops);
create index prospect_first_name_begins on prospect (lower(first_name) text_pattern_ops);

create table interaction (
    id uuid primary key default gen_random_uuid(),
    prospect uuid not null references prospect (id) on delete cascade on update restrict,
    kind varchar(20) not null,
    at timestamptz not null
);
create index interaction_prospect on interaction (prospect, at);
create index interaction_at on interaction (at);

-- Whatever removes a prospect, an objection, an erasure or the sweep: those who were given
-- the address are asked to forget it. The erasure that is under way names itself.
create function prospect_is_forgotten() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
declare
    told varchar;
    ordered uuid;
begin
    foreach told in array array['hubspot', 'mailjet'] loop
        insert into forgetting (processor, erasure, address, ordered_at)
        values (told, nullif(current_setting('assisteu.erasure', true), '')::uuid, old.email,
                now())
        returning id into ordered;
        insert into duty (kind, subject, due_at, created_at)
        values ('forget-at-processor', ordered, now(), now());
    end loop;
    return old;
end $$;
create trigger prospect_is_forgotten after delete on prospect
    for each row execute function prospect_is_forgotten();
