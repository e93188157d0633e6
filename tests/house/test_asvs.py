"""The page about ASVS cannot say more than the tests prove, nor name what does not exist."""

from tests.asvs.page import as_markdown, mistakes
from tests.asvs.standard import NOT_APPLICABLE, NOT_MET, reasons, requirements

PROVEN = {"6.2.1": ["tests/x.py::test_y"]}


def test_levels_one_and_two_are_whole():
    levels = [each.level for each in requirements().values()]
    assert (levels.count(1), levels.count(2)) == (70, 183)


def test_what_is_unknown_or_in_two_states_is_a_mistake():
    assert mistakes(PROVEN, {"4.3.1": "no GraphQL"}, {"6.3.3": "optional"}) == []
    assert mistakes({"6.2.99": ["x"]}, {}, {}) != []
    assert mistakes({}, {"99.1.1": "x"}, {}) != []
    assert mistakes({}, {}, {"1.2.99": "x"}) != []
    assert mistakes(PROVEN, {"6.2.1": "x"}, {}) != []
    assert mistakes(PROVEN, {}, {"6.2.1": "x"}) != []
    assert mistakes({}, {"6.2.1": "x"}, {"6.2.1": "x"}) != []


def test_the_reasons_that_were_given_name_what_exists():
    assert mistakes({}, reasons(NOT_APPLICABLE), reasons(NOT_MET)) == []


def test_what_nobody_proves_is_not_met():
    page = as_markdown(PROVEN, {"4.3.1": "no GraphQL"}, {"6.3.3": "optional"})
    assert "| 6.2.1 | 1 | Passwords of a minimum length | met | `tests/x.py::test_y` |" in page
    assert "| not applicable | no GraphQL |" in page
    assert "| **not met** | optional |" in page
    assert "| 6.2.2 | 1 | Passwords can be changed | **not met** | No test proves it. |" in page
    assert "| 6 Authentication | 1 | 0 |" in page
