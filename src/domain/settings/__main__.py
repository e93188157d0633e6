"""``python -m domain.settings``: the page ``docs/settings.md``, written from the settings."""

import sys

from domain.settings import as_markdown

if __name__ == "__main__":
    sys.stdout.write(as_markdown())
