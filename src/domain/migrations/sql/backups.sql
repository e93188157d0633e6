create table erasure_mark (
    id uuid primary key default gen_random_uuid(),
    kind varchar(20) not null check (kind in ('erasure', 'suppression')),
    account_hash varchar(64),
    address_hash varchar(64),
    reason varchar(20),
    at timestamptz not null,
    written_at timestamptz
);
create index erasure_mark_at on erasure_mark (at);
create index erasure_mark_unwritten on erasure_mark (at) where written_at is null;

create table backup (
    id uuid primary key default gen_random_uuid(),
    made_at timestamptz not null,
    finished_at timestamptz not null,
    size_bytes bigint not null,
    folder varchar(1000) not null,
    removed integer not null default 0
);
create index backup_made_at on backup (made_at);

create table restoration (
    id uuid primary key default gen_random_uuid(),
    backup_made_at timestamptz not null,
    restored_at timestamptz not null,
    replayed_at timestamptz,
    people_erased integer not null default 0,
    addresses_suppressed integer not null default 0,
    is_drill boolean not null default false,
    without_ledger boolean not null default false
);
create index restoration_restored_at on restoration (restored_at);

alter table erasure drop constraint if exists erasure_cause_check;
alter table erasure add constraint erasure_cause_check
    check (cause in ('request', 'holder', 'inactivity', 'departure', 'death', 'restoration'));
