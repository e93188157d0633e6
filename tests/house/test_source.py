"""What the program's source never holds, because it would be unsafe wherever it stood."""

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
SCRIPTS = sorted((ROOT / "static").glob("*.js"))

SEARCHES = {f"re.{each}" for each in ("compile", "search", "match", "fullmatch", "sub")} | {
    f"re.{each}" for each in ("split", "findall", "finditer", "subn")
}
PATTERNS_FROM_OUR_TABLES = {"domain/research/identifiers.py", "domain/research/numbering.py"}
"""Their patterns are put together from constants of the same file."""


@lru_cache(maxsize=1)
def source() -> dict[str, ast.Module]:
    return {
        str(file.relative_to(SRC)): ast.parse(file.read_text()) for file in SRC.rglob("*.py")
    }


@lru_cache(maxsize=1)
def imported() -> dict[str, set[str]]:
    """Return the modules that each file imports, with what it takes from them."""
    found: dict[str, set[str]] = {}
    for name, tree in source().items():
        modules = found.setdefault(name, set())
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules |= {node.module, *(f"{node.module}.{n.name}" for n in node.names)}
    return found


def importers(*unwanted: str) -> set[str]:
    return {
        name
        for name, modules in imported().items()
        if any(m == each or m.startswith(f"{each}.") for m in modules for each in unwanted)
    }


@lru_cache(maxsize=1)
def calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """Return every call: its file, what is called, and its node."""
    return tuple(
        (name, ast.unparse(node.func), node)
        for name, tree in source().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    )


def callers(*unwanted: str) -> set[str]:
    return {f"{name}: {called}" for name, called, _ in calls() if called in unwanted}


def is_fixed(node: ast.expr) -> bool:
    """Tell whether a text is written in the source: a literal, or a constant of the module."""
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


@pytest.mark.asvs("1.3.2")
def test_no_code_is_made_at_run_time():
    assert callers("eval", "exec", "compile", "__import__") == set()
    assert importers("code", "codeop") == set()


@pytest.mark.asvs("1.2.5")
def test_no_command_goes_through_a_shell():
    assert callers("os.system", "os.popen", "asyncio.create_subprocess_shell") == set()
    shells = [
        name
        for name, _, node in calls()
        for keyword in node.keywords
        if keyword.arg == "shell" and ast.unparse(keyword.value) != "False"
    ]
    assert shells == []


@pytest.mark.asvs("1.5.2")
def test_nothing_is_read_that_could_make_objects_of_any_kind():
    assert importers("pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle") == set()


@pytest.mark.asvs("1.3.7")
def test_templates_are_files_of_ours_and_never_made_of_words():
    made = [
        f"{name}: {called}"
        for name, called, _ in calls()
        if called.endswith(("from_string", ".parse_string")) or called == "Template"
    ]
    assert made == []
    using = {name for name in importers("jinja2") if not name.startswith("web/checks/")}
    assert using == {"web/rendering.py"}


@pytest.mark.asvs("1.3.10")
def test_what_is_formatted_is_written_in_the_source():
    made = [
        f"{name}:{node.lineno}"
        for name, called, node in calls()
        if called.endswith(".format")
        and called != "self.format"
        and isinstance(node.func, ast.Attribute)
        and not is_fixed(node.func.value)
    ]
    assert made == []


@pytest.mark.asvs("5.4.1", "5.4.2")
def test_files_to_download_are_named_in_the_source():
    named = [node.args[0] for _, called, node in calls() if called.endswith("csv_file")]
    assert named
    assert all(is_fixed(name) for name in named)


@pytest.mark.asvs("1.2.9")
def test_patterns_are_written_in_the_source():
    made = [
        name
        for name, called, node in calls()
        if called in SEARCHES and not is_fixed(node.args[0])
    ]
    assert set(made) <= PATTERNS_FROM_OUR_TABLES


_LOCAL_STRIPE = {
    # The shapes of Stripe's objects and its version, read; in tests its client, by no socket.
    *("web/local_stripe/engine.py", "web/local_stripe/shapes.py"),
    "web/local_stripe/in_process.py",
    # Webhooks of the local run: to this machine alone, and a test says so.
    "web/local_stripe/sending.py",
}

_BY_HTTP = ("axeptio", "hubspot", "interface", "mailjet", "matomo", "stand_ins", "zoom")


