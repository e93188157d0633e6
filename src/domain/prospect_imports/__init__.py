"""Lists of prospects: read, shown, and taken only once somebody said yes."""

from domain.prospect_imports.cells import BROKEN_NAMES, Broken
from domain.prospect_imports.operations import (
    READ_LIST,
    REMOVE_LIST,
    TAKE_LIST,
    NotReady,
    begin,
    cancel,
    confirm,
    keep,
    remove_list,
)
from domain.prospect_imports.previews import read_list
from domain.prospect_imports.queries import Counts, counts_of, find, latest, refusals, rows_of
from domain.prospect_imports.reading import REASON_NAMES
from domain.prospect_imports.rules import OUTCOME_NAMES, Outcome
from domain.prospect_imports.tables import ImportPart, ImportRow, ProspectImport
from domain.prospect_imports.taking import take_list

__all__ = [
    "BROKEN_NAMES",
    "OUTCOME_NAMES",
    "READ_LIST",
    "REASON_NAMES",
    "REMOVE_LIST",
    "TAKE_LIST",
    "Broken",
    "Counts",
    "ImportPart",
    "ImportRow",
    "NotReady",
    "Outcome",
    "ProspectImport",
    "begin",
    "cancel",
    "confirm",
    "counts_of",
    "find",
    "keep",
    "latest",
    "read_list",
    "refusals",
    "remove_list",
    "rows_of",
    "take_list",
]
