alter table campaign
    add column older_months integer,
    add column newer_months integer,
    add column sent integer not null default 0,
    add column withheld integer not null default 0;

-- Beside the campaign, which its sending holds before it holds its readers: what holds a reader
-- first, a no or an erasure, would wait for the one while the other waits for it.
create table campaign_reaction (
    id uuid primary key references campaign (id) on delete cascade,
    came_back integer not null default 0,
    let_go integer not null default 0,
    objected integer not null default 0
);
alter table mail add column campaign uuid;

-- What becomes of a campaign's mails is counted as it happens, whoever makes it happen: the
-- mails themselves go with their period, and with their people. One that goes before it left
-- was withdrawn where the campaign is stopped, and let go of where it is not.
create function campaign_mail_changes() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'DELETE' then
        insert into campaign_reaction as noted (id, let_go)
            select id, 1 from campaign where id = old.campaign and stopped_at is null
            on conflict (id) do update set let_go = noted.let_go + 1;
        return old;
    end if;
    update campaign set
        sent = sent + (old.sent_at is null and new.sent_at is not null)::int,
        withheld = withheld + (old.withheld_at is null and new.withheld_at is not null)::int
        where id = new.campaign;
    return new;
end $$;
create trigger campaign_mail_leaves after update of sent_at, withheld_at on mail
    for each row when (new.campaign is not null
        and (old.sent_at is distinct from new.sent_at
            or old.withheld_at is distinct from new.withheld_at))
    execute function campaign_mail_changes();
create trigger campaign_mail_goes after delete on mail
    for each row when (old.campaign is not null
        and old.sent_at is null and old.withheld_at is null)
    execute function campaign_mail_changes();

create function campaign_mail_comes_back() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
begin
    insert into campaign_reaction as noted (id, came_back)
        select campaign.id, count(*) from mail join campaign on campaign.id = mail.campaign
        where mail.id = any(new.mails)
          and (tg_op = 'INSERT' or not mail.id = any(old.mails))
        group by campaign.id
        on conflict (id) do update set came_back = noted.came_back + excluded.came_back;
    return new;
end $$;
-- A mail that its reader calls spam did arrive.
create trigger campaign_mail_comes_back after insert or update of mails on undeliverable
    for each row when (new.kind <> 'complaint')
    execute function campaign_mail_comes_back();

-- A no belongs to the last campaign that reached the person; the operation says that it is one,
-- for a prospect goes as well when the period ends.
create function campaign_is_refused() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
begin
    insert into campaign_reaction as noted (id, objected)
        select campaign.id, 1 from mail join campaign on campaign.id = mail.campaign
        where mail.address = old.email and mail.sent_at is not null
        order by mail.sent_at desc limit 1
        on conflict (id) do update set objected = noted.objected + 1;
    return old;
end $$;
create trigger campaign_is_refused after delete on prospect
    for each row when (current_setting('assisteu.objection', true) = 'true')
    execute function campaign_is_refused();
