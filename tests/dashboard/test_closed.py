"""What every answer of the server carries, and that nothing but the app's own pages gets one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from dashboard.parts.closed import SHUT, Closed, policy

HERE = "127.0.0.1:8501"
NEEDED = ("content-security-policy", "referrer-policy", "x-content-type-options", "x-frame-options")


async def _app(scope: Any, receive: Any, send: Any) -> None:
    """A server that accepts every websocket and answers every request."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        await PlainTextResponse("a chart")(scope, receive, send)


def sent(kind: str = "http", path: str = "/", method: str = "GET", **headers: str) -> list[dict[str, Any]]:
    """What the closed server sends back for one request."""
    messages: list[dict[str, Any]] = []
    raw = [(name.encode(), value.encode()) for name, value in ({"host": HERE} | headers).items()]
    scope = {"type": kind, "path": path, "method": method, "headers": raw, "query_string": b""}

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(dict(message))

    asyncio.run(Closed(_app, ["127.0.0.1", "localhost"])(scope, receive, send))
    return messages


def status(messages: list[dict[str, Any]]) -> Any:
    """The answer's status, or what became of the websocket."""
    return messages[0].get("status", messages[0]["type"])


def test_the_apps_own_pages_are_answered_with_every_header() -> None:
    answer = sent()[0]
    headers = {name.decode() for name, _ in answer["headers"]}
    assert answer["status"] == 200
    assert headers.issuperset(NEEDED)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "", "127.0.0.1.evil.example", "[::1"])
def test_a_name_from_elsewhere_that_leads_here_gets_nothing(host: str) -> None:
    assert status(sent(host=host)) == 403
    assert status(sent("websocket", "/_stcore/stream", host=host, origin=f"http://{host}")) == "websocket.close"


FOREIGN = ["http://127.0.0.1:9999", "http://localhost:8501", "https://evil.example", "null", ""]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_of_another_address_opens_no_websocket_and_changes_nothing(origin: str) -> None:
    assert status(sent("websocket", "/_stcore/stream", origin=origin)) == "websocket.close"
    assert status(sent(method="PUT", path="/_stcore/upload_file/a/b", origin=origin)) == 403


def test_a_websocket_that_names_no_page_is_refused() -> None:
    assert status(sent("websocket", "/_stcore/stream")) == "websocket.close"


def test_the_apps_own_page_opens_its_websocket_and_sends_files() -> None:
    assert status(sent("websocket", "/_stcore/stream", origin=f"http://{HERE}")) == "websocket.accept"
    assert status(sent(method="PUT", path="/_stcore/upload_file/a/b", origin=f"http://{HERE}")) == 200


@pytest.mark.parametrize("path", SHUT)
def test_what_tells_of_the_server_is_shut(path: str) -> None:
    refused = sent(path=path)[0]
    assert refused["status"] == 404
    assert {name.decode() for name, _ in refused["headers"]}.issuperset(NEEDED)


def test_the_policy_lets_nothing_in_from_another_server_and_no_script_in_a_page() -> None:
    said = dict(part.split(" ", 1) for part in policy().split("; "))
    assert said["default-src"] == said["frame-ancestors"] == said["object-src"] == "'none'"
    assert "unsafe" not in said["script-src"]
    assert not [source for sources in said.values() for source in sources.split() if "://" in source or source == "*"]
