"""Messages of the demo: one to be answered, an appointment to be taken, a holder's feedback."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from piccolo.table import Table

from domain.demo.people import DemoPerson, new_id
from domain.enquiries import (
    WORDINGS,
    Enquiry,
    EnquiryLine,
    FormConsent,
    Kind,
    Nature,
    version_of,
)
from domain.links import keyed_hash

_LEA = {"email": "lea@messages.example.org", "first_name": "Léa", "last_name": "Lambert"}


def messages(of: DemoPerson, chance: Random, now: datetime) -> Iterator[Table]:
    """Yield messages with their proofs, each row after what it refers to."""
    question = _written(
        chance,
        kind=Kind.CONTACT,
        message="Les arrêts du Tribunal sont-ils consolidés le jour même ?",
        received_at=now - timedelta(hours=5),
        **_LEA,
    )
    noon = now.replace(minute=0, second=0, microsecond=0)
    meeting = _written(
        chance,
        kind=Kind.APPOINTMENT,
        message="Nous sommes douze et aimerions comparer les offres.",
        received_at=now - timedelta(days=2),
        practice_name="Cabinet Lambert",
        times=[noon + timedelta(days=days) for days in (6, 7, 9)],
        **_LEA,
    )
    feedback = _feedback(of, chance, now)
    for one in (question, meeting, feedback):
        yield one
        yield _proof_of(one, chance)
    yield EnquiryLine(
        id=new_id(chance),
        enquiry=feedback.id,
        kind=feedback.kind,
        by_author=False,
        words="Merci, c’est noté pour la prochaine version.",
        written_at=feedback.answered_at,
        received_at=feedback.received_at,
    )


def _feedback(of: DemoPerson, chance: Random, now: datetime) -> Enquiry:
    return _written(
        chance,
        kind=Kind.FEEDBACK,
        nature=Nature.SUGGESTION,
        account=of.id,
        email=of.email,
        first_name=of.first_name,
        last_name=of.last_name,
        practice_name=of.practice_name,
        message="Un raccourci pour copier la référence d’un considérant.",
        received_at=now - timedelta(days=30),
        answered_at=now - timedelta(days=29),
    )


def _written(chance: Random, **columns: Any) -> Enquiry:
    return Enquiry(id=new_id(chance), language="fr", is_demo=True, **columns)


def _proof_of(enquiry: Enquiry, chance: Random) -> FormConsent:
    kind = Kind(enquiry.kind)
    return FormConsent(
        id=new_id(chance),
        enquiry=enquiry.id,
        author_hash=keyed_hash("form-consent", enquiry.email.encode()),
        kind=kind,
        wording=WORDINGS[kind].fr,
        wording_version=version_of(kind),
        language="fr",
        given_at=enquiry.received_at,
    )
