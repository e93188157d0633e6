"""Walking through a Formex act, element by element, and writing down its provisions."""

import re
from collections.abc import Callable

from lxml import etree

from domain.research import formex_text, xml
from domain.research.modifications import Modifications
from domain.research.numbering import article_key, division_of, number_of
from domain.research.outline import Node, Outline, key_of
from domain.research.parsed import Level, Status

_SKIPPED = frozenset(
    {"BIB.INSTANCE", "BIB.DATA", "FAM.COMP", "INFO.CONSLEG", "INFO.PROD", "TOC", "NOTE",
     "GR.NOTES", "PUBLICATION", "BIB.INSTANCE.CONS"}
)  # fmt: skip
_BLOCKS = frozenset(
    {"P", "ALINEA", "LIST", "ITEM", "NP", "TXT", "TBL", "QUOT.S", "PARAG", "ARTICLE",
     "DIVISION", "GR.SEQ", "CONSID", "VISA", "DLIST", "GR.CONSID", "GR.VISA", "CONTENTS",
     "SIGNATURE", "ANNEX", "CONS.ANNEX", "INCL.ELEMENT", "FORMULA.S", "GR.TBL"}
)  # fmt: skip
_DASH = re.compile(r"[\W_]*")
_LETTER = re.compile(r"^(\(?[0-9a-z]{1,3}\))\s*")
_QUOTES = "«‘“\"'\u00a0\u202f "


