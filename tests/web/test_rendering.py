"""What pages print: escaped, whatever a person typed, and never twice."""

import pytest
from markupsafe import Markup, escape

from web.rendering import environment

TYPED = ["plain", "<script>alert('x')</script>", '"&amp;"', "", 7, None, Markup("<b>safe</b>")]


@pytest.mark.parametrize("typed", TYPED, ids=str)
@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ typed }}</p>",
        "{% macro cell(value) %}<p>{{ value }}</p>{% endmacro %}{{ cell(typed) }}",
        "{% set kept %}<p>{{ typed }}</p>{% endset %}{{ kept }}",
        "{% for one in [typed] %}<p>{{ one }}</p>{% endfor %}",
    ],
)
def test_a_page_escapes_once_what_is_not_safe_as_it_is(source, typed):
    page = environment("fr").from_string(source)
    assert page.render(typed=typed) == f"<p>{escape(typed)}</p>"
