"""No visible words outside ``t(…)``: what is not said in both languages is said in neither."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import nodes

from web.checks.source import CSRF_FIELD, EXPRESSION, Finding, Source

SPOKEN_ATTRIBUTES = {
    "alt",
    "aria-description",
    "aria-label",
    "aria-roledescription",
    "aria-valuetext",
    "data-announce",
    "data-done",
    "data-label",
    "label",
    "placeholder",
    "title",
}
"""Attributes that a person reads or hears."""

SPOKEN_ARGUMENTS = {
    "caption",
    "empty",
    "hint",
    "intro",
    "kicker",
    "label",
    "legend",
    "note",
    "placeholder",
    "summary",
    "text",
    "title",
}
"""Arguments of our macros that a person reads."""

UNSPOKEN_ELEMENTS = {"code", "kbd", "samp", "script", "style"}
"""What stands there is for machines, or typed as it is in any language."""

NAMES = {"assistEU", "assist", "EU", "EUR", "Lex", "CELEX", "ELI"}
"""Names, the same in both languages. The logo is written as ``assist<b>EU</b>``."""

_NO_WORDS = re.compile(
    r"""[\w-]+="[^"]*"|\S*(?:@|://)\S*|\S+\.(?:csv|json|html)\b|%-?[a-zA-Z]|\w*\d\w*|&\w+;"""
)
"""Attributes, addresses, names of files, formats of dates, numbers, entities."""
_WORD = re.compile(r"[^\W\d_]+")
_TITLE = re.compile(r"[A-Z][a-z]{2,}[.!?…]?")


def words_in(text: str) -> list[str]:
    """Return the words that a reader of one language would miss: not numbers, not names."""
    spoken = _NO_WORDS.sub(" ", text)
    return [word for word in _WORD.findall(spoken) if word not in NAMES]


def words_outside(source: Source) -> Iterator[Finding]:
    """Find the visible words of a template that stand outside ``t(…)``."""
    if source.is_markup:
        reader = _Reader(source)
        reader.feed(source.markup)
        reader.close()
        yield from reader.findings
    else:
        yield from _in_plain_text(source)
    yield from _in_expressions(source)


def _in_plain_text(source: Source) -> Iterator[Finding]:
    for number, line in enumerate(source.markup.splitlines(), start=1):
        if words_in(line):
            yield _finding(source, number, line)


def _in_expressions(source: Source) -> Iterator[Finding]:
    for node, argument in _constants(source.tree):
        text = node.value
        if isinstance(text, str) and _is_said(text, argument):
            yield _finding(source, node.lineno, text)


def _constants(node: nodes.Node, argument: str = "") -> Iterator[tuple[nodes.Const, str]]:
    """Walk every constant outside ``t(…)``, with the name of the argument that it is."""
    if isinstance(node, nodes.Const):
        yield node, argument
        return
    if isinstance(node, nodes.Call) and getattr(node.node, "name", None) == "t":
        return
    name = node.key if isinstance(node, nodes.Keyword) else ""
    for child in node.iter_child_nodes():
        yield from _constants(child, name)


def _is_said(text: str, argument: str) -> bool:
    """Tell words from names of classes, icons, templates and fields."""
    if text.lstrip().startswith("<"):
        return bool(words_in(re.sub(r"<[^>]*>", " ", text)))
    if not words_in(text):
        return False
    parts = text.split()
    if argument in SPOKEN_ARGUMENTS or _TITLE.fullmatch(parts[0]) or not text.isascii():
        return True
    return len(parts) > 1 and not any("-" in part or "_" in part for part in parts)


def _finding(source: Source, line: int, text: str) -> Finding:
    shown = " ".join(text.replace(EXPRESSION, "…").split())[:60]
    return source.found(line, f"words outside t(…): {shown}")


class _Reader(HTMLParser):
    """Reads the markup as a browser does, and keeps what a person would see or hear."""

    def __init__(self, source: Source) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.findings: list[Finding] = []
        self._unspoken: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == CSRF_FIELD.strip("<>"):
            return
        if tag in UNSPOKEN_ELEMENTS:
            self._unspoken.append(tag)
        button = tag == "input" and dict(attrs).get("type") in ("submit", "button", "reset")
        meta = tag == "meta" and dict(attrs).get("name") == "description"
        for name, value in attrs:
            spoken = name in SPOKEN_ATTRIBUTES or (button and name == "value")
            if (spoken or (meta and name == "content")) and words_in(value or ""):
                self.findings.append(_finding(self.source, self.getpos()[0], value or ""))

    def handle_endtag(self, tag: str) -> None:
        if self._unspoken and self._unspoken[-1] == tag:
            self._unspoken.pop()

    def handle_data(self, data: str) -> None:
        if self._unspoken or not words_in(data):
            return
        before = data[: len(data) - len(data.lstrip())].count("\n")
        self.findings.append(_finding(self.source, self.getpos()[0] + before, data))
