"""``python -m web.checks.templates``: every template compiles, and keeps the house's rules.

With ``--mend`` it first sets the French of ``t(…)`` as it is printed.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, TemplateError, TemplateSyntaxError

from web import rendering
from web.checks.macros import wrong_calls
from web.checks.safety import first_line, forbidden_markup, unexplained_safe
from web.checks.source import Finding, Source
from web.checks.typography import mended, unprinted_french
from web.checks.words import words_outside

RULES: tuple[Callable[[Source], Iterable[Finding]], ...] = (
    first_line,
    words_outside,
    forbidden_markup,
    unexplained_safe,
    wrong_calls,
    unprinted_french,
)

SUFFIXES = {".html", ".jinja", ".txt", ".xml"}


def templates(root: Path, environment: Environment) -> Iterator[Source]:
    """Return every template under ``root``."""
    for path in sorted(root.rglob("*")):
        if path.suffix in SUFFIXES:
            name = path.relative_to(root).as_posix()
            yield Source(path, name, path.read_text(encoding="utf-8"), environment)


def check(root: Path, environment: Environment) -> list[Finding]:
    """Return everything that is wrong with the templates under ``root``, in reading order."""
    found: list[Finding] = []
    for source in templates(root, environment):
        found.extend(findings(source))
    return sorted(set(found))


def findings(source: Source) -> Iterator[Finding]:
    """Return what is wrong with one template; one that does not compile is asked no more."""
    try:
        source.environment.compile(source.text, source.name)
        for rule in RULES:
            yield from rule(source)
    except TemplateSyntaxError as error:
        yield source.found(error.lineno, f"does not compile: {error.message}")
    except TemplateError as error:
        yield source.found(1, f"does not compile: {error.message}")


def main(arguments: list[str]) -> int:
    """Check our templates; print what is wrong. Returns 1 if anything is."""
    environment = rendering.environment("fr")
    if "--mend" in arguments:
        _mend(rendering.TEMPLATES, environment)
    found = check(rendering.TEMPLATES, environment)
    for finding in found:
        sys.stdout.write(f"templates/{finding}\n")
    sys.stdout.write(f"templates: {len(found)} to mend\n" if found else "templates: all well\n")
    return 1 if found else 0


def _mend(root: Path, environment: Environment) -> None:
    for source in templates(root, environment):
        text = mended(source)
        if text != source.text:
            source.path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
