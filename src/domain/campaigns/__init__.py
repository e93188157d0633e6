"""Campaigns: one mail to many prospects, to each once, and to nobody who said no."""

from domain.campaigns.operations import (
    SEND_CAMPAIGN,
    Draft,
    Nobody,
    NotReady,
    confirm,
    finish,
    locked,
    next_batch,
    note_batch,
    stop,
    write,
)
from domain.campaigns.queries import Results, find, latest, results_of
from domain.campaigns.rules import (
    PLACES,
    UnknownPlace,
    addressed_by,
    check_places,
    filled,
    words_in,
)
from domain.campaigns.tables import Campaign, CampaignReaction

__all__ = [
    "PLACES",
    "SEND_CAMPAIGN",
    "Campaign",
    "CampaignReaction",
    "Draft",
    "Nobody",
    "NotReady",
    "Results",
    "UnknownPlace",
    "addressed_by",
    "check_places",
    "confirm",
    "filled",
    "find",
    "finish",
    "latest",
    "locked",
    "next_batch",
    "note_batch",
    "results_of",
    "stop",
    "words_in",
    "write",
]
