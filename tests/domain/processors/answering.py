"""Processors that answer as they are told, and remember what they were asked."""

from collections.abc import Callable

import httpx


class Answering(httpx.AsyncBaseTransport):
    """Gives these answers one after the other; an exception is no answer at all."""

    def __init__(
        self,
        *answers: httpx.Response | Exception,
        check: Callable[[httpx.Request], None] = lambda _request: None,
    ) -> None:
        self.asked: list[httpx.Request] = []
        self._waiting = list(answers)
        self._check = check

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.asked.append(request)
        self._check(request)
        given = self._waiting.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    @property
    def calls(self) -> list[str]:
        return [f"{each.method} {each.url.path}" for each in self.asked]


class Watched(httpx.AsyncBaseTransport):
    """Lets another transport answer, and has every request checked first."""

    def __init__(
        self, answering: httpx.AsyncBaseTransport, check: Callable[[httpx.Request], None]
    ) -> None:
        self._answering = answering
        self._check = check

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self._check(request)
        return await self._answering.handle_async_request(request)
