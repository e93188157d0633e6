create table outbound (
    id uuid primary key default gen_random_uuid(),
    processor varchar(20) not null,
    activity varchar(60) not null,
    external_id varchar(100) not null,
    account uuid references account (id) on delete restrict on update restrict,
    address varchar(254),
    fields varchar[] not null,
    sent_at timestamptz not null,
    unique (processor, activity, external_id)
);
create index outbound_activity on outbound (activity, sent_at);
create index outbound_sent_at on outbound (sent_at);
create index outbound_account on outbound (account) where account is not null;
create index outbound_address on outbound (address) where address is not null;

-- Which sheet a mail serves; a constant default rewrites no row.
alter table mail add column activity varchar(60) not null default 'sent-mail';
