"""Answering requests, read off the register: package, plan, erasure (P-RIG-1, P-RIG-4)."""

from domain.rights.after_death import (
    CARRY_OUT,
    CarriedOut,
    ReasonNeeded,
    carry_out_directives,
    execute_after_death,
    hand_over_again,
    receiving_of,
)
from domain.rights.decisions import TELL_REFUSED, NotProven, grant, refuse
from domain.rights.deletion import delete_account
from domain.rights.delivery import TELL_READY, fetch, make_package, ready_package
from domain.rights.erasure import Erased, RemainsFound, Tell, carry_out, erase_account
from domain.rights.package import Sink, write_package
from domain.rights.package_files import ROWS_ON_PAGE, Pages, Piece
from domain.rights.people import (
    DataSubject,
    held,
    rows_of,
    subject_of_account,
    subject_of_address,
    subject_of_request,
)
from domain.rights.plan import ErasurePlan, PlanItem, draw_plan
from domain.rights.remains import count_remains
from domain.rights.replay import Replayed, replay
from domain.rights.selection import select_shelves
from domain.rights.sight import (
    Found,
    Seen,
    TooVague,
    columns_seen_by,
    find_people,
    sheets_seen_by,
    sight_of,
)
from domain.rights.sinks import Folder, Zip
from domain.rights.untouched import released, untouched
from domain.rights.words import ACTIONS, Information, Look, information_on, retention_in_words

__all__ = [
    "ACTIONS",
    "CARRY_OUT",
    "ROWS_ON_PAGE",
    "TELL_READY",
    "TELL_REFUSED",
    "CarriedOut",
    "DataSubject",
    "Erased",
    "ErasurePlan",
    "Folder",
    "Found",
    "Information",
    "Look",
    "NotProven",
    "Pages",
    "Piece",
    "PlanItem",
    "ReasonNeeded",
    "RemainsFound",
    "Replayed",
    "Seen",
    "Sink",
    "Tell",
    "TooVague",
    "Zip",
    "carry_out",
    "carry_out_directives",
    "columns_seen_by",
    "count_remains",
    "delete_account",
    "draw_plan",
    "erase_account",
    "execute_after_death",
    "fetch",
    "find_people",
    "grant",
    "hand_over_again",
    "held",
    "information_on",
    "make_package",
    "ready_package",
    "receiving_of",
    "refuse",
    "released",
    "replay",
    "retention_in_words",
    "rows_of",
    "select_shelves",
    "sheets_seen_by",
    "sight_of",
    "subject_of_account",
    "subject_of_address",
    "subject_of_request",
    "untouched",
    "write_package",
]
