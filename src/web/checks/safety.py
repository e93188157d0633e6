"""What a template may not hold: it would break the CSP, or trust what it should not."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import nodes

from web.checks.source import CSRF_FIELD, Finding, Source

STANDALONE = ("mail/", "rights/package/")
"""Documents that leave the site: no CSP of ours reaches them, and no style sheet either."""

_REASON = re.compile(r"\{#-?\s*safe:\s*\S+")


def first_line(source: Source) -> Iterator[Finding]:
    """Find a template that does not begin by saying what it needs."""
    if not source.text.startswith("{#"):
        yield source.found(1, "the first line says in a comment what the template needs")


def forbidden_markup(source: Source) -> Iterator[Finding]:
    """Find inline styles and scripts, handlers in attributes, POST forms without a token."""
    if source.is_markup and not source.name.startswith(STANDALONE):
        reader = _Reader(source)
        reader.feed(source.markup)
        reader.close()
        yield from reader.findings


def unexplained_safe(source: Source) -> Iterator[Finding]:
    """Find ``|safe`` and ``autoescape`` without a reason on their line or the one before."""
    lines = source.text.splitlines()
    for node in source.tree.find_all((nodes.Filter, nodes.ScopedEvalContextModifier)):
        if isinstance(node, nodes.Filter) and node.name != "safe":
            continue
        near = "\n".join(lines[max(node.lineno - 2, 0) : node.lineno])
        if not _REASON.search(near):
            yield source.found(node.lineno, "|safe without {# safe: the reason #} beside it")


class _Reader(HTMLParser):
    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.findings: list[Finding] = []
        self._form_without_token: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == CSRF_FIELD.strip("<>"):
            self._form_without_token = None
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self._form_without_token = self.getpos()[0]
        if tag == "style" or "style" in given:
            self._found("inline styles: the CSP drops them; use a class")
        if tag == "script" and "src" not in given:
            self._found("inline scripts: the CSP drops them; use static/")
        for name in given:
            if name.startswith(("on", "hx-on", "data-hx-on")):
                self._found(f"{name}=: the CSP drops it; use static/")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form_without_token is not None:
            self._found("a POST form without csrf_field()", self._form_without_token)
            self._form_without_token = None

    def _found(self, what: str, line: int | None = None) -> None:
        self.findings.append(self.source.found(line or self.getpos()[0], what))
