-- Asked from an account whose means of signing in changed just before: nothing is made at once.
alter table rights_request add column held_because varchar(20)
    check (held_because in ('password-changed', 'address-changed'));
