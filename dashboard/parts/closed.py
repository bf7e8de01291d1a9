"""What every answer carries and who gets one: no page, program or address but this app's own reads or drives it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, MutableMapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from re import DOTALL, findall
from typing import Any
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Addresses of Streamlit that tell of the server and its sessions; nobody here asks for them.
SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
#: A refused websocket: "policy violation" (RFC 6455, 7.4.1).
POLICY_VIOLATION = 1008
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
REFUSED = "This is Huddleboard on a computer of the practice. It answers to its own pages only."
NOT_HERE = "There is nothing at this address."


@cache
def policy(index: Path = Path(streamlit.__file__).parent / "static" / "index.html") -> str:
    """The Content-Security-Policy: everything from this server, nothing from or to any other.

    Styles are allowed in the page since Streamlit writes them there. Of scripts in the page only those of Streamlit's
    own index are, by their hash; `st.html` can bring none. Plotly draws without `eval`.
    """
    scripts = " ".join(f"'sha256-{digest(text)}'" for text in findall(r"<script>(.*?)</script>", _read(index), DOTALL))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {scripts}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def digest(script: str) -> str:
    """A script's hash as a policy names it (CSP level 3, 2.3.1)."""
    return b64encode(sha256(script.encode()).digest()).decode()


def _read(file: Path) -> str:
    return file.read_text("utf-8")


def carried() -> dict[str, str]:
    """The headers that stand on every answer."""
    return {
        "Content-Security-Policy": policy(),
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


class Closed:
    """Refuse what does not come from the app's own pages, and put the headers on every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or one websocket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        answer = self.answer(scope)
        if scope["type"] == "websocket" and answer is not self.app:
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        await answer(scope, receive, marking(send))

    def answer(self, scope: Scope) -> ASGIApp:
        """The app, or a plain refusal."""
        if scope["path"].startswith(SHUT):
            return PlainTextResponse(NOT_HERE, 404)
        return self.app if self.may(scope) else PlainTextResponse(REFUSED, 403)

    def may(self, scope: Scope) -> bool:
        """Whether a request names this computer, and comes from a page of this very address where that matters.

        Another local port is another origin; a websocket, or a request that changes something, has to say its own.
        """
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if name_of(host) not in self.hosts:
            return False
        if origin is None:
            return scope["type"] == "http"
        safe = scope["type"] == "http" and scope["method"] in SAFE_METHODS
        return safe or urlsplit(origin).netloc == host


def name_of(host: str) -> str:
    """The name in a Host header, without its port; nothing where it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def marking(send: Send) -> Send:
    """Send on, with the headers on the beginning of an answer."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            mark(message)
        await send(message)

    return marked


def mark(message: MutableMapping[str, Any]) -> None:
    """Put the headers on the start of one answer; a copy of the app may be kept by nobody but this browser."""
    headers = MutableHeaders(scope=message)
    for name, value in carried().items():
        headers[name] = value
