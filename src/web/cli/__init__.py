"""The commands. Each is thin: it reads its words, calls the domain and prints the answer."""

from web.cli import (
    audit,
    collection,
    demo,
    promises,
    register,
    retention,
    rights,
    run,
    sharing,
    staff,
)
from web.cli.group import assisteu

__all__ = [
    "assisteu",
    "audit",
    "collection",
    "demo",
    "promises",
    "register",
    "retention",
    "rights",
    "run",
    "sharing",
    "staff",
]
