"""The commands. Each is thin: it reads its words, calls the domain and prints the answer."""

from web.cli import (
    audit,
    backup,
    collection,
    demo,
    promises,
    register,
    restore,
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
    "backup",
    "collection",
    "demo",
    "promises",
    "register",
    "restore",
    "retention",
    "rights",
    "run",
    "sharing",
    "staff",
]