@pytest.mark.asvs("1.3.6", "13.2.4", "13.2.5", "15.3.2")
def test_nothing_asks_another_host_for_anything():
    """Databases apart: whoever adds a client names here where it may go."""
    clients = ("httpx", "requests", "urllib.request", "urllib3", "aiohttp", "http.client")
    senders = ("aiosmtplib", "smtplib", "ftplib", "imaplib", "stripe")
    assert importers(*clients, *senders) == {
        *(f"domain/processors/{each}.py" for each in _BY_HTTP),
        "domain/processors/smtp.py",
        *_LOCAL_STRIPE,
    }
    assert importers("dns") == {"domain/processors/sending_domain.py"}
    assert importers("socket") == {"web/listening.py", "web/__main__.py"}
    assert callers("asyncio.open_connection") == {
        "web/listening.py: asyncio.open_connection",  # whether our own port is free
        "web/tls.py: asyncio.open_connection",  # which TLS our own listener speaks
    }


@pytest.mark.asvs("11.2.1", "11.4.1", "11.4.3")
def test_hashes_are_those_of_the_standard_library_and_of_256_bits_or_more():
    taken = {
        each.removeprefix("hashlib.")
        for modules in imported().values()
        for each in modules
        if each.startswith("hashlib.")
    }
    assert taken == {"sha256", "sha384"}
    whole = {name for name, modules in imported().items() if "hashlib" in modules}
    assert not [name for name, called, _ in calls() if called.startswith("hashlib.")], whole
    digests = {ast.unparse(node.args[2]) for _, called, node in calls() if called == "hmac.new"}
    assert digests == {"sha256"}


@pytest.mark.asvs("11.2.1")
def test_no_cipher_is_called_and_none_is_home_made():
    libraries = ("cryptography", "Crypto", "Cryptodome", "nacl", "jwt", "jose")
    assert importers(*libraries) == {
        "web/tls.py",  # reads a certificate, encrypts nothing
        "domain/backups/sealing.py",
    }


@pytest.mark.asvs("6.5.3", "11.5.1")
def test_chance_is_that_of_the_system_wherever_it_counts():
    """The demo needs people who are the same each time; the local Stripe, the same disorder."""
    by_chance = importers("random", "numpy.random") | {
        name for name, called, _ in calls() if ".random." in f".{called}"
    }
    disorder = {"web/local_stripe/deliveries.py"}
    assert {n for n in by_chance if not n.startswith("domain/demo/")} == disorder
    sizes = {
        (called.removeprefix("secrets."), node.args[0].value)
        for _, called, node in calls()
        if called.startswith("secrets.token_") and isinstance(node.args[0], ast.Constant)
    }
    assert sizes
    assert all(size_bytes >= 12 for _, size_bytes in sizes)


@pytest.mark.asvs("3.2.2")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_scripts_write_text_and_never_markup(script):
    unsafe = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment"
    assert re.findall(rf"{unsafe}|\beval\b|new Function|javascript:", script.read_text()) == []


@pytest.mark.asvs("14.3.3")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_scripts_store_nothing_in_the_browser(script):
    storage = r"localStorage|sessionStorage|indexedDB|caches\.|document\.cookie|serviceWorker"
    assert re.findall(storage, script.read_text()) == []


@pytest.mark.asvs("15.3.6")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_scripts_assign_to_no_property_that_data_names(script):
    """Where no key comes from data, no prototype can be polluted."""
    assert re.findall(r"__proto__|\.prototype\b|Object\.assign", script.read_text()) == []
    assert re.findall(r"\[[^\]\"'`]*\]\s*=[^=>]", script.read_text()) == []


@pytest.mark.asvs("6.2.7")
def test_nothing_hinders_pasting_a_password():
    words = [file.read_text() for file in SCRIPTS]
    words += [file.read_text() for file in (ROOT / "templates").rglob("*.html")]
    assert not [text for text in words if re.search(r"onpaste|[\"']paste[\"']", text)]


@pytest.mark.asvs("3.7.1")
def test_pages_need_nothing_that_browsers_gave_up():
    old = re.compile(r"<(?:object|embed|applet|frame|frameset|marquee)\b|classid=|\.swf\b")
    pages = (ROOT / "templates").rglob("*.html")
    assert not [file.name for file in pages if old.search(file.read_text())]
