"""The site as it is, but for one thing: nobody notes where holders use their accounts from."""

from web import access
from web.asgi import app

access.note_use = lambda _connection, _person: None

__all__ = ["app"]
