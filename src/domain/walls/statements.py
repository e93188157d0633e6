"""The wall in SQL: built whole, in one transaction, from the register and the grants."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from piccolo.table import Table

from domain.acting import ITSELF, VISITOR, role_of
from domain.mail.tables import Mail
from domain.piccolo_app import APP_CONFIG
from domain.roles import Role
from domain.walls import writing
from domain.walls.reading import EVERY_ROW, Sight, sights_of, tables_without_persons
from domain.walls.writing import READ, WRITES, Grant

WORKER = "assisteu_worker"
PEOPLE = tuple(role_of(role) for role in Role)
ALL_ROLES = (ITSELF.role, VISITOR.role, WORKER, *PEOPLE)

_FUNCTIONS = """
create or replace function acting_account() returns uuid language sql stable
    return nullif(current_setting('assisteu.account', true), '')::uuid;
create or replace function acting_organisation() returns uuid language sql stable
    return nullif(current_setting('assisteu.organisation', true), '')::uuid;
create or replace function acting_address() returns varchar language sql stable
    return (select email from account where id = acting_account());
create or replace function objected(person uuid, slug text) returns boolean
    language sql stable security definer set search_path = public, pg_temp
    return exists (select from objection where account = person and activity = slug
                   and withdrawn_at is null and decision is distinct from 'overridden');
"""

_THE_TRAIL_STAYS = f"""
create or replace function refuse_to_change_the_trail() returns trigger language plpgsql as $$
begin
    raise insufficient_privilege using message = 'the trail is never changed';
end $$;
create or replace trigger the_trail_stays before update on audit_entry
    for each statement when (current_user = '{WORKER}')
    execute function refuse_to_change_the_trail();
"""
"""Locking a row that ends, as the sweep does, takes the right to change it: so this refuses."""
_OF_THE_WORKER = (
    "make_partition(text, date), hold_partition(text, oid), drop_partition(text, oid),"
    " months_astray(text)"
)
"""What makes and drops partitions, as their owner (migrations/sql/partitions.sql)."""


def statements(*, embedded: bool = False) -> list[str]:
    """Return what builds the wall anew, whatever stood before.

    Args:
        embedded: The local run has a mailbox page, so that the program reads its mail.
    """
    tables = list(APP_CONFIG.table_classes)
    built = [
        _FUNCTIONS,
        *_taken_down(tables),
        *_for_the_worker(tables),
        *_for_everybody(tables_without_persons(tables)),
        *_for_itself(tables, embedded=embedded),
        *(line for role in Role for line in _for_a_role(role)),
    ]
    return [*built, f"comment on schema public is 'wall {_digest(built)}'"]


def mark_of(built: list[str]) -> str:
    """Return the mark by which a start knows that the wall is the register's."""
    return f"wall {_digest(built[:-1])}"


def _digest(built: Iterable[str]) -> str:
    return sha256("\n".join(built).encode()).hexdigest()


def _taken_down(tables: list[type[Table]]) -> Iterator[str]:
    roles = ", ".join(ALL_ROLES)
    yield f"revoke all on all tables in schema public from {roles}"
    yield f"grant usage on schema public to {roles}"
    yield f"grant usage, select on all sequences in schema public to {roles}"
    yield """
        do $$ declare wall record; begin
            for wall in select tablename, policyname from pg_policies
                where schemaname = 'public' and policyname like 'wall %' loop
                execute format('drop policy %I on %I', wall.policyname, wall.tablename);
            end loop;
        end $$
    """
    without = tables_without_persons(tables)
    for table in tables:
        # Where no row is anybody's, COPY stays possible, which row security rules out.
        verb = "disable" if table in without else "enable"
        yield f"alter table {_quoted(table)} {verb} row level security"


def _for_the_worker(tables: list[type[Table]]) -> Iterator[str]:
    """The workers keep every promise, on every row; the trail they can only shorten."""
    for table in tables:
        yield f"grant select, insert, update, delete on {_quoted(table)} to {WORKER}"
        yield _policy(table, WORKER, {EVERY_ROW})
    yield _THE_TRAIL_STAYS
    yield f"revoke execute on function {_OF_THE_WORKER} from public"
    yield f"grant execute on function {_OF_THE_WORKER} to {WORKER}"


def _for_everybody(tables: list[type[Table]]) -> Iterator[str]:
    """What says nothing of a person is open to every role: the law, states of the program."""
    roles = ", ".join((ITSELF.role, VISITOR.role, *PEOPLE))
    for table in tables:
        yield f"grant select on {_quoted(table)} to {roles}"


def _for_itself(tables: list[type[Table]], *, embedded: bool) -> Iterator[str]:
    grants = [*writing.ITSELF, *([Grant(Mail, (READ,))] if embedded else [])]
    for grant in grants:
        yield from _granted(grant, ITSELF.role)
    without = {_quoted(table) for table in tables_without_persons(tables)}
    for table in {grant.table: None for grant in grants}:
        if _quoted(table) not in without:
            yield _policy(table, ITSELF.role, {EVERY_ROW})


def _for_a_role(role: Role) -> Iterator[str]:
    name = role_of(role)
    for table, sight in sights_of(role).items():
        yield f"grant select ({_listed(sight)}) on {_quoted(table)} to {name}"
        yield _policy(table, name, sight.rows)
    for grant in WRITES.get(role, ()):
        yield from _granted(grant, name)


def _granted(grant: Grant, role: str) -> Iterator[str]:
    table = _quoted(grant.table)
    if grant.verbs:
        yield f"grant {', '.join(grant.verbs)} on {table} to {role}"
    for verb, columns in (("select", grant.reads), ("update", grant.changes)):
        if columns:
            names = ", ".join(f'"{column._meta.db_column_name}"' for column in columns)
            yield f"grant {verb} ({names}) on {table} to {role}"


def _policy(table: type[Table], role: str, rows: set[str]) -> str:
    condition = EVERY_ROW if EVERY_ROW in rows else " or ".join(sorted(rows))
    return f'create policy "wall {role}" on {_quoted(table)} to {role} using ({condition})'


def _listed(sight: Sight) -> str:
    return ", ".join(f'"{name}"' for name in sorted(sight.columns))


def _quoted(table: type[Table]) -> str:
    return f'"{table._meta.tablename}"'
