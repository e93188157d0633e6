"""``/staff/prospects``: whom we may want as clients, and what we exchanged (P-MKT-1 to 4)."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY

from domain import database, prospects
from domain.accounts import Person
from domain.audit import Reason
from domain.periods import PARIS, after, paris_day
from domain.prospects import (
    BY_HAND,
    KIND_NAMES,
    SOURCE_NAMES,
    Details,
    Filter,
    Kind,
    Prospect,
    Source,
)
from domain.register import PROSPECTING
from domain.roles import Role
from domain.text import LANGUAGE_NAMES, Text
from web import account_fields as fields
from web.access import Access, seen_by
from web.dependencies import Now, SignedIn
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Field, Form, FormDefinition, Wrong, filled
from web.looks import note_look
from web.pages import AnyRequest, page, see_other

LIST = "/staff/prospects"
_ONE = LIST + "/{prospect_id:uuid}"
_ROWS = 50
_COUNTED = 10_000
"""How many are counted for a page: who sees this many looks for something else."""
OF_PROSPECTING = seen_by(PROSPECTING)
"""Marketing, and the officer: as the sheet says."""
_OF_THE_OFFICER = Access(public=False, roles=OF_PROSPECTING.roles & frozenset({Role.DPO}))

_PERIOD = PROSPECTING.holdings[0].retention.period

DOMAIN_ERRORS[prospects.NotBefore] = Refusal(
    HTTP_409_CONFLICT,
    Text("Cet échange n’a pas pu avoir lieu ce jour-là.", "No exchange can be of that day."),
)

_KNOWN = Text("Un prospect a déjà cette adresse.", "A prospect has this address already.")
_SUPPRESSED = Text(
    "Cette personne s’est opposée à la prospection : son adresse n’est plus jamais"
    " enregistrée.",
    "This person objected to prospecting: the address is never stored again.",
)
_NO_PROVIDER = Text(
    "La politique ne nomme aucun fournisseur de données : cette source est refusée.",
    "The policy names no provider of data: this source is refused.",
)
WHICH = Text("Indiquez quelle rencontre ou quel annuaire.", "Say which meeting or directory.")


def _read_profile(typed: str) -> str:
    if not typed.startswith("https://") or " " in typed:
        raise Wrong(
            Text("Donnez une adresse https://…", "Give an address that begins with https://")
        )
    return typed


def _read_day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Wrong(
            Text(
                "Écrivez la date sous la forme 2026-11-24.",
                "Write the date in the form 2026-11-24.",
            )
        ) from None


_DETAILS = {
    "email": fields.email(),
    "first_name": fields.words(
        100, missing=Text("Indiquez le prénom.", "Give the first name.")
    ),
    "last_name": fields.words(100, missing=Text("Indiquez le nom.", "Give the last name.")),
    "telephone": fields.telephone(required=False),
    "social_profile": Field(max_length=200, required=False, read=_read_profile),
    "language": fields.language(),
}
NEW_FORM = FormDefinition(
    **_DETAILS,
    source=fields.one_of(*Source),
    source_name=fields.words(200, missing=WHICH),
)
CHANGE_FORM = FormDefinition(**_DETAILS)
SEARCH_FORM = FormDefinition(
    who=Field(
        max_length=254,
        min_length=3,
        missing=Text("Indiquez un nom ou une adresse.", "Give a name or an address."),
    )
)
EXCHANGE_FORM = FormDefinition(
    kind=fields.one_of(*BY_HAND), on=Field(max_length=10, read=_read_day)
)
FILTER_FORM = FormDefinition(
    source=fields.one_of(*Source, required=False),
    language=fields.one_of(*LANGUAGE_NAMES, required=False),
    informed=fields.one_of("yes", "no", required=False),
    after=Field(max_length=80, required=False),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A prospect with what follows from their dates."""

    prospect: Prospect

    @property
    def kept_until(self) -> datetime:
        """When everything about them goes, unless a contact comes first."""
        return after(self.prospect.kept_from, _PERIOD)

    @property
    def inform_before(self) -> datetime:
        """By when they must have been informed (art. 14(3))."""
        return prospects.inform_before(self.prospect.collected_at)

    @property
    def source(self) -> Text:
        """From where we have their data."""
        return SOURCE_NAMES[Source(self.prospect.source)]


