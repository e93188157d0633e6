"""From a name to its act: ``2016/679``, ``RGPD``, ``C-131/12``, ``article 17 RGPD``."""

import re
import unicodedata
from dataclasses import dataclass

from domain import database
from domain.research.common_words import AROUND_A_NUMBER
from domain.research.folding import fold
from domain.research.identifiers import found_in
from domain.research.question import LONGEST

_PINPOINT = re.compile(
    r"(?<!\w)art(?:icles?|\.)?\s*(\d{1,3}(?:\s?(?:bis|ter)|[a-z])?)(?!\w|/)"
    r"(?:\s*\(\s*(\d{1,2})\s*\))?(?:\s*\(\s*([a-z])\s*\))?",
    re.IGNORECASE,
)
_LATIN = {"bis": "a", "ter": "b"}


@dataclass(frozen=True, slots=True)
class Named:
    """An act that was named, and the place in it."""

    celex: str
    path: str | None


async def act_named(typed: str) -> Named | None:
    """Return the act, if ``typed`` is the name of exactly one and nothing else."""
    naming = read_naming(typed) if len(typed) <= LONGEST else None
    if naming is None:
        return None
    rows = await database.fetch(
        """
        select distinct w.celex, fold($2) = any(
            select alias from work_alias where work = w.id) as wholly
        from work_alias a join work w on w.id = a.work
        where a.alias = any(select fold(name) from unnest($1::varchar[]) name)
        limit 3
        """,
        list(naming.names),
        naming.names[0],
    )
    wholly = [row for row in rows if row["wholly"]]
    chosen = wholly if len(wholly) == 1 else rows
    if len(chosen) != 1:
        return None
    named_by_all = bool(wholly) and naming.path is not None and len(naming.names) > 1
    return Named(chosen[0]["celex"], None if named_by_all else naming.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What a question names, if it does nothing else."""

    names: tuple[str, ...]
    """Spellings under which the act may be known."""
    path: str | None
    """The article that was asked for: ``art_17/par_1``."""


def read_naming(typed: str) -> Naming | None:
    """Return what is named, when the whole question may be the name of one act."""
    text = unicodedata.normalize("NFC", typed).strip().strip('"')
    pinpoint = _PINPOINT.search(text)
    rest = f"{text[: pinpoint.start()]} {text[pinpoint.end() :]}" if pinpoint else text
    path = _path(pinpoint) if pinpoint else None
    found = found_in(rest)
    if len(found) > 1:
        return None
    if found:
        identifier, start, end = found[0]
        around = re.findall(r"\w+", fold(f"{rest[:start]} {rest[end:]}"))
        return (
            Naming(names=(identifier,), path=path)
            if all(word in AROUND_A_NUMBER for word in around)
            else None
        )
    words = [re.sub(r"\s+", " ", words).strip(" ,.()") for words in (text, rest)]
    if not words[1]:
        return None
    bare = re.sub(
        r"^(?:(?:du|de la|de l'|of the|le|la|l'|the)\s*)+", "", words[1], flags=re.IGNORECASE
    )
    # An alias may itself be an article ("article 101 TFUE"): then it has no pinpoint.
    whole = re.sub(r"(?<!\w)art(?:\.|(?=\s))\s*", "article ", words[0], flags=re.IGNORECASE)
    return Naming(names=tuple(dict.fromkeys([whole, words[1], bare])), path=path)


def _path(pinpoint: re.Match[str]) -> str:
    article, paragraph, point = pinpoint.groups()
    figures = re.sub(
        r"\s?(bis|ter)$", lambda m: _LATIN[m[1].lower()], article, flags=re.IGNORECASE
    )
    path = f"art_{figures.lower()}"
    if paragraph:
        path += f"/par_{paragraph}"
    return f"{path}/pt_{point.lower()}" if point and paragraph else path
