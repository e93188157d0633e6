"""Macros are called as they are made: what does not exist is found before anyone sees it."""

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import TemplateNotFound, nodes
from jinja2.meta import find_undeclared_variables

from web.checks.source import Finding, Source


@dataclass(frozen=True, slots=True)
class Shape:
    """What a macro takes."""

    arguments: tuple[str, ...]
    needed: int


def wrong_calls(source: Source) -> Iterator[Finding]:
    """Find imports of what is not there, and calls that their macro does not take."""
    aliases = {}
    for imported in source.tree.find_all(nodes.Import):
        aliases[imported.target] = _shapes(source, imported.template)
        yield from _wrong_context(source, imported)
    for drawn in source.tree.find_all(nodes.FromImport):
        known = _names(source, drawn.template)
        for name in drawn.names:
            wanted = name if isinstance(name, str) else name[0]
            if wanted not in known:
                yield source.found(drawn.lineno, f"there is no {wanted} to import")
    for call in source.tree.find_all(nodes.Call):
        yield from _wrong_call(source, call, aliases)


def _wrong_context(source: Source, imported: nodes.Import) -> Iterator[Finding]:
    """A module of macros that needs nothing of the page is made once, not for every page."""
    needed = find_undeclared_variables(_parsed(source, imported.template))
    needed -= set(source.environment.globals)
    if needed and not imported.with_context:
        names = ", ".join(sorted(needed))
        yield source.found(imported.lineno, f"import it with context: it needs {names}")
    if imported.with_context and not needed:
        yield source.found(imported.lineno, "import it without context: it needs none")


def _wrong_call(
    source: Source, call: nodes.Call, aliases: dict[str, dict[str, Shape]]
) -> Iterator[Finding]:
    called = call.node
    if not (isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name)):
        return
    macros = aliases.get(called.node.name)
    if macros is None:
        return
    shape = macros.get(called.attr)
    if shape is None:
        yield source.found(call.lineno, f"there is no macro {called.node.name}.{called.attr}")
        return
    named = {keyword.key for keyword in call.kwargs}
    for unknown in sorted(named - set(shape.arguments)):
        yield source.found(call.lineno, f"{called.attr}() takes no {unknown}")
    still_needed = shape.arguments[len(call.args) : shape.needed]
    if set(still_needed) - named or len(call.args) > len(shape.arguments):
        yield source.found(call.lineno, f"{called.attr}() takes {', '.join(shape.arguments)}")


def _shapes(source: Source, template: nodes.Expr) -> dict[str, Shape]:
    return {
        macro.name: Shape(
            tuple(argument.name for argument in macro.args),
            len(macro.args) - len(macro.defaults),
        )
        for macro in _parsed(source, template).find_all(nodes.Macro)
    }


def _names(source: Source, template: nodes.Expr) -> set[str]:
    tree = _parsed(source, template)
    set_there = {
        node.target.name
        for node in tree.find_all(nodes.Assign)
        if isinstance(node.target, nodes.Name)
    }
    return {macro.name for macro in tree.find_all(nodes.Macro)} | set_there


def _parsed(source: Source, template: nodes.Expr) -> nodes.Template:
    """Return the template that an import names.

    Raises:
        TemplateNotFound: There is none.
    """
    environment = source.environment
    name = template.as_const()
    if environment.loader is None:
        raise TemplateNotFound(name)
    text, _, _ = environment.loader.get_source(environment, name)
    return environment.parse(text, name)
