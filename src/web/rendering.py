"""Templates: what pages, mails and packages are made of, in two languages.

The one module of the web that the jobs may import.
"""

from collections.abc import Callable, MutableMapping
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes, select_autoescape
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from markupsafe import _escape_inner as _escape_words  # type: ignore[attr-defined]

from domain.periods import PARIS
from domain.settings import current_settings
from domain.text import Language

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"

_MONTHS = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def render(template: str, *, lang: Language, **context: object) -> str:
    """Return the template in ``lang``, filled with ``context``."""
    return environment(lang).get_template(template).render(**context)


@lru_cache(maxsize=2)
def environment(lang: Language) -> Environment:
    """Return the Jinja environment of one language: undefined names are errors.

    Each language is compiled on its own, so that choosing words costs nothing at run time.
    """
    made = BilingualEnvironment(
        lang,
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, disabled_extensions=("txt", "txt.jinja")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        lang=lang,
        t=lambda fr, en: fr if lang == "fr" else en,
        path_to=lambda path: path_in(lang, path),
        url_to=lambda path: current_settings().public_url + path_in(lang, path),
        asset=asset,
    )
    made.filters.update(
        words=lambda text: text if isinstance(text, str) else text[lang],
        day=lambda moment: _day(lang, moment),
        month=lambda day: _month(lang, day),
        moment=lambda moment: _moment(lang, moment),
        time=_time,
        number=lambda count: _number(lang, count),
        iso=_iso,
        paragraphs=_paragraphs,
    )
    return made


class _Page(Context):
    """The variables of a page. No function of ours asks for them: a call is a plain call."""

    def call(
        self,
        called: Callable[..., Any],
        /,
        *arguments: Any,
        _loop_vars: object = None,
        _block_vars: object = None,
        **named: Any,
    ) -> Any:
        """Call a macro or a function; Jinja would ask it first, twice, what it wants."""
        return called(*arguments, **named)


class _Writer(CodeGenerator):
    """Writes a page’s code: what is printed is escaped, and not wrapped as safe besides.

    Every piece goes straight into the page; a ``Markup`` made for each costs more than the
    escaping itself, and that for a dozen pieces in each row of a list.
    """

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


def _escaped(value: Any) -> str:
    """Return a value as a page prints it: what is safe as it is, everything else escaped."""
    return _escape_words(value) if type(value) is str else escape(value)


class BilingualEnvironment(Environment):
    """Jinja for one language: ``t("…", "…")`` and ``path_to("…")`` become plain words.

    So do drawings, ``icon("…")``: what never changes is not made anew for every page.
    """

    context_class = _Page
    code_generator_class = _Writer
    escaped = staticmethod(_escaped)

    def __init__(self, lang: Language, **options: Any) -> None:
        """Take the language, and what Jinja takes."""
        super().__init__(**options)
        self.words = _Words(lang, drawing=self._drawing)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template: ours, since no template has any of its own.

        Jinja chains two mappings here, and compares them at every import of every page.
        """
        return {**self.globals, **(d or {})}

    def _drawing(self, *wanted: str) -> Markup:
        """Return a drawing of ``design/icons.html``, made once."""
        icons: Any = self.get_template("design/icons.html").module
        drawn: Markup = icons.icon(*wanted)
        return drawn

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002 - Jinja's own signature
    ) -> str:
        """Choose the words before the template is compiled."""
        return super()._generate(self.words.visit(source), name, filename, defer_init)


class _Words(NodeTransformer):
    """Puts words and drawings in the place of each call that chooses among constants."""

    def __init__(self, lang: Language, *, drawing: Callable[..., Markup]) -> None:
        self.choose: dict[str, Callable[..., str]] = {
            "t": lambda fr, en: fr if lang == "fr" else en,
            "path_to": lambda path: path_in(lang, path),
            "asset": asset,
            "icon": drawing,
        }

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's own name
        """Replace a call whose arguments are all constants."""
        self.generic_visit(node)
        chosen = self.choose.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        constants = [each.value for each in node.args if isinstance(each, nodes.Const)]
        if chosen is None or node.kwargs or len(constants) < len(node.args):
            return node
        return nodes.Const(chosen(*constants), lineno=node.lineno)


def path_in(lang: Language, path: str) -> str:
    """Return a path of ours in a language: French at ``/…``, English at ``/en/…``."""
    if lang == "fr":
        return path
    return "/en" if path == "/" else f"/en{path}"


@lru_cache(maxsize=256)
def asset(name: str) -> str:
    """Return the address of a static file; it changes whenever the file does."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def _day(lang: Language, moment: datetime) -> str:
    """Return the Paris date in words: ``24 novembre 2026``."""
    local = moment.astimezone(PARIS) if isinstance(moment, datetime) else moment
    first = "1er" if lang == "fr" and local.day == 1 else str(local.day)
    return f"{first} {_MONTHS[lang][local.month - 1]} {local.year}"


def _month(lang: Language, day: date) -> str:
    """Return the month of a date in words: ``novembre 2026``."""
    return f"{_MONTHS[lang][day.month - 1]} {day.year}"


def _moment(lang: Language, moment: datetime) -> str:
    """Return the Paris date and time in words."""
    local = moment.astimezone(PARIS)
    at = " à " if lang == "fr" else " at "
    return f"{_day(lang, moment)}{at}{local:%H:%M}"


def _time(moment: datetime) -> str:
    """Return the time of day in Paris, to the second: of two that follow each other."""
    return f"{moment.astimezone(PARIS):%H:%M:%S}"


def _number(lang: Language, count: int) -> str:
    """Return a count with the language's thousands separator."""
    return f"{count:,}".replace(",", "\u202f" if lang == "fr" else ",")


def _iso(moment: datetime) -> str:
    """Return the instant for a ``datetime`` attribute."""
    return moment.isoformat(timespec="seconds")


def _paragraphs(text: str) -> Markup:
    """Return what a person typed, line breaks kept, everything else escaped."""
    return Markup("<br>").join(text.splitlines())
