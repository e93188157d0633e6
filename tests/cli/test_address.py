"""A link that a command prints leads to the site that runs, whatever this shell knows of it."""

from domain.settings import Settings
from web.cli.address import address_of_site, remember_address


def test_a_command_in_another_shell_knows_the_port_of_the_site(tmp_path):
    here = {"ASSISTEU_DATA_DIR": str(tmp_path)}
    another_shell = Settings.from_environment(here)
    assert address_of_site(another_shell) == "http://localhost:8000"
    remember_address(Settings.from_environment(here | {"ASSISTEU_PORT": "8302"}))
    assert address_of_site(another_shell) == "http://localhost:8302"
