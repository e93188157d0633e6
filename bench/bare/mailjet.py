"""A Mailjet that takes every letter at once, and counts: for measuring who hands them over."""

import json
from collections import Counter
from urllib.parse import parse_qs

from litestar.types import Receive, Scope, Send

taken: Counter[str] = Counter()
"""How often each letter was taken, by our id."""


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Take letters; say how many of one there are; at any other address, how many in all."""
    if scope["type"] != "http":
        return
    said: object = {"taken": taken.total(), "different": len(taken)}
    if scope["path"] == "/v3.1/send":
        messages = json.loads(await _body(receive))["Messages"]
        taken.update(each["CustomID"] for each in messages)
        said = {"Messages": [{"Status": "success"} for _ in messages]}
    elif scope["path"] == "/v3/REST/message":
        [wanted] = parse_qs(scope["query_string"].decode())["CustomID"]
        said = {"Count": taken[wanted]}
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send(
        {"type": "http.response.body", "body": json.dumps(said).encode(), "more_body": False}
    )


async def _body(receive: Receive) -> bytes:
    body, further = b"", True
    while further:
        message = await receive()
        assert message["type"] == "http.request"
        body += message["body"]
        further = message["more_body"]
    return body
