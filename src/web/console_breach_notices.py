"""``/console/breaches/{id}/notices``: telling people of a breach, read over before it goes."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY

from domain import breaches, database
from domain.breaches import AUDIENCE_NAMES, Audience, PersonalDataBreach, Words
from domain.register.controller import CONTROLLER
from domain.roles import Role
from domain.text import LANGUAGE_NAMES, LANGUAGES, Text
from web import account_fields
from web import breach_fields as fields
from web.console_breaches import DPO, LIST, note
from web.dependencies import Now, SignedIn
from web.forms import Field, Form, FormDefinition
from web.pages import AnyRequest, page, see_other

_NEW = LIST + "/{breach_id:uuid}/notices/new"
_NOTICE = LIST + "/notices/{notice_id:uuid}"
_SHORT = 1_500
_LIST_LENGTH = 30_000
"""Over a thousand addresses, and within what a form may weigh; for more, several notices."""
_LINES_NAMED = 10
_PARTS = ("facts", "consequences", "measures", "advice")
_WORDS = tuple(f"{part}_{lang}" for lang in LANGUAGES for part in _PARTS)


def _words() -> Field:
    missing = Text("Écrivez ce texte dans les deux langues.", "Write this in both languages.")
    return fields.text(missing, max_length=_SHORT)


FORM = FormDefinition(
    **{name: _words() for name in _WORDS},
    audience=account_fields.one_of(*Audience),
    addresses=Field(required=False, max_length=_LIST_LENGTH, lines=True),
)
_NO_LIST = Text("Collez au moins une adresse.", "Paste at least one address.")


@get(_NEW, access=DPO)
async def show_new(request: AnyRequest, breach_id: FromPath[UUID]) -> Response[str]:
    """Show the form of a notice; the French texts begin as the register says them."""
    return _form_page(request, None, await breaches.find(breach_id))


@post(_NEW, access=DPO, page=LIST, status_code=200)
async def write(request: AnyRequest, breach_id: FromPath[UUID], now: Now) -> Response[Any]:
    """Write a notice down; nothing is sent."""
    breach = await breaches.find(breach_id)
    form = FORM.read(request)
    if form.is_valid:
        try:
            await breaches.write_notice(
                Words(**{name: form[name] for name in _WORDS}),
                notice_id=form.id,
                breach_id=breach_id,
                audience=Audience(form["audience"]),
                addresses=[one.strip() for one in (form["addresses"] or "").split("\n")],
                now=now,
            )
        except breaches.UnknownAddresses as unknown:
            form.reject("addresses", _unknown(unknown.lines))
        except breaches.NobodyToInform:
            form.reject("addresses", _NO_LIST)
    if not form.is_valid:
        return _form_page(request, form, breach)
    return see_other(request, f"{LIST}/notices/{form.id}", notice="notice-written")


def _unknown(lines: list[int]) -> Text:
    """Say which lines are no holder's address: by their numbers, the first few."""
    named = ", ".join(str(one) for one in lines[:_LINES_NAMED])
    more = "…" if len(lines) > _LINES_NAMED else ""
    return Text(
        f"Sans compte de titulaire : {len(lines)} (lignes {named}{more}).",
        f"Without a holder’s account: {len(lines)} (lines {named}{more}).",
    )


def _form_page(
    request: AnyRequest, form: Form | None, breach: PersonalDataBreach
) -> Response[str]:
    return page(
        request,
        "console/breach_notice_words.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        form=form,
        breach=breach,
        audiences=list(AUDIENCE_NAMES.items()),
        controller=CONTROLLER,
        longest=_SHORT,
        longest_list=_LIST_LENGTH,
    )


@get(_NOTICE, access=DPO)
async def show_notice(request: AnyRequest, notice_id: FromPath[UUID]) -> Response[str]:
    """Show a notice as its readers get it, to how many it goes, and how far it is."""
    notice = await breaches.find_notice(notice_id)
    waits = notice.confirmed_at is None
    return page(
        request,
        "console/breach_notice.html",
        partial="console/_breach_notice.html",
        notice=notice,
        would_address=await breaches.count_addressed(notice) if waits else 0,
        audience=AUDIENCE_NAMES[Audience(notice.audience)],
        previews=[
            (LANGUAGE_NAMES[lang], breaches.words_of(notice, lang)) for lang in LANGUAGES
        ],
        controller=CONTROLLER,
    )


@get(_NOTICE + "/confirmation", access=DPO, step_up=True)
async def come_back_to_confirm(request: AnyRequest, notice_id: FromPath[UUID]) -> Response[Any]:
    """Lead back to the notice once the password was given again."""
    notice = await breaches.find_notice(notice_id)
    return see_other(request, f"{LIST}/notices/{notice.id}")


@post(_NOTICE + "/confirmation", access=DPO, step_up=True, status_code=200)
async def confirm(
    request: AnyRequest, person: SignedIn, notice_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Say yes: the mails are written in the background."""
    async with database.transaction():
        await breaches.confirm_notice(notice_id, by=Role(person.role), now=now)
        await note(person, "breach.notice-sent", now)
    return see_other(request, f"{LIST}/notices/{notice_id}", notice="notice-confirmed")


HANDLERS = [show_new, write, show_notice, come_back_to_confirm, confirm]
