"""``python -m tests.asvs`` writes ``docs/asvs.md`` anew; ``--check`` looks whether it is."""

import sys

from tests.asvs.page import as_markdown, mistakes
from tests.asvs.proofs import proofs
from tests.asvs.standard import NOT_APPLICABLE, NOT_MET, ROOT, reasons

PAGE = ROOT / "docs" / "asvs.md"


def main() -> str | None:
    """Return what is wrong, or None."""
    decided = proofs(), reasons(NOT_APPLICABLE), reasons(NOT_MET)
    if wrong := mistakes(*decided):
        return "\n".join(wrong)
    page = as_markdown(*decided)
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page)
    elif not PAGE.exists() or PAGE.read_text() != page:
        return "docs/asvs.md is not what the tests say: make asvs"
    return None


if __name__ == "__main__":
    sys.exit(main())
