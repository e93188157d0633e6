"""``/account/licence``: what is noted of one's own licence, and one's say in it (P-ACC-6)."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import licence
from domain.accounts import Person
from domain.errors import NotFound
from domain.licence import cases
from domain.licence.cases import EXPLANATIONS, STATE_NAMES, Explanation, State
from domain.register import SHARING_DETECTION
from domain.register.words import period_in_words
from domain.text import Text
from web import sharing_parts as parts
from web.account_fields import one_of
from web.dependencies import Now, SignedIn
from web.forms import Form, FormDefinition
from web.history import HOLDERS
from web.pages import AnyRequest, page, see_other

_PAGE = "/account/licence"
_CASE = _PAGE + "/cases/{case_id:uuid}"
_USES_SHOWN = 20

_ONE_CLICK = [
    (each.value, EXPLANATIONS[each]) for each in Explanation if each is not Explanation.NOT_ME
]

EXPLANATION_FORM = FormDefinition(
    words=parts.written(Text("Écrivez quelques mots.", "Write a few words."), required=False),
    explanation=one_of(
        *(value for value, _ in _ONE_CLICK),
        missing=Text("Choisissez une explication.", "Choose an explanation."),
    ),
)
CONTEST_FORM = FormDefinition(
    contest=parts.written(Text("Dites ce que vous contestez.", "Say what you contest."))
)
OBJECTION_FORM = FormDefinition(
    reasons=parts.written(
        Text(
            "Donnez vos raisons : elles tiennent à votre situation (RGPD, art. 21(1)).",
            "Give your reasons: they lie in your situation (GDPR art. 21(1)).",
        )
    )
)


@get(_PAGE, access=HOLDERS)
async def show_licence(request: AnyRequest, person: SignedIn) -> Response[str]:
    """Show the uses that were noted, the cases, and every way to answer."""
    return await _licence_page(request, person)


@post(_CASE + "/explanation", access=HOLDERS, page=_PAGE, status_code=200)
async def explain(
    request: AnyRequest, person: SignedIn, case_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Explain, with one click, and in words for who likes."""
    form = EXPLANATION_FORM.read(request)
    if not form.is_valid:
        return await _licence_page(request, person, form=form, form_of=case_id)
    await cases.explain(
        case_id,
        account_id=person.id,
        explanation=Explanation(form["explanation"]),
        words=form["words"],
        now=now,
    )
    return see_other(request, _PAGE, notice="explanation-noted")


@post(_CASE + "/contest", access=HOLDERS, page=_PAGE, status_code=200)
async def contest(
    request: AnyRequest, person: SignedIn, case_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Contest a decision: somebody else reviews it."""
    form = CONTEST_FORM.read(request)
    if not form.is_valid:
        return await _licence_page(request, person, form=form, form_of=case_id)
    await cases.contest(case_id, account_id=person.id, words=form["contest"], now=now)
    return see_other(request, _PAGE, notice="contest-noted")


@post(f"{_PAGE}/not-me", access=HOLDERS, step_up=True, page=_PAGE, status_code=200)
async def not_me(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """End the other sessions, as the person wishes, and lead to a new password."""
    await cases.say_it_was_not_me(account_id=person.id, session_id=person.session_id, now=now)
    return see_other(request, "/account/password", notice="not-me-noted")


@post(f"{_PAGE}/objection", access=HOLDERS, page=_PAGE, status_code=200)
async def object_to_detection(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Object, with reasons: in force at once, weighed by the officer."""
    form = OBJECTION_FORM.read(request)
    if not form.is_valid:
        return await _licence_page(request, person, form=form)
    await licence.object_to_detection(account_id=person.id, reasons=form["reasons"], now=now)
    return see_other(request, _PAGE, notice="objection-noted")


@post(f"{_PAGE}/objection/withdrawal", access=HOLDERS, page=_PAGE, status_code=200)
async def take_back(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Take the objection back."""
    await licence.take_back(account_id=person.id, now=now)
    return see_other(request, _PAGE, notice="objection-taken-back")


async def _licence_page(
    request: AnyRequest,
    person: Person,
    *,
    form: Form | None = None,
    form_of: UUID | None = None,
) -> Response[str]:
    uses, count = await licence.sightings_of(person.id, limit=_USES_SHOWN)
    mine = await cases.cases_of(person.id)
    if form_of is not None and form_of not in {case.id for case in mine}:
        raise NotFound
    return page(
        request,
        "sharing/licence.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        uses=uses,
        count=count,
        cases=[_shown(case) for case in mine],
        one_click=_ONE_CLICK,
        answer_within=cases.ANSWER_WITHIN.in_words(),
        objection=await licence.last_objection(person.id),
        purpose=SHARING_DETECTION.purpose,
        period=period_in_words(SHARING_DETECTION.holdings[0].retention),
        form=form,
        form_of=form_of,
    )


def _shown(case: licence.SharingCase) -> dict[str, Any]:
    """Return what the page shows of one case."""
    state = cases.state_of(case)
    return {
        "case": case,
        "state": state,
        "state_words": STATE_NAMES[state],
        "kind": parts.STATE_KINDS[state],
        "steps": parts.steps_of(case),
        "facts": parts.facts_of(case),
        "explanation": EXPLANATIONS[Explanation(case.explanation)]
        if case.explanation
        else None,
        "can_explain": state in cases.UNDECIDED,
        "can_contest": state is State.CONFIRMED,
        "heard_at": cases.heard_at(case),
    }


HANDLERS = [show_licence, explain, contest, not_me, object_to_detection, take_back]
