"""The names of backups: the instant stands in them, so that their age shows."""

from datetime import UTC, datetime
from pathlib import Path

from domain.periods import Period, after

_FORM = "assisteu-%Y%m%dT%H%M%SZ.backup"


def name_of(made_at: datetime) -> str:
    """Return the name of a backup that shows ``made_at``."""
    return made_at.astimezone(UTC).strftime(_FORM)


def past_period(folder: Path, *, kept_for: Period, now: datetime) -> list[Path]:
    """Return the backups of ``folder``, by their own names, that are past their period."""
    return [
        file
        for file in sorted(folder.glob("assisteu-*.backup"))
        if (made_at := _made_at(file)) is not None and after(made_at, kept_for) < now
    ]


def _made_at(file: Path) -> datetime | None:
    try:
        return datetime.strptime(file.name, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None
