"""The script that Streamlit's page is given on its way: into pages alone, whole and with its right length."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import streamlit
from starlette.responses import HTMLResponse, PlainTextResponse, StreamingResponse

from dashboard.parts.everyone import ADDRESS, ELEMENT, ForEveryone

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()


def answered(
    response: Any, method: str = "GET", accept: str = "text/html,*/*"
) -> tuple[dict[str, str], bytes, list[str]]:
    """The headers and the body that arrive, and the headers that the app behind was asked with."""
    messages: list[dict[str, Any]] = []
    asked: list[str] = []
    raw = [(b"accept", accept.encode()), (b"accept-encoding", b"gzip"), (b"if-none-match", b'"x"')]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.extend(name.decode() for name, _ in scope["headers"])
        await response(scope, receive, send)

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(dict(message))

    scope = {"type": "http", "path": "/measures", "method": method, "headers": raw, "query_string": b""}
    asyncio.run(ForEveryone(app)(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    return headers, b"".join(one.get("body", b"") for one in messages[1:]), asked


def test_a_page_comes_with_the_script_whole_and_as_long_as_it_says() -> None:
    headers, page, asked = answered(HTMLResponse(INDEX))
    assert page == INDEX.replace(b"</head>", ELEMENT)
    assert page.count(ADDRESS.encode()) == 1
    assert headers["content-length"] == str(len(page))
    assert asked == ["accept"]  # neither packed nor "as you have it"


def test_a_page_that_comes_in_pieces_is_put_together() -> None:
    async def pieces() -> Any:
        yield INDEX[:100]
        yield INDEX[100:]

    assert answered(StreamingResponse(pieces(), media_type="text/html"))[1] == INDEX.replace(b"</head>", ELEMENT)


def test_whatever_is_no_page_goes_on_as_it_comes() -> None:
    assert answered(PlainTextResponse("</head>"))[1] == b"</head>"
    assert answered(HTMLResponse("</head>", status_code=404))[1] == b"</head>"
    assert answered(HTMLResponse("</head>"), accept="*/*")[1] == b"</head>"
    assert answered(HTMLResponse("</head>"), method="POST")[1] == b"</head>"
