"""A list is read whatever wrote it, and each row that cannot be taken says why."""

import codecs
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.prospect_imports.decoding import encoding_of, lines_of
from domain.prospect_imports.reading import Broken, CannotBeRead, Listed, Reason, rows_in

HEADINGS = "e-mail;prénom;nom;téléphone;profil;langue\r\n"
SHORT = b"email,first name,last name\n"
PAULA = "paula@example.net;Paula;Prospect;;;\r\n"
ROW = "paul@example.net;{};Prospect;;;\r\n"
WRITTEN_AS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
UNKNOWN_TO = {
    "cp1252": str.maketrans("Ł", "L"),
    "latin-1": str.maketrans("ŁŒ", "LO"),
}


def parts_of(content: bytes, *, size: int = 7):
    async def parts():
        for start in range(0, len(content), size):
            yield content[start : start + size]

    return parts


async def read(content: bytes, *, size: int = 7):
    parts = parts_of(content, size=size)
    lines = lines_of(parts, await encoding_of(parts))
    return [row async for row in rows_in(lines)]


async def people(content: bytes, **how):
    return [one for _, one in await read(content, **how) if isinstance(one, Listed)]


async def refusal(row: str) -> Reason:
    [(number, why)] = await read((HEADINGS + row).encode())
    assert number == 2
    assert isinstance(why, Reason)
    return why


class TestWhateverWroteIt:
    @pytest.mark.parametrize("encoding", WRITTEN_AS)
    @pytest.mark.parametrize("size", [1, 3, 4096])
    async def test_letters_are_what_they_were(self, encoding, size):
        text = HEADINGS + "zoe@example.net;Zoé;Œuvré-Łast;;;\r\n"
        content = text.translate(UNKNOWN_TO.get(encoding, {})).encode(encoding)
        content = MARKS.get(encoding, b"") + content
        [zoe] = await people(content, size=size)
        assert zoe.first_name == "Zoé"
        assert zoe.last_name.endswith("uvré-Łast".translate(UNKNOWN_TO.get(encoding, {})))

    @pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
    async def test_the_separator_is_recognised(self, separator):
        text = (HEADINGS + PAULA).replace(";", separator)
        [paula] = await people(text.encode())
        assert (paula.email, paula.last_name) == ("paula@example.net", "Prospect")

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    async def test_lines_end_as_they_like_and_blank_ones_are_none(self, end):
        text = end.join(
            ["", "email,first name,last name", "", "a@example.net,A,Aa", " , ,", ""]
        )
        assert [number for number, _ in await read(text.encode())] == [4]

    @pytest.mark.parametrize(
        "headings",
        [
            "E-MAIL,PRÉNOM,NOM",
            "Courriel,Prenom,Nom de famille",
            "email,First Name,Surname",
            '"Adresse e-mail","Prénom","Nom"',
            "société,e-mail,prénom,nom",
        ],
    )
    async def test_headings_are_known_in_two_languages(self, headings):
        cells = {"société": "X"}
        row = ",".join(
            cells.get(name, value)
            for name, value in zip(
                headings.split(","),
                ["X", "a@example.net", "A", "Aa"][-len(headings.split(",")) :],
                strict=True,
            )
        )
        [one] = await people(f"{headings}\n{row}\n".encode())
        assert (one.email, one.first_name, one.last_name) == ("a@example.net", "A", "Aa")

    async def test_a_quoted_cell_goes_over_lines_and_rows_keep_their_numbers(self):
        text = 'note,email,first name,last name\n"two\nlines, ""quoted""",a@b.example,A,Aa\n'
        text += "x,c@d.example,C,Cc\n"
        rows = await read(text.encode())
        assert [number for number, _ in rows] == [2, 4]

    @pytest.mark.parametrize(
        ("cell", "name"),
        [
            ('5" Paula', '5" Paula'),
            ('"Paula ""la"" P"', 'Paula "la" P'),
            ('"Paula; P"', "Paula; P"),
            ('"Paula" ', "Paula"),
        ],
    )
    async def test_quotation_marks_are_read_by_the_rules(self, cell, name):
        [(_, paula), (number, _)] = await read((HEADINGS + ROW.format(cell) + PAULA).encode())
        assert (paula.first_name, number) == (name, 3)

    async def test_blank_cells_behind_the_last_column_are_none(self):
        text = "email,first name,last name,,\na@b.example,A,Aa\nb@b.example,B,Bb,,,\n"
        assert len(await people(text.encode())) == 2

    async def test_addresses_of_other_alphabets_are_stored_in_ascii(self):
        [one] = await people((HEADINGS + "info@bücher.example;Ἀριστο;Τέλης;;;\n").encode())
        assert one.email == "info@xn--bcher-kva.example"
        assert one.first_name == "Ἀριστο"


