"""``/search`` and ``/documents``: finding acts and reading them. Titles are open to all."""

from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote, urlencode

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from domain import organisations, research
from domain.accounts import Person
from domain.errors import NotFound
from domain.research import Answer, Document, NotAQuestion, Question, TookTooLong
from domain.text import LANGUAGES, Language, Text
from web.access import PUBLIC
from web.dependencies import Now
from web.errors import DOMAIN_ERRORS, Refusal
from web.pages import AnyRequest, language_of, page, see_other
from web.person import person_of
from web.research_contents import contents_of

DOMAIN_ERRORS[TookTooLong] = Refusal(
    503,
    Text(
        "Votre recherche prend trop de temps\u00a0: trop d’actes contiennent ces mots. Ajoutez"
        " un mot plus rare, ou mettez une expression entre guillemets.",
        "Your search takes too long: too many acts have these words. Add a rarer word, or put"
        " an expression in quotation marks.",
    ),
)

TYPES = {
    "regulation": Text("Règlement", "Regulation"),
    "directive": Text("Directive", "Directive"),
    "decision": Text("Décision", "Decision"),
    "treaty": Text("Traité", "Treaty"),
    "case": Text("Arrêt", "Judgment"),
    "corrigendum": Text("Rectificatif", "Corrigendum"),
    "other": Text("Acte", "Act"),
}
"""What kind of document an act is, in a word."""

_LAST_PAGE = research.PAGE * 50
_SENT_TWICE = Text(
    "La recherche a été envoyée deux fois dans la même adresse.",
    "The search was sent twice in the same address.",
)


@get("/search", access=PUBLIC)
async def show_search(request: AnyRequest, now: Now) -> Response[Any]:
    """Find acts; the name of exactly one leads straight to it (303)."""
    asked = request.query_params.getall("q", [""])
    if len(asked) > 1:
        return _search_page(request, typed=asked[0], error=_SENT_TWICE, http_status=422)
    try:
        question = research.read_question(asked[0])
    except NotAQuestion as refused:
        return _search_page(request, typed=asked[0], error=refused.why, http_status=422)
    number = _page_number(request)
    if not question.typed:
        return _search_page(request, typed="")
    named = await research.act_named(question.typed) if number == 1 else None
    person = _reader(request)
    if person and number == 1 and _is_a_visit(request):
        await research.note_search(account_id=person.id, query=question.typed, now=now)
        if person.organisation is not None:
            await organisations.count_search(account_id=person.id, now=now)
    if named is not None:
        return see_other(request, address_of(named.celex, fragment=named.path))
    answer = await research.search(
        question,
        language=language_of(request),
        page=number,
        with_text=person_of(request) is not None,
    )
    return _search_page(request, typed=question.typed, question=question, answer=answer)


def _search_page(
    request: AnyRequest,
    *,
    typed: str,
    question: Question | None = None,
    answer: Answer | None = None,
    error: Text | None = None,
    http_status: int = 200,
) -> Response[str]:
    return page(
        request,
        "research/search.html",
        partial="research/_results.html",
        http_status=http_status,
        typed=typed[: research.LONGEST],
        question=question,
        answer=answer,
        error=error,
        types=TYPES,
        place_of=research.place_of,
        page_address=lambda number: "/search?" + urlencode({"q": typed, "page": number}),
        address_of=address_of,
    )


def _page_number(request: AnyRequest) -> int:
    """Return the page asked for; one that cannot be does not exist."""
    asked = request.query_params.get("page", "1")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= len(str(_LAST_PAGE))
    if not is_number or not 1 <= int(asked) <= _LAST_PAGE:
        raise NotFound
    return int(asked)


@lru_cache(maxsize=4096)
def _in_a_path(celex: str) -> str:
    return quote(celex, safe="/()")


def address_of(
    celex: str,
    *,
    fragment: str | None = None,
    version: str | None = None,
    text: str | None = None,
) -> str:
    """Return the path of an act's page, of one place in it, or of one of its texts."""
    path = f"/documents/{_in_a_path(celex)}"
    if version or text:
        wanted = {"version": version, "text": text}
        path += "?" + urlencode({name: value for name, value in wanted.items() if value})
    if fragment:
        path += "#" + quote(fragment, safe="/")
    return path


@get("/documents/{celex:path}", access=PUBLIC)
async def show_document(request: AnyRequest, celex: FromPath[str], now: Now) -> Response[Any]:
    """Show an act: to who signed in, its text; to a visitor, its title."""
    asked = celex.strip("/")
    person = person_of(request)
    document = await research.document(
        asked,
        language=_text_language(request),
        version=request.query_params.get("version"),
        with_text=person is not None,
    )
    if asked != document.celex:
        return see_other(request, address_of(document.celex))
    return page(
        request,
        "research/document.html",
        document=document,
        contents=contents_of(document),
        bookmarked=await _bookmarked(request, document, now),
        types=TYPES,
        address_of=address_of,
        citation_of=research.citation_of,
        place_of=research.place_of,
    )


async def _bookmarked(request: AnyRequest, document: Document, now: datetime) -> bool | None:
    """Note that a holder opened the act; return whether it is among the bookmarks."""
    person = _reader(request)
    if person is None:
        return None
    if _is_a_visit(request):
        await research.note_opening(account_id=person.id, work_id=document.work_id, now=now)
        if person.organisation is not None:
            await organisations.count_document(account_id=person.id, now=now)
    return await research.is_bookmarked(account_id=person.id, work_id=document.work_id)


def _reader(request: AnyRequest) -> Person | None:
    """Return the holder who reads. Of staff nothing is noted: no sheet of theirs says so."""
    person = person_of(request)
    return None if person is None or person.is_staff else person


def _is_a_visit(request: AnyRequest) -> bool:
    """Whether a person looks: a browser that fetches ahead is not one who reads."""
    return not request.headers.get("sec-purpose", "").startswith("prefetch")


def _text_language(request: AnyRequest) -> Language:
    """Return the language of the text: the page's, unless another one is asked for."""
    asked = request.query_params.get("text", language_of(request))
    if asked not in LANGUAGES:
        raise NotFound
    return cast("Language", asked)


HANDLERS = [show_search, show_document]
