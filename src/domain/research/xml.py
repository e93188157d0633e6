"""Opening XML that others wrote: nothing fetched, nothing expanded, nothing without bound."""

import re
from html.entities import name2codepoint

from lxml import etree

from domain.research.parsed import NotReadable
from domain.text import Text

LARGEST_FILE_BYTES = 40_000_000
"""Four times the largest act of the Official Journal known to us (REACH with its annexes)."""

_UNBROKEN = {"\u00a0", "\u202f"}


def load(content: bytes) -> etree._Element:
    """Return the root of an XML document.

    Processing instructions are kept: in a consolidated act they alone say what was
    deleted. ``huge_tree`` stays off, which bounds depth (256) and text nodes (10 MB).

    Raises:
        NotReadable: Empty, too large, not well-formed, or with entities of its own.
    """
    _refuse_by_size(content)
    if b"<!ENTITY" in content or "<!ENTITY".encode("utf-16-le") in content:
        raise NotReadable(
            Text(
                "le fichier déclare ses propres entités", "the file declares its own entities"
            ),
            place="<!ENTITY",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as broken:
        raise _broken(broken, content) from None
    except ValueError as broken:
        reason = Text(fr="le fichier n’est pas du XML", en="the file is not XML")
        raise NotReadable(reason) from broken


def _refuse_by_size(content: bytes) -> None:
    if not content.strip():
        raise NotReadable(Text("le fichier est vide", "the file is empty"))
    if len(content) > LARGEST_FILE_BYTES:
        megabytes = LARGEST_FILE_BYTES // 1_000_000
        raise NotReadable(
            Text(
                f"le fichier dépasse {megabytes} Mo",
                f"the file is larger than {megabytes} MB",
            )
        )


def _broken(error: etree.XMLSyntaxError, content: bytes) -> NotReadable:
    said = (error.msg or "").split(", line")[0]
    place = f"line {error.lineno or 1}"
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+)?html", content, re.IGNORECASE):
        return NotReadable(
            Text(
                f"cette page HTML n’est pas du XHTML bien formé ({said})",
                f"this HTML page is not well-formed XHTML ({said})",
            ),
            place=place,
        )
    return NotReadable(
        Text(
            f"le XML n’est pas bien formé ({said})",
            f"the XML is not well-formed ({said})",
        ),
        place=place,
    )


def name(node: etree._Element) -> str:
    """Return the tag without its namespace; empty for an instruction or an entity."""
    tag = node.tag
    return etree.QName(tag).localname if isinstance(tag, str) else ""


def entity(node: etree._Element) -> str:
    """Return the character of an entity that the file names without declaring it.

    Only those of HTML are known; another one stands as nothing.
    """
    text = node.text or ""
    code = name2codepoint.get(text.strip("&;"))
    return chr(code) if code else ""


def tidy(text: str) -> str:
    """Return ``text`` on one line; a single unbroken space, which is typography, stays."""
    return re.sub(r"[\s\u00a0\u202f]+", _one_space, text).strip()


def _one_space(match: re.Match[str]) -> str:
    return match.group() if match.group() in _UNBROKEN else " "
