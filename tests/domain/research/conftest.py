"""Ways to put small acts into the collection."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain import research
from tests.domain.research.samples import META

NOW = datetime(2032, 6, 1, 9, tzinfo=UTC)


class Shelf:
    """A folder of files, imported at will."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        return path

    def version(self, celex: str, day: str, **texts: str) -> Path:
        folder = f"works/{celex.lower()}/versions/{day}"
        meta = celex if celex[0] != "0" else f"{celex}-{day.replace('-', '')}"
        self.put(f"{folder}/meta.json", META % (meta, day))
        for language, text in texts.items():
            suffix = "xml" if "<html" in text else "fmx4/text.xml"
            self.put(f"{folder}/{language}.{suffix}", text)
        return self.folder / folder

    async def bring_in(self, *paths: Path) -> list[research.Outcome]:
        found = research.import_paths(paths or [self.folder], now=NOW)
        return [outcome async for outcome in found]


@pytest.fixture
def shelf(tmp_path: Path, undone: None) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
async def summaries(undone: None) -> None:
    await research.load_demo_collection(now=NOW)
