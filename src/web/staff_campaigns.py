"""``/staff/campaigns``: one mail to many prospects, shown before it leaves, and stopped."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY

from domain import campaigns, database, prospects
from domain.accounts import Person
from domain.campaigns import PLACES, Campaign, Draft
from domain.prospects import SOURCE_NAMES, Prospect, Source
from domain.text import LANGUAGE_NAMES, LANGUAGES, Text
from web import account_fields as fields
from web.dependencies import Now, SignedIn
from web.errors import DOMAIN_ERRORS, Refusal
from web.forms import Field, Form, FormDefinition, filled
from web.pages import AnyRequest, page, see_other
from web.staff_prospects import OF_PROSPECTING, note

LIST = "/staff/campaigns"
_ONE = LIST + "/{campaign_id:uuid}"
_TEXT_LENGTH = 5_000
MONTHS = (1, 2, 3, 6, 9, 12, 18, 24, 30)
"""What a last contact may be older or newer than; nobody is kept for over three years."""

DOMAIN_ERRORS[campaigns.NotReady] = Refusal(
    HTTP_409_CONFLICT,
    Text(
        "Cette campagne est déjà partie, ou ne part pas : elle ne change plus ainsi.",
        "This campaign has left already, or is not leaving: it no longer changes like this.",
    ),
)
DOMAIN_ERRORS[campaigns.Nobody] = Refusal(
    HTTP_409_CONFLICT,
    Text("Aucun prospect ne correspond à ce choix.", "No prospect fits this choice."),
)


def _subject() -> Field:
    return Field(
        max_length=200, missing=Text("Écrivez l’objet du courriel.", "Write the subject.")
    )


def _text() -> Field:
    missing = Text("Écrivez le texte du courriel.", "Write the text.")
    return Field(max_length=_TEXT_LENGTH, lines=True, missing=missing)


FORM = FormDefinition(
    subject_fr=_subject(),
    text_fr=_text(),
    subject_en=_subject(),
    text_en=_text(),
    source=fields.one_of(*Source, required=False),
    language=fields.one_of(*LANGUAGE_NAMES, required=False),
    informed=fields.one_of("yes", "no", required=False),
    older_months=fields.one_of(*map(str, MONTHS), required=False),
    newer_months=fields.one_of(*map(str, MONTHS), required=False),
)
_WORDS = ("subject_fr", "text_fr", "subject_en", "text_en")


@get(LIST, access=OF_PROSPECTING)
async def show_campaigns(request: AnyRequest) -> Response[str]:
    """List the campaigns and how far they are."""
    return page(request, "staff/campaigns.html", campaigns=await campaigns.latest())


@get(f"{LIST}/new", access=OF_PROSPECTING)
async def show_new(request: AnyRequest) -> Response[str]:
    """Show the form of a new campaign."""
    return _form_page(request, None, None)


@post(f"{LIST}/new", access=OF_PROSPECTING, status_code=200)
async def write(request: AnyRequest, now: Now) -> Response[Any]:
    """Write a campaign down; nothing is sent."""
    return await _write(request, FORM.read(request), None, now)


@get(_ONE + "/words", access=OF_PROSPECTING)
async def show_words(request: AnyRequest, campaign_id: FromPath[UUID]) -> Response[str]:
    """Show the words of a campaign, to be changed while nobody said yes."""
    campaign = await campaigns.find(campaign_id)
    informed = {True: "yes", False: "no", None: None}[campaign.informed]
    chosen = {"source": campaign.source, "language": campaign.language, "informed": informed}
    for name in ("older_months", "newer_months"):
        months = getattr(campaign, name)
        chosen[name] = str(months) if months else None
    words = {name: getattr(campaign, name) for name in _WORDS}
    return _form_page(request, filled(words | chosen), campaign)


@post(_ONE + "/words", access=OF_PROSPECTING, page=LIST, status_code=200)
async def change(request: AnyRequest, campaign_id: FromPath[UUID], now: Now) -> Response[Any]:
    """Change the words of a campaign, or whom it addresses."""
    campaign = await campaigns.find(campaign_id)
    return await _write(request, FORM.read(request), campaign, now)


async def _write(
    request: AnyRequest, form: Form, campaign: Campaign | None, now: datetime
) -> Response[Any]:
    _refuse_unknown_places(form)
    if not form.is_valid:
        return _form_page(request, form, campaign)
    informed = form["informed"]
    draft = Draft(
        **{name: form[name] for name in _WORDS},
        source=form["source"],
        language=form["language"],
        informed=None if informed is None else informed == "yes",
        older_months=_number(form["older_months"]),
        newer_months=_number(form["newer_months"]),
    )
    campaign_id = campaign.id if campaign else form.id
    await campaigns.write(draft, campaign_id=campaign_id, now=now)
    return see_other(request, f"{LIST}/{campaign_id}", notice="campaign-written")


def _number(chosen: str | None) -> int | None:
    return int(chosen) if chosen else None


def _refuse_unknown_places(form: Form) -> None:
    for name in _WORDS:
        try:
            campaigns.check_places(form.values.get(name, ""))
        except campaigns.UnknownPlace as unknown:
            known = ", ".join(f"{{{place}}}" for place in PLACES)
            form.reject(
                name,
                Text(
                    f"{{{unknown.name}}} n’est pas connu ; sont connus : {known}.",
                    f"{{{unknown.name}}} is not known; known are: {known}.",
                ),
            )


def _form_page(
    request: AnyRequest, form: Form | None, campaign: Campaign | None
) -> Response[str]:
    wrong = form is not None and not form.is_valid
    return page(
        request,
        "staff/campaign_words.html",
        http_status=HTTP_422_UNPROCESSABLE_ENTITY if wrong else 200,
        form=form,
        campaign=campaign,
        sources=list(SOURCE_NAMES.items()),
        languages=list(LANGUAGE_NAMES.items()),
        months=[(each, Text(f"{each} mois", f"{each} months")) for each in MONTHS],
    )


@get(_ONE, access=OF_PROSPECTING)
async def show_campaign(
    request: AnyRequest, campaign_id: FromPath[UUID], now: Now
) -> Response[str]:
    """Show a campaign as its readers will see it, to how many it goes, and how far it is."""
    campaign = await campaigns.find(campaign_id)
    example = Prospect(id=uuid4(), first_name="Camille", last_name="Exemple")
    return page(
        request,
        "staff/campaign.html",
        partial="staff/_campaign.html",
        campaign=campaign,
        results=await campaigns.results_of(campaign),
        would_address=0
        if campaign.confirmed_at
        else await prospects.count(campaigns.addressed_by(campaign, now=now)),
        previews=[
            (LANGUAGE_NAMES[lang], *(campaigns.filled(one, example) for one in words))
            for lang in LANGUAGES
            for words in [campaigns.words_in(campaign, lang)]
        ],
        source=SOURCE_NAMES[Source(campaign.source)] if campaign.source else None,
        language=_language_of(campaign),
    )


def _language_of(campaign: Campaign) -> Text | None:
    """Return the language of those addressed; none where they are of either."""
    if campaign.language is None:
        return None
    return LANGUAGE_NAMES["fr" if campaign.language == "fr" else "en"]


@post(_ONE + "/confirmation", access=OF_PROSPECTING, page=LIST, status_code=200)
async def confirm(
    request: AnyRequest, person: SignedIn, campaign_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Say yes: the mails leave in the background."""
    await _decide(campaigns.confirm, person, campaign_id, "campaign.sent", now)
    return see_other(request, f"{LIST}/{campaign_id}", notice="campaign-confirmed")


