"""What the words of a campaign may name, and whom it addresses."""

import re

from domain.campaigns.tables import Campaign
from domain.errors import DomainError
from domain.prospects import Filter, Prospect
from domain.text import Language

PLACES = ("first_name", "last_name")
"""What a text may name of its reader: ``{first_name}``."""
_PLACE = re.compile(r"\{([^{}\n]{0,40})\}")


class UnknownPlace(DomainError):
    """The text names something of its reader that we do not put there."""

    def __init__(self, name: str) -> None:
        """Keep what was named."""
        super().__init__(name)
        self.name = name


def check_places(text: str) -> None:
    """Refuse a text that names what is none of :data:`PLACES`.

    Raises:
        UnknownPlace: With the name.
    """
    for name in _PLACE.findall(text):
        if name not in PLACES:
            raise UnknownPlace(name)


def filled(text: str, prospect: Prospect) -> str:
    """Return a text with its reader's names in their places; nothing in them is read again."""
    return _PLACE.sub(lambda found: str(getattr(prospect, found.group(1))), text)


def words_in(campaign: Campaign, lang: Language) -> tuple[str, str]:
    """Return subject and text in a language."""
    if lang == "fr":
        return campaign.subject_fr, campaign.text_fr
    return campaign.subject_en, campaign.text_en


def addressed_by(campaign: Campaign) -> Filter:
    """Return whom a campaign addresses; who said no or is restricted is left out anyway."""
    return Filter(
        source=campaign.source,
        language=campaign.language,
        informed=campaign.informed,
        open_only=True,
    )
