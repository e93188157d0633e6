"""Where the embedded services live, and as whom they run.

PostgreSQL refuses to run as root. Started by root, both services run as an unprivileged user;
where that user cannot reach the data folder (below a home of mode 0700), they live in a folder
that it can reach. Where a folder was chosen elsewhere, the data folder remembers it.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from web.embedded.cannot_start import CannotStart

SOCKET_PATH_LIMIT = 80
"""Linux allows 107 bytes for a socket's path; PostgreSQL adds ``/.s.PGSQL.5432.lock``."""

SERVICES_ELSEWHERE = "services-dir"
SOCKETS_ELSEWHERE = "sockets-dir"
"""Read by :mod:`domain.settings`, which derives the addresses from it."""

ROOTS_OWN = Path("/var/lib/assisteu")
"""For root alone. Not below /var/tmp: what nobody reads for a month is cleaned away there."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of the embedded services, and the user that they run as."""

    services_dir: Path
    sockets: Path
    """The folder of both sockets: only its owner and root can enter it."""

    user: int | None
    """The unprivileged user, or None when we are not root."""

    def as_user(self) -> dict[str, int | list[int]]:
        """Return what :mod:`subprocess` needs to run a program as the services' user."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": group_of(self.user), "extra_groups": []}

    def own_folder(self, folder: Path) -> Path:
        """Return a folder of the services' own, made when it is missing."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.user is not None:
            os.chown(folder, self.user, group_of(self.user))
        return folder


def find_places(data_dir: Path) -> Places:
    """Return the places of ``data_dir``, choosing and remembering them at the first start.

    Raises:
        CannotStart: We are root and may not become anyone else.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    services_dir = _services_dir(data_dir, user)
    return Places(services_dir, _sockets(data_dir, services_dir, user), user)


def reaches(user: int, path: Path) -> bool:
    """Tell whether ``user`` may read ``path`` and enter or run it.

    Raises:
        CannotStart: We may not become ``user``.
    """
    asked = ["/usr/bin/test", "-r", str(path), "-a", "-x", str(path)]
    group = group_of(user)
    try:
        looked = subprocess.run(  # noqa: S603
            asked, cwd="/", user=user, group=group, extra_groups=[], check=False
        )
    except PermissionError:
        message = (
            "PostgreSQL does not run as root, and this root may not become another user."
            " Start assistEU as an ordinary user."
        )
        raise CannotStart(message) from None
    return looked.returncode == 0


def group_of(user: int) -> int:
    """Return the main group of a user."""
    return pwd.getpwuid(user).pw_gid


def _services_dir(data_dir: Path, user: int | None) -> Path:
    remembered = data_dir / SERVICES_ELSEWHERE
    if remembered.exists():
        chosen = Path(remembered.read_text().strip())
    elif user is None or reaches(user, data_dir):
        return data_dir
    else:
        chosen = ROOTS_OWN / sha256(str(data_dir).encode()).hexdigest()[:12]
        _bring_over(data_dir, chosen)
        remembered.write_text(f"{chosen}\n")
    chosen.mkdir(mode=0o755, parents=True, exist_ok=True)
    return chosen


def _bring_over(data_dir: Path, chosen: Path) -> None:
    """Take along what was made while the data folder was still within reach."""
    for name in ("postgres", "redis"):
        if (data_dir / name).exists():
            chosen.mkdir(mode=0o755, parents=True, exist_ok=True)
            shutil.move(data_dir / name, chosen / name)


def _sockets(data_dir: Path, services_dir: Path, user: int | None) -> Path:
    remembered = data_dir / SOCKETS_ELSEWHERE
    beside = services_dir / "sockets"
    if len(os.fsencode(beside)) > SOCKET_PATH_LIMIT:
        sockets = _short_folder(remembered, user)
    else:
        sockets = beside
    if sockets == data_dir / "sockets":
        remembered.unlink(missing_ok=True)
    else:
        remembered.write_text(f"{sockets}\n")
    return sockets


def _short_folder(remembered: Path, user: int | None) -> Path:
    """Return the short folder of before, if it is still there and nobody else's."""
    if remembered.exists():
        before = Path(remembered.read_text().strip())
        if before.is_dir() and before.lstat().st_uid in (os.geteuid(), user):
            return before
    return Path(tempfile.mkdtemp(prefix="assisteu-"))
