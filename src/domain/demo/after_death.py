"""The directives of one person of the demo, who named somebody to trust with them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from piccolo.table import Table

from domain.demo.people import DemoPerson, new_id
from domain.directives import (
    CONSENT,
    TRUSTED,
    Directive,
    DirectiveConsent,
    Fate,
    NamedPerson,
    Part,
    version_of,
)

_GIVEN = timedelta(days=40)


def directives_of(person: DemoPerson, chance: Random, now: datetime) -> Iterator[Table]:
    """Yield the rows of the directives that ``person`` gave, each after what it refers to."""
    given = now - _GIVEN
    directive = Directive(
        id=new_id(chance),
        account=person.id,
        for_all=None,
        for_account=Fate.KEEP,
        for_research=Fate.ERASE,
        for_requests=Fate.COMMUNICATE,
        decided_at=given,
    )
    yield directive
    for part in (TRUSTED, Part.REQUESTS):
        yield NamedPerson(
            id=new_id(chance),
            directive=directive.id,
            part=part,
            name="Camille Confiance",
            email="camille@example.net",
            telephone=None,
            relation="sœur" if part == TRUSTED else None,
            named_at=given,
            informed_at=None,
        )
    words = CONSENT["fr"]
    yield DirectiveConsent(
        id=new_id(chance),
        account=person.id,
        wording=words,
        wording_version=version_of(words),
        language="fr",
        given_at=given,
        ended_at=None,
    )
