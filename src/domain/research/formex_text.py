"""The words of a Formex element, without its structure."""

from lxml import etree

from domain.research import xml
from domain.research.modifications import Modifications

_SILENT = frozenset({"NOTE", "PAGE.HEADER", "BIB.INSTANCE", "BIB.DATA", "INCLUSIONS"})
"""Footnotes are the Official Journal's references: they would tear the sentence apart."""


def plain(node: etree._Element, modifications: Modifications | None = None) -> str:
    """Return the words of ``node`` on one line, without what was deleted within it."""
    return xml.tidy("".join(_pieces(node, modifications)))


def inline(node: etree._Element, modifications: Modifications | None) -> str:
    """Return the words of ``node`` as they stand in a sentence, spaces kept."""
    return "".join(_pieces(node, modifications))


def _pieces(node: etree._Element, modifications: Modifications | None) -> list[str]:
    tag = xml.name(node)
    if tag in _SILENT:
        return []
    if tag in ("QUOT.START", "QUOT.END"):
        return [_quotation_mark(node)]
    pieces = [node.text or ""] if tag else []
    if node.tag is etree.Entity:
        return [xml.entity(node)]
    for child in node:
        if xml.name(child) in ("P", "TI", "STI", "TXT", "CELL", "ALINEA"):
            pieces.append(" ")
        if not _deleted(child, modifications):
            pieces += _pieces(child, modifications)
        if modifications is None or not modifications.deletes_tail_of(child):
            pieces.append(child.tail or "")
    return pieces


def _deleted(node: etree._Element, modifications: Modifications | None) -> bool:
    if modifications is None:
        return False
    return modifications.deletes(node)


def _quotation_mark(node: etree._Element) -> str:
    try:
        return chr(int(node.get("CODE", ""), 16))
    except (ValueError, OverflowError):
        return "\u00a0" if node.get("CODE") is None else ""
