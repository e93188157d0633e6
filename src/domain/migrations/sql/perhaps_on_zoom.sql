-- A registration that was begun and never confirmed may be known to Zoom, by its address alone.
create or replace function registration_is_forgotten() returns trigger language plpgsql
    security definer set search_path = public, pg_temp as $$
declare
    known varchar;
    known_by varchar;
    ordered uuid;
begin
    select meeting || '/' || coalesce(old.registrant, '') into known
    from training_session where id = old.session;
    if old.registrant is null then
        select email into known_by from account where id = old.account;
    end if;
    insert into forgetting (processor, erasure, address, external_id, ordered_at)
    values ('zoom', nullif(current_setting('assisteu.erasure', true), '')::uuid, known_by, known,
            now())
    returning id into ordered;
    insert into duty (kind, subject, due_at, created_at)
    values ('forget-at-processor', ordered, now(), now());
    return old;
end $$;
drop trigger registration_is_forgotten on training_registration;
create trigger registration_is_forgotten after delete on training_registration
    for each row
    when (old.registrant is not null or (old.begun_at is not null and old.removed_at is null))
    execute function registration_is_forgotten();
