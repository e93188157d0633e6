"""What later acts did to a consolidated text.

A consolidation keeps the words of what was deleted, as if they were law. Only a pair of
processing instructions, ``CLG.MDFO`` and ``CLG.MDFC``, says so; a pair may open inside one
element and close inside another, hence one pass in document order.
"""

import re
from dataclasses import dataclass

from lxml import etree

from domain.research.parsed import Status

_STATUS = {
    "DELETED": Status.DELETED,
    "REPEALED": Status.DELETED,
    "REPLACED": Status.REPLACED,
    "INSERTED": Status.IN_FORCE,
}
_ATTRIBUTE = re.compile(r'([A-Z.]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Modification:
    """What one act did to a stretch of text."""

    status: Status
    by: str | None


class Modifications:
    """The modifications open at each point of a document."""

    def __init__(self, root: etree._Element) -> None:
        self._before: dict[etree._Element, tuple[Modification, ...]] = {}
        self._after: dict[etree._Element, tuple[Modification, ...]] = {}
        opened: dict[str, Modification] = {}
        for event, node in etree.iterwalk(root, events=("start", "end", "pi")):
            if event == "pi":
                _apply(node, opened)
            moment = tuple(opened.values())
            (self._before if event == "start" else self._after)[node] = moment

    def of(self, element: etree._Element) -> Modification | None:
        """Return what became of ``element`` as a whole."""
        return _strongest(self._before.get(element, ()))

    def deletes(self, element: etree._Element) -> bool:
        """Whether ``element`` was deleted."""
        modification = self.of(element)
        return modification is not None and modification.status is Status.DELETED

    def deletes_tail_of(self, node: etree._Element) -> bool:
        """Whether the text just after ``node`` was deleted."""
        modification = _strongest(self._after.get(node, ()))
        return modification is not None and modification.status is Status.DELETED


def _strongest(opened: tuple[Modification, ...]) -> Modification | None:
    """Return the deletion if there is one: what is deleted is no law, whatever else it is."""
    for modification in opened:
        if modification.status is Status.DELETED:
            return modification
    return opened[-1] if opened else None


def _apply(instruction: etree._Element, opened: dict[str, Modification]) -> None:
    attributes = dict(_ATTRIBUTE.findall(instruction.text or ""))
    target = getattr(instruction, "target", "")
    if target == "CLG.MDFO":
        status = _STATUS.get(attributes.get("ACTION", ""))
        if status is not None:
            by = attributes.get("ACTIVE.DOC") or None
            opened[attributes.get("ID", "")] = Modification(status, by)
    elif target == "CLG.MDFC":
        opened.pop(attributes.get("IDREF", ""), None)
