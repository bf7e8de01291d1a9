"""What Streamlit's own page lacks for everyone: a script of this server's, put into it on its way to the browser."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.drawing.paper import LOOKS

ADDRESS = "/everyone.js"
ELEMENT = f'<script src="{ADDRESS}" defer></script></head>'.encode()
#: A page is asked for whole: mended, it is neither the copy a browser has nor may it come packed.
NOT_ASKED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


def script() -> Route:
    """The script under its address."""

    def answer(_: object) -> Response:
        return Response((LOOKS / "everyone.js").read_bytes(), media_type="text/javascript")

    return Route(ADDRESS, answer)


class ForEveryone:
    """Pass every request on, and put the script into the pages that come back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or one websocket."""
        if not _asks_for_a_page(scope):
            await self.app(scope, receive, send)
            return
        whole = {**scope, "headers": [one for one in scope["headers"] if one[0].lower() not in NOT_ASKED]}
        await self.app(whole, receive, _Mending(send).sends)


def _asks_for_a_page(scope: Scope) -> bool:
    return (
        scope["type"] == "http" and scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
    )


class _Mending:
    """Hold a page back until it is whole, then send it with the script; anything else goes on as it comes."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: MutableMapping[str, Any] | None = None
        self.body = b""

    async def sends(self, message: Message) -> None:
        """One message of an answer."""
        if message["type"] == "http.response.start" and _is_page(message):
            self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            await self._more(message)

    async def _more(self, message: Message) -> None:
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        page, start = self.body.replace(b"</head>", ELEMENT, 1), self.start
        assert start is not None
        MutableHeaders(scope=start)["content-length"] = str(len(page))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": page})


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return message["status"] == 200 and headers.get("content-type", "").startswith("text/html")
