"""Campaigns: one mail to many prospects, to each once, and to nobody who said no."""

from domain.campaigns.operations import (
    SEND_CAMPAIGN,
    TRY_CAMPAIGN,
    Draft,
    Nobody,
    NotReady,
    ask_trial,
    confirm,
    finish,
    locked,
    next_batch,
    note_batch,
    stop,
    write,
)
from domain.campaigns.queries import Results, find, latest, results_of, trial
from domain.campaigns.rules import (
    PLACES,
    UnknownPlace,
    addressed_by,
    check_places,
    filled,
    subject_for,
    words_in,
)
from domain.campaigns.tables import Campaign, CampaignReaction

__all__ = [
    "PLACES",
    "SEND_CAMPAIGN",
    "TRY_CAMPAIGN",
    "Campaign",
    "CampaignReaction",
    "Draft",
    "Nobody",
    "NotReady",
    "Results",
    "UnknownPlace",
    "addressed_by",
    "ask_trial",
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
    "subject_for",
    "trial",
    "words_in",
    "write",
]
