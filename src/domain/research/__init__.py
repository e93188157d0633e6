"""Research in EU law: the collection, its search, bookmarks and history (policy 1.b)."""

from domain.research.bookmarks import (
    Bookmarked,
    add_bookmark,
    bookmarks_of,
    is_bookmarked,
    recent_bookmarks,
    remove_bookmark,
)
from domain.research.citing import place_of
from domain.research.documents import Document, Passage, Version, document
from domain.research.excerpts import Excerpt
from domain.research.history import (
    Day,
    History,
    Visited,
    erase_entry,
    erase_history,
    history_of,
    keep_history,
    note_opening,
    note_search,
    recent_history,
)
from domain.research.identifiers import citation_of
from domain.research.imports import Outcome, import_paths, load_demo_collection
from domain.research.naming import Named, act_named
from domain.research.parsed import Kind, NotReadable, Status
from domain.research.question import LONGEST, NotAQuestion, Question, read_question
from domain.research.searching import PAGE, Answer, Hit, TookTooLong, search
from domain.research.tables import (
    Bookmark,
    Expression,
    HistoryEntry,
    Provision,
    Work,
    WorkAlias,
)

__all__ = [
    "LONGEST",
    "PAGE",
    "Answer",
    "Bookmark",
    "Bookmarked",
    "Day",
    "Document",
    "Excerpt",
    "Expression",
    "History",
    "HistoryEntry",
    "Hit",
    "Kind",
    "Named",
    "NotAQuestion",
    "NotReadable",
    "Outcome",
    "Passage",
    "Provision",
    "Question",
    "Status",
    "TookTooLong",
    "Version",
    "Visited",
    "Work",
    "WorkAlias",
    "act_named",
    "add_bookmark",
    "bookmarks_of",
    "citation_of",
    "document",
    "erase_entry",
    "erase_history",
    "history_of",
    "import_paths",
    "is_bookmarked",
    "keep_history",
    "load_demo_collection",
    "note_opening",
    "note_search",
    "place_of",
    "read_question",
    "recent_bookmarks",
    "recent_history",
    "remove_bookmark",
    "search",
]
