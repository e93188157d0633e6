"""The one place from which data leave the house, each to a processor that the register names.

Nothing else in the program opens a connection to the outside (``tests/house``); what a sheet
does not allow, or no agreement covers, is not sent (P-SHA-1, P-SHA-2).
"""

from domain.processors.allowance import NoAgreement, NotARecipient, NotOnTheSheet, allow
from domain.processors.letters import Letter, WayOut
from domain.processors.mailing import deliver
from domain.processors.not_taken import NotTaken
from domain.processors.sendings import note_sent

__all__ = [
    "Letter",
    "NoAgreement",
    "NotARecipient",
    "NotOnTheSheet",
    "NotTaken",
    "WayOut",
    "allow",
    "deliver",
    "note_sent",
]
