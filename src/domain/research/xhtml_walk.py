"""Walking through a page of the Official Journal, and writing down its provisions."""

import re

from lxml import etree

from domain.research import xml
from domain.research.numbering import article_key, division_of, number_of
from domain.research.outline import Node, Outline, key_of
from domain.research.parsed import Level

_IDS: dict[str, Level] = {
    "art": "article",
    "rct": "recital",
    "cit": "citation",
    "pbl": "preamble",
    "anx": "annex",
    "fnp": "closing",
}
_DIVISION_IDS = ("prt", "tis", "cpt", "sct", "sbs")
_PARAGRAPH_ID = re.compile(r"\d{3}[A-Za-z]*\.(\d{3}[A-Za-z]*)")
_NUMBERED = re.compile(r"^(\d+[a-z]?\.)[\s\u00a0]+(?=\S)")
_LABEL = re.compile(r"^[«‘“]?\(?[0-9a-zA-Z]{1,5}(?:[.\-][0-9a-z]{1,3})*[).]{0,2}$")
_FURNITURE = frozenset(
    {"hd-date", "hd-lg", "hd-ti", "hd-oj", "hd-coll", "hd-uniq", "note", "no-doc-c", "doc-end"}
)


def classes(node: etree._Element) -> set[str]:
    """Return the classes of an element, without the prefix of the later pages."""
    return {name.removeprefix("oj-") for name in (node.get("class") or "").split()}


def words(node: etree._Element) -> str:
    """Return the words of an element on one line, without the marks of footnotes."""
    return xml.tidy("".join(_pieces(node)))


def _pieces(node: etree._Element) -> list[str]:
    if node.tag is etree.Entity:
        return [xml.entity(node)]
    if not xml.name(node) or _is_note_mark(node):
        return []
    pieces = [node.text or ""]
    for child in node:
        if xml.name(child) in ("p", "br", "td", "div"):
            pieces.append(" ")
        pieces += _pieces(child)
        pieces.append(child.tail or "")
    return pieces


def _is_note_mark(node: etree._Element) -> bool:
    return xml.name(node) == "a" and (node.get("href") or "").startswith("#ntr")


def _own_table(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors("{*}table"), None)


