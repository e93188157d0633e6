"""The lines of the log: one JSON object each, in UTC, on standard error alone."""

import io
import json
import logging
import sys

import pytest

from domain import logs


@pytest.fixture
def written(monkeypatch):
    """Set the log up as a process of ours does; return where its lines go."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.level, list(root.handlers)
    monkeypatch.setattr(sys, "stderr", stream)
    logs.set_up("info")
    yield stream
    root.setLevel(before[0])
    root.handlers[:] = before[1]


@pytest.mark.asvs("16.2.3")
def test_go_to_standard_error_and_nowhere_else(written):
    logs.set_up("info")
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    assert handler.stream is sys.stderr


@pytest.mark.asvs("16.2.2", "16.2.4")
def test_are_json_with_their_time_in_utc(written):
    logging.getLogger("web.access").info("answered", extra={"facts": {"status": 200}})
    line = json.loads(written.getvalue())
    assert line["at"].endswith("+00:00")
    assert {name: line[name] for name in ("level", "logger", "event", "status")} == {
        "level": "info",
        "logger": "web.access",
        "event": "answered",
        "status": 200,
    }


@pytest.mark.asvs("16.4.1")
@pytest.mark.parametrize("hostile", ['\n{"level": "info"}', "\r\n", "\x1b[2J", '"', "\u2028"])
def test_stay_one_line_each_whatever_stands_in_them(written, hostile):
    logging.getLogger("web").info(hostile, extra={"facts": {"route": hostile, hostile: 1}})
    lines = written.getvalue().rstrip("\n").split("\n")
    assert len(lines) == 1
    assert json.loads(lines[0])["route"] == hostile
    assert "\x1b" not in lines[0]
    assert "\r" not in lines[0]


@pytest.mark.asvs("16.2.5")
def test_never_repeat_the_words_of_an_error(written):
    try:
        int("alice@example.org")
    except ValueError:
        logging.getLogger("web").exception("failed")
    assert "alice" not in written.getvalue()
    assert json.loads(written.getvalue())["error"] == "builtins.ValueError"


def test_tell_no_address_that_a_processor_is_asked(written):
    logging.getLogger("httpx").info("GET %s", "https://x.example/contact/alice@example.org")
    assert written.getvalue() == ""
