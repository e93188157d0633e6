"""stripe-python straight into the engine: no socket, no thread, no waiting."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from stripe import HTTPClient, StripeClient

from web.local_stripe.engine import Engine

KEY = "sk_test_local"


class InProcess(HTTPClient):
    """What stripe-python sends, answered by an engine."""

    name = "in_process"

    def __init__(self, engine: Engine) -> None:
        """Take the engine."""
        super().__init__()
        self.engine = engine

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **_metrics: Any,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Answer one request."""
        parts = urlsplit(url)
        form = post_data.decode() if isinstance(post_data, bytes) else post_data
        sent = form if method == "post" else parts.query
        answer = self.engine.request(
            method.upper(), parts.path, sent or "", dict(headers or {})
        )
        return json.dumps(answer.body), answer.status, answer.headers

    async def request_async(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: Any = None,
        **_metrics: Any,
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Answer one request of an asynchronous caller: at once as well."""
        text, status, told = self.request(method, url, headers, post_data)
        return text.encode(), status, told

    def close(self) -> None:
        """Close nothing."""

    async def close_async(self) -> None:
        """Close nothing."""


def client_of(engine: Engine) -> StripeClient:
    """Return stripe-python's client, talking to an engine."""
    return StripeClient(KEY, http_client=InProcess(engine))
