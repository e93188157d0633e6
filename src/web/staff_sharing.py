"""``/staff/sharing``: cases about the personal licence, which people decide (P-ACC-7)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import database
from domain.accounts import Account, Person
from domain.audit import Reason
from domain.licence import SharingCase, cases
from domain.licence.cases import STATE_NAMES, CaseFilter, State
from domain.register import SHARING_DETECTION
from domain.roles import Role
from domain.text import Text
from web import sharing_parts as parts
from web.access import Access, seen_by
from web.account_fields import one_of
from web.csv_export import csv_file
from web.dependencies import Now, SignedIn
from web.forms import Form, FormDefinition
from web.looks import note_look
from web.pages import AnyRequest, page, see_other
from web.request_parts import page_number

OF_CASES = Access(
    public=False, roles=seen_by(SHARING_DETECTION).roles & frozenset({Role.SUPPORT})
)
"""Support, as far as the sheet shows it cases. The DPO weighs objections in the console."""

_LIST = "/staff/sharing"
_ONE = _LIST + "/{case_id:uuid}"
_WAITING = "waiting"

_GROUNDS_NEEDED = Text(
    "Écrivez vos motifs : le titulaire les reçoit.",
    "Write your grounds: the holder receives them.",
)
_MEASURE_NEEDED = Text("Écrivez ce que vous proposez.", "Write what you propose.")

DECISION_FORM = FormDefinition(
    decision=one_of("dismiss", "confirm"), grounds=parts.written(_GROUNDS_NEEDED)
)
REVIEW_FORM = FormDefinition(
    outcome=one_of("uphold", "overturn"), review_grounds=parts.written(_GROUNDS_NEEDED)
)
MEASURE_FORM = FormDefinition(measure=parts.written(_MEASURE_NEEDED))


@get(_LIST, access=OF_CASES)
async def show_cases(request: AnyRequest) -> Response[str]:
    """List cases without names: those that wait for somebody first."""
    wanted, number = _wanted(request), page_number(request.query_params.get("page"))
    found, count = await cases.cases(wanted, page=number)
    return page(
        request,
        "sharing/cases.html",
        partial="sharing/_cases.html",
        rows=[(case, cases.state_of(case)) for case in found],
        count=count,
        number=number,
        pages=max(1, -(-count // cases.PAGE_SIZE)),
        chosen=_chosen(wanted),
        states=STATE_NAMES,
        kinds=parts.STATE_KINDS,
        counts=await cases.count_by_state(),
        waiting=cases.WAITING,
    )


@get(f"{_LIST}.csv", access=OF_CASES)
async def export_cases(request: AnyRequest) -> Response[str]:
    """Hand the list over, as bare of names as on its page."""
    found, _ = await cases.cases(_wanted(request), size=100_000)
    columns = ("id", "opened_at", "asked_at", "explained_at", "decided_at", "reviewed_at")
    return csv_file(
        "cases",
        ("state", *columns),
        ([cases.state_of(case), *(getattr(case, name) for name in columns)] for case in found),
    )


def _wanted(request: AnyRequest) -> CaseFilter:
    state = request.query_params.get("state", "")
    return CaseFilter(
        state=State(state) if state in list(State) else None, waiting_only=state == _WAITING
    )


def _chosen(wanted: CaseFilter) -> str:
    return _WAITING if wanted.waiting_only else wanted.state.value if wanted.state else ""


@get(_ONE, access=OF_CASES)
async def show_case(
    request: AnyRequest, person: SignedIn, case_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show a case: facts for, facts against, what the holder says; the look is noted."""
    case = await cases.find(case_id)
    await _note(person, case, "sharing.read", now)
    return await _case_page(request, person, case, now)


