"""A processor did not take what was sent."""

from datetime import timedelta

from domain.duties import TryLater


class NotTaken(TryLater):
    """The processor refused, failed, or answered what nobody understands: try again later.

    Holds the kind of failure alone: what a processor answers may repeat personal data.
    """

    def __init__(self, kind: str, *, after: timedelta | None = None) -> None:
        """Note what happened, and how long the processor asks to be left alone."""
        super().__init__(kind)
        self.after = after
