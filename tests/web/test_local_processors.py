"""``/local/processors``: what would have left, shown to this machine alone."""

from domain.processors import connections, memory_of
from domain.processors.hubspot import Contact


async def test_shows_what_each_stand_in_was_given(anonymous):
    memory_of("hubspot").file.unlink(missing_ok=True)
    before = await anonymous.get("/local/processors")
    assert before.status_code == 200
    assert "Rien ne lui a été transmis." in before.text
    ines = Contact(email="ines@example.org", first_name="Inès", last_name="Ivanova")
    await connections.hubspot().upsert([ines])
    shown = await anonymous.get("/en/local/processors")
    assert "Inès" in shown.text
    await connections.hubspot().erase(ines.email)
    again = await anonymous.get("/en/local/processors")
    assert "Inès" not in again.text
