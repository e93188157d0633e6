"""What people type when they open an account: read as it is stored, or refused in words."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import accounts


class TestAddresses:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("Alice.Martin@Example.ORG", "alice.martin@example.org"),
            ("alice+droit@cabinet.example.com", "alice+droit@cabinet.example.com"),
            ("a@exämple.fr", "a@xn--exmple-cua.fr"),
        ],
    )
    def test_are_stored_in_one_form(self, typed, stored):
        assert accounts.read_email(typed) == stored

    @pytest.mark.asvs("1.3.11", "2.2.1")
    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "alice",
            "alice@",
            "@example.org",
            "a@b",
            "a b@example.org",
            "a@example.org\x00",
            "a@example.org\nBcc: b@example.org",
            "é@example.org",
            "a@[127.0.0.1]",
            "a@localhost",
            "a@" + "x" * 250 + ".org",
            "a@example.org,b@example.org",
        ],
    )
    def test_that_receive_no_mail_are_refused_in_both_languages(self, typed):
        with pytest.raises(accounts.Unusable) as refused:
            accounts.read_email(typed)
        assert refused.value.why.fr != refused.value.why.en

    @given(st.text(max_size=300))
    def test_of_any_form_are_read_or_refused_and_never_break(self, typed):
        try:
            read = accounts.read_email(typed)
        except accounts.Unusable:
            return
        assert read == read.lower()
        assert accounts.read_email(read) == read


class TestTelephoneNumbers:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("06 12 34 56 78", "+33612345678"),
            ("0033 6 12 34 56 78", "+33612345678"),
            ("+32 2 123 45 67", "+3221234567"),
            ("+1 202 555 0143", "+12025550143"),
            ("+81-3-1234-5678", "+81312345678"),
            ("٠٦١٢٣٤٥٦٧٨", "+33612345678"),
            ("+39 06 6982", "+39066982"),
            ("+55 11 91234-5678", "+5511912345678"),
            ("+91 98765 43210", "+919876543210"),
            ("+254 712 345678", "+254712345678"),
            ("+376 312 345", "+376312345"),
            ("\u202a+33 6 12 34 56 78\u202c", "+33612345678"),
            ("+32 2 123 45 67 ext. 12", "+3221234567;ext=12"),
        ],
    )
    def test_of_any_country_are_stored_in_international_form(self, typed, stored):
        assert accounts.read_telephone(typed) == stored

    @pytest.mark.parametrize("typed", ["12", "abc", "+999 1234567", "+", "0" * 200, "🙂"])
    def test_that_no_country_has_are_refused(self, typed):
        with pytest.raises(accounts.Unusable):
            accounts.read_telephone(typed)

    @given(st.text(max_size=60))
    def test_of_any_form_are_read_or_refused_and_never_break(self, typed):
        try:
            read = accounts.read_telephone(typed)
        except accounts.Unusable:
            return
        assert len(read) <= accounts.TELEPHONE_LENGTH
        assert accounts.read_telephone(read) == read

    def test_are_shown_as_people_write_them(self):
        assert accounts.show_telephone("+33612345678") == "+33 6 12 34 56 78"
        assert accounts.show_telephone("+3221234567;ext=12") == "+32 2 123 45 67 ext. 12"
        assert accounts.show_telephone(None) == ""


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [
            "Élodie",
            "Ólafur Þór",
            "Αθηνά",
            "Мария",
            "李小龍",
            "محمد",
            "ज्योति",
            "O’Neill-d’Arc",
            "ﷺ",
            "علی\u200cرضا",
            "අමර\u0dca\u200dය",
            "അവന\u0d4d\u200d",
            "葛\U000e0100城",
            "Nguyễn Thị Ánh",
            "Ἀθηνᾶ",
            "דָּוִד",
            "Ng\u2019ang\u2019a",
        ],
    )
    def test_of_any_alphabet_are_kept(self, name):
        assert accounts.read_words(name) == name

    def test_lose_only_their_spare_spaces(self):
        assert accounts.read_words("  Anne   Marie ") == "Anne Marie"

    @pytest.mark.asvs("1.3.3")
    @pytest.mark.parametrize("name", ["a\x00b", "a\x1bb", "a\u2028b", "a\ue000b", "a\uffffb"])
    def test_with_characters_that_no_name_has_are_refused(self, name):
        with pytest.raises(accounts.Unusable):
            accounts.read_words(name)

    @pytest.mark.parametrize(
        "format_character",
        [
            chr(code)
            for code in range(sys.maxunicode + 1)
            if unicodedata.category(chr(code)) == "Cf"
        ],
        ids=lambda one: f"U+{ord(one):04X}",
    )
    def test_with_what_is_not_seen_or_turns_text_around_are_refused(self, format_character):
        for name in (f"al{format_character}ice", f"{format_character}alice", format_character):
            with pytest.raises(accounts.Unusable):
                accounts.read_words(name)

    @pytest.mark.parametrize(
        "name", ["ali\u200dce", "\u200cعلی", "علی\u200c\u200cرضا", "李\u200d小", "a \u200d b"]
    )
    def test_with_joiners_where_no_letter_needs_them_are_refused(self, name):
        with pytest.raises(accounts.Unusable):
            accounts.read_words(name)

    @pytest.mark.parametrize("blank", ["\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"])
    def test_of_nothing_to_see_are_refused(self, blank):
        with pytest.raises(accounts.Unusable):
            accounts.read_words(blank)
