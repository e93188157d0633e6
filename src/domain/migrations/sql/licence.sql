create table sharing_state (
    id uuid primary key default gen_random_uuid(),
    account uuid not null unique references account (id) on delete restrict on update restrict,
    state bytea not null,
    -- Null: a sighting came in late, and the state is to be made anew from the table.
    read_until timestamptz,
    last_seen_at timestamptz not null
);
create index sharing_state_last_seen_at on sharing_state (last_seen_at);

create table sharing_case (
    id uuid primary key default gen_random_uuid(),
    account uuid references account (id) on delete set null on update restrict,
    email varchar(254) not null check (email = lower(email)),
    language varchar(2) not null check (language in ('fr', 'en')),
    opened_at timestamptz not null,
    -- The oldest use that the evidence tells of: the case ends when that one's period does.
    seen_from timestamptz not null,
    finding jsonb not null,
    asked_at timestamptz,
    explained_at timestamptz,
    explanation varchar(20),
    explanation_words text,
    decided_at timestamptz,
    decision varchar(20) check (decision in ('dismissed', 'confirmed')),
    grounds text,
    contested_at timestamptz,
    contest_words text,
    reviewed_at timestamptz,
    review varchar(20) check (review in ('upheld', 'overturned')),
    review_grounds text,
    -- Since when nothing is held against the person: dismissed, or overturned.
    cleared_at timestamptz,
    measure text,
    measure_proposed_at timestamptz,
    measure_agreed_at timestamptz,
    constraint explained_wholly check ((explained_at is null) = (explanation is null)),
    constraint decided_with_grounds check (
        (decided_at is null) = (decision is null) and (decided_at is null) = (grounds is null)),
    constraint heard_before_confirmed check (
        coalesce(decision, '') <> 'confirmed'
        or asked_at is not null or explained_at is not null),
    constraint contested_once_confirmed check (
        contested_at is null
        or (coalesce(decision, '') = 'confirmed' and contest_words is not null)),
    constraint reviewed_with_grounds check (
        (reviewed_at is null) = (review is null)
        and (reviewed_at is null) = (review_grounds is null)),
    constraint reviewed_once_contested check (reviewed_at is null or contested_at is not null),
    constraint cleared_by_a_decision check (
        (cleared_at is not null)
        = (coalesce(decision, '') = 'dismissed' or coalesce(review, '') = 'overturned')),
    constraint measure_once_confirmed check (
        measure is null
        or (coalesce(decision, '') = 'confirmed' and measure_proposed_at is not null)),
    constraint measure_agreed_once_proposed check (
        measure_agreed_at is null or measure is not null)
);
create index sharing_case_account on sharing_case (account) where account is not null;
create index sharing_case_email on sharing_case (email);
create index sharing_case_seen_from on sharing_case (seen_from);
create index sharing_case_opened_at on sharing_case (opened_at);
-- One case at a time.
create unique index sharing_case_once on sharing_case (account) where decided_at is null;

-- Which member of staff decided what.
create table sharing_hand (
    id uuid primary key default gen_random_uuid(),
    of_case uuid not null references sharing_case (id) on delete cascade on update restrict,
    part varchar(20) not null
        check (part in ('decision', 'review', 'proposal', 'agreement')),
    -- No foreign key: the member of staff may be gone before the row.
    member uuid not null,
    at timestamptz not null,
    unique (of_case, part)
);
-- Nobody reviews a decision, or agrees to a measure, of their own.
create unique index sharing_hand_another on sharing_hand
    (of_case, member, (part in ('decision', 'review')));
create index sharing_hand_member on sharing_hand (member);
create index sharing_hand_at on sharing_hand (at);
