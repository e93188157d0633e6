"""A broken, empty, dangerous or unknown file is an error that names the file and the place."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.research import reading, xml
from domain.research.parsed import NotReadable
from tests.domain.research.samples import ACT, ANNEX, META, NOTICE, PAGE

BOMB = """<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><ACT>&b;</ACT>"""
OUTSIDE = """<!DOCTYPE ACT [<!ENTITY x SYSTEM "file:///etc/passwd">]><ACT>&x;</ACT>"""


def refusal(folder: Path, content: bytes | str, name: str = "act.xml") -> NotReadable:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(NotReadable) as caught:
        reading.read(reading.Source(files=(file,)))
    assert str(file) in str(caught.value)
    return caught.value


@pytest.mark.asvs("1.5.1")
@pytest.mark.parametrize(
    ("content", "said", "place"),
    [
        ("", "empty", ""),
        ("  \n ", "empty", ""),
        (ACT[: len(ACT) // 2], "not well-formed", "line "),
        ("<ACT>\n<TITLE>\n</ACT>", "not well-formed", "line 3"),
        (BOMB, "entities", "<!ENTITY"),
        (OUTSIDE, "entities", "<!ENTITY"),
        (b"\x00\x01\x02\xff" * 50, "not well-formed", "line 1"),
        (b"%PDF-1.7 \xe2\xe3", "not well-formed", "line 1"),
        ("<akomaNtoso/>", "neither Formex", "<akomaNtoso>"),
        (NOTICE, "neither Formex", "<DOC>"),
        (ANNEX, "annex without its act", "<ANNEX>"),
        (ACT.replace("<LG.DOC>EN", "<LG.DOC>DE"), "language “DE”", "<LG.DOC>"),
        (ACT.replace("(EU) 2031/7", ""), "number of the act", "<TITLE>"),
        (ACT.replace('ISO="20310105"', 'ISO="20311399"'), "unreadable date", "<DATE ISO>"),
        ("<ACT><ENACTING.TERMS/></ACT>", "no text", "<ACT>"),
        ("<html><body><p>Bonjour</p></body></html>", "not built like", "<body>"),
        ("<!DOCTYPE html><p>old<br>page", "HTML page", "line 1"),
        (PAGE.replace('class="oj-normal"', 'class="oj-note"'), "no text of law", "<body>"),
    ],
)
def test_a_bad_file_says_why_and_where(tmp_path, content, said, place):
    error = refusal(tmp_path, content)
    assert said in str(error)
    assert error.place.startswith(place)
    assert error.in_words().fr != error.in_words().en


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(xml, "LARGEST_FILE_BYTES", 1000)
    assert "larger" in str(refusal(tmp_path, "<ACT>" + "x" * 2000 + "</ACT>"))


def test_an_element_a_thousand_deep_is_refused_and_not_followed(tmp_path):
    assert "not well-formed" in str(refusal(tmp_path, "<P>" * 1000 + "</P>" * 1000))


def test_a_folder_in_place_of_a_file_is_an_error(tmp_path):
    with pytest.raises(NotReadable):
        reading.read(reading.Source(files=(tmp_path,)))


def test_what_does_not_exist_is_said(tmp_path):
    ((_, found),) = reading.gather([tmp_path / "nowhere.xml"])
    assert "no such file" in str(found[0])


@pytest.mark.parametrize(
    "meta", ["", "{", "[]", '{"raw": {}}', META % ("nonsense", "2031-01-05")]
)
def test_broken_metadata_are_an_error(tmp_path, meta):
    version = tmp_path / "works" / "a" / "versions" / "2031-01-05"
    version.mkdir(parents=True)
    (version / "meta.json").write_text(meta)
    ((_, found),) = reading.gather([tmp_path])
    assert isinstance(found[0], NotReadable)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(ACT)), st.integers(0, len(ACT)))
def test_whatever_is_in_a_file_the_answer_is_a_text_or_a_refusal(junk, start, end):
    content = ACT[:start].encode() + junk + ACT[end:].encode()
    with suppress(NotReadable):
        assert reading.expression_in([xml.load(content)]).provisions
