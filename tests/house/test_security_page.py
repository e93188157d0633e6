"""The page ``docs/security.md`` says what the program does: neither can change alone."""

import ast
import re
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from domain import accounts
from domain.accounts import passkeys, passwords, rules, throttling
from domain.accounts.throttling import Throttled
from domain.register import REGISTER
from domain.roles import STAFF, Role
from tests.house.test_source import calls
from tests.routes import forms
from web import account_fields as fields
from web import request_parts as parts
from web.htmx import HTMX_URL
from web.submission import BODY_LIMIT, FIELD_LIMIT

ROOT = Path(__file__).parents[2]


@lru_cache(maxsize=1)
def sections() -> dict[str, str]:
    """Return the sections of the page by their titles."""
    parts_ = (ROOT / "docs/security.md").read_text().split("\n## ")
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts_}


def rows(section: str) -> dict[str, list[str]]:
    """Return the cells of a section's table by the first of each row."""
    lines = [line for line in sections()[section].splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return {row[0]: row[1:] for row in cells}


@pytest.mark.asvs("2.1.1")
def test_the_longest_values_are_those_of_the_fields():
    longest = {kind: row[0] for kind, row in rows("Input").items()}
    assert longest["e-mail address"] == str(fields.email().max_length)
    assert longest["telephone"] == str(fields.telephone().max_length)
    assert longest["password"] == str(fields.password().max_length)
    assert longest["code"] == str(fields.code().max_length)
    assert longest["message"] == str(parts.message().max_length)
    assert longest["choices"] == str(parts.ground().max_length)
    said = sections()["Input"]
    assert f"{BODY_LIMIT // 1024} KiB and {FIELD_LIMIT} fields" in said


@pytest.mark.asvs("2.1.2")
def test_each_rule_about_two_fields_is_said():
    """The rules are proven where 2.2.3 says; a new one is told on the page too."""
    said = sections()["Input"].partition("Combinations:")[2]
    assert len(said.partition("\n\n")[0].replace("\n", " ").split(";")) >= 6


def limit(what: throttling.Limit | None) -> str:
    minutes = int(what.within.total_seconds() // 60) if what else 0
    return f"{what.tries} in {minutes} min" if what else "none"


@pytest.mark.asvs("2.1.3", "6.1.1")
def test_the_limits_are_those_that_hold():
    every = [each for each in vars(throttling).values() if isinstance(each, Throttled)]
    assert rows("Limits") == {
        each.name: [
            limit(each.by_both),
            limit(each.by_network),
            limit(each.by_address),
            limit(each.everyone),
        ]
        for each in every
    }
    assert f"passkeys ({passkeys.MOST})" in sections()["Limits"]


@pytest.mark.asvs("6.1.2")
def test_the_words_that_passwords_avoid_are_those_of_the_program():
    listed = sections()["Ways to sign in"].partition("<!-- words -->")[2]
    assert tuple(re.findall(r"`(\w+)`", listed)) == passwords.WORDS_OF_OURS


@pytest.mark.asvs("6.1.3", "6.3.4")
def test_every_way_to_sign_in_is_told_and_there_is_no_other():
    told = " ".join(row[0] for row in rows("Ways to sign in").values())
    paths = set(re.findall(r"`(/[^`]*)`", told))
    sent_to = {each.pattern for each in forms()}
    assert {path for path in sent_to if path.startswith("/sign-in")} == {
        path for path in paths if path.startswith("/sign-in")
    }
    opening = {name for name, called, _ in calls() if called in ("enter", "_enter")}
    assert opening == {"web/sign_in.py", "web/second_factor.py"}
    made = {name for name, called, _ in calls() if called in ("open_session", "Session")}
    assert made - {"domain/demo/traces.py"} == {
        "domain/accounts/sessions.py",
        "domain/accounts/sign_in.py",
    }


@pytest.mark.asvs("7.1.1", "7.1.2")
def test_sessions_last_as_long_as_the_page_says():
    assert rows("Sessions") == {
        "holders": [
            "never",
            f"{rules.HOLDER_SESSION.months} months (the policy's longest cookie, P-COO-3)",
        ],
        "staff": [
            f"{rules.STAFF_IDLE.seconds // 60} minutes",
            f"{rules.STAFF_SESSION.seconds // 3600} hours",
        ],
        "second factor still due": ["–", f"{rules.CODE_DUE_WITHIN.seconds // 60} minutes"],
    }
    said = sections()["Sessions"]
    assert "Any number of sessions at once" in said
    assert "NIST SP 800-63B" in said


@pytest.mark.asvs("8.1.1", "8.1.2", "14.1.1")
def test_each_sheet_says_who_sees_its_data():
    assert [sheet.slug for sheet in REGISTER if not sheet.access] == ["throttling"]
    said = sections()["Who may see and do what"]
    assert "assisteu register export" in said
    assert set(rows("Levels of data")) == {
        "secret",
        "professional secrecy",
        "personal",
        "not personal",
    }


@pytest.mark.asvs("14.1.1", "14.2.4")
def test_secrets_are_never_shown():
    data = [datum for sheet in REGISTER for holding in sheet.holdings for datum in holding.data]
    secret = re.compile(r"(^|_)(hash|secret|sha256|token|key|key_hash|content)($|_)")
    found = {
        f"{each.column._meta.table._meta.tablename}.{each.column._meta.name}"
        for each in data
        if secret.search(each.column._meta.name)
    }
    shown = {
        f"{each.column._meta.table._meta.tablename}.{each.column._meta.name}"
        for each in data
        if secret.search(each.column._meta.name) and each.shown
    }
    assert {"account.password_hash", "account.totp_secret", "session.token_sha256"} <= found
    assert shown == set()


@pytest.mark.asvs("14.1.2", "14.2.4")
def test_what_people_search_and_read_is_for_them_alone():
    secret = {"research-features", "rights-requests"}
    sheets = [sheet for sheet in REGISTER if sheet.slug in secret]
    assert {sheet.slug for sheet in sheets} == secret
    for sheet in sheets:
        assert Role.HOLDER in sheet.access
        assert not (set(STAFF) - {Role.DPO}) & set(sheet.access)


@pytest.mark.asvs("11.1.1", "11.1.2")
def test_each_use_of_the_key_is_in_the_inventory():
    uses = set()
    for _, called, node in calls():
        if called != "keyed_hash":
            continue
        purpose = node.args[0]
        if isinstance(purpose, ast.JoinedStr):
            purpose = purpose.values[0]
        assert isinstance(purpose, ast.Constant)
        uses.add(str(purpose.value))
    inventory = rows("Keys and algorithms")
    assert {use.strip("`") for use in inventory if use.startswith("`")} == uses
    (passwords_,) = (row for use, row in inventory.items() if use == "passwords")
    assert passwords_[0] == "Argon2id, 19 MiB, 2 passes"
    assert "replace it and restart" in sections()["Keys and algorithms"]


@pytest.mark.asvs("13.1.1")
def test_each_host_that_is_asked_is_told():
    said = " ".join(" ".join([start, *row]) for start, row in rows("Connections").items())
    assert f"`{urlsplit(HTMX_URL).hostname}`" in sections()["Connections"]
    assert "browser" in said


def logged() -> set[str]:
    """Return every event that the source logs."""
    events = set()
    for _, called, node in calls():
        place = {"note_refusal": 1}.get(called, 0)
        of_a_log = re.fullmatch(r"(log|logger)\.(debug|info|warning|error|exception)", called)
        if called == "note_refusal" or of_a_log:
            event = node.args[place]
            if isinstance(event, ast.Constant):
                events.add(str(event.value))
    return events


@pytest.mark.asvs("16.1.1")
def test_each_event_of_the_log_is_in_the_inventory():
    told = {word for row in rows("Logs") for word in re.findall(r"`([^`]*)`", row)}
    assert told == logged()


@pytest.mark.asvs("15.1.1")
def test_weak_components_have_their_time():
    said = sections()["Components"].replace("\n", " ")
    for severity in ("critical within", "high within", "moderate within", "others with"):
        assert severity in said
    assert "brought up to date each month" in said


@pytest.mark.asvs("15.1.3")
def test_what_costs_much_is_told_with_its_bound():
    told = rows("What costs much")
    assert any(str(passwords.IN_LINE) in row[0] for row in told.values())
    assert any("ASSISTEU_STATEMENT_TIMEOUT_MS" in row[0] for row in told.values())
    assert len(told) >= 4


def locked(file: str) -> dict[str, set[str]]:
    """Return the versions of each component of a lock, all with hashes."""
    found: dict[str, set[str]] = {}
    for entry in re.split(r"\n(?=[a-zA-Z0-9])", (ROOT / file).read_text()):
        named = re.match(r"([A-Za-z0-9_.-]+)==([^\s;\\]+)", entry)
        if named:
            assert "--hash=sha256:" in entry, named.group()
            name = named.group(1).lower().replace("_", "-")
            found.setdefault(name, set()).add(named.group(2))  # one for each Python, at times
    return found


@pytest.mark.asvs("15.1.2")
def test_the_locks_are_an_inventory_of_everything_installed():
    inventory = locked("requirements-dev.txt")
    assert all(
        versions == inventory[name] for name, versions in locked("requirements.txt").items()
    )
    installed = {
        each.metadata["Name"].lower().replace("_", "-").replace(".", "-"): each.version
        for each in metadata.distributions()
    }
    ours = {"assisteu", "pip", "setuptools"}
    unknown = {
        name: version
        for name, version in installed.items()
        if name not in ours and version not in inventory.get(name, ())
    }
    assert unknown == {}


def test_the_page_names_what_exists():
    text = (ROOT / "docs/security.md").read_text()
    for name in re.findall(r"`((?:web|tests)/[\w/.]+)`", text):
        assert (ROOT / name).exists() or (ROOT / "src" / name).exists(), name
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / "docs" / target).exists() or (ROOT / "docs" / f"{target}.md").exists()
    assert accounts.PASSWORD_MIN_LENGTH == 12