class Walk:
    """One reading, in document order."""

    def __init__(self) -> None:
        self.outline = Outline()
        self.title: list[str] = []
        self._article: Node | None = None
        """The article begun by its title alone, on pages without ids."""
        self._paragraph: Node | None = None
        self._divisions: list[Node] = []
        self._preamble: Node | None = None

    def read(self, body: etree._Element) -> None:
        """Read the whole page."""
        self._children(body, None)

    def _children(self, element: etree._Element, node: Node | None) -> None:
        for child in element:
            tag = xml.name(child)
            if tag == "div":
                self._read_div(child, node)
            elif tag == "p":
                self._read_p(child, node)
            elif tag == "table":
                self._read_table(child, node)
            elif tag in ("ul", "ol", "blockquote", "section"):
                self._children(child, node)
            elif tag in ("li", "span"):
                self._say(words(child), node)

    def _read_div(self, div: etree._Element, node: Node | None) -> None:
        name, _, rank = (div.get("id") or "").rpartition(".")[2].partition("_")
        paragraph = _PARAGRAPH_ID.fullmatch(div.get("id") or "")
        if paragraph and node is not None:
            key = article_key(paragraph[1])
            self._children(div, self.outline.add("paragraph", key, parent=node))
        elif name in _DIVISION_IDS:
            self._children(div, self._begin_division(div, node))
        elif name in _IDS and "." not in (div.get("id") or ""):
            self._children(div, self._begin(_IDS[name], rank, node))
        else:
            self._children(div, node)

    def _begin(self, level: Level, rank: str, node: Node | None) -> Node:
        self._article = self._paragraph = None
        key = number_of(rank) if level == "annex" else key_of(rank)
        return self.outline.add(level, key or "1", parent=node)

    def _begin_division(self, div: etree._Element, node: Node | None) -> Node:
        label = next(
            (words(p) for p in div.iterchildren("{*}p") if "ti-section-1" in classes(p)), ""
        )
        level = division_of(label)
        key = number_of(label) or str(self.outline.count(level) + 1)
        division = self.outline.add(level, key, parent=node)
        division.number = label
        return division

    def _read_p(self, p: etree._Element, node: Node | None) -> None:
        kind, text = classes(p), words(p)
        if kind & _FURNITURE or not text:
            return
        if "doc-ti" in kind:
            self._read_document_title(text, node)
        elif "ti-art" in kind:
            self._read_article_title(text, node)
        elif "sti-art" in kind:
            self._read_heading(text, self._article or node)
        elif "ti-section-1" in kind:
            self._read_division_title(text, node)
        elif "ti-section-2" in kind:
            self._read_heading(text, self._divisions[-1] if self._divisions else node)
        elif "ti-grseq-1" in kind and node is not None and not node.heading:
            node.heading = text
        else:
            self._say(text, node)

    def _read_document_title(self, text: str, node: Node | None) -> None:
        if node is not None and node.level == "annex":
            if not node.number:
                node.number = text
            else:
                self._read_heading(text, node)
        elif text not in self.title:
            self.title.append(text)

    def _read_article_title(self, text: str, node: Node | None) -> None:
        if node is not None and node.level == "article" and not node.number:
            node.number = text
            return
        parent = node or (self._divisions[-1] if self._divisions else None)
        key = number_of(text) or key_of(text)
        self._article = self.outline.add("article", key, parent=parent)
        self._article.number = text
        self._paragraph = None

    def _read_heading(self, text: str, node: Node | None) -> None:
        if node is not None:
            node.heading = f"{node.heading} {text}".strip()

    def _read_division_title(self, text: str, node: Node | None) -> None:
        """On a page without ids, begin a division within those that outrank it."""
        if node is not None:
            if not node.number:
                node.number = text
            return
        level = division_of(text)
        ranks = ["part", "title", "chapter", "section", "subsection", "division"]
        while self._divisions and ranks.index(self._divisions[-1].level) >= ranks.index(level):
            self._divisions.pop()
        parent = self._divisions[-1] if self._divisions else None
        key = number_of(text) or str(self.outline.count(level) + 1)
        division = self.outline.add(level, key, parent=parent)
        division.number = text
        self._divisions.append(division)
        self._article = self._paragraph = None

    def _read_table(self, table: etree._Element, node: Node | None) -> None:
        """Read a list item, which the page sets as a table of two cells, or a true table."""
        rows = [row for row in table.iter("{*}tr") if _own_table(row) is table]
        cells = [list(row.iterchildren("{*}td")) for row in rows]
        if self._is_furniture(table):
            return
        match cells:
            case [[label, content]]:
                self._read_item(label, content, node)
                return
        for row in cells:
            self._say(" | ".join(filter(None, (words(cell) for cell in row))), node)

    def _read_item(
        self, label_cell: etree._Element, content: etree._Element, node: Node | None
    ) -> None:
        label = words(label_cell)
        here = self._paragraph or self._article or node
        if here is not None and here.level == "recital" and not here.number:
            here.number = label
            self._content(content, here)
        elif here is not None and _LABEL.match(label):
            point = self.outline.add("point", key_of(label), parent=here)
            point.number = label.lstrip("«‘“")
            self._aside(content, point)
        else:
            self._say(f"{label} {words(content)}", node)

    def _aside(self, content: etree._Element, point: Node) -> None:
        """Read a cell; what it holds belongs to ``point`` and not to the running article."""
        article, paragraph = self._article, self._paragraph
        self._article = self._paragraph = None
        self._content(content, point)
        self._article, self._paragraph = article, paragraph

    def _content(self, cell: etree._Element, node: Node) -> None:
        if xml.tidy(cell.text or ""):
            self._say(words(cell), node)
        else:
            self._children(cell, node)

    def _say(self, text: str, node: Node | None) -> None:
        here = self._place(text, node)
        numbered = _NUMBERED.match(text)
        if numbered and here.level == "article":
            here = self.outline.add("paragraph", key_of(numbered[1]), parent=here)
            here.number = numbered[1]
            self._paragraph = here if here.parent is self._article else self._paragraph
            text = text[numbered.end() :]
        elif numbered and here.level == "paragraph" and not (here.number or here.lines):
            here.number = numbered[1]
            text = text[numbered.end() :]
        self.outline.say(here, text)

    def _place(self, text: str, node: Node | None) -> Node:
        """Return where a line belongs: in flat pages, in the paragraph or article begun."""
        if self._article is None:
            return node or self._opening()
        if self._paragraph is not None and not _NUMBERED.match(text):
            return self._paragraph
        return self._article

    def _opening(self) -> Node:
        if self._divisions:
            return self._divisions[-1]
        if self._preamble is None:
            self._preamble = self.outline.add("preamble", "1", parent=None)
        return self._preamble

    @staticmethod
    def _is_furniture(table: etree._Element) -> bool:
        return any(classes(p) & {"hd-date", "hd-lg"} for p in table.iter("{*}p"))
