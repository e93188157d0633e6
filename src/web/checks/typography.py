"""French as it is printed: no-break spaces before : ; ? ! », curly apostrophes."""

import re
from collections.abc import Iterator

from jinja2 import nodes

from web.checks.source import Finding, Source

_NO_BREAK = "\u00a0"
_NARROW = "\u202f"


def printed(french: str) -> str:
    """Return the sentence with the spaces and apostrophes of the French printers.

    A narrow no-break space stands before ; ? ! and a no-break space before : and inside
    « ». Addresses and times (``10:30``, ``?q=``) are left alone: what follows is no space.
    """
    french = re.sub(r"(?<=[^\W\d_])'(?=[^\W\d_])", "’", french)
    french = re.sub(r"« ?(?=\S)", f"«{_NO_BREAK}", french)
    french = re.sub(r"(?<=\S) ?»", f"{_NO_BREAK}»", french)
    french = re.sub(r"(?<=[\w)»%…]) ?([;?!])(?=\s|$|\)|»)", rf"{_NARROW}\1", french)
    return re.sub(r"(?<=[\w)»%…]) ?:(?=\s|$)", f"{_NO_BREAK}:", french)


def unprinted_french(source: Source) -> Iterator[Finding]:
    """Find French sentences that are not set as they are printed."""
    for line, french in french_of(source):
        if printed(french) != french:
            yield source.found(line, f"French typography (--mend sets it): {french[:60]}")


def french_of(source: Source) -> Iterator[tuple[int, str]]:
    """Return the French half of every ``t(…)``."""
    for call in source.tree.find_all(nodes.Call):
        if getattr(call.node, "name", None) == "t" and call.args:
            for constant in _own_and_inner(call.args[0]):
                if isinstance(constant.value, str):
                    yield constant.lineno, constant.value


def mended(source: Source) -> str:
    """Return the template's text with its French set as it is printed."""
    text = source.text
    for _, french in french_of(source):
        text = text.replace(f'"{french}"', f'"{printed(french)}"')
    return text


def _own_and_inner(node: nodes.Expr) -> Iterator[nodes.Const]:
    if isinstance(node, nodes.Const):
        yield node
    yield from node.find_all(nodes.Const)
