"""Run every benchmark, each in a process of its own: ``python -m bench [--full]``."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

from bench import measure

HERE = Path(__file__).parent
NOT_A_BENCHMARK = {"__main__", "measure"}


def benchmarks() -> list[str]:
    """Return the modules beside this one that measure something: those with a ``main``."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(HERE)]))
    return [
        name
        for name in names
        if name not in NOT_A_BENCHMARK and "def main(" in (HERE / f"{name}.py").read_text()
    ]


def summary() -> str:
    """Return one line for each result that is kept."""
    kept = json.loads(measure.RESULTS.read_text()) if measure.RESULTS.exists() else {}
    return "\n".join(
        f"{'met    ' if result['met'] else 'NOT MET'}  {name}: {result['goal']}"
        for name, result in kept.items()
    )


def ran(name: str) -> bool:
    """Run one benchmark; tell whether it ended well."""
    command = [sys.executable, "-m", f"bench.{name}", *sys.argv[1:]]
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603


if __name__ == "__main__":
    failed = [name for name in benchmarks() if not ran(name)]
    print("\n" + summary())
    sys.exit("could not run: " + ", ".join(failed) if failed else 0)
