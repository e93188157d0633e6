"""Requests of data subjects: the copies made, the erasures done, the mails that tell of it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid5

from domain import accounts, clock, requests, rights
from domain.accounts import ERASE_ACCOUNT, Account
from domain.errors import NotFound
from domain.periods import paris_day
from domain.register import SENT_MAIL
from domain.register.controller import AUTHORITY, CONTROLLER
from domain.requests import RIGHT_NAMES, Right, RightsRequest
from domain.requests.addresses import page_of, proof_of
from domain.rights import Erased
from domain.text import Language, Text
from jobs.mail import language_in, link_to, write_mail
from web.rendering import render

_WHO = {"controller": CONTROLLER, "authority": AUTHORITY}
_SOON_DUE = Text("Une demande attend votre réponse", "A request waits for your answer")
_LATE = Text("Une demande est en retard", "A request is overdue")
_RECEIVED = Text("Votre demande est bien arrivée", "We have received your request")


async def make_package(request_id: UUID, _now: datetime) -> None:
    """Make the copy that a request asked for."""
    await rights.make_package(request_id, pages=package_page, clock=clock.now)


def package_page(part: str, *, lang: Language, **facts: object) -> str:
    """Render one part of the readable page of a package."""
    return render(f"rights/package/{part}.html", lang=lang, **facts)


async def erase_ordered(subject: UUID, now: datetime) -> None:
    """Carry out the erasure that was ordered for a person, and confirm it by mail."""

    async def tell(erased: Erased) -> None:
        await tell_erased(erased, now)

    await rights.carry_out(subject, now=now, tell=tell)


async def erase_account(account_id: UUID, *, cause: str, now: datetime) -> None:
    """Erase an account at once, and confirm it by mail: what the nightly sweep calls."""

    async def tell(erased: Erased) -> None:
        await tell_erased(erased, now)

    await rights.erase_account(account_id, cause=cause, now=now, tell=tell)


async def tell_erased(erased: Erased, now: datetime) -> None:
    """Write the confirmation, the only thing written of the person after the erasure."""
    person = erased.plan.person
    await write_mail(
        "erasure_done",
        about=erased.erasure_id,
        account_id=None,
        address=person.email,
        lang=person.language,
        subject=Text("Vos données sont effacées", "Your data are erased"),
        now=now,
        context={
            **_WHO,
            "plan": erased.plan,
            "cause": erased.cause,
            "reasons": erased.reasons,
            "mail_period": SENT_MAIL.holdings[0].retention.period.in_words(),
        },
    )


async def tell_received(request_id: UUID, now: datetime) -> None:
    """Acknowledge a request; ask for the proof of its address where that lacks.

    Not once it is closed: answered since, or its person erased, to whom nothing is written.
    """
    request = await _still_there(request_id)
    if request is None or request.closed_at is not None:
        return
    if request.proven_at is None and request.channel == requests.Channel.PAGE:
        subject = Text("Confirmez votre demande", "Confirm your request")
        await _write("request_proof", request, subject, now, link=_whole(request, proof_of))
        return
    await _write("request_received", request, _RECEIVED, now, is_reminder=False)


async def tell_still_open(request_id: UUID, now: datetime) -> None:
    """Answer a request that repeats one which is still open, once a day at most."""
    request = await _still_there(request_id)
    if request is None or request.closed_at is not None:
        return
    about = uuid5(request.id, paris_day(now).isoformat())
    subject = Text("Votre demande est déjà ouverte", "Your request is open already")
    await _write("request_received", request, subject, now, about=about, is_reminder=True)


async def tell_refused(request_id: UUID, now: datetime) -> None:
    """Tell a refusal, its reasons and the ways to contest it."""
    request = await _still_there(request_id)
    if request is not None:
        subject = Text("Réponse à votre demande", "Answer to your request")
        await _write("request_refused", request, subject, now)


async def tell_held(request_id: UUID, now: datetime) -> None:
    """Tell who had the account before a fresh change that something was asked from it.

    To the former address where the address changed, else to the account's own: where the
    password changed, the mailbox is still its owner's. No data, and no link that acts.
    """
    request = await _still_there(request_id)
    if request is None or request.account is None:
        return
    former = await accounts.former_address(request.account)
    lang = language_in(request.language)
    await write_mail(
        "request_held",
        about=request_id,
        account_id=request.account,
        address=former or request.email,
        lang=lang,
        subject=Text("Une demande a été faite depuis votre compte", "Asked from your account"),
        now=now,
        context={
            **_WHO,
            "right": RIGHT_NAMES[Right(request.right)],
            "change": accounts.CHANGES[accounts.Change(request.held_because)],
            "link": link_to(lang, "/password-reset"),
        },
    )


async def tell_doubt(doubt_id: UUID, now: datetime) -> None:
    """Tell why there is a doubt about who asks, and the questions that would lift it."""
    found = await requests.doubt(doubt_id)
    request = await _still_there(found.request) if found is not None else None
    if found is None or request is None or found.answered_at is not None:
        return
    subject = Text("Une question sur votre demande", "A question about your request")
    await _write(
        "request_doubt",
        request,
        subject,
        now,
        about=doubt_id,
        doubt=found,
        answered_within=requests.ANSWERED_WITHIN,
    )


async def tell_extended(request_id: UUID, now: datetime) -> None:
    """Tell that the answer takes longer, until when, and why (art. 12(3))."""
    request = await _still_there(request_id)
    if request is not None and request.closed_at is None:
        subject = Text("Votre demande demande plus de temps", "Your request needs more time")
        await _write("request_extended", request, subject, now)


async def remind_of_deadlines(now: datetime) -> None:
    """Remind each officer of the requests that reached 15, 7 or 2 days, or are late.

    Once a stage and a last day: a run that is doubled or slept through changes nothing.
    """
    officers = await accounts.officers()
    for request in await requests.open_requests():
        left = requests.days_left(request.due_on, now=now)
        stage = requests.stage_of(request, days_left=left)
        for officer in officers if stage is not None else ():
            await _remind(officer, request, stage, left, now)


async def _remind(
    officer: Account, request: RightsRequest, stage: int | None, left: int, now: datetime
) -> None:
    lang = language_in(officer.language)
    is_late = left < 0
    await write_mail(
        "request_reminder",
        about=uuid5(officer.id, f"{request.id} {stage} {request.due_on.isoformat()}"),
        account_id=officer.id,
        address=officer.email,
        lang=lang,
        subject=_LATE if is_late else _SOON_DUE,
        now=now,
        context={
            "right": RIGHT_NAMES[Right(request.right)],
            "due_on": request.due_on,
            "days_left": left,
            "is_late": is_late,
            "link": link_to(lang, f"/console/requests/{request.id}"),
        },
    )


async def tell_ready(request_id: UUID, now: datetime) -> None:
    """Tell that the copy waits to be downloaded, unless its hours are over."""
    request = await _still_there(request_id)
    try:
        package = await rights.ready_package(request_id, now=now)
    except NotFound:
        return
    if request is not None and request.deceased is not None:
        subject = Text("Des données vous sont communiquées", "Data are communicated to you")
        await _write("copy_after_death", request, subject, now, expires_at=package.expires_at)
    elif request is not None:
        subject = Text("La copie de vos données est prête", "The copy of your data is ready")
        await _write("package_ready", request, subject, now, expires_at=package.expires_at)


async def _write(
    template: str,
    request: RightsRequest,
    subject: Text,
    now: datetime,
    *,
    about: UUID | None = None,
    **facts: object,
) -> None:
    lang = language_in(request.language)
    await write_mail(
        template,
        about=about or request.id,
        account_id=request.account,
        address=request.email,
        lang=lang,
        subject=subject,
        now=now,
        context={
            **_WHO,
            "request": request,
            "right": RIGHT_NAMES[Right(request.right)],
            "link": _whole(request, page_of),
            **facts,
        },
    )


def _whole(request: RightsRequest, path_of: Callable[[RightsRequest], str]) -> str:
    """Return the whole address of one of the request's pages, in its language."""
    lang = language_in(request.language)
    return link_to(lang, path_of(request))


async def _still_there(request_id: UUID) -> RightsRequest | None:
    """Return the request, or None when its file has ended meanwhile."""
    try:
        return await requests.find(request_id)
    except NotFound:
        return None


HANDLERS = {
    ERASE_ACCOUNT: erase_ordered,
    requests.MAKE_PACKAGE: make_package,
    requests.TELL_RECEIVED: tell_received,
    requests.TELL_STILL_OPEN: tell_still_open,
    requests.TELL_HELD: tell_held,
    requests.TELL_DOUBT: tell_doubt,
    requests.TELL_EXTENDED: tell_extended,
    rights.TELL_READY: tell_ready,
    rights.TELL_REFUSED: tell_refused,
}
