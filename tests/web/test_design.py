"""The parts of our pages: what they show, and what they never show."""

from types import SimpleNamespace

import pytest
from markupsafe import Markup

from domain.text import Language, Text
from web import rendering
from web.forms import Form

FRAME = {
    "current_path": "/",
    "other_language_path": "/en",
    "person": None,
    "csrf_token": lambda: "token",
    "csrf_field": lambda: Markup('<input type="hidden" name="csrf_token" value="token">'),
    "form_id_field": lambda: "",
    "flash": [],
    "htmx_script": SimpleNamespace(src="/htmx.js", integrity=None),
    "is_embedded": False,
}

WRONG = Form(
    values={"email": 'alice@"><b>', "right": "erasure"},
    errors={
        "email": Text("Adresse incomplète.", "Incomplete address."),
        "password": Text("Trop courant.", "Too common."),
        "": Text("Rien n’a été envoyé.", "Nothing was sent."),
    },
)


def drawn(body: str, lang: Language = "fr", **context: object) -> str:
    imports = "".join(
        f'{{% import "design/{name}.html" as {name} {needs}%}}'
        for name, needs in (
            ("page", ""),
            ("forms", ""),
            ("posting", "with context "),
            ("data", ""),
        )
    )
    template = rendering.environment(lang).from_string(imports + body)
    return template.render(**FRAME, **context)


def test_a_field_keeps_what_was_typed_and_names_its_error():
    field = drawn('{{ forms.field(form, "email", "E", hint="H") }}', form=WRONG)
    assert 'value="alice@&#34;&gt;&lt;b&gt;"' in field
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="field-email-hint field-email-error"' in field
    assert 'id="field-email-error"' in field
    assert "Adresse incomplète." in field


def test_a_password_is_never_shown_again():
    form = Form(values={"password": "correct horse"}, errors=WRONG.errors)
    field = drawn('{{ forms.field(form, "password", "P", type="password") }}', form=form)
    assert "correct horse" not in field
    assert " value=" not in field
    assert "Trop courant." in field


def test_errors_are_summed_up_as_links_to_their_fields():
    summary = drawn("{{ forms.error_summary(form) }}", lang="en", form=WRONG)
    assert '<a href="#field-email">Incomplete address.</a>' in summary
    assert "<li>Nothing was sent.</li>" in summary
    assert 'role="alert"' in summary


def test_a_form_without_errors_has_no_summary():
    assert drawn("{{ forms.error_summary(form) }}", form=None).strip() == ""
    assert drawn("{{ forms.error_summary(form) }}", form=Form()).strip() == ""


def test_a_choice_is_kept():
    options = [("access", Text("Accès", "Access")), ("erasure", Text("Effacement", "Erasure"))]
    radios = drawn('{{ forms.radios(form, "right", "R", o) }}', form=WRONG, o=options)
    assert 'value="erasure" checked' in radios
    select = drawn('{{ forms.select(form, "right", "R", o) }}', form=WRONG, o=options)
    assert '<option value="erasure" selected>Effacement</option>' in select


def test_what_cannot_be_undone_is_closed_at_first_and_carries_its_token():
    body = '{% call posting.confirm("S", "/x", "D") %}<p>W</p>{% endcall %}'
    panel = drawn(body)
    assert "<details" in panel
    assert " open" not in panel
    assert 'name="csrf_token"' in panel


@pytest.mark.parametrize(
    ("days_left", "state", "kind", "said"),
    [
        (-12, "open", "late", "en retard"),
        (0, "open", "soon", "aujourd’hui"),
        (1, "open", "soon", "jour restant"),
        (20, "open", "calm", "jours restants"),
        (-3, "waiting", "waiting", "délai suspendu"),
        (-3, "done", "done", "répondu"),
    ],
)
def test_an_overdue_deadline_is_loud(days_left, state, kind, said):
    row = drawn(
        '{{ data.deadline("T", "a", "b", left, 31, state=state) }}', left=days_left, state=state
    )
    assert f"deadline--{kind}" in row
    assert said in row


def test_work_under_way_asks_again_and_finished_work_does_not():
    assert 'hx-trigger="every 2s"' in drawn('{{ data.progress("p", "P", 1, 2, "/p") }}')
    assert "hx-get" not in drawn('{{ data.progress("p", "P", 2, 2, "/p", done=true) }}')


def test_a_chart_carries_its_numbers():
    chart = drawn('{{ data.columns("c", "C", "N", "V", [("a", 1), ("b", 0)]) }}')
    assert "<td>a</td>" in chart
    assert 'class="number">1</td>' in chart
    assert "style=" not in chart
    assert drawn('{{ data.bars("c", "C", "N", "V", []) }}')


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 429, 500, 503])
@pytest.mark.parametrize(("lang", "words"), [("fr", "Rien"), ("en", "othing")])
def test_every_refusal_says_why_and_what_one_may_do(status, lang, words):
    given = FRAME | {"status": status, "reference": None, "reason": None}
    whole = rendering.render("errors/page.html", lang=lang, **given)
    partial = rendering.render("errors/_error.html", lang=lang, **given)
    assert f'<html lang="{lang}">' in whole
    assert "<html" not in partial
    if status not in (404, 503):
        assert words in whole
        assert words in partial


def test_a_refusal_gives_the_reason_of_the_rule_that_refused():
    given = FRAME | {"status": 409, "reference": "r-1", "reason": Text("Déjà fait.", "Done.")}
    assert "Déjà fait." in rendering.render("errors/page.html", lang="fr", **given)
    assert "Done." in rendering.render("errors/_error.html", lang="en", **given)


def test_a_visitor_is_given_no_token_by_the_frame():
    asked = []
    given = FRAME | {"csrf_token": lambda: asked.append(1) or "token"}
    rendering.render("home/accessibility.html", lang="fr", **given)
    assert asked == []


def test_the_header_shows_the_console_to_the_dpo_alone():
    def header(*roles: str, is_staff: bool) -> str:
        person = SimpleNamespace(
            name="A B", roles=set(roles), is_staff=is_staff, organisation=None
        )
        return rendering.render(
            "home/accessibility.html", lang="fr", **FRAME | {"person": person}
        )

    assert 'href="/console"' in header("dpo", is_staff=True)
    assert 'href="/console"' not in header("support", is_staff=True)
    assert 'href="/console"' not in header("holder", is_staff=False)