@get(LIST, access=OF_PROSPECTING)
async def show_prospects(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """List the prospects that fit a filter, the latest first; the look is noted."""
    form = FILTER_FORM.read_query(request)
    asked = _filter_in(form)
    found = await prospects.find_page(asked, limit=_ROWS + 1, before=_cursor_in(form))
    await note(person, "prospects.listed", now)
    return _list_page(
        request,
        shown=found[:_ROWS],
        filter_form=form,
        further=_further(form, found[_ROWS - 1]) if len(found) > _ROWS else None,
        total=await prospects.count(asked, at_most=_COUNTED + 1),
    )


@post(LIST, access=OF_PROSPECTING, status_code=200)
async def search(request: AnyRequest, person: SignedIn, now: Now) -> Response[str]:
    """Show the prospects of a name or an address: never in an address of ours."""
    form = SEARCH_FORM.read(request)
    found = await prospects.search(form["who"]) if form.is_valid else []
    await note(person, "prospects.found", now)
    return _list_page(request, shown=found, search_form=form, total=len(found))


def _list_page(
    request: AnyRequest,
    *,
    shown: list[Prospect],
    total: int,
    search_form: Form | None = None,
    filter_form: Form | None = None,
    further: str | None = None,
) -> Response[str]:
    wrong = search_form is not None and not search_form.is_valid
    return page(
        request,
        "staff/prospects.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if wrong else 200,
        shown=[Shown(one) for one in shown],
        total=min(total, _COUNTED),
        is_more=total > _COUNTED,
        search_form=search_form,
        filter_form=filter_form,
        further=further,
        sources=list(SOURCE_NAMES.items()),
        languages=list(LANGUAGE_NAMES.items()),
    )


def _filter_in(form: Form) -> Filter:
    """Return the filter asked for; what is none filters nothing."""
    informed = form.data.get("informed")
    return Filter(
        source=form.data.get("source"),
        language=form.data.get("language"),
        informed=None if informed is None else informed == "yes",
    )


def _cursor_in(form: Form) -> tuple[datetime, UUID] | None:
    moment, _, row = (form.data.get("after") or "").partition("_")
    try:
        return datetime.fromisoformat(moment), UUID(row)
    except ValueError:
        return None


def _further(form: Form, last: Prospect) -> str:
    chosen = {name: value for name, value in form.values.items() if value and name != "after"}
    cursor = {"after": f"{last.collected_at.isoformat()}_{last.id}"}
    return LIST + "?" + urlencode(chosen | cursor)


@get(f"{LIST}/new", access=OF_PROSPECTING)
async def show_new(request: AnyRequest) -> Response[str]:
    """Show the form of a new prospect."""
    return _new_page(request, None)


@post(f"{LIST}/new", access=OF_PROSPECTING, status_code=200)
async def add(request: AnyRequest, person: SignedIn, now: Now) -> Response[Any]:
    """Add a prospect, who is informed within the month (art. 14)."""
    form = NEW_FORM.read(request)
    if form.is_valid:
        await _saving(form, person, "prospect.added", now, _adding(form, now))
    if not form.is_valid:
        return _new_page(request, form)
    return see_other(request, f"{LIST}/{form.id}", notice="prospect-saved")


def _adding(form: Form, now: datetime) -> Awaitable[None]:
    details = Details(
        **_details_in(form), source=Source(form["source"]), source_name=form["source_name"]
    )
    return prospects.add(details, prospect_id=form.id, now=now)


def _details_in(form: Form) -> dict[str, Any]:
    return {name: form[name] for name in _DETAILS}


async def _saving(
    form: Form, person: Person, action: str, now: datetime, saving: Awaitable[None]
) -> None:
    """Save and note it, or say beside the field why it cannot be."""
    try:
        async with database.transaction():
            await saving
            await note(person, action, now)
    except prospects.AlreadyKnown:
        form.reject("email", _KNOWN)
    except prospects.IsSuppressed:
        form.reject("email", _SUPPRESSED)
    except prospects.NoSuchProvider:
        form.reject("source", _NO_PROVIDER)


def _new_page(request: AnyRequest, form: Form | None) -> Response[str]:
    return page(
        request,
        "staff/new_prospect.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        form=form,
        sources=[one for one in SOURCE_NAMES.items() if one[0] is not Source.PROVIDER],
        languages=list(LANGUAGE_NAMES.items()),
    )


@get(_ONE, access=OF_PROSPECTING)
async def show_prospect(
    request: AnyRequest, person: SignedIn, prospect_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show one prospect and the history of exchanges; the look is noted."""
    prospect = await prospects.find(prospect_id)
    await note(person, "prospect.read", now)
    return await _page_of(request, prospect, person, now, None)


async def _page_of(
    request: AnyRequest, prospect: Prospect, person: Person, now: datetime, form: Form | None
) -> Response[str]:
    return page(
        request,
        "staff/prospect.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if form else 200,
        one=Shown(prospect),
        history=await prospects.history_of(prospect.id),
        kind_names=KIND_NAMES,
        kinds=[(kind.value, KIND_NAMES[kind]) for kind in BY_HAND],
        form=form,
        today=paris_day(now),
        may_restrict=_OF_THE_OFFICER.admits(person),
    )


@get(_ONE + "/details", access=OF_PROSPECTING)
async def show_change(
    request: AnyRequest, person: SignedIn, prospect_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show the form that rectifies what is known of a prospect; the look is noted."""
    prospect = await prospects.find(prospect_id)
    await note(person, "prospect.read", now)
    return _change_page(request, prospect, filled({n: getattr(prospect, n) for n in _DETAILS}))


@post(_ONE + "/details", access=OF_PROSPECTING, status_code=200)
async def change(
    request: AnyRequest, person: SignedIn, prospect_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Rectify what is known of a prospect (art. 16); HubSpot gets it too (art. 19)."""
    form = CHANGE_FORM.read(request)
    prospect = await prospects.find(prospect_id)
    if form.is_valid:
        details = Details(**_details_in(form))
        saving = prospects.change(details, prospect_id=prospect_id, now=now)
        await _saving(form, person, "prospect.changed", now, saving)
    if not form.is_valid:
        return _change_page(request, prospect, form)
    return see_other(request, f"{LIST}/{prospect_id}", notice="prospect-saved")


def _change_page(request: AnyRequest, prospect: Prospect, form: Form) -> Response[str]:
    return page(
        request,
        "staff/prospect_details.html",
        http_status=200 if form.is_valid else HTTP_422_UNPROCESSABLE_ENTITY,
        prospect=prospect,
        form=form,
        languages=list(LANGUAGE_NAMES.items()),
    )


@post(_ONE + "/exchanges", access=OF_PROSPECTING, page=LIST, status_code=200)
async def note_exchange(
    request: AnyRequest, person: SignedIn, prospect_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Note a call or a meeting: its day and its nature, nothing of what was said (P-MKT-2)."""
    form = EXCHANGE_FORM.read(request)
    prospect = await prospects.find(prospect_id)
    if not form.is_valid:
        return await _page_of(request, prospect, person, now, form)
    async with database.transaction():
        await prospects.note_interaction(
            interaction_id=form.id,
            prospect_id=prospect_id,
            kind=Kind(form["kind"]),
            at=_moment_of(form["on"], prospect, now),
            now=now,
        )
        await note(person, "prospect.contacted", now)
    return see_other(request, f"{LIST}/{prospect_id}", notice="prospect-contacted")


def _moment_of(day: date, prospect: Prospect, now: datetime) -> datetime:
    """Return midday of a day; of today, now at the latest; of the collection's, not before."""
    midday = datetime.combine(day, time(12), tzinfo=PARIS)
    if day == paris_day(prospect.collected_at):
        midday = max(midday, prospect.collected_at)
    return min(midday, now) if day == paris_day(now) else midday


@post(_ONE + "/objection", access=OF_PROSPECTING, page=LIST, status_code=200)
async def object_for(
    request: AnyRequest, person: SignedIn, prospect_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Record that the person objected, by telephone for example: at once, for good."""
    await prospects.find(prospect_id)
    async with database.transaction():
        await prospects.object_to_prospecting(prospect_id, now=now)
        await note(person, "prospect.objected", now)
    return see_other(request, LIST, notice="prospect-gone")


@post(_ONE + "/restriction", access=_OF_THE_OFFICER, page=LIST, status_code=200)
async def restrict(
    request: AnyRequest, person: SignedIn, prospect_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Restrict the person's data: nothing is sent to them or of them (art. 18)."""
    async with database.transaction():
        await prospects.restrict(prospect_id, now=now)
        await note(person, "prospect.restricted", now)
    return see_other(request, f"{LIST}/{prospect_id}", notice="prospect-restricted")


@post(_ONE + "/restriction-end", access=_OF_THE_OFFICER, page=LIST, status_code=200)
async def lift_restriction(
    request: AnyRequest, person: SignedIn, prospect_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Lift the restriction."""
    async with database.transaction():
        await prospects.lift_restriction(prospect_id, now=now)
        await note(person, "prospect.unrestricted", now)
    return see_other(request, f"{LIST}/{prospect_id}", notice="prospect-unrestricted")


async def note(person: Person, action: str, now: datetime) -> None:
    """Write down the look or act: a prospect has no account that the trail could name."""
    await note_look(person, None, action, reason=Reason.PROSPECTING, now=now)


HANDLERS = [
    show_prospects,
    search,
    show_new,
    add,
    show_prospect,
    show_change,
    change,
    note_exchange,
    object_for,
    restrict,
    lift_restriction,
]
