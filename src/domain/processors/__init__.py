"""The one place from which data leave the house, each to a processor that the register names.

Nothing else in the program opens a connection to the outside (``tests/house``); what a sheet
does not allow, or no agreement covers, is not sent (P-SHA-1, P-SHA-2).
"""

from domain.processors import connections
from domain.processors.allowance import NoAgreement, NotARecipient, NotOnTheSheet, allow
from domain.processors.connections import STOOD_IN_FOR, NotConfigured, memory_of
from domain.processors.forgetting import forget
from domain.processors.letters import Letter, WayOut
from domain.processors.mailing import deliver
from domain.processors.not_taken import NotTaken
from domain.processors.prospecting import synchronise
from domain.processors.sending_domain import look_up_sending_domain
from domain.processors.sendings import note_sent
from domain.processors.standing import Agreement, Standing, naming, stage_of, standings

__all__ = [
    "STOOD_IN_FOR",
    "Agreement",
    "Letter",
    "NoAgreement",
    "NotARecipient",
    "NotConfigured",
    "NotOnTheSheet",
    "NotTaken",
    "Standing",
    "WayOut",
    "allow",
    "connections",
    "deliver",
    "forget",
    "look_up_sending_domain",
    "memory_of",
    "naming",
    "note_sent",
    "stage_of",
    "standings",
    "synchronise",
]
