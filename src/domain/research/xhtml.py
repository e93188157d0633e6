"""Reading the XHTML of the Official Journal: classes ``oj-*``, ids of ELI (``art_17``).

Until about 2013 the same classes have no prefix and there are no ids: then the text is one
flat run of paragraphs, and an article begins where its title stands.
"""

import re
from datetime import date

from lxml import etree

from domain.research import xml
from domain.research.identifiers import celex_of_title
from domain.research.parsed import Kind, NotReadable, ParsedExpression
from domain.research.xhtml_walk import Walk, classes, words
from domain.text import LANGUAGES, Language, Text

_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MONTHS = {
    "janvier": 1, "février": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7,
    "août": 8, "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
    "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
_WRITTEN_DAY = re.compile(
    r"\b(\d{1,2})(?:er)?\s+([a-zéû]+)\s+((?:19|20)\d{2})\b", re.IGNORECASE
)


def is_xhtml(root: etree._Element) -> bool:
    """Whether the document is a web page, of whatever kind."""
    return xml.name(root) == "html"


def read(root: etree._Element, *, celex: str | None = None) -> ParsedExpression:
    """Return the act that the page shows; ``celex`` where the page does not say it.

    Raises:
        NotReadable: A page whose classes we do not know, without text, or without a
            number, date or language to know it by.
    """
    body = next((child for child in root if xml.name(child) == "body"), root)
    found = set().union(*(classes(node) for node in body.iter("{*}p")), set())
    if not found & {"ti-art", "doc-ti"}:
        raise NotReadable(
            Text(
                "cette page n’a pas la structure de celles du Journal officiel (oj-…)",
                "this page is not built like those of the Official Journal (oj-…)",
            ),
            place="<body>",
        )
    walk = Walk()
    walk.read(body)
    provisions = walk.outline.provisions()
    if not any(provision.body for provision in provisions):
        raise NotReadable(
            Text("la page ne contient aucun texte de loi", "the page has no text of law"),
            place="<body>",
        )
    title = " ".join(walk.title)
    return ParsedExpression(
        celex=celex or _celex(title),
        language=_language(body),
        kind=Kind.OJ,
        dated_on=_date(title, body),
        title=title,
        provisions=provisions,
    )


def _celex(title: str) -> str:
    celex = celex_of_title(title)
    if celex is None:
        raise NotReadable(
            Text(
                "le numéro de l’acte ne se lit ni dans le titre ni dans les métadonnées",
                "neither the title nor the metadata give the number of the act",
            ),
            place="<p class=“oj-doc-ti”>",
        )
    return celex


def _language(body: etree._Element) -> Language:
    said = _first(body, "hd-lg").lower()
    if said not in LANGUAGES:
        raise NotReadable(
            Text(
                f"langue «\u00a0{said}\u00a0»\u00a0: seuls le français et l’anglais sont lus",
                f"language “{said}”: only French and English are read",
            ),
            place="<p class=“oj-hd-lg”>",
        )
    return said


def _date(title: str, body: etree._Element) -> date:
    """Return the day of the act, or failing that the day of the Official Journal."""
    written = _WRITTEN_DAY.search(title)
    if written and written[2].lower() in _MONTHS:
        return date(int(written[3]), _MONTHS[written[2].lower()], int(written[1]))
    printed = _DAY.match(_first(body, "hd-date"))
    if printed is None:
        raise NotReadable(
            Text("la page ne porte pas de date", "the page bears no date"),
            place="<p class=“oj-hd-date”>",
        )
    return date(int(printed[3]), int(printed[2]), int(printed[1]))


def _first(body: etree._Element, wanted: str) -> str:
    for paragraph in body.iter("{*}p"):
        if wanted in classes(paragraph):
            return words(paragraph)
    return ""
