"""The names that EU law goes by: CELEX, official numbers, cases, ELI, ECLI.

CELEX   32016R0679, 12012E016, 02014R0910-20241018, 32004L0048R(03)
number  2016/679, 95/46/CE, 910/2014
case    C-131/12
ELI     eli/reg/2016/679
ECLI    ECLI:EU:C:2014:317
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from domain.text import Text

_TYPES = {"R": "reg", "L": "dir", "D": "dec"}
_TYPE_NAMES = {"R": "regulation", "L": "directive", "D": "decision"}
_CITED_AS = {
    "regulation": Text("le règlement", "Regulation"),
    "directive": Text("la directive", "Directive"),
    "decision": Text("la décision", "Decision"),
    "case": Text("l’arrêt", "Case"),
}
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))

CELEX = re.compile(
    r"\b(?:[13]\d{4}[A-Z]{1,2}(?:\d{2,4}|/[A-Z]{3})(?:R\(\d{2}\))?"
    r"|6\d{4}[A-Z]{2}\d{4}|0\d{4}[A-Z]\d{4}-\d{8})(?![\w/])",
    re.IGNORECASE,
)
ELI = re.compile(
    r"(?:https?://data\.europa\.eu/)?\beli/(reg|dir|dec)\w*/(\d{4})/(\d{1,4})[\w/-]*",
    re.IGNORECASE,
)
ECLI = re.compile(r"\bECLI:EU:[CTF]:\d{4}:\d{1,5}\b", re.IGNORECASE)
CASE = re.compile(r"(?<![\w-])([CTF])-(\d{1,4}/\d{2})(?:\s?P)?\b", re.IGNORECASE)
NUMBER = re.compile(
    r"(?<![\w/-])(\d{1,4}/\d{2,4}|\d{2,4}/\d{1,4})(?:/(?:CEE|CE|UE|EEC|EC|EU|JAI|JHA|Euratom))?(?![\w/])",
    re.IGNORECASE,
)

_YEAR_FIRST_SINCE = 2015
"""From this year on, the year comes first in every number: 2016/679."""
_FULL_YEARS_SINCE = 2000
"""Before this year, the year had two figures: 95/46."""
_FIRST_TREATY = 52
"""Two figures from here on are a year of the last century: the Coal and Steel Community's."""
_NO_YEAR = 2100

_TITLE_NUMBER = re.compile(r"(\bn[o°º]\s*)?\b(\d{1,4})/(\d{1,4})\b", re.IGNORECASE)
_TITLE_TYPES = (
    (r"r[èe]glement|regulation", "R"),
    (r"directive", "L"),
    (r"d[ée]cision(?:-cadre)?|framework decision", "D"),
)


@dataclass(frozen=True, slots=True)
class Celex:
    """A CELEX number, taken apart."""

    work: str
    """The act: ``32014R0910``, for its consolidations too."""
    consolidated_on: date | None = None


def read_celex(text: str) -> Celex | None:
    """Return what the CELEX number names, or None if it is none."""
    upper = text.strip().upper()
    if not CELEX.fullmatch(upper):
        return None
    if not upper.startswith("0"):
        return Celex(upper)
    act, _, day = upper.partition("-")
    try:
        return Celex(f"3{act[1:]}", date(int(day[:4]), int(day[4:6]), int(day[6:])))
    except ValueError:
        return None


def celex_of_title(title: str) -> str | None:
    """Return the CELEX number that an act's title implies, or None.

    From 2015 the year comes first (2016/679). Before, regulations put it last (910/2014),
    and directives put it first, in two figures until 1999 (95/46). A corrigendum names
    the act that it corrects, not itself: None.
    """
    opening = unicodedata.normalize("NFC", title)[:160].lower()
    if opening.startswith(("rectificatif", "corrigendum")):
        return None
    kind = next((letter for words, letter in _TITLE_TYPES if re.search(words, opening)), None)
    found = _TITLE_NUMBER.search(opening)
    if kind is None or found is None:
        return None
    marked, first, second = found.groups()
    number_first = marked is not None or (kind == "R" and not _is_new_year(first))
    number, year = (first, second) if number_first else (second, first)
    return f"3{_full_year(year)}{kind}{int(number):04d}"


