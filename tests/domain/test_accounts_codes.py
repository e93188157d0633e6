"""The codes of an app are those of RFC 6238, for new secrets and for old short ones."""

from datetime import UTC, datetime

import pytest

from domain.accounts.second_factor import step_of


@pytest.mark.parametrize(
    ("secret", "at", "code"),
    [
        # RFC 6238, appendix B: the last six of its eight digits.
        ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59, "287082"),
        ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1_111_111_109, "081804"),
        ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 2_000_000_000, "279037"),
        # 80 bits, as older apps made them.
        ("JBSWY3DPEHPK3PXP", 60, "602287"),
        ("JBSWY3DPEHPK3PXP", 30, "996554"),
    ],
)
def test_a_code_is_known_by_its_step(secret, at, code):
    assert step_of(secret, code, now=datetime.fromtimestamp(at, UTC)) == at // 30


def test_a_code_of_two_steps_ago_is_not_known():
    now = datetime.fromtimestamp(59 + 60, UTC)
    assert step_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "287082", now=now) is None
