"""Reading directives: a holder's own, and the officer's list of deaths."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain import database
from domain.directives.rules import EACH, TRUSTED, Choice, Fate, Part, Person
from domain.directives.tables import DeathReport, Directive, NamedPerson
from domain.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The directives of one holder as they stand."""

    id: UUID
    decided_at: datetime
    choices: Mapping[Part, Choice]
    trusted: Person | None

    @property
    def lacking(self) -> tuple[Part, ...]:
        """What is to be communicated to nobody: who was named had their data erased."""
        return tuple(
            part
            for part, choice in self.choices.items()
            if choice.fate is Fate.COMMUNICATE and choice.recipient is None
        )

    @property
    def erases_all(self) -> bool:
        """Whether the account goes, and everything with it."""
        return any(
            part in self.choices and self.choices[part].fate is Fate.ERASE
            for part in (Part.ALL, Part.ACCOUNT)
        )


async def standing_of(account_id: UUID) -> Standing | None:
    """Return a holder's directives; None: there are none."""
    directive = await Directive.objects().where(Directive.account == account_id).first()
    if directive is None:
        return None
    named = await NamedPerson.objects().where(NamedPerson.directive == directive.id)
    people = {one.part: _person(one) for one in named}
    return Standing(
        id=directive.id,
        decided_at=directive.decided_at,
        choices={
            part: Choice(fate=Fate(fate), recipient=people.get(part))
            for part in (Part.ALL, *EACH)
            if (fate := getattr(directive, f"for_{part}")) is not None
        },
        trusted=people.get(TRUSTED),
    )


def _person(named: NamedPerson) -> Person:
    return Person(
        name=named.name, email=named.email, telephone=named.telephone, relation=named.relation
    )


async def find_report(report_id: UUID) -> DeathReport:
    """Return a death that was reported.

    Raises:
        NotFound: There is none of that id.
    """
    report = await DeathReport.objects().where(DeathReport.id == report_id).first()
    if report is None:
        raise NotFound
    return report


async def open_report(account_id: UUID) -> DeathReport | None:
    """Return the report about an account that is neither executed nor called off."""
    return (
        await DeathReport.objects()
        .where(DeathReport.account == account_id, DeathReport.closed_at.is_null())
        .first()
    )


async def reports(*, limit: int, offset: int = 0) -> list[DeathReport]:
    """Return the deaths that were reported: those to act upon first, then the latest."""
    rows = await database.fetch(
        "select * from death_report order by closed_at desc nulls first, entered_at desc, id"
        " limit $1 offset $2",
        limit,
        offset,
    )
    return [DeathReport(**dict(row), _exists_in_db=True) for row in rows]
