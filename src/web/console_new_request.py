"""``/console/requests/new``: a request that reached the officer by mail, post or telephone."""

from datetime import date
from typing import Any

from litestar import get, post
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import database, requests
from domain.periods import paris_day
from domain.requests import ASKED_FOR, GROUNDS, RIGHT_NAMES, Asked, Right
from domain.text import LANGUAGES, Text
from web import account_fields as fields
from web import request_parts as parts
from web.console_requests import DPO, LIST, note_act
from web.dependencies import Now, SignedIn
from web.forms import Field, Form, FormDefinition, Wrong
from web.pages import AnyRequest, page, see_other
from web.rights import author_in

_NEW = f"{LIST}/new"

_GDPR_APPLIES_FROM = date(2018, 5, 25)
_BEFORE_THE_GDPR = Text(
    "Le RGPD ne s’appliquait pas encore ce jour-là. Vérifiez l’année.",
    "The GDPR did not apply yet on that day. Check the year.",
)


def _read_day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Wrong(
            Text(
                "Écrivez la date sous la forme 2026-11-24.",
                "Write the date in the form 2026-11-24.",
            )
        ) from None
    if day < _GDPR_APPLIES_FROM:
        raise Wrong(_BEFORE_THE_GDPR)
    return day


NEW_FORM = FormDefinition(
    right=parts.right(),
    received_on=Field(
        max_length=10,
        missing=Text("Indiquez le jour de réception.", "Give the day of receipt."),
        read=_read_day,
    ),
    first_name=fields.first_name(),
    last_name=fields.last_name(),
    email=fields.email(),
    language=fields.one_of(*LANGUAGES),
    ground=parts.ground(),
    message=parts.message(),
    identity_is_certain=Field(required=False, max_length=5, read=lambda typed: typed == "on"),
)


@get(_NEW, access=DPO)
async def show_new(request: AnyRequest, now: Now) -> Response[str]:
    """Show the form for a request that came by mail, by post or by telephone."""
    return _new_page(request, None, now)


@post(_NEW, access=DPO, status_code=200)
async def enter_request(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Enter a request; where the person has one open for the same right, show that one."""
    form = NEW_FORM.read(request)
    if form.is_valid and form["received_on"] > paris_day(now):
        future = Text("Ce jour est encore à venir.", "This day is still to come.")
        form.reject("received_on", future)
    if not form.is_valid:
        return _new_page(request, form, now)
    async with database.transaction():
        entered = await requests.enter_from_mail(
            Asked(
                right=form["right"],
                form_id=form.id,
                language=form["language"],
                ground=form["ground"] if form["right"] is Right.ERASURE else None,
                message=form["message"],
            ),
            by=author_in(form),
            received_on=form["received_on"],
            identity_is_certain=bool(form["identity_is_certain"]),
            now=now,
        )
        await note_act(person, entered, "request.entered", now)
    is_ours = entered.form_id == form.id
    notice = "request-entered" if is_ours else "request-open-already"
    return see_other(request, f"{LIST}/{entered.id}", notice=notice)


def _new_page(request: AnyRequest, form: Form | None, now: Now) -> Response[str]:
    return page(
        request,
        "console/new_request.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        form=form,
        rights={right: RIGHT_NAMES[right] for right in ASKED_FOR},
        grounds=GROUNDS,
        today=paris_day(now),
    )


HANDLERS = [show_new, enter_request]