@post(_ONE + "/trial", access=OF_PROSPECTING, page=LIST, status_code=200)
async def try_out(
    request: AnyRequest, person: SignedIn, campaign_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Send it to who asks, and to nobody else."""
    async with database.transaction():
        await campaigns.ask_trial(campaign_id, account_id=person.id, now=now)
        await note(person, "campaign.tested", now)
    return see_other(request, f"{LIST}/{campaign_id}", notice="campaign-tested")


@post(_ONE + "/stop", access=OF_PROSPECTING, page=LIST, status_code=200)
async def stop(
    request: AnyRequest, person: SignedIn, campaign_id: FromPath[UUID], now: Now
) -> Response[Any]:
    """Write no more of its mails, and withdraw those that wait."""
    await _decide(campaigns.stop, person, campaign_id, "campaign.stopped", now)
    return see_other(request, f"{LIST}/{campaign_id}", notice="campaign-stopped")


async def _decide(
    operation: Any, person: Person, campaign_id: UUID, action: str, now: datetime
) -> None:
    async with database.transaction():
        await operation(campaign_id, now=now)
        await note(person, action, now)


HANDLERS = [
    show_campaigns,
    show_new,
    write,
    show_words,
    change,
    show_campaign,
    confirm,
    try_out,
    stop,
]
