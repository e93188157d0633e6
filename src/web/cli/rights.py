"""``assisteu access-package``: the copy of a person's data, written to a folder."""

from pathlib import Path

import click

from domain import accounts, clock, rights
from jobs.rights import package_page
from web.cli.group import as_json, assisteu, refuse, with_database


@assisteu.command(name="access-package")
@click.argument("email")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--json", "json_wanted", is_flag=True, help="For machines.")
@with_database
async def access_package(email: str, out: Path, json_wanted: bool) -> None:  # noqa: FBT001
    """Write the data of EMAIL: index.html, data.json and csv/<activity>.csv in a folder.

    The folder is made, or empty.
    """
    try:
        address = accounts.read_email(email)
    except accounts.Unusable as error:
        raise click.BadParameter(error.why.en, param_hint="EMAIL") from None
    person = await rights.subject_of_address(address)
    if person.account_id is None:
        refuse(f"{address} has no account.")
    folder = rights.Folder(_private(out))
    await rights.write_package(person, folder, pages=package_page, now=clock.now())
    if json_wanted:
        as_json({"folder": str(out), "files": _files(out)})
    else:
        click.echo("\n".join(_files(out)))


def _private(folder: Path) -> Path:
    """Make a folder that whoever runs the command alone can read: it holds a person's data."""
    if folder.exists() and any(folder.iterdir()):
        raise click.BadParameter(f"{folder} is not empty.", param_hint="--out")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
