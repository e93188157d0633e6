"""One act as it is read: its versions, and the provisions of one of them in order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain import database
from domain.errors import NotFound
from domain.research.current import TEXT_OF_EXPRESSION
from domain.research.identifiers import read_celex
from domain.text import Language

_DIVISIONS = frozenset(
    {"part", "title", "chapter", "section", "subsection", "division", "annex"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A text of an act, in one language, at one date."""

    id: UUID
    language: Language
    kind: str
    dated_on: date
    title: str
    is_current: bool

    @property
    def key(self) -> str:
        """How an address names it: ``consolidated-2024-10-18``."""
        return f"{self.kind}-{self.dated_on.isoformat()}"


@dataclass(slots=True, kw_only=True)
class Passage:
    """A provision with those below it."""

    path: str
    level: str
    number: str
    heading: str
    body: str
    status: str
    changed_by: str | None
    is_division: bool
    depth: int = 0
    """How many divisions it stands in: the rank of its title."""
    changed_here: bool = False
    """Whether the change is its own and not its parent's."""
    children: list["Passage"] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An act and one of its texts."""

    work_id: UUID
    celex: str
    type: str
    eli: str | None
    ecli: str | None
    dated_on: date | None
    in_force: bool | None
    subjects: tuple[str, ...]
    shown: Version
    versions: tuple[Version, ...]
    passages: tuple[Passage, ...] = ()
    recitals: tuple[Passage, ...] = ()
    """Of a consolidation: the recitals of the act as published, which it lacks."""

    @property
    def other_language(self) -> Version | None:
        """The same version in the other language, if there is one."""
        return next(
            (
                version
                for version in self.versions
                if version.key == self.shown.key and version.language != self.shown.language
            ),
            None,
        )

    @property
    def of_language(self) -> tuple[Version, ...]:
        """The versions in the language shown, the newest first."""
        return tuple(v for v in self.versions if v.language == self.shown.language)


async def document(
    celex: str, *, language: Language, version: str | None = None, with_text: bool = True
) -> Document:
    """Return the act in ``language`` where it exists, else in the other one.

    Without ``version`` the current text is shown. ``with_text`` off, the titles alone leave
    the database.

    Raises:
        NotFound: No such act, or no such version of it.
    """
    rows = await _rows(celex)
    versions = tuple(_version(row) for row in rows)
    shown = _chosen(versions, language=language, key=version)
    work = rows[0]
    own: list[Passage] = []
    recitals: list[Passage] = []
    if with_text:
        texts = await database.fetch(f"{TEXT_OF_EXPRESSION} order by 4", shown.id)
        own = _tree(row for row in texts if row["expression"] == shown.id)
        recitals = _tree(row for row in texts if row["expression"] != shown.id)
    return Document(
        work_id=work["work_id"],
        celex=work["celex"],
        type=work["type"],
        eli=work["eli"],
        ecli=work["ecli"],
        dated_on=work["acted_on"],
        in_force=work["in_force"],
        subjects=tuple(work["subjects_fr"] if language == "fr" else work["subjects_en"]),
        shown=shown,
        versions=versions,
        passages=tuple(own),
        recitals=tuple(recitals),
    )


async def _rows(celex: str) -> list[database.Row]:
    """Return the versions with their act; a consolidation's number leads to its act."""
    named = read_celex(celex.replace("\0", ""))
    rows = await database.fetch(
        """
        select w.id as work_id, w.celex, w.type, w.eli, w.ecli, w.dated_on as acted_on,
            w.in_force, w.subjects_fr, w.subjects_en,
            e.id, e.language, e.kind, e.dated_on, e.title, e.is_current
        from work w join expression e on e.work = w.id
        where w.celex = $1
        order by e.dated_on desc, e.kind, e.language desc
        """,
        named.work if named else "",
    )
    if not rows:
        raise NotFound
    return rows


def _version(row: database.Row) -> Version:
    return Version(
        id=row["id"],
        language=row["language"],
        kind=row["kind"],
        dated_on=row["dated_on"],
        title=row["title"],
        is_current=row["is_current"],
    )


def _chosen(versions: tuple[Version, ...], *, language: Language, key: str | None) -> Version:
    fitting = [v for v in versions if (v.is_current if key is None else v.key == key)]
    fitting.sort(key=lambda version: version.language != language)
    if not fitting:
        raise NotFound
    return fitting[0]


def _tree(rows: Iterable[database.Row]) -> list[Passage]:
    """Return the provisions that stand under no other, each with those below it."""
    tops: list[Passage] = []
    seen: dict[str, Passage] = {}
    for row in rows:
        passage = _passage(row)
        parent = seen.get(row["parent"] or "")
        seen[passage.path] = passage
        if parent is None:
            tops.append(passage)
        else:
            parent.children.append(passage)
            passage.depth = parent.depth + parent.is_division
        passage.changed_here = passage.changed_by is not None and not (
            parent is not None and parent.changed_by == passage.changed_by
        )
    return tops


def _passage(row: database.Row) -> Passage:
    return Passage(
        path=row["path"],
        level=row["level"],
        number=row["number"],
        heading=row["heading"],
        body=row["body"],
        status=row["status"],
        changed_by=row["changed_by"],
        is_division=row["level"] in _DIVISIONS,
    )
