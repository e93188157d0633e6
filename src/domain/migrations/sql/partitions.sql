-- Large tables are partitioned by month (UTC), on their clock. What has no month of its own
-- is caught by the default partition, so that a month that was not made in time fails nobody;
-- making it moves its rows there. Reading and writing always go through the whole table.
--
-- Only the owner of the tables makes and drops partitions: these functions run as the owner
-- and know no other tables. Whoever is in the way is waited for half a second at most, less
-- than PostgreSQL takes to look for a deadlock: of two that block each other, it is never the
-- page that gives way.

-- The partitions of a table, the oldest first, the default one last, without bounds.
create function month_partitions(of_table text)
    returns table (part oid, name text, begins_at timestamptz, ends_at timestamptz)
    language sql stable set search_path = pg_catalog, pg_temp
    as $$
        select leaf.oid, leaf.relname::text,
               (bounds.found)[1]::timestamptz, (bounds.found)[2]::timestamptz
        from pg_class whole
        join pg_inherits on inhparent = whole.oid
        join pg_class leaf on leaf.oid = inhrelid
        cross join lateral (
            select regexp_match(pg_get_expr(leaf.relpartbound, leaf.oid),
                                'FROM \(''(.+)''\) TO \(''(.+)''\)') as found
        ) as bounds
        where whole.relname = of_table and whole.relnamespace = 'public'::regnamespace
          and whole.relkind = 'p'
        order by 3 nulls last
    $$;

-- The tables that are partitioned, and on which column.
create function partitioned_tables() returns table (name text, clock text)
    language sql stable set search_path = pg_catalog, pg_temp
    as $$
        select whole.relname::text, attname::text
        from pg_partitioned_table
        join pg_class whole on whole.oid = partrelid
        join pg_attribute on attrelid = partrelid and attnum = partattrs[0]
        where whole.relnamespace = 'public'::regnamespace
        order by 1
    $$;

-- The months of which the default partition holds rows, the oldest first.
create function months_astray(of_table text) returns setof date
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$
        declare
            on_clock text := (select clock from partitioned_tables() where name = of_table);
        begin
            return query execute format(
                'select distinct date_trunc(''month'', %1$I at time zone ''UTC'')::date'
                ' from only %2$I order by 1',
                on_clock, of_table || '_default');
        end
    $$;

-- Makes the partition of a month, and moves what the default one caught of it. False: not
-- now, somebody is in the way, or there is more to move than anybody should wait for.
create function make_partition(of_table text, month date) returns boolean
    language plpgsql security definer
    set search_path = public, pg_temp
    set lock_timeout = '500ms' set timezone = 'UTC'
    as $$
        declare
            most_moved constant integer := 50000;
            on_clock text := (select clock from partitioned_tables() where name = of_table);
            caught text := of_table || '_default';
            made text := of_table || to_char(month, '_YYYY_MM');
            since timestamptz := date_trunc('month', month::timestamp);
            until timestamptz := date_trunc('month', month::timestamp) + interval '1 month';
            waiting integer;
        begin
            if on_clock is null then
                raise undefined_table using message = of_table || ' is not partitioned';
            end if;
            if exists (select from month_partitions(of_table)
                       where begins_at = since) then
                return true;
            end if;
            execute format(
                'select count(*) from (select from only %I where %I >= $1 and %2$I < $2'
                ' limit $3) as few',
                caught, on_clock) into waiting using since, until, most_moved + 1;
            if waiting > most_moved then
                return false;
            end if;
            execute format('create table %I (like %I including all)', made, of_table);
            execute format('lock table only %I in access exclusive mode', caught);
            execute format(
                'with moved as (delete from only %I where %I >= $1 and %2$I < $2 returning *)'
                ' insert into %I select * from moved',
                caught, on_clock, made) using since, until;
            execute format(
                'alter table %I attach partition %I for values from (%L) to (%L)',
                of_table, made, since, until);
            return true;
        exception when lock_not_available or deadlock_detected or duplicate_table then
            return false;
        end
    $$;

-- Keeps others from writing to a partition until the transaction ends; reading goes on.
-- False: it is gone, or somebody is in the way.
create function hold_partition(of_table text, wanted oid) returns boolean
    language plpgsql security definer
    set search_path = public, pg_temp set lock_timeout = '500ms'
    as $$
        declare
            held text := (select name from month_partitions(of_table) where part = wanted);
        begin
            if held is null then
                return false;
            end if;
            execute format('lock table only %I in share row exclusive mode', held);
            return exists (select from month_partitions(of_table) where part = wanted);
        exception when lock_not_available or deadlock_detected or undefined_table then
            return false;
        end
    $$;

-- Drops a partition whose month is over. False: it is gone, not over, or somebody is in the
-- way. Whether its rows may go is for the caller to know, who holds it (hold_partition).
create function drop_partition(of_table text, wanted oid) returns boolean
    language plpgsql security definer
    set search_path = public, pg_temp set lock_timeout = '500ms'
    as $$
        declare
            dropped text := (
                select name from month_partitions(of_table)
                where part = wanted and ends_at <= now()
            );
        begin
            if dropped is null then
                return false;
            end if;
            execute format('drop table %I', dropped);
            return true;
        exception when lock_not_available or deadlock_detected then
            return false;
        end
    $$;

-- A default partition for each table, the year that was, and half a year ahead.
do $$
    declare
        whole record;
        month timestamp;
    begin
        for whole in select name from partitioned_tables() loop
            execute format('create table %I partition of %I default',
                           whole.name || '_default', whole.name);
            for month in select generate_series(
                date_trunc('month', now() at time zone 'UTC') - interval '12 months',
                date_trunc('month', now() at time zone 'UTC') + interval '6 months',
                interval '1 month') loop
                perform make_partition(whole.name, month::date);
            end loop;
        end loop;
    end
$$;
