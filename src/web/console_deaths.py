"""``/console/deaths``: deaths that were reported, as the officer checks and acts upon them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY

from domain import database, directives, rights
from domain.accounts import Person
from domain.audit import Reason
from domain.directives import (
    FATE_NAMES,
    PART_NAMES,
    REPORTED_BY_NAMES,
    DeathReport,
    Reported,
    ReportedBy,
    Standing,
)
from domain.errors import NotFound
from domain.periods import paris_day
from domain.register import ACCOUNTS, DEATH_REPORTS, DIRECTIVES
from domain.text import LANGUAGE_NAMES, LANGUAGES, Text
from web import account_fields as fields
from web.access import seen_by
from web.dependencies import Now, SignedIn
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Field, Form, FormDefinition
from web.looks import note_look
from web.organisation_fields import first_day
from web.pages import AnyRequest, page, see_other
from web.request_parts import page_number

LIST = "/console/deaths"
_ONE = LIST + "/{report_id:uuid}"
_DPO = seen_by(DEATH_REPORTS, DIRECTIVES, ACCOUNTS)
_ROWS = 100

DOMAIN_ERRORS[directives.ReportClosed] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Ce signalement a déjà été exécuté ou abandonné : il ne peut plus changer.",
        "This report was executed or called off before: it can no longer change.",
    ),
)

_NOBODY = Text("Aucun compte de titulaire n’a cette adresse.", "No holder has this address.")
_FUTURE = Text("Ce jour est encore à venir.", "This day is still to come.")
_SEEN = Text(
    "Confirmez que vous avez vu la preuve du décès et ne l’avez pas gardée.",
    "Confirm that you saw the proof of the death and have not kept it.",
)
_CONFIRM = Text("Confirmez avant d’exécuter.", "Confirm before you execute.")
_REASON_NEEDED = Text(
    "Il est trop tôt, ou le compte a été visité depuis l’avis : dites pourquoi vous exécutez"
    " malgré cela.",
    "It is too soon, or the account was visited since the notice: say why you execute in spite"
    " of it.",
)

NEW_FORM = FormDefinition(
    email=fields.email(),
    reported_by=fields.one_of(*ReportedBy),
    reporter_name=fields.words(
        200, missing=Text("Indiquez qui signale le décès.", "Say who reports the death.")
    ),
    reporter_email=fields.email(),
    language=fields.one_of(*LANGUAGES),
    proof_seen_on=first_day(),
    seen=fields.one_of("on", missing=_SEEN),
)
EXECUTION_FORM = FormDefinition(
    early_reason=Field(max_length=2000, min_length=10, required=False, lines=True),
    hands_copy=fields.one_of("on", required=False),
    confirmed=fields.one_of("on", missing=_CONFIRM),
)


@get(LIST, access=_DPO)
async def show_reports(request: AnyRequest) -> Response[str]:
    """List the deaths that were reported: those to act upon first; nobody by name."""
    number = page_number(request.query_params.get("page"))
    found = await directives.reports(limit=_ROWS + 1, offset=(number - 1) * _ROWS)
    return page(
        request,
        "console/deaths.html",
        reports=found[:_ROWS],
        has_more=len(found) > _ROWS,
        number=number,
        reported_by=REPORTED_BY_NAMES,
    )


@get(f"{LIST}/new", access=_DPO, step_up=True)
async def show_new(request: AnyRequest, now: Now) -> Response[str]:
    """Show the form for a death that was reported, with what the law says of it."""
    return _new_page(request, None, now)


@post(f"{LIST}/new", access=_DPO, step_up=True, status_code=200)
async def report_death(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Enter a death; of one that is open for the same account, show that one."""
    form = NEW_FORM.read(request)
    account_id = await _account_in(form)
    if form.is_valid and form["proof_seen_on"] > paris_day(now):
        form.reject("proof_seen_on", _FUTURE)
    if not form.is_valid or account_id is None:
        return _new_page(request, form, now)
    async with database.transaction():
        report_id = await directives.report_death(
            Reported(
                by=ReportedBy(form["reported_by"]),
                name=form["reporter_name"],
                email=form["reporter_email"],
                language=form["language"],
                proof_seen_on=form["proof_seen_on"],
            ),
            report_id=form.id,
            account_id=account_id,
            entered_by=person.id,
            now=now,
        )
        await _note(person, account_id, "death.entered", now)
    notice = "death-entered" if report_id == form.id else "death-open-already"
    return see_other(request, f"{LIST}/{report_id}", notice=notice)


async def _account_in(form: Form) -> UUID | None:
    if "email" in form.errors:
        return None
    found = await _accounts_at({form["email"]})
    if not found:
        form.reject("email", _NOBODY)
        return None
    return found[0]


def _new_page(request: AnyRequest, form: Form | None, now: datetime) -> Response[str]:
    return page(
        request,
        "console/new_death.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        form=form,
        reported_by=REPORTED_BY_NAMES,
        notice=directives.NOTICE.in_words(),
        languages=LANGUAGE_NAMES,
        today=paris_day(now),
    )