class TestARowIsRefused:
    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (";A;Aa;;;", Reason.EMAIL),
            ("nobody;A;Aa;;;", Reason.EMAIL),
            ("a@example.net;;Aa;;;", Reason.FIRST_NAME),
            ("a@example.net;A;;;;", Reason.LAST_NAME),
            ("a@example.net;" + "A" * 101 + ";Aa;;;", Reason.FIRST_NAME),
            ("a@example.net;A;Aa;12;;", Reason.TELEPHONE),
            ("a@example.net;A;Aa;;javascript:alert(1);", Reason.PROFILE),
            ("a@example.net;A;Aa;;;de", Reason.LANGUAGE),
            ("a@example.net;=cmd();Aa;;;", Reason.FORMULA),
            ("a@example.net;A;+SUM(A1);;;", Reason.FORMULA),
            ("a@example.net;A;@x;;;", Reason.FORMULA),
            ("a@example.net;A;Aa;;;fr;more", Reason.CELLS),
            ("a@example.net", Reason.FEWER_CELLS),
            ("a@example.net;A;Aa;;", Reason.FEWER_CELLS),
            ("πάυλα@example.net;A;Aa;;;", Reason.EMAIL),
            ("=a@example.net;;;;;", Reason.FIRST_NAME),
            ("@example.net;A;Aa;;;", Reason.EMAIL),
            ("a@example.net;A;-1+1;;;", Reason.FORMULA),
            ('a@example.net;"=HYPERLINK(""x"")";Aa;;;', Reason.FORMULA),
            ("a@example.net;A;Aa;=1+1;;", Reason.TELEPHONE),
            ('a@example.net;"A"b;Aa;;;', Reason.QUOTES),
            ('a@example.net;"A "the" A";Aa;;;', Reason.QUOTES),
        ],
    )
    async def test_with_its_reason(self, row, why):
        assert await refusal(row) is why

    async def test_and_the_others_are_read(self):
        text = HEADINGS + "bad;A;Aa;;;\n" + PAULA
        assert [number for number, _ in await read(text.encode())] == [2, 3]
        assert len(await people(text.encode())) == 1


class TestAFileIsRefused:
    @pytest.mark.parametrize(
        ("content", "why", "row"),
        [
            (b"", Broken.EMPTY, 1),
            (b"\n\n  \n", Broken.EMPTY, 1),
            (b"name,address\nA,a@example.net\n", Broken.NO_HEADINGS, 1),
            (b"email,email,first name,last name\n", Broken.NO_HEADINGS, 1),
            (b"email,first name,last name\na\0b\n", Broken.NOT_TEXT, 2),
            (b'email,first name,last name\n"' + b"x\n" * 60_000, Broken.NEVER_CLOSED, 2),
            (b"email,first name,last name\n\n" + b"x" * 100_001, Broken.ROW_TOO_LONG, 3),
            (b"x" * 100_001, Broken.ROW_TOO_LONG, 1),
            (SHORT + b'a@example.net,"A,Aa\nb@example.net,B,Bb\n', Broken.NEVER_CLOSED, 2),
            (SHORT + b'a@b.example,"A,Aa\nc@d.example,"C",Cc\n', Broken.NEVER_CLOSED, 2),
            (b'email,"first name,last name\na@b.example,A,Aa\n', Broken.NEVER_CLOSED, 1),
        ],
        ids=[
            *("empty", "blank", "other headings", "twice", "binary", "never closed, long"),
            *("endless row", "endless headings", "never closed", "closed by another's"),
            "headings never closed",
        ],
    )
    async def test_with_its_reason_and_its_row(self, content, why, row):
        with pytest.raises(CannotBeRead) as broken:
            await read(content, size=4096)
        assert (broken.value.why, broken.value.row) == (why, row)


@given(st.binary(max_size=400))
async def test_any_bytes_give_rows_or_a_reason(content):
    try:
        rows = await read(content)
    except (CannotBeRead, UnicodeDecodeError):
        return
    assert all(isinstance(one, Listed | Reason) for _, one in rows)


@given(st.text(max_size=60), st.text(max_size=60))
async def test_any_cell_gives_a_person_or_a_reason(first, last):
    quoted = [cell.replace('"', '""').replace("\0", "") for cell in (first, last)]
    text = f'email,first name,last name\na@example.net,"{quoted[0]}","{quoted[1]}"\n'
    rows = await read(text.encode("utf-8", errors="replace"))
    assert len(rows) == 1


async def measured(parts) -> tuple[int, int]:
    """Return how many rows were read, and the most bytes that were held."""
    tracemalloc.start()
    count = 0
    with suppress(CannotBeRead):
        async for _ in rows_in(lines_of(parts, "utf-8")):
            count += 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return count, peak


async def test_memory_stays_flat_however_long_the_list():
    async def parts():
        yield SHORT
        for number in range(400):
            yield b"".join(b"p%d@example.net,A,Aa\n" % (number * 50 + n) for n in range(50))

    count, peak = await measured(parts)
    assert count == 20_000
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("first", "piece"),
    [(b'"', b"x" * 50_000), (b'"', b"x\n" * 25_000), (b"", b"x" * 50_000)],
    ids=["a quoted cell of one line", "a quoted cell of many", "no quotation mark"],
)
async def test_memory_stays_flat_however_long_a_row(first, piece):
    async def parts():
        yield SHORT + first
        for _ in range(200):
            yield piece

    _, peak = await measured(parts)
    assert peak < 5_000_000
