"""The interface over HTTP: ``/v1/…`` as Stripe has it."""

import asyncio
import json
from dataclasses import dataclass, field

from litestar.types import HTTPScope, Receive, Send

from web.local_stripe.engine import Engine
from web.local_stripe.errors import Refused
from web.local_stripe.idempotency import Answer, in_use

MOST_BYTES = 1_000_000
_BROKEN = {"error": {"type": "api_error", "message": "An error of the local Stripe's switch."}}


@dataclass(slots=True)
class Interface:
    """Answers Stripe's clients; what answers go through is switched for tests."""

    engine: Engine
    delay_ms: int = 0
    """Each answer waits for so long, its idempotency key in use."""
    lose: int = 0
    """So many answers are lost after their work is done: the client reads 500."""
    under_way: set[str] = field(default_factory=set)
    """The idempotency keys whose requests are not answered yet."""

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = {
            k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]
        }
        form = (await _body(receive)).decode("utf-8", "replace")
        if scope["method"] in ("GET", "DELETE"):
            form = form or scope["query_string"].decode("latin-1")
        answer = await self.answer(scope["method"], scope["path"], form, headers)
        await _send(send, answer)

    async def answer(
        self, method: str, path: str, form: str, headers: dict[str, str]
    ) -> Answer:
        """Answer one request that was read; a key in use is a conflict."""
        key = headers.get("idempotency-key", "") if method == "POST" else ""
        if key and key in self.under_way:
            refused: Refused = in_use()
            return Answer(refused.status, refused.body)
        self.under_way.add(key)
        try:
            if self.delay_ms:
                await asyncio.sleep(self.delay_ms / 1000)
            answer = self.engine.request(method, path, form, headers)
        finally:
            self.under_way.discard(key)
        if self.lose > 0 and method != "GET":
            self.lose -= 1
            return Answer(500, _BROKEN, answer.headers)
        return answer


async def _body(receive: Receive) -> bytes:
    read = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return read
        read += message["body"]
        if not message["more_body"] or len(read) > MOST_BYTES:
            return read[:MOST_BYTES]


async def _send(send: Send, answer: Answer) -> None:
    headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
    kind = (b"content-type", b"application/json")
    body = json.dumps(answer.body, ensure_ascii=False, indent=2).encode()
    await send(
        {"type": "http.response.start", "status": answer.status, "headers": [kind, *headers]}
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})


def is_interface(scope: HTTPScope) -> bool:
    """Tell whether a request is one of the interface, not one for a page."""
    return scope["path"].startswith("/v1/")
