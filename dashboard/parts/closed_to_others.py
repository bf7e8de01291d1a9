"""The app of a server for many: by TLS or the named proxy alone, and files only for whose session holds them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.parts.closed import NOT_HERE, Closed
from dashboard.parts.sessions import drawing, holds, sessions_of

HTTPS, WSS = "https", "wss"
PLAIN = "This Huddleboard is reached by https alone. Nothing was answered."
YEAR = 31_536_000
#: Seconds between two looks at a page that is being drawn, and how many looks a file of it is waited for.
A_LOOK, LOOKS = 0.1, 100


class ClosedToOthers(Closed):
    """What `Closed` refuses, what does not come by TLS, and every file that is not of the asker's own session."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], proxy: str = "") -> None:
        super().__init__(app, hosts)
        self.proxy = proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or one websocket."""
        if scope["type"] == "http" and scope["path"].startswith("/media/"):
            await self.until_named(scope)
        await super().__call__(scope, receive, _only_by_tls(send))

    async def until_named(self, scope: Scope) -> None:
        """Wait, at most ten seconds, while a page of whoever asks is drawn: it names its files anew as it goes.

        The first look may come before the server knows that the page is being drawn, so it decides nothing.
        """
        for look in range(LOOKS):
            if self.own_file(scope) or (look and not drawing(scope)):
                return
            await asyncio.sleep(A_LOOK)

    def answer(self, scope: Scope) -> ASGIApp:
        """The app, or a plain refusal."""
        if not self.safely(scope):
            return PlainTextResponse(PLAIN, 403)
        found = super().answer(scope)
        if found is self.app and not self.own_file(scope):
            return PlainTextResponse(NOT_HERE, 404)
        return found

    def safely(self, scope: Scope) -> bool:
        """Whether it came by TLS: to this server, or to the named proxy, which says so and is who asks."""
        if not self.proxy:
            return scope["scheme"] in (HTTPS, WSS)
        peer = (scope.get("client") or ("",))[0]
        return peer == self.proxy and Headers(scope=scope).get("x-forwarded-proto", "") in (HTTPS, WSS)

    def own_file(self, scope: Scope) -> bool:
        """Whether a file that is asked for, or sent, belongs to a session of whoever signed in; pages are no files."""
        first, *rest = scope["path"].strip("/").split("/")
        if first == "media":
            return bool(rest) and any(holds(session, "/".join(rest)) for session in sessions_of(scope))
        if (first, *rest[:1]) == ("_stcore", "upload_file"):
            return scope.get("method") == "OPTIONS" or (len(rest) > 1 and rest[1] in sessions_of(scope))
        return True


def _only_by_tls(send: Send) -> Send:
    """Send on with cookies that travel by TLS alone, and with the word that this server has nothing else."""

    async def marked(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Strict-Transport-Security"] = f"max-age={YEAR}"
            cookies = headers.getlist("set-cookie")
            if cookies:
                del headers["set-cookie"]
                for one in cookies:
                    headers.append("set-cookie", one if "secure" in one.casefold().split("; ") else f"{one}; Secure")
        await send(message)

    return marked
