"""The programs inside the wheels, where the services' user can run them."""

import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from web.embedded.cannot_start import CannotStart
from web.embedded.places import Places, reaches


def find_programs(places: Places, *, package: str, inside: str, first: str) -> Path:
    """Return the folder of a wheel's programs: ``inside`` its package.

    When the services' user cannot run ``first`` where it is installed (a checkout below a
    home of mode 0700), the programs are copied, once per version, beside the services.
    Without the package, ``first`` on the PATH will do.

    Raises:
        CannotStart: There is neither the package nor the program.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        if found := shutil.which(first):
            return Path(found).parent
        message = f"There is no {first}: the package {package} is missing (`make install`)."
        raise CannotStart(message)
    original = Path(spec.origin).parent
    if places.user is None or reaches(places.user, original / inside / first):
        return original / inside
    copies = places.services_dir / "programs" / f"{package}-{version(package)}"
    if not copies.exists():
        _copy(original, inside, copies)
    return copies / package / inside


def _copy(original: Path, inside: str, copies: Path) -> None:
    """Copy one part of a package and the libraries that its wheel put beside it."""
    unfinished = copies.with_name(f"{copies.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    part = Path(inside).parts[0]
    shutil.copytree(original / part, unfinished / original.name / part, symlinks=True)
    libraries = original.with_name(f"{original.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for path in (unfinished.parent, unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            runnable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runnable else 0o644)
    unfinished.rename(copies)
