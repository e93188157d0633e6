"""``assisteu staff add``: a member of staff, invited by a one-time link."""

import click

from domain import accounts, clock, links
from domain.accounts import STAFF_INVITATION
from domain.roles import STAFF, Role
from domain.settings import current_settings
from domain.text import Language
from web.cli.address import address_of_site
from web.cli.group import as_json, assisteu, refuse, with_database
from web.rendering import path_in

_ROLES = click.Choice(sorted(role.value for role in STAFF))


@assisteu.group()
def staff() -> None:
    """Members of staff."""


@staff.command()
@click.argument("email")
@click.option("--role", type=_ROLES, required=True, help="What the person does here.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
@with_database
async def add(email: str, role: str, language: Language, json_wanted: bool) -> None:  # noqa: FBT001
    """Invite EMAIL; print the link that sets a password and a second factor, once."""
    try:
        address = accounts.read_email(email)
    except accounts.Unusable as error:
        raise click.BadParameter(error.why.en, param_hint="EMAIL") from None
    try:
        account_id = await accounts.add_staff(
            email=address, role=Role(role), language=language, now=clock.now()
        )
    except accounts.HoldersAddress:
        refuse(f"{address} belongs to the account of a subscriber, which stays what it is.")
    except accounts.AlreadyStaff:
        refuse(f"{address} works here already.")
    path = f"/staff-invitation/{links.sign(STAFF_INVITATION, account_id)}"
    link = address_of_site(current_settings()) + path_in(language, path)
    if json_wanted:
        as_json({"email": address, "role": role, "link": link})
    else:
        click.echo(link)
