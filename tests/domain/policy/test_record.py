"""The record of processing activities says what art. 30(1) GDPR asks for."""

import csv
import io

import pytest

from domain import policy
from domain.register import OVH, PROCESSORS, REGISTER
from domain.register.completeness import column_name
from domain.register.controller import CONTROLLER
from domain.text import LANGUAGES


@pytest.mark.promise("P-POL-3")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_names_the_controller_and_the_officer(lang):
    record = policy.record_of_processing(lang=lang, htmx_from_cdn=False)
    assert record["controller"]["name"] == CONTROLLER.name
    assert record["controller"]["data_protection_officer"] == CONTROLLER.officer
    assert record["controller"]["contact"] == CONTROLLER.officer_email
    assert record["security_measures"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_activity_states_everything_that_the_article_lists(lang):
    record = policy.record_of_processing(lang=lang, htmx_from_cdn=False)
    assert [sheet["slug"] for sheet in record["activities"]] == [s.slug for s in REGISTER]
    for said, sheet in zip(record["activities"], REGISTER, strict=True):
        assert said["purpose"] == sheet.purpose[lang]
        assert said["data_subjects"] == sheet.data_subjects[lang]
        assert said["legal_bases"]
        assert said["rights"]
        columns = [c["column"] for holding in said["data"] for c in holding["columns"]]
        assert columns == [column_name(c) for h in sheet.holdings for c in h.columns]
        assert all(h["retention"] and h["clock"] and h["source"] for h in said["data"])


def test_recipients_come_with_country_safeguards_agreement_and_activities():
    record = policy.record_of_processing(lang="en", htmx_from_cdn=True)
    by_name = {one["name"]: one for one in record["recipients"]}
    assert set(by_name) == {*(one.name for one in PROCESSORS), "jsDelivr"}
    assert by_name["OVH"]["activities"] == [s.slug for s in REGISTER if OVH in s.recipients]
    assert "standard contractual clauses" in by_name["Stripe"]["safeguards"]
    assert by_name["Stripe"]["activities"] == []
    assert by_name["jsDelivr"]["agreement_since"] is None
    assert by_name["jsDelivr"]["gap"]


def test_the_table_has_one_line_for_each_activity_and_loses_no_column():
    words = policy.record_as_csv(lang="fr", htmx_from_cdn=False)
    lines = list(csv.DictReader(io.StringIO(words)))
    assert [line["slug"] for line in lines] == [sheet.slug for sheet in REGISTER]
    assert [line["name"] for line in lines] == [sheet.name.fr for sheet in REGISTER]
    assert {line["controller_name"] for line in lines} == {CONTROLLER.name}
    assert all(line["purpose"] and line["rights"] and line["legal_bases"] for line in lines)
    assert "1 an à compter de votre dernière visite" in lines[1]["retention"]


def test_every_gap_of_a_sheet_is_listed_with_its_promise():
    found = policy.gaps(htmx_from_cdn=True)
    assert {sheet.name.en for sheet in REGISTER if sheet.gap} <= {gap.about.en for gap in found}
    assert all(gap.promise.startswith("P-") for gap in found)
