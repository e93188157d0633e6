"""The record of processing activities says what art. 30(1) GDPR asks for."""

import csv
import io

import pytest
from odfdo import Document
from pyld import jsonld
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

from domain import policy
from domain.policy.linked_record import RIGHT_TERMS, as_duration
from domain.register import OVH, PROCESSORS, REGISTER
from domain.register.bases import rights_on
from domain.register.completeness import column_name
from domain.register.controller import CONTROLLER
from domain.register.words import period_in_words
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
    by_slug = {line["slug"]: line for line in lines}
    assert "1 an à compter de votre dernière visite" in by_slug["accounts"]["retention"]


def test_every_gap_of_a_sheet_is_listed_with_its_promise():
    found = policy.gaps(htmx_from_cdn=True)
    assert {sheet.name.en for sheet in REGISTER if sheet.gap} <= {gap.about.en for gap in found}
    assert all(gap.promise.startswith("P-") for gap in found)


@pytest.mark.promise("P-POL-3")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_spreadsheet_has_a_list_and_a_sheet_for_each_activity(lang):
    file = policy.record_as_ods(lang=lang, htmx_from_cdn=True)
    tables = Document(io.BytesIO(file)).body.tables
    assert [table.name for table in tables[1:]] == [sheet.slug[:31] for sheet in REGISTER]
    listed = [row[:3] for row in tables[0].get_values()]
    for sheet in REGISTER:
        assert [sheet.slug, sheet.name[lang], sheet.purpose[lang]] in listed
    assert {table.width for table in tables} == {4}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_sheet_says_periods_recipients_transfers_and_gaps(lang):
    file = policy.record_as_ods(lang=lang, htmx_from_cdn=True)
    tables = {table.name: table for table in Document(io.BytesIO(file)).body.tables}
    for sheet in REGISTER:
        rows = tables[sheet.slug[:31]].get_values()
        cells = {words for row in rows for words in row}
        expected = {
            sheet.purpose[lang],
            sheet.data_subjects[lang],
            *(period_in_words(holding.retention)[lang] for holding in sheet.holdings),
            *(one.name for one in sheet.recipients),
            *(one.safeguards[lang] for one in sheet.recipients if one.safeguards),
            *([sheet.gap[lang]] if sheet.gap else []),
        }
        assert expected <= cells, sheet.slug


def test_no_cell_of_the_spreadsheet_is_computed():
    file = policy.record_as_ods(lang="fr", htmx_from_cdn=True)
    cells = [
        cell
        for table in Document(io.BytesIO(file)).body.tables
        for row in table.traverse()
        for cell in row.traverse()
    ]
    assert len(cells) > 1_000
    assert {cell.type for cell in cells} <= {"string", None}
    assert not any(cell.formula for cell in cells)


DPV = Namespace("https://w3id.org/dpv#")
EU_GDPR = Namespace("https://w3id.org/dpv/legal/eu/gdpr#")
# Looked up in DPV 2.3 of February 2026: what is not in it would mean nothing to its readers.
TERMS = {
    "dpv": {
        "Country",
        "DataController",
        "DataProcessor",
        "DataProtectionAuthority",
        "DataProtectionOfficer",
        "DataSubject",
        "PersonalData",
        "Process",
        "Purpose",
        "Recipient",
        "StorageDuration",
        "TechnicalOrganisationalMeasure",
        "TemporalDuration",
        "ThirdCountry",
        "hasAddress",
        "hasAuthority",
        "hasContact",
        "hasCountry",
        "hasDataController",
        "hasDataProtectionOfficer",
        "hasDataSubject",
        "hasDuration",
        "hasIdentifier",
        "hasLegalBasis",
        "hasName",
        "hasPersonalData",
        "hasProcess",
        "hasPurpose",
        "hasRecipient",
        "hasRight",
        "hasStorageCondition",
        "hasTechnicalOrganisationalMeasure",
        "hasThirdCountry",
    },
    "gdpr": {
        *("A6-1-a", "A6-1-b", "A6-1-c", "A6-1-f", "A46-2-c"),
        *("A15", "A16", "A17", "A18", "A20", "A21", "A7-3"),
    },
}


def as_graph():
    record = policy.record_as_jsonld(address="https://assisteu.example.org", htmx_from_cdn=True)
    triples = jsonld.to_rdf(record, {"format": "application/n-quads"})
    return Graph().parse(data=triples, format="nt")


def test_the_linked_record_uses_terms_of_the_vocabulary_alone():
    terms = {term for triple in as_graph() for term in triple if isinstance(term, URIRef)}
    used = {str(term).removeprefix(str(DPV)) for term in terms if term in DPV}
    assert used <= TERMS["dpv"]
    articles = {str(term).removeprefix(str(EU_GDPR)) for term in terms if term in EU_GDPR}
    assert articles <= TERMS["gdpr"]
    assert len(used) > 20
    assert len(articles) > 8


@pytest.mark.promise("P-POL-3")
def test_the_linked_record_says_bases_periods_rights_and_recipients():
    graph = as_graph()
    page = "https://assisteu.example.org/privacy"
    assert set(graph.subjects(RDF.type, DPV.Process)) == {
        URIRef(f"{page}#{sheet.slug}") for sheet in REGISTER
    }
    for sheet in REGISTER:
        about = URIRef(f"{page}#{sheet.slug}")
        bases = {EU_GDPR[f"A6-1-{basis}"] for basis in sheet.legal_bases}
        assert set(graph.objects(about, DPV.hasLegalBasis)) == bases
        given = {URIRef(f"{page}#recipient-{one.slug}") for one in sheet.recipients}
        assert set(graph.objects(about, DPV.hasRecipient)) == given
        periods = {
            str(value)
            for held in graph.objects(about, DPV.hasStorageCondition)
            for length in graph.objects(held, DPV.hasDuration)
            for value in graph.objects(length, RDF.value)
        }
        lengths = [as_duration(holding.retention.period) for holding in sheet.holdings]
        expected = {str(Literal(length, datatype=XSD.duration)) for length in lengths}
        assert periods == expected
        assert len(set(graph.objects(about, DPV.hasRight))) == len(rights_on(sheet))


def test_every_right_that_a_basis_opens_has_its_article():
    opened = {right.en for sheet in REGISTER for right in rights_on(sheet)}
    assert opened <= set(RIGHT_TERMS)