class Walk:
    """One reading, in document order."""

    def __init__(self, modifications: Modifications) -> None:
        self.outline = Outline()
        self._modifications = modifications
        self._preamble: Node | None = None
        self._readers: dict[str, Callable[[etree._Element, Node | None], None]] = {
            "PREAMBLE": self._read_preamble,
            "VISA": self._read_citation,
            "CONSID": self._read_recital,
            "DIVISION": self._read_division,
            "GR.SEQ": self._read_group,
            "ARTICLE": self._read_article,
            "PARAG": self._read_paragraph,
            "NP": self._read_numbered,
            "ITEM": self._read_item,
            "DLIST.ITEM": self._read_definition,
            "TBL": self._read_table,
            "QUOT.S": self._read_quotation,
            "ANNEX": self._read_annex,
            "CONS.ANNEX": self._read_annex,
            "FINAL": self._read_closing,
        }

    def read(self, act: etree._Element) -> None:
        """Read an act or an annex; its title is its expression's, not a provision."""
        if xml.name(act) in self._readers:
            self._visit(act, None)
            return
        for child in act:
            if xml.name(child) not in ("TITLE", ""):
                self._visit(child, None)

    def _visit(self, element: etree._Element, node: Node | None) -> None:
        tag = xml.name(element)
        if tag in _SKIPPED or not tag or (tag == "TITLE" and node is None):
            return
        reader = self._readers.get(tag)
        if reader is not None:
            reader(element, node)
        else:
            self._flow(element, node)

    def _flow(
        self, element: etree._Element, node: Node | None, *, without: tuple[str, ...] = ()
    ) -> None:
        """Say the words of ``element``, and read the blocks among them where they stand."""
        words = [element.text or ""]
        for child in element:
            if xml.name(child) not in without:
                self._step(child, node, words)
            if not self._modifications.deletes_tail_of(child) or self._is_deleted(node):
                words.append(child.tail or "")
        self._flush(words, node)

    def _step(self, child: etree._Element, node: Node | None, words: list[str]) -> None:
        if child.tag is etree.Entity:
            words.append(xml.entity(child))
        elif not xml.name(child):
            return
        elif self._holds_blocks(child):
            self._flush(words, node)
            self._visit(child, node)
        elif not self._modifications.deletes(child) or self._is_deleted(node):
            words.append(formex_text.inline(child, self._within(node)))

    def _flush(self, words: list[str], node: Node | None) -> None:
        text = xml.tidy("".join(words))
        words.clear()
        if not text:
            return
        if node is None:
            node = self._preamble = self._preamble or self.outline.add(
                "preamble", "1", parent=None
            )
        self.outline.say(node, text)

    def _holds_blocks(self, element: etree._Element) -> bool:
        tag = xml.name(element)
        return (
            tag in _BLOCKS
            or tag in self._readers
            or any(xml.name(inner) in _BLOCKS for inner in element.iterdescendants())
        ) and tag != "NOTE"

    def _read_preamble(self, element: etree._Element, node: Node | None) -> None:
        self._preamble = self._begin("preamble", "1", element, node)
        self._flow(element, self._preamble)

    def _read_citation(self, element: etree._Element, node: Node | None) -> None:
        key = str(self.outline.count("citation") + 1)
        self._flow(element, self._begin("citation", key, element, node))

    def _read_recital(self, element: etree._Element, node: Node | None) -> None:
        label = self._number(element.find("NP/NO.P"))
        key = key_of(label) or str(self.outline.count("recital") + 1)
        recital = self._begin("recital", key, element, node, number=label)
        for child in element:
            if xml.name(child) == "NP":
                self._flow(child, recital, without=("NO.P",))
            else:
                self._visit(child, recital)

    def _read_division(self, element: etree._Element, node: Node | None) -> None:
        label, heading = self._titles(element)
        level = division_of(label)
        key = number_of(label) or str(self.outline.count(level) + 1)
        division = self._begin(level, key, element, node, number=label, heading=heading)
        self._flow(element, division, without=("TITLE",))

    def _read_group(self, element: etree._Element, node: Node | None) -> None:
        label, heading = self._titles(element)
        key = str((node.children if node else 0) + 1)
        if not label and not heading:
            self._flow(element, node)
            return
        group = self._begin("division", key, element, node, number=label, heading=heading)
        self._flow(element, group, without=("TITLE",))

    def _read_article(self, element: etree._Element, node: Node | None) -> None:
        label = self._number(element.find("TI.ART"))
        key = article_key(element.get("IDENTIFIER", "")) or number_of(label) or key_of(label)
        heading = self._label(element.find("STI.ART"))
        article = self._begin("article", key, element, node, number=label, heading=heading)
        self._flow(element, article, without=("TI.ART", "STI.ART"))

    def _read_paragraph(self, element: etree._Element, node: Node | None) -> None:
        label = self._number(element.find("NO.PARAG"))
        identifier = element.get("IDENTIFIER", "").rpartition(".")[2]
        key = article_key(identifier) or key_of(label) or "1"
        paragraph = self._begin("paragraph", key, element, node, number=label)
        self._flow(element, paragraph, without=("NO.PARAG",))

    def _read_numbered(self, element: etree._Element, node: Node | None) -> None:
        label = self._number(element.find("NO.P"))
        if _DASH.fullmatch(label):
            self._say_dashed(element, node)
            return
        point = self._begin("point", key_of(label), element, node, number=label)
        self._flow(element, point, without=("NO.P",))

    def _read_item(self, element: etree._Element, node: Node | None) -> None:
        if element.find("NP") is None:
            self._say_dashed(element, node)
        else:
            self._flow(element, node)

    def _say_dashed(self, element: etree._Element, node: Node | None) -> None:
        """Say an item without a number; what hangs below it is said after it."""
        if self._modifications.deletes(element) and not self._is_deleted(node):
            return
        words = formex_text.inline(element, self._within(node))
        dash = "" if xml.tidy(words).startswith(("—", "–", "-", "•")) else "– "
        self._flush([dash, words], node)

    def _read_definition(self, element: etree._Element, node: Node | None) -> None:
        """Read a term and its definition; the letter before it stands apart, or in the term."""
        term = self._label(element.find("TERM"))
        prefix = self._number(element.find("PREFIX"))
        lettered = _LETTER.match(term) if not prefix else None
        label = lettered[1] if lettered else prefix
        if label:
            node = self._begin("point", key_of(label), element, node, number=label)
        words = [term[len(lettered[0]) :] if lettered else term, " "]
        words += [
            formex_text.inline(definition, self._within(node))
            for definition in element.findall("DEFINITION")
        ]
        self._flush(words, node)

    def _read_table(self, element: etree._Element, node: Node | None) -> None:
        for row in element.iter("ROW"):
            cells = [formex_text.plain(cell, self._within(node)) for cell in row.iter("CELL")]
            self._flush([" | ".join(cell for cell in cells if cell)], node)

    def _read_quotation(self, element: etree._Element, node: Node | None) -> None:
        """Read what an amending act quotes: provisions, but of another act."""
        key = str((node.children if node else 0) + 1)
        quotation = self._begin("quotation", key, element, node)
        self._flow(element, quotation)

    def _read_annex(self, element: etree._Element, node: Node | None) -> None:
        label, heading = self._titles(element)
        key = number_of(label) or str(self.outline.count("annex") + 1)
        annex = self._begin("annex", key, element, node, number=label, heading=heading)
        self._flow(element, annex, without=("TITLE",))

    def _read_closing(self, element: etree._Element, node: Node | None) -> None:
        self._flow(element, self._begin("closing", "1", element, node))

    def _begin(  # noqa: PLR0913 - what is printed before a provision has two parts
        self,
        level: Level,
        key: str,
        element: etree._Element,
        parent: Node | None,
        *,
        number: str = "",
        heading: str = "",
    ) -> Node:
        became = self._modifications.of(element)
        node = self.outline.add(
            level,
            key,
            parent=parent,
            status=became.status if became else Status.IN_FORCE,
            changed_by=became.by if became else None,
        )
        node.number, node.heading = number, heading
        return node

    def _titles(self, element: etree._Element) -> tuple[str, str]:
        title = element.find("TITLE")
        if title is None:
            return "", ""
        number, heading = self._label(title.find("TI")), self._label(title.find("STI"))
        numbered = title.find("TI/NP/NO.P")
        if numbered is not None and not heading:
            return self._label(numbered), self._label(title.find("TI/NP/TXT"))
        return number, heading

    def _label(self, element: etree._Element | None) -> str:
        return "" if element is None else formex_text.plain(element)

    def _number(self, element: etree._Element | None) -> str:
        """Return a printed number; the mark that opens a quotation is not part of it."""
        return self._label(element).lstrip(_QUOTES)

    @staticmethod
    def _is_deleted(node: Node | None) -> bool:
        return node is not None and node.status is Status.DELETED

    def _within(self, node: Node | None) -> Modifications | None:
        """Return the modifications to heed: none inside what is deleted as a whole."""
        return None if self._is_deleted(node) else self._modifications
