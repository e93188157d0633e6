"""Which tests prove which requirement: read off pytest's own collection, nothing is run."""

import contextlib
import io
from collections import defaultdict

import pytest

Proofs = dict[str, list[str]]
"""Nodes of pytest (a test, its class or its file) by the requirement that they prove."""


class _Reader:
    def __init__(self) -> None:
        self.found: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            for node, marker in item.iter_markers_with_node("asvs"):
                for requirement in marker.args:
                    self.found[requirement][node.nodeid.partition("[")[0]] = None


def proofs() -> Proofs:
    """Return the marked tests of each requirement, in the order of their files.

    Raises:
        RuntimeError: The tests cannot be collected.
    """
    reader, said = _Reader(), io.StringIO()
    alone = ["-p", "no:xdist", "-p", "no:faker"]
    with contextlib.redirect_stdout(said):
        ended = pytest.main(["--collect-only", "-qq", *alone, "tests"], [reader])
    if ended != pytest.ExitCode.OK:
        raise RuntimeError(said.getvalue()[-3000:])
    return {requirement: sorted(nodes) for requirement, nodes in reader.found.items()}
