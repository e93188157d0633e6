"""The settings as a page of the documentation."""

from domain.settings.known import PREFIX, SETTINGS

_INTRODUCTION = (
    "Environment variables, read once at the start; a wrong value stops it with a message"
    " that names the variable. Written by `make docs` from the settings themselves."
)


def as_markdown() -> str:
    """Return the page ``docs/settings.md``."""
    rows = [
        f"| `{PREFIX}{each.name}` | {each.meaning} | {each.expected} |"
        f" {f'`{each.default}`' if each.default else 'none'} |"
        for each in SETTINGS
    ]
    head = [
        "# Settings",
        "",
        _INTRODUCTION,
        "",
        "| variable | meaning | expected | default |",
        "|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])
