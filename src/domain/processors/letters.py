"""A letter as it leaves the house, whichever way it goes."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one person: a plain text, and the same text formatted."""

    id: UUID
    address: str
    subject: str
    text: str
    html: str
    one_click: str | None = None
    """Where a press on the mailbox's own button unsubscribes, by POST (RFC 8058)."""

    def headers(self) -> dict[str, str]:
        """Return what mailboxes read: that a machine wrote it, and how to unsubscribe."""
        headers = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no out-of-office answers
        if self.one_click is not None:
            headers |= {
                "List-Unsubscribe": f"<{self.one_click}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
        return headers


class WayOut(Protocol):
    """How letters leave: by a processor, or into the mailbox of the local run."""

    async def hand_over(self, letter: Letter, *, again: bool) -> None:
        """Hand a letter over.

        Args:
            letter: What is sent.
            again: Whether it was begun before, and may have been taken already.

        Raises:
            NotTaken: It was not taken, or nobody knows; hand it over again later.
        """
