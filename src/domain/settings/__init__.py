"""Settings of one installation: ``ASSISTEU_…`` environment variables, read once.

Each setting carries its meaning, unit and default, so that ``docs/settings.md`` is written
from here. A wrong value stops the start with a message that names the variable.
"""

from domain.settings.installation import (
    MailSettings,
    OwnTls,
    Settings,
    WrongSetting,
    current_settings,
)
from domain.settings.known import PREFIX, SETTINGS
from domain.settings.page import as_markdown

__all__ = [
    "PREFIX",
    "SETTINGS",
    "MailSettings",
    "OwnTls",
    "Settings",
    "WrongSetting",
    "as_markdown",
    "current_settings",
]
