"""A finding is kept as JSON and read back as it was (P-ACC-6)."""

from domain.licence import detector
from tests.domain.findings import a_finding


def test_what_a_case_keeps_is_what_was_found():
    finding = a_finding()
    assert detector.Finding.from_json(finding.to_json()) == finding


def test_a_case_opens_from_the_threshold_on():
    assert a_finding(score=detector.THRESHOLD).opens_case
    assert not a_finding(score=detector.THRESHOLD - 0.001).opens_case
