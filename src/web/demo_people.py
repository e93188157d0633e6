"""The people of the local run: their shared password and second factor, made once."""

import json
from dataclasses import asdict, dataclass, replace

import click
import pyotp

from domain import clock, demo, research
from domain.settings import Settings
from web.supervisor import say

DEMO_FILE = "demo.json"
PEOPLE = {
    "alice": "subscriber",
    "bob": "another subscriber",
    "carol": "administrator of an organisation",
    "dave": "guest of Carol’s organisation",
    "erin": "administrator of another organisation",
    "dpo": "data protection officer",
    "support": "support",
    "support2": "support",
    "finance": "finance",
    "finance2": "finance",
    "marketing": "marketing",
    "product": "product",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSecrets:
    """What every demo person signs in with, and whether there are to be any."""

    password: str
    totp: str
    are_wanted: bool = True


async def load_demo(settings: Settings) -> None:
    """Load the collection and, unless they were taken away, the demo people.

    Secrets that the settings give hold from now on, also for people who are there already.
    """
    await research.load_demo_collection(now=clock.now())
    if _secrets(settings).are_wanted:
        await seed(settings)


async def seed(settings: Settings) -> None:
    """Make the demo people, or give those who are there the secrets of the settings."""
    wanted = replace(_secrets(settings), are_wanted=True)
    if not await demo.is_seeded():
        say(f"making {settings.demo_people} demo people and their year …")
        await demo.seed(
            now=clock.now(),
            people=settings.demo_people,
            password=wanted.password,
            totp_secret=wanted.totp,
        )
    elif wanted != _kept(settings):
        await demo.give_credentials(password=wanted.password, totp_secret=wanted.totp)
    _keep(settings, wanted)


def keep_away(settings: Settings) -> None:
    """Remember that the demo people were taken away: the next start makes none."""
    if settings.embedded:
        _keep(settings, replace(_secrets(settings), are_wanted=False))


def announce(settings: Settings) -> None:
    """Tell where the site is and, in the local run, who can sign in."""
    click.echo(f"\n  assistEU  →  {settings.public_url}\n")
    if settings.embedded:
        announce_people(settings)


def announce_people(settings: Settings) -> None:
    """Tell who can sign in, and with what."""
    secrets = _kept(settings)
    if secrets is not None and secrets.are_wanted:
        for name, what in PEOPLE.items():
            click.echo(f"  {name + '@example.org':24} {what}")
        click.echo(f"\n  password       {secrets.password}")
        click.echo(
            f"  second factor  {secrets.totp}   (staff, administrators of organisations)"
        )
    click.echo(f"  mailbox        {settings.public_url}/local/mail\n")


def _secrets(settings: Settings) -> DemoSecrets:
    """Return the secrets: given by settings, else those of before, else new ones."""
    kept = _kept(settings) or DemoSecrets(password=_password(), totp=pyotp.random_base32())
    return replace(
        kept,
        password=settings.demo_password or kept.password,
        totp=settings.demo_totp or kept.totp,
    )


def _kept(settings: Settings) -> DemoSecrets | None:
    try:
        return DemoSecrets(**json.loads((settings.data_dir / DEMO_FILE).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _keep(settings: Settings, secrets: DemoSecrets) -> None:
    file = settings.data_dir / DEMO_FILE
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(secrets)))


def _password() -> str:
    """Return a password that a person can type and nobody can guess."""
    return "-".join(
        pyotp.random_base32(32)[start : start + 5].lower() for start in (0, 5, 10, 15)
    )
