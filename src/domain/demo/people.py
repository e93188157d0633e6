"""The people of the local run: twelve with names that the documentation gives, and others."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from domain.demo.names import (
    AREAS,
    FIRST_NAMES,
    LAST_NAMES,
    OCCUPATIONS,
    ORGANISATIONS,
    POSITIONS,
    PRACTICES,
)
from domain.periods import Period, after
from domain.roles import ROLE_NAMES, Role

CAROLS, ERINS, THIRD = range(3)
"""Places of the organisations."""

Extra = dict[str, Any]
"""Columns of one person that are not everybody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What every person of the demo signs in with."""

    password_hash: str
    totp_secret: str


@dataclass(slots=True, kw_only=True)
class DemoPerson:
    """One row of ``account``; the fields are its columns."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    occupation: str
    telephone: str | None
    password_hash: str
    opened_at: datetime
    last_visit_at: datetime
    practice_name: str | None = None
    position: str | None = None
    practice_areas: str | None = None
    role: str = "holder"
    opened_by: str = "sign_up"
    organisation: UUID | None = None
    administers_organisation: bool = False
    language: str = "fr"
    totp_secret: str | None = None
    is_demo: bool = True


def new_id(chance: Random) -> UUID:
    """Return an id that follows from the seed."""
    return UUID(int=chance.getrandbits(128), version=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What everybody is made from."""

    chance: Random
    now: datetime
    credentials: Credentials
    firms: list[UUID]


def organisations(chance: Random, now: datetime) -> list[tuple[object, ...]]:
    """Return the three client organisations: id, name, seats, since when, demo."""
    return [
        (new_id(chance), name, seats, now - timedelta(days=days), True)
        for name, seats, days in zip(ORGANISATIONS, (40, 25, 60), (420, 300, 380), strict=True)
    ]


def named_people(scene: Scene) -> list[DemoPerson]:
    """Return the people whom the documentation names, in its order."""
    carols: Extra = {"organisation": scene.firms[CAROLS]}
    erins: Extra = {"organisation": scene.firms[ERINS], "language": "en"}
    administers: Extra = {
        "administers_organisation": True,
        "totp_secret": scene.credentials.totp_secret,
    }
    holders: list[tuple[str, str, str, str, Extra]] = [
        ("alice", "Alice", "Martel", "avocate", {"practice_areas": "données personnelles"}),
        ("bob", "Bob", "Lerouge", "juriste d’entreprise", {"position": "directeur juridique"}),
        ("carol", "Carol", "Dubois", "avocate", carols | administers),
        ("dave", "Dave", "Petitjean", "avocat", carols | {"opened_by": "invitation"}),
        ("erin", "Erin", "Moorcroft", "lawyer", erins | administers),
    ]
    return [
        *(_named(scene, *holder) for holder in holders),
        *(_member_of_staff(scene, *member) for member in _STAFF),
    ]


_STAFF = (
    ("dpo", Role.DPO, "Diane", "Perrault"),
    ("support", Role.SUPPORT, "Simon", "Vasseur"),
    ("support2", Role.SUPPORT, "Sarah", "Belhadj"),
    ("finance", Role.FINANCE, "Fanny", "Courtois"),
    ("finance2", Role.FINANCE, "Farid", "Ziani"),
    ("marketing", Role.MARKETING, "Margot", "Lassalle"),
    ("product", Role.PRODUCT, "Paul", "Ancelin"),
)


def other_people(scene: Scene, count: int) -> Iterator[DemoPerson]:
    """Yield invented people: subscribers, guests, the third organisation's administrator."""
    chance, firms = scene.chance, scene.firms
    for number in range(count):
        first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
        opened_at, last_visit_at = _a_year_of(chance, scene.now)
        person = DemoPerson(
            id=new_id(chance),
            email=f"{plain(first)}.{plain(last)}{number}@example.org",
            first_name=first,
            last_name=last,
            occupation=chance.choice(OCCUPATIONS),
            telephone=telephone(chance),
            practice_name=chance.choice((None, *PRACTICES)),
            position=chance.choice((None, *POSITIONS)),
            practice_areas=", ".join(chance.sample(AREAS, chance.randint(0, 3))) or None,
            language=chance.choices(("fr", "en"), (4, 1))[0],
            password_hash=scene.credentials.password_hash,
            opened_at=opened_at,
            last_visit_at=last_visit_at,
        )
        _perhaps_a_guest(chance, person, firms)
        if number == 0:
            person.organisation, person.administers_organisation = firms[THIRD], True
            person.opened_by, person.totp_secret = "sign_up", scene.credentials.totp_secret
            person.telephone = person.telephone or telephone(chance)
        yield person


def _named(  # noqa: PLR0913, PLR0917 - who somebody is
    scene: Scene, name: str, first_name: str, last_name: str, occupation: str, extra: Extra
) -> DemoPerson:
    chance, now = scene.chance, scene.now
    facts: Extra = {
        "id": new_id(chance),
        "email": f"{name}@example.org",
        "first_name": first_name,
        "last_name": last_name,
        "occupation": occupation,
        "telephone": None if extra.get("opened_by") == "invitation" else telephone(chance),
        "password_hash": scene.credentials.password_hash,
        "opened_at": now - timedelta(days=chance.randint(200, 400), hours=chance.randint(0, 9)),
        "last_visit_at": now - timedelta(hours=chance.randint(2, 40)),
    }
    return DemoPerson(**facts | extra)


def _member_of_staff(
    scene: Scene, name: str, role: Role, first_name: str, last_name: str
) -> DemoPerson:
    extra: Extra = {
        "role": role.value,
        "opened_by": "staff",
        "telephone": None,
        "totp_secret": scene.credentials.totp_secret,
    }
    return _named(scene, name, first_name, last_name, ROLE_NAMES[role].fr, extra)


def _perhaps_a_guest(chance: Random, person: DemoPerson, firms: list[UUID]) -> None:
    """Make every third person the guest of an organisation; half of them give no number."""
    if chance.random() < 1 / 3:
        person.organisation, person.opened_by = chance.choice(firms), "invitation"
        person.telephone = person.telephone if chance.random() < 1 / 2 else None


def _a_year_of(chance: Random, now: datetime) -> tuple[datetime, datetime]:
    """Return when an account was opened and last visited: most lately, some nearly a year ago.

    Nobody is past the period already: the first night would erase them.
    """
    if chance.random() < 0.06:  # noqa: PLR2004 - a few who will be erased within weeks
        a_year_ago = _a_year_before(now)
        last_visit_at = a_year_ago + timedelta(days=chance.randint(2, 40))
    else:
        days_ago = min(chance.expovariate(1 / 25), 300)
        last_visit_at = now - timedelta(days=days_ago, minutes=chance.randint(1, 600))
    return last_visit_at - timedelta(days=chance.randint(5, 420)), last_visit_at


def _a_year_before(now: datetime) -> datetime:
    year_ago = now - timedelta(days=366)
    return year_ago + (now - after(year_ago, Period(years=1)))


def telephone(chance: Random) -> str:
    """Return a number of the range that the regulator keeps for fiction."""
    return f"+3363998{chance.randint(0, 9999):04d}"


def plain(name: str) -> str:
    """Return a name as it stands in an address."""
    folded = unicodedata.normalize("NFD", name.lower().replace("œ", "oe"))
    return "".join(letter for letter in folded if letter.isascii() and letter.isalpha())
