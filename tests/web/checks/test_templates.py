"""The check of our templates can fail, for each of its reasons, and passes what is right."""

from pathlib import Path

import pytest
from jinja2 import FileSystemLoader

from web import rendering
from web.checks import templates
from web.checks.source import Finding
from web.checks.typography import printed

FIRST = "{# A page. Needs: nothing. #}\n"


@pytest.fixture
def found(tmp_path: Path):
    """Check one template that stands alone beside a module of macros."""
    macros = FIRST + "{% macro box(title, href=none) %}{{ title }}{{ href }}{% endmacro %}"
    (tmp_path / "parts.html").write_text(macros, encoding="utf-8")
    environment = rendering.environment("fr").overlay(loader=FileSystemLoader(tmp_path))

    def check(body: str, name: str = "page.html", first: str = FIRST) -> list[str]:
        (tmp_path / name).write_text(first + body, encoding="utf-8")
        return [finding.what for finding in templates.check(tmp_path, environment)]

    return check


@pytest.mark.asvs("1.2.1", "1.2.3")
def test_our_own_templates_are_well():
    assert templates.check(rendering.TEMPLATES, rendering.environment("fr")) == []


@pytest.mark.parametrize(
    "body",
    [
        '<p>{{ t("Bonjour", "Hello") }}</p>',
        "<p>{# only a comment #} 12 % — 2016/679 · 32016R0679</p>",
        "<b>assistEU</b> <code>make run</code> <kbd>Esc</kbd>",
        '<a class="a b-c" href="{{ path_to("/x") }}" title="{{ t("Va", "Go") }}">→</a>',
        '<a href="mailto:a@b.eu">a@b.eu</a> data.json csv/{{ x }}.csv',
        '{{ "checked" if true }}<i class="{{ "a b-c" if true }}"></i>',
        '<form method="post">{{ csrf_field() }}</form><form method="get"></form>',
        "{# safe: our own drawing #}\n{{ x | safe }}",
        '{% import "parts.html" as parts %}{{ parts.box(t("Un", "One")) }}',
        "{% block width %}wide{% endblock %}",
    ],
)
def test_what_is_right_passes(found, body):
    assert found(body) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>Bonjour</p>", "Bonjour"),
        ("<p>{{ x }} personnes</p>", "personnes"),
        ('<img alt="Our logo" src="/x">', "Our logo"),
        ('<input placeholder="Nom">', "Nom"),
        ('<input type="submit" value="Envoyer">', "Envoyer"),
        ('<button aria-label="{{ x }} fermer"></button>', "fermer"),
        ('<td data-label="State"></td>', "State"),
        ('<meta name="description" content="A site">', "A site"),
        ('{{ "Hello there" }}', "Hello there"),
        ('{{ "Ouvert" if x else "Clos" }}', "Ouvert"),
        ('{{ field(form, "email", label="email") }}', "email"),
        ('{{ field("email", "Adresse e-mail") }}', "Adresse e-mail"),
        ("{% if x %}\n<p>oui</p>\n{% endif %}", "oui"),
        ("{% raw %}brut{% endraw %}", "brut"),
    ],
)
def test_visible_words_stand_in_both_languages(found, body, said):
    assert any(what.startswith("words outside") and said in what for what in found(body))


def test_the_plain_text_of_a_mail_is_words_too(found):
    assert found("Bonjour {{ x }},", name="mail.txt.jinja") == [
        "words outside t(…): Bonjour …,"
    ]


@pytest.mark.asvs("1.2.3")
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<p style="color:red"></p>', "inline styles"),
        ("<style>p{}</style>", "inline styles"),
        ("<script>alert(1)</script>", "inline scripts"),
        ('<p onclick="x()"></p>', "onclick="),
        ('<p hx-on:click="x()"></p>', "hx-on:click="),
        ('<form method="post"><p></p></form>{{ csrf_field() }}', "csrf_field()"),
        ("{{ x | safe }}", "|safe without"),
        ("{% autoescape false %}{% endautoescape %}", "|safe without"),
        ('{{ t("Quoi ?", "What?") }}', "French typography"),
        ('{{ t("L\'acte", "The act") }}', "French typography"),
        ("{{ x | unheard_of }}", "does not compile"),
        ("{% if %}", "does not compile"),
        ('{% import "parts.html" as p with context %}', "without context: it needs none"),
        ('{% import "nowhere.html" as p with context %}', "does not compile"),
        ('{% from "parts.html" import lid %}', "no lid"),
        ('{% import "parts.html" as p %}{{ p.lid() }}', "no macro p.lid"),
        ('{% import "parts.html" as p %}{{ p.box(x, size=1) }}', "takes no size"),
        ('{% import "parts.html" as p %}{{ p.box() }}', "box() takes"),
    ],
)
def test_what_breaks_a_rule_is_found(found, body, reason):
    assert any(reason in what for what in found(body))


def test_the_first_line_says_what_the_template_needs(found):
    assert found("<p></p>", first="") == [
        "the first line says in a comment what the template needs"
    ]


def test_a_finding_names_file_and_line(tmp_path):
    (tmp_path / "page.html").write_text(FIRST + "{% if x %}\n\n<p>oui</p>{% endif %}")
    environment = rendering.environment("fr").overlay(loader=FileSystemLoader(tmp_path))
    assert templates.check(tmp_path, environment) == [
        Finding("page.html", 4, "words outside t(…): oui")
    ]


@pytest.mark.parametrize(
    ("typed", "as_printed"),
    [
        ("Quoi ?", "Quoi\u202f?"),
        ("Quoi?", "Quoi\u202f?"),
        ("un : deux", "un\u00a0: deux"),
        ("« Oui »", "«\u00a0Oui\u00a0»"),
        ("l'acte", "l’acte"),
        ("à 10:30, voir /x?q=1", "à 10:30, voir /x?q=1"),
        ("fin\u00a0; suite", "fin\u00a0; suite"),
    ],
)
def test_french_is_set_as_it_is_printed(typed, as_printed):
    assert printed(typed) == as_printed
    assert printed(as_printed) == as_printed
