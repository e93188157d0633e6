"""Forms: every mistake at once, what was typed is kept, nothing is let through by halves."""

from types import SimpleNamespace
from uuid import UUID

import pytest

from domain.text import Text
from web.forms import Field, FormDefinition, Wrong, filled


def number(typed: str) -> int:
    try:
        return int(typed)
    except ValueError:
        raise Wrong(Text("Un nombre est attendu.", "A number is expected.")) from None


FORM = FormDefinition(
    name=Field(max_length=10),
    age=Field(read=number, required=False),
    password=Field(secret=True, min_length=3),
    message=Field(required=False, lines=True),
)


def read(**sent):
    submitted = {
        name: value if isinstance(value, list) else [value] for name, value in sent.items()
    }
    return FORM.read(SimpleNamespace(scope={"state": {"submitted": submitted}}))


def test_values_are_read():
    form = read(name=" Zoë ", age="7", password=" abc ")
    assert form.is_valid
    assert (form["name"], form["age"], form["password"], form["message"]) == (
        "Zoë",
        7,
        " abc ",
        None,
    )


def test_every_mistake_is_told_at_once_in_the_order_of_the_page():
    form = read(name="far too long a name", age="seven", password="a")
    assert list(form.errors) == ["name", "age", "password"]
    assert form.errors["name"].en == "This field has 19 characters; the most is 10."


def test_what_was_typed_is_kept_but_never_a_password():
    form = read(name="far too long a name", age="seven", password="secret")
    assert form.values == {"name": "far too long a name", "age": "seven", "message": ""}


def test_a_missing_field_is_an_empty_one():
    form = read()
    assert list(form.errors) == ["name", "password"]
    assert form.errors["name"].fr == "Ce champ est obligatoire."


@pytest.mark.asvs("1.1.1")
def test_the_same_accent_typed_on_two_systems_is_the_same():
    assert (
        read(name="Zoe\u0308", password="abc")["name"]
        == read(name="Zoë", password="abc")["name"]
    )


@pytest.mark.parametrize("name", ["Ξένια", "李小龙", "أحمد", "O’Neill-Ÿ", "🦊", "न"])
def test_names_of_any_alphabet_are_names(name):
    assert read(name=name, password="abc").is_valid


@pytest.mark.asvs("1.3.3")
@pytest.mark.parametrize("bad", ["a\x00b", "a\x1bb", "a\x7fb", "a\nb", "\ud800"])
def test_a_character_that_cannot_be_stored_is_refused(bad):
    assert "name" in read(name=bad, password="abc").errors


def test_lines_are_allowed_where_the_field_has_lines():
    assert read(name="a", password="abc", message="a\r\nb\tc")["message"] == "a\nb\tc"
    assert "message" in read(name="a", password="abc", message="a\x00b").errors


@pytest.mark.asvs("15.3.7")
def test_a_field_sent_twice_is_refused():
    assert "name" in read(name=["a", "b"], password="abc").errors


def test_a_form_keeps_the_id_that_its_page_gave_it():
    sent = "0f8fad5bd9cb469fa16570867728950e"
    assert read(form_id=sent).id == UUID(sent)
    assert read(form_id="junk").id != read(form_id="junk").id


def test_a_form_can_be_filled_before_anything_is_typed():
    assert filled({"name": "a", "age": None}).values == {"name": "a"}


def test_a_mistake_of_the_whole_form_does_not_hide_the_first():
    form = read(name="a", password="abc")
    form.reject("", Text("un", "one"))
    form.reject("", Text("deux", "two"))
    assert form.errors[""].en == "one"
