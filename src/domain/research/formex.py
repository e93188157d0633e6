"""Reading Formex 4: acts of the Official Journal, their annexes, and consolidations."""

import re
from collections.abc import Sequence
from datetime import date

from lxml import etree

from domain.research import formex_text, xml
from domain.research.formex_walk import Walk
from domain.research.identifiers import celex_of_title
from domain.research.modifications import Modifications
from domain.research.parsed import Kind, NotReadable, ParsedExpression
from domain.text import LANGUAGES, Language, Text

_ACTS = ("ACT", "CONS.ACT")
_NOTICES = ("DOC", "PUBLICATION")


def is_formex(root: etree._Element) -> bool:
    """Whether the document is Formex of a kind that holds law."""
    return _act_in(root) is not None


def is_annex(root: etree._Element) -> bool:
    """Whether the document is an annex in a file of its own."""
    return xml.name(root) == "ANNEX"


def is_notice(root: etree._Element) -> bool:
    """Whether the document only lists files or pages, and holds no law."""
    return xml.name(root) in _NOTICES


def belongs_to(root: etree._Element) -> str:
    """Return the name of the notice to which an act and its annexes refer alike."""
    reference = root.find(".//BIB.INSTANCE/DOCUMENT.REF")
    return "" if reference is None else reference.get("FILE", "")


def read(root: etree._Element, *, annexes: Sequence[etree._Element] = ()) -> ParsedExpression:
    """Return the act, followed by the ``annexes`` that came in files of their own.

    Raises:
        NotReadable: No act in it, no text, or no number, date or language to know it by.
    """
    act = _act_in(root)
    if act is None:
        raise NotReadable(
            Text(
                "aucun acte dans ce fichier Formex",
                "no act in this Formex file",
            ),
            place=f"<{xml.name(root)}>",
        )
    walk = Walk(Modifications(root))
    walk.read(act)
    for annex in [*_annexes_beside(root, act), *annexes]:
        walk.read(annex)
    provisions = walk.outline.provisions()
    if not any(provision.body for provision in provisions):
        raise NotReadable(
            Text("l’acte ne contient aucun texte", "the act has no text"),
            place=f"<{xml.name(act)}>",
        )
    title = _title(act)
    return ParsedExpression(
        celex=_celex(act, title),
        language=_language(act),
        kind=Kind.CONSOLIDATED if xml.name(act) == "CONS.ACT" else Kind.OJ,
        dated_on=_date(act),
        title=title,
        provisions=provisions,
    )


def _act_in(root: etree._Element) -> etree._Element | None:
    if xml.name(root) in _ACTS:
        return root
    return next((child for tag in _ACTS for child in root.iter(tag)), None)


def _annexes_beside(root: etree._Element, act: etree._Element) -> list[etree._Element]:
    return [annex for annex in root.iter("ANNEX") if act not in annex.iterancestors()]


def _title(act: etree._Element) -> str:
    title = act.find("TITLE/TI")
    if title is None:
        title = act.find(".//TITLE/TI")
    return "" if title is None else formex_text.plain(title)


def _celex(act: etree._Element, title: str) -> str:
    own = act.findtext(".//FAM.COMP/BIB.DATA/NO.CELEX")
    celex = own.strip() if own else celex_of_title(title)
    if not celex:
        raise NotReadable(
            Text(
                "le numéro de l’acte ne se lit ni dans le titre ni dans les métadonnées",
                "neither the title nor the metadata give the number of the act",
            ),
            place="<TITLE>",
        )
    return celex.upper()


def _language(act: etree._Element) -> Language:
    said = act.findtext(".//LG.DOC") or act.findtext(".//LG.OJ") or ""
    language = said.strip().lower()
    if language not in LANGUAGES:
        raise NotReadable(
            Text(
                f"langue «\u00a0{said}\u00a0»\u00a0: seuls le français et l’anglais sont lus",
                f"language “{said}”: only French and English are read",
            ),
            place="<LG.DOC>",
        )
    return language


def _date(act: etree._Element) -> date:
    shown = act.find("INFO.CONSLEG")
    dated = act.find(".//BIB.INSTANCE/DATE")
    said = shown.get("START.DATE", "") if shown is not None else ""
    if not said and dated is not None:
        said = dated.get("ISO", "")
    if re.fullmatch(r"\d{8}", said):
        try:
            return date(int(said[:4]), int(said[4:6]), int(said[6:]))
        except ValueError:
            pass
    raise NotReadable(
        Text(f"date illisible\u00a0: «\u00a0{said}\u00a0»", f"unreadable date: “{said}”"),
        place="<DATE ISO>",
    )
