"""The address of the running site, for links that a command prints in another shell."""

from domain.settings import Settings

_FILE = "site-address"


def remember_address(settings: Settings) -> None:
    """Write down where the embedded site answers."""
    (settings.data_dir / _FILE).write_text(settings.public_url)


def address_of_site(settings: Settings) -> str:
    """Return where the site answers: in the embedded set-up, where it last did."""
    remembered = settings.data_dir / _FILE
    if settings.embedded and remembered.exists():
        return remembered.read_text()
    return settings.public_url
