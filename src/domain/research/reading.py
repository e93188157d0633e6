"""From files and folders to acts: which files make one act, and what each one says.

A folder may hold the files of the Official Journal (an act, its annexes, their notice) or
the Lex project's tree (``works/<act>/versions/<day>/{meta.json, fr.xml, en.fmx4/…}``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from lxml import etree

from domain.research import formex, xhtml, xml
from domain.research.metadata import Metadata, read_metadata
from domain.research.parsed import NotReadable, ParsedExpression
from domain.text import LANGUAGES, Text

_READ = frozenset({".xml", ".html", ".xhtml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The files of one text, and what is known of it beside them."""

    files: tuple[Path, ...]
    """The act first, then annexes that came in files of their own."""
    metadata: Metadata | None = None

    @property
    def name(self) -> str:
        """How a report names it."""
        return str(self.files[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One text, read."""

    expression: ParsedExpression
    sha256: str
    metadata: Metadata | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A file or version with nothing to read in it, and why."""

    name: str
    why: Text


def read(source: Source) -> Reading:
    """Return the text that the files hold; metadata win over what the text says of itself.

    Raises:
        NotReadable: Naming the file and the place.
    """
    contents = [_bytes(path) for path in source.files]
    roots = [_root(path, content) for path, content in zip(source.files, contents, strict=True)]
    try:
        expression = expression_in(roots, source.metadata)
    except NotReadable as broken:
        raise broken.within(source.name) from None
    digest = sha256(b"\0".join(contents)).hexdigest()
    return Reading(
        expression=_with(source.metadata, expression),
        sha256=digest,
        metadata=source.metadata,
        source=source.files[0].name,
    )


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > xml.LARGEST_FILE_BYTES:
            return b"\0" * (xml.LARGEST_FILE_BYTES + 1)
        return path.read_bytes()
    except OSError as broken:
        raise NotReadable(
            Text("le fichier ne peut pas être ouvert", "the file cannot be opened"),
            file=str(path),
            place=broken.strerror or "",
        ) from None


def _root(path: Path, content: bytes) -> etree._Element:
    try:
        return xml.load(content)
    except NotReadable as broken:
        raise broken.within(str(path)) from None


def expression_in(
    roots: list[etree._Element], known: Metadata | None = None
) -> ParsedExpression:
    """Return the text of the documents: the act, then its annexes.

    Raises:
        NotReadable: Not of a form that we know, or without text.
    """
    act, *annexes = roots
    if xhtml.is_xhtml(act):
        return xhtml.read(act, celex=known.celex if known else None)
    if formex.is_annex(act):
        raise NotReadable(
            Text(
                "une annexe sans son acte\u00a0: importez le dossier qui contient les deux",
                "an annex without its act: import the folder that holds both",
            ),
            place="<ANNEX>",
        )
    if not formex.is_formex(act):
        raise NotReadable(
            Text(
                "ni Formex 4 (ACT, CONS.ACT) ni XHTML du Journal officiel",
                "neither Formex 4 (ACT, CONS.ACT) nor XHTML of the Official Journal",
            ),
            place=f"<{xml.name(act)}>",
        )
    return formex.read(act, annexes=annexes)


def _with(known: Metadata | None, expression: ParsedExpression) -> ParsedExpression:
    if known is None:
        return expression
    return replace(
        expression,
        celex=known.celex,
        kind=known.kind,
        dated_on=known.dated_on,
        title=known.titles.get(expression.language) or expression.title,
    )


def gather(paths: Iterable[Path]) -> Iterator[tuple[str, list[Source | Passed | NotReadable]]]:
    """Yield, act by act, the texts to read under ``paths``, in the order of their names.

    What cannot be read or holds no text is yielded too: nothing is passed over in silence.
    """
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path)
        elif not path.is_file():
            reason = Text("ce fichier n’existe pas", "there is no such file")
            yield str(path), [NotReadable(reason, file=str(path))]
        else:
            yield str(path), [_alone(path)]


def _alone(path: Path) -> Source | NotReadable:
    beside = [path.parent / "meta.json", path.parent.parent / "meta.json"]
    meta = next((found for found in beside if _is_version(found)), None)
    try:
        return Source(files=(path,), metadata=read_metadata(meta) if meta else None)
    except NotReadable as broken:
        return broken


def _is_version(meta: Path) -> bool:
    """Whether a ``meta.json`` describes one version, and not the work above it."""
    return meta.is_file() and meta.parent.parent.name == "versions"


def _in_folder(
    folder: Path,
) -> Iterator[tuple[str, list[Source | Passed | NotReadable]]]:
    versions = sorted(meta for meta in folder.rglob("meta.json") if _is_version(meta))
    works: dict[Path, list[Path]] = {}
    for meta in versions:
        works.setdefault(meta.parent.parent.parent, []).append(meta)
    for work, metas in works.items():
        yield str(work), [found for meta in metas for found in _in_version(meta)]
    inside = {meta.parent for meta in versions}
    loose: dict[Path, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in _READ and path.is_file() and not inside & set(path.parents):
            loose.setdefault(path.parent, []).append(path)
    for files in loose.values():
        yield from _loose(files)


def _in_version(meta: Path) -> Iterator[Source | Passed | NotReadable]:
    try:
        known = read_metadata(meta)
    except NotReadable as broken:
        yield broken
        return
    empty = True
    for language in LANGUAGES:
        files = _files_of(meta.parent, language)
        if files:
            empty = False
            yield Source(files=files, metadata=known)
    if empty:
        yield Passed(
            name=str(meta.parent),
            why=Text(
                "version sans texte\u00a0: seulement des métadonnées",
                "a version without text: metadata alone",
            ),
        )


def _files_of(version: Path, language: str) -> tuple[Path, ...]:
    """Return the files of one language: Formex, which is richer, before the web page."""
    folder = version / f"{language}.fmx4"
    parts = sorted(folder.glob("*.xml")) if folder.is_dir() else []
    acts = tuple(part for part in parts if not part.name.endswith(".doc.xml"))
    if acts:
        return acts
    for suffix in (".xml", ".xhtml", ".html"):
        page = version / f"{language}{suffix}"
        if page.is_file():
            return (page,)
    return ()


def _loose(files: list[Path]) -> Iterator[tuple[str, list[Source | Passed | NotReadable]]]:
    """Group the files of one folder: annexes go with the act that shares their notice."""
    acts: dict[str, list[Path]] = {}
    annexes: dict[str, list[Path]] = {}
    for path in files:
        try:
            root = _root(path, _bytes(path))
        except NotReadable as broken:
            yield str(path), [broken]
            continue
        if formex.is_notice(root):
            yield str(path), [_notice(path)]
        elif formex.is_annex(root):
            annexes.setdefault(formex.belongs_to(root), []).append(path)
        else:
            key = formex.belongs_to(root) if formex.is_formex(root) else ""
            acts.setdefault(key or str(path), []).append(path)
    for key, mains in acts.items():
        beside = annexes.pop(key, []) if len(mains) == 1 else []
        for main in mains:
            yield str(main), [Source(files=(main, *beside))]
    for left in annexes.values():
        for path in left:
            yield str(path), [Source(files=(path,))]


def _notice(path: Path) -> Passed:
    return Passed(
        name=str(path),
        why=Text(
            "notice ou sommaire\u00a0: aucun texte de loi",
            "a notice or a table of contents: no text of law",
        ),
    )
