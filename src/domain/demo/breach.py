"""One breach of the demo: closed, without a risk, with its history."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from piccolo.table import Table

from domain.breaches import Act, BreachChange, Nature, PersonalDataBreach, Risk
from domain.demo.people import new_id
from domain.roles import Role

_RISK_REASON = (
    "Le disque était chiffré et sa clé n’a jamais quitté le coffre, personne n’a pu lire."
)


def example(chance: Random, now: datetime) -> Iterator[Table]:
    """Yield the breach, then the lines of its history."""
    aware_at = now.replace(second=0, microsecond=0) - timedelta(days=75)
    assessed_at, closed_at = aware_at + timedelta(hours=5), aware_at + timedelta(days=9)
    breach = PersonalDataBreach(
        id=new_id(chance),
        recorded_at=aware_at + timedelta(minutes=40),
        facts="Un disque de sauvegarde chiffré n’est pas arrivé chez le destructeur agréé.",
        natures=[str(Nature.CONFIDENTIALITY)],
        happened_from=aware_at - timedelta(days=2),
        happened_until=aware_at,
        aware_at=aware_at,
        categories=["accounts", "sessions"],
        persons=400,
        records=2_500,
        consequences="Aucune attendue, les données sont illisibles sans la clé.",
        measures="Clé remplacée, transporteur changé, remise désormais contre signature.",
        risk=str(Risk.NO_RISK),
        risk_reason=_RISK_REASON,
        closed_at=closed_at,
        is_demo=True,
    )
    yield breach
    for at, act, field, after in (
        (breach.recorded_at, Act.RECORDED, None, None),
        (assessed_at, Act.ASSESSED, "risk", breach.risk),
        (assessed_at, Act.ASSESSED, "risk_reason", _RISK_REASON),
        (closed_at, Act.CLOSED, "closed_at", closed_at.isoformat()),
    ):
        yield BreachChange(
            id=new_id(chance),
            breach=breach.id,
            at=at,
            role=str(Role.DPO),
            act=str(act),
            field=field,
            after=after,
            closed_at=closed_at,
        )
