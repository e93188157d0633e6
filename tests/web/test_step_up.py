"""What matters most wants the password of the last ten minutes (P-SEC-2)."""

import re

import pytest

from tests.routes import all_routes

pytestmark = pytest.mark.promise("P-SEC-2")
PROTECTED = {
    "export": r"/account/data/access|/account/data/requests/{[^}]+}/download",
    "erasure": r"/account/data/erasure|/account/deletion",
    "change of e-mail": r"/account/email",
    "change of password": r"/account/password",
    "change of a factor": r"/account/second-factor/.+(?<!{passkey_id})",
    "grant of a role": r"/organisation/members/{[^}]+}/administrator(/end)?",
}
"""By what it is: its pages. Renaming a key changes no factor. Inviting an administrator depends
on the form: ``test_organisation.py``. Staff are added on the server, outside the site."""


@pytest.mark.parametrize("what", PROTECTED)
def test_is_asked_for_before_the(what):
    found = [one for one in all_routes() if re.fullmatch(PROTECTED[what], one.pattern)]
    assert any(one.method == "POST" for one in found) or what == "export"
    assert [str(one) for one in found if not one.step_up] == []
