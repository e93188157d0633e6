"""What retention does by night: the sweep, the warnings before an account ends, the month."""

from datetime import datetime
from uuid import uuid5

from domain import accounts, retention
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.text import Text
from jobs.mail import language_in, link_to, write_mail
from jobs.rights import erase_account

_SUBJECT = Text("Votre compte sera bientôt effacé", "Your account will soon be erased")


class SweepFailed(Exception):
    """Some activities could not be swept: the duty is tried again, and shown if it persists."""


async def nightly(now: datetime) -> None:
    """Erase what is past its period. An activity that fails holds back no other."""
    evidence = await retention.sweep(now=now, erase_account=erase_account)
    failed = sorted({row.activity for row in evidence if row.failure})
    if failed:
        raise SweepFailed(", ".join(failed))


async def foresee(now: datetime) -> None:
    """Count what goes in the next weeks, for the console."""
    await retention.foresee(now=now)


async def warn_of_the_end(now: datetime) -> None:
    """Warn holders 30 and 7 days before their account ends for want of a visit (P-ACC-3).

    The mail's id follows from the account, the visit and the warning: a night repeated
    writes nothing twice, and a visit makes the next year's warnings new ones.
    """
    for ending in await retention.accounts_ending(now=now):
        about = f"{ending.last_visit_at.isoformat()} {ending.warning.as_interval()}"
        await write_mail(
            "account_ends_soon",
            about=uuid5(ending.account_id, about),
            account_id=ending.account_id,
            address=ending.email,
            lang=ending.language,
            subject=_SUBJECT,
            now=now,
            context={
                "last_visit_at": ending.last_visit_at,
                "ends_at": ending.ends_at,
                "link": link_to(ending.language, "/sign-in"),
                "has_directives": ending.has_directives,
                "controller": CONTROLLER,
                "authority": AUTHORITY,
            },
        )


_MONTH = Text("Conservation des données : le mois passé", "Retention of data: last month")


async def tell_of_the_month(now: datetime) -> None:
    """Write to each officer what the sweeps of last month did, in numbers.

    The mail's id follows from the officer and the month: a slot that runs twice writes once.
    """
    month = retention.last_months(now)[0]
    months = await retention.month_of(month, now=now)
    for officer in await accounts.officers():
        lang = language_in(officer.language)
        await write_mail(
            "retention_month",
            about=uuid5(officer.id, f"retention {month:%Y-%m}"),
            account_id=officer.id,
            address=officer.email,
            lang=lang,
            subject=_MONTH,
            now=now,
            context={
                "month": month,
                "activities": months,
                "link": link_to(lang, f"/console/retention/months?month={month:%Y-%m}"),
            },
        )