@get(_ONE, access=_DPO)
async def show_report(
    request: AnyRequest, person: SignedIn, report_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show one report: the directives, and what would be done; the look is noted."""
    report = await directives.find_report(report_id)
    return await _report_page(request, person, report, None, now)


async def _report_page(
    request: AnyRequest,
    person: Person,
    report: DeathReport,
    form: Form | None,
    now: datetime,
) -> Response[str]:
    subject = await _subject_of(report.account)
    standing = await directives.standing_of(report.account) if subject else None
    await _note(person, report.account if subject else None, "death.read", now)
    others = _addresses_on(report, standing)
    known = await _accounts_at(others)
    # Of those who have no account, one entry stands for all.
    for other in [*known, *([None] if len(known) < len(others) else [])]:
        await _note(person, other, "death.read", now)
    is_open = report.closed_at is None
    erases = is_open and standing is not None and standing.erases_all
    visited = await _last_visit(report.account)
    return page(
        request,
        "console/death.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        report=report,
        email=subject.email if subject else None,
        standing=standing,
        receiving=await rights.receiving_of(report) if subject else (),
        plan=await rights.draw_plan(subject, now=now) if subject and erases else None,
        last_visit_at=visited,
        not_before=report.notified_at and directives.may_execute_from(report.notified_at),
        needs_reason=directives.needs_reason(
            notified_at=report.notified_at, last_visit_at=visited, now=now
        ),
        is_heir=report.reported_by == ReportedBy.HEIR,
        reported_by=REPORTED_BY_NAMES[ReportedBy(report.reported_by)],
        parts=PART_NAMES,
        fates=FATE_NAMES,
        form=form,
    )


def _addresses_on(report: DeathReport, standing: Standing | None) -> set[str]:
    """Return the addresses of the other people whom the page shows."""
    named = [one.recipient for one in standing.choices.values()] if standing else []
    named += [standing.trusted] if standing else []
    return {report.reporter_email, *(one.email for one in named if one is not None)}


async def _accounts_at(addresses: set[str]) -> list[UUID]:
    """Return the holders who have one of ``addresses``: the look at them is noted too."""
    rows = await database.fetch(
        "select id from account where email = any ($1) and role = 'holder'", sorted(addresses)
    )
    return [row["id"] for row in rows]


async def _subject_of(account_id: UUID) -> rights.DataSubject | None:
    try:
        return await rights.subject_of_account(account_id)
    except NotFound:
        return None


async def _last_visit(account_id: UUID) -> datetime | None:
    visited: datetime | None = await database.fetch_value(
        "select last_visit_at from account where id = $1", account_id
    )
    return visited


@get(_ONE + "/execution", access=_DPO, step_up=True)
async def come_back_to_execute(request: AnyRequest, report_id: FromPath[UUID]) -> Response[Any]:
    """Lead back to the report once the password was given again."""
    report = await directives.find_report(report_id)
    return see_other(request, f"{LIST}/{report.id}")


@post(_ONE + "/execution", access=_DPO, step_up=True, status_code=200)
async def execute(
    request: AnyRequest, person: SignedIn, report_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Close the account at once, and have the directives carried out."""
    form = EXECUTION_FORM.read(request)
    report = await directives.find_report(report_id)
    if form.is_valid:
        try:
            await _execute(report, form, person, now)
        except rights.ReasonNeeded:
            form.reject("early_reason", _REASON_NEEDED)
    if not form.is_valid:
        return await _report_page(request, person, report, form, now)
    return see_other(request, f"{LIST}/{report_id}", notice="death-executed")


async def _execute(report: DeathReport, form: Form, person: Person, now: datetime) -> None:
    async with database.transaction():
        await rights.execute_after_death(
            report.id,
            executed_by=person.id,
            early_reason=form["early_reason"],
            hands_copy=form["hands_copy"] == "on",
            now=now,
        )
        subject = await _subject_of(report.account)
        await _note(person, report.account if subject else None, "death.executed", now)


@post(_ONE + "/calling-off", access=_DPO, page=LIST, status_code=200)
async def call_off(
    request: AnyRequest, person: SignedIn, report_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Give a report up: the holder is alive, or it was not theirs."""
    report = await directives.find_report(report_id)
    async with database.transaction():
        await directives.call_off(report_id, now=now)
        subject = await _subject_of(report.account)
        await _note(person, report.account if subject else None, "death.called-off", now)
    return see_other(request, f"{LIST}/{report_id}", notice="death-called-off")


@post(_ONE + "/copies", access=_DPO, step_up=True, page=LIST, status_code=200)
async def hand_over_again(
    request: AnyRequest, person: SignedIn, report_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Have the copies made once more, for who missed the hours of theirs."""
    report = await directives.find_report(report_id)
    async with database.transaction():
        await rights.hand_over_again(report_id, decided_by=person.id, now=now)
        await _note(person, report.account, "death.handed-again", now)
    return see_other(request, f"{LIST}/{report_id}", notice="death-handed-again")


async def _note(person: Person, account_id: UUID | None, action: str, now: datetime) -> None:
    await note_look(person, account_id, action, reason=Reason.DEATH, now=now)


HANDLERS = [
    show_reports,
    show_new,
    report_death,
    show_report,
    come_back_to_execute,
    execute,
    call_off,
    hand_over_again,
]