@post(_ONE + "/notice", access=OF_CASES, page=_LIST, status_code=200)
async def ask_holder(
    request: AnyRequest, person: SignedIn, case_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Have the holder told, and asked to explain."""
    async with database.transaction():
        await cases.ask_holder(case_id, now=now)
        await _note(person, await cases.find(case_id), "sharing.holder-told", now)
    return see_other(request, f"{_LIST}/{case_id}", notice="holder-told")


@get(_ONE + "/decision", access=OF_CASES, step_up=True)
async def come_back_to_decide(request: AnyRequest, case_id: FromPath[UUID]) -> Response[Any]:
    """Lead back to the case once the password was given again."""
    await cases.find(case_id)
    return see_other(request, f"{_LIST}/{case_id}")


@post(_ONE + "/decision", access=OF_CASES, step_up=True, status_code=200)
async def decide(
    request: AnyRequest, person: SignedIn, case_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Dismiss a case, or confirm it; both with grounds."""
    form = DECISION_FORM.read(request)
    if not form.is_valid:
        return await _refused(request, person, case_id, form, now)
    is_confirmed = form["decision"] == "confirm"
    decide_so = cases.confirm if is_confirmed else cases.dismiss
    async with database.transaction():
        await decide_so(case_id, by=person.id, grounds=form["grounds"], now=now)
        action = "sharing.confirmed" if is_confirmed else "sharing.dismissed"
        await _note(person, await cases.find(case_id), action, now)
    return see_other(request, f"{_LIST}/{case_id}", notice="case-decided")


@post(_ONE + "/review", access=OF_CASES, step_up=True, page=_LIST, status_code=200)
async def review(
    request: AnyRequest, person: SignedIn, case_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Decide on a contest: not for who took the decision."""
    form = REVIEW_FORM.read(request)
    if not form.is_valid:
        return await _refused(request, person, case_id, form, now)
    upheld = form["outcome"] == "uphold"
    async with database.transaction():
        await cases.review(
            case_id, upheld=upheld, by=person.id, grounds=form["review_grounds"], now=now
        )
        action = "sharing.upheld" if upheld else "sharing.overturned"
        await _note(person, await cases.find(case_id), action, now)
    return see_other(request, f"{_LIST}/{case_id}", notice="case-decided")


@post(_ONE + "/measure", access=OF_CASES, step_up=True, page=_LIST, status_code=200)
async def propose_measure(
    request: AnyRequest, person: SignedIn, case_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Write down what should follow; the program carries out nothing of it."""
    form = MEASURE_FORM.read(request)
    if not form.is_valid:
        return await _refused(request, person, case_id, form, now)
    async with database.transaction():
        await cases.propose_measure(case_id, by=person.id, measure=form["measure"], now=now)
        await _note(person, await cases.find(case_id), "sharing.measure-proposed", now)
    return see_other(request, f"{_LIST}/{case_id}", notice="measure-proposed")


@post(_ONE + "/measure/agreement", access=OF_CASES, step_up=True, page=_LIST, status_code=200)
async def agree_to_measure(
    request: AnyRequest, person: SignedIn, case_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Agree to a proposed measure, as the second person."""
    async with database.transaction():
        await cases.agree_to_measure(case_id, by=person.id, now=now)
        await _note(person, await cases.find(case_id), "sharing.measure-agreed", now)
    return see_other(request, f"{_LIST}/{case_id}", notice="measure-agreed")


async def _refused(
    request: AnyRequest, person: Person, case_id: UUID, form: Form, now: datetime
) -> Response[str]:
    case = await cases.find(case_id)
    await _note(person, case, "sharing.read", now)
    return await _case_page(request, person, case, now, form=form)


async def _case_page(
    request: AnyRequest,
    person: Person,
    case: SharingCase,
    now: datetime,
    *,
    form: Form | None = None,
) -> Response[str]:
    state, hands = cases.state_of(case), await cases.hands_of(case.id)
    holder = await (
        Account.select(Account.first_name, Account.last_name, Account.email)
        .where(Account.id == case.account)
        .first()
    )
    return page(
        request,
        "sharing/case.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        case=case,
        state=state,
        state_words=STATE_NAMES[state],
        kind=parts.STATE_KINDS[state],
        steps=parts.steps_of(case),
        holder=holder,
        facts=parts.facts_of(case),
        explanation=cases.EXPLANATIONS[cases.Explanation(case.explanation)]
        if case.explanation
        else None,
        others=[
            (other, STATE_NAMES[cases.state_of(other)])
            for other in (
                await cases.cases_of(case.account, but=case.id) if case.account else []
            )
        ],
        can_ask=case.asked_at is None and state in cases.UNDECIDED,
        can_decide=state in cases.UNDECIDED,
        can_confirm=cases.may_be_confirmed(case, now=now),
        heard_at=cases.heard_at(case),
        answer_within=cases.ANSWER_WITHIN.in_words(),
        can_review=state is State.CONTESTED and hands.get("decision") != person.id,
        can_propose=state in cases.STANDING and case.measure is None,
        can_agree=state in cases.STANDING
        and case.measure is not None
        and case.measure_agreed_at is None
        and hands.get("proposal") != person.id,
        is_mine={part for part, member in hands.items() if member == person.id},
        is_fresh=person.is_fresh(now),
        form=form,
    )


async def _note(person: Person, case: SharingCase, action: str, now: datetime) -> None:
    await note_look(person, case.account, action, reason=Reason.LICENCE, now=now)


HANDLERS = [
    show_cases,
    export_cases,
    show_case,
    ask_holder,
    come_back_to_decide,
    decide,
    review,
    propose_measure,
    agree_to_measure,
]
