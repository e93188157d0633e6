"""Addresses and bodies that nobody sends by hand: none leads elsewhere, none breaks a page."""

import re

import pytest

from domain.requests import RightsRequest

NO_PAGES = ["0", "-1", "+1", "²", "1e3", "9" * 30, "0000011" + "9" * 20, "1" * 5000]


@pytest.mark.asvs("1.4.2", "15.3.5")
@pytest.mark.parametrize("number", NO_PAGES)
async def test_a_page_number_that_no_list_has_is_refused(as_dpo, number):
    for path in ("/search?q=droit&page=", "/console/requests?page="):
        answer = await as_dpo.get(path + number)
        assert answer.status_code in (400, 404), path


@pytest.mark.asvs("1.2.2", "3.7.2")
@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/x",
        "/en//evil.example/x",
        "/en/%2Fevil.example",
        "/en/en//evil.example",
        "/%5Cevil.example",
        "/en/%5Cevil.example",
        "//account",
        "/en//account",
    ],
)
async def test_no_page_links_to_a_host_that_its_address_names(anonymous, path):
    answer = await anonymous.get(f"http://testserver{path}")
    links = re.findall(r'(?:href|action|src)="([^"]*)"', answer.text)
    assert not [link for link in links if re.match(r"[/\\]{2}", link)]
    assert not re.match(r"(?:https?:)?[/\\]{2}", answer.headers.get("location", ""))


@pytest.mark.asvs("1.2.1", "9.1.1")
@pytest.mark.parametrize("token", ["abc.%FF%FE", "%00", "%ED%A0%80.x", "a%0D%0AX-Evil:1", "é"])
async def test_a_damaged_link_does_not_exist(anonymous, token):
    for path in ("/rights/prove/", "/en/rights/requests/", "/prove-address/"):
        answer = await anonymous.get(path + token)
        assert answer.status_code == 404, path
        assert "x-evil" not in answer.headers


@pytest.mark.asvs("13.4.4")
@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "FOO"])
async def test_a_method_that_no_page_knows_is_no_more_than_a_missing_page(anonymous, method):
    for path in ("/", "/account", "/console", "/sign-out", "/en/account/data/access"):
        answer = await anonymous.client.request(method, path)
        assert answer.status_code in (303, 404), path


@pytest.mark.asvs("15.3.5")
@pytest.mark.parametrize("length", ["²", "-1", "1_0", "junk"])
async def test_a_length_that_is_no_number_is_refused(anonymous, length):
    headers = {
        "content-length": length.encode("latin-1"),
        "content-type": "application/x-www-form-urlencoded",
    }
    answer = await anonymous.client.post("/sign-in", content=b"a=b", headers=headers)
    assert answer.status_code == 413


@pytest.mark.asvs("2.2.3")
@pytest.mark.parametrize("day", ["0001-01-01", "2018-05-24", "9999-12-31"])
async def test_a_request_was_received_neither_before_the_gdpr_nor_after_today(as_dpo, day):
    form = {
        "right": "access",
        "received_on": day,
        "first_name": "Zoé",
        "last_name": "Zola",
        "email": "zoe@example.net",
        "language": "fr",
    }
    answer = await as_dpo.post("/console/requests/new", form)
    assert answer.status_code == 422
    assert not await RightsRequest.exists()