def _is_new_year(figures: str) -> bool:
    """Whether the figures are a year of the numbering that puts it first (from 2015)."""
    return len(figures) == len("2015") and _YEAR_FIRST_SINCE <= int(figures) < _NO_YEAR


def _full_year(year: str) -> str:
    if len(year) == len("1999"):
        return year
    return f"19{year}" if int(year) >= _FIRST_TREATY else f"20{year}"


def names_of(celex: str) -> tuple[str, ...]:
    """Return the names that follow from a CELEX number: itself, and the official number."""
    act = re.fullmatch(r"3(\d{4})([RLD])(\d{4})", celex)
    if act is None:
        case = re.fullmatch(r"6(\d{4})([CTF])J(\d{4})", celex)
        short = f"{case[2]}-{int(case[3])}/{case[1][2:]}" if case else None
        return (celex, short) if short else (celex,)
    year, kind, number = int(act[1]), act[2], int(act[3])
    short_year = f"{year % 100:02d}" if year < _FULL_YEARS_SINCE else str(year)
    if year >= _YEAR_FIRST_SINCE or kind != "R":
        return (celex, f"{short_year}/{number}")
    return (celex, f"{number}/{short_year}")


def eli_of(celex: str) -> str | None:
    """Return the ELI of a regulation, a directive or a decision."""
    act = re.fullmatch(r"3(\d{4})([RLD])(\d{4})", celex)
    if act is None:
        return None
    return f"http://data.europa.eu/eli/{_TYPES[act[2]]}/{act[1]}/{int(act[3])}/oj"


def type_of(celex: str) -> str:
    """Return what kind of document a CELEX number names."""
    if re.search(r"R\(\d{2}\)$", celex):
        return "corrigendum"
    if celex.startswith("1"):
        return "treaty"
    if celex.startswith("6"):
        return "case"
    named = re.fullmatch(r"3\d{4}([A-Z]+)\d+", celex)
    return _TYPE_NAMES.get(named[1], "other") if named else "other"


def short_eli_of(celex: str) -> str | None:
    """Return the ELI as it is found in questions and texts: ``eli/reg/2016/679``."""
    eli = eli_of(celex)
    return eli.removeprefix("http://data.europa.eu/").removesuffix("/oj") if eli else None


def citation_of(celex: str) -> Text:
    """Return how a sentence names the act: ``le règlement 2022/2065``."""
    name = names_of(celex)[-1]
    kind = _CITED_AS.get(type_of(celex))
    return Text(f"{kind.fr} {name}", f"{kind.en} {name}") if kind else Text(name, name)


def cited_in(text: str) -> set[str]:
    """Return the identifiers that stand in ``text``, each in its one spelling."""
    return {identifier for identifier, _, _ in found_in(text)}


def found_in(text: str) -> list[tuple[str, int, int]]:
    """Return each identifier in ``text`` in its one spelling, with where it stands.

    An ECLI or ELI is looked for first, so that its figures are not read as a number.
    """
    flat = text.translate(_DASHES)
    found: list[tuple[str, int, int]] = []
    for pattern, spelling in _SPELLINGS:
        for match in pattern.finditer(flat):
            start, end = match.span()
            if not any(start < other_end and end > begun for _, begun, other_end in found):
                found.append((spelling(match), start, end))
    return sorted(found, key=lambda item: item[1])


def _spell_celex(match: re.Match[str]) -> str:
    celex = read_celex(match.group())
    return (celex.work if celex else match.group()).lower()


_SPELLINGS = (
    (ECLI, lambda match: match.group().lower()),
    (ELI, lambda match: f"eli/{match[1].lower()}/{match[2]}/{int(match[3])}"),
    (CELEX, _spell_celex),
    (CASE, lambda match: f"{match[1]}-{match[2]}".lower()),
    (NUMBER, lambda match: match[1]),
)
