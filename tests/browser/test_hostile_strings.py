"""Strings of people and files that would like to be a script, a picture from elsewhere or a link stay mere words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from re import sub
from threading import Thread
from typing import Any

import pytest

from sample_data import clinic, files, project
from tests.browser.conftest import ROOT

ELSEWHERE = "elsewhere.invalid"
HOSTILE = f"![b](http://{ELSEWHERE}/b.png) <img src=//{ELSEWHERE}/i onerror=alert(1)> [c](javascript:alert(2)) $x$"
SCRIPT = "</p><script>alert(3)</script>"
#: Keys of the hand-over file that hold words of people.
WORDS = {
    *("title", "says", "question", "change", "learning", "next_step", "observations", "surprises", "owner", "what"),
    *("who", "where", "text", "name", "reason", "rater", "practice", "note", "aim_words", "words", "story"),
}
#: Nothing of the kind may stand on a page: what was words would then have become a part of it.
GROWN = """[...document.querySelectorAll('img,script,a,iframe,object,embed,link,form,.katex')].filter(e => {
  const leads = String(e.src || e.href || e.data || e.action || '')
  const away = !leads.startsWith(location.origin) && leads.includes('elsewhere.invalid')
  return away || leads.startsWith('javascript') || e.className === 'katex'
}).map(e => e.parentElement.closest('[data-testid]').dataset.testid + " " + e.parentElement.textContent.slice(0, 70))"""
#: Addresses of one page that differ in their query only.
OF_ONE_PAGE = 2


def worse(value: Any, key: str = "") -> Any:
    """A hand-over with hostile words behind every word of a person."""
    if isinstance(value, dict):
        return {name: worse(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [worse(inner, key) for inner in value]
    return f"{value} {HOSTILE}" if isinstance(value, str) and value and key in WORDS else value


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """One command, as people call it."""
    command = [sys.executable, "-m", "dashboard.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up practice, with hostile strings for its name, clinicians, words, files and project."""
    folder = tmp_path_factory.mktemp("hostile")
    exports = []
    for file in files():
        text = file.read_text("utf-8")
        for name in ("TREMBLAY", "Completed", "X-ray", "Satisfied"):
            text = text.replace(name, f"{name} <img src=//{ELSEWHERE}/i onerror=alert(4)>", 9)
        exports.append(folder / f"<img src=x onerror=alert(5)> ![b](http:||{ELSEWHERE}|f.png) {file.name}")
        exports[-1].write_text(text, "utf-8")
    settings = folder / "clinic.toml"
    named = sub(r"(?m)^name = .*$", f"name = '{HOSTILE} {SCRIPT}'", clinic().read_text("utf-8"), count=1)
    settings.write_text(named, "utf-8")
    done = run(
        "import", "--data", folder / "data", "--clinic", settings, "--export-date", "2026-10-31", "--yes", *exports
    )
    assert done.returncode == 0, done.stdout + done.stderr
    handed = folder / "project.json"
    handed.write_text(json.dumps(worse(json.loads(project().read_text("utf-8")))), "utf-8")
    done = run("project", "--data", folder / "data", "--import", handed, "--who", f"Nora {HOSTILE}"[:60])
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "data"


def test_hostile_strings_stay_words_on_every_page_and_ask_no_other_host(
    hostile_folder: Path, serve: Callable[[Path], str], browser: Any
) -> None:
    address = serve(hostile_folder)
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    asked: set[str] = set()
    shown: list[str] = []
    bare: list[str] = []
    context.on("request", lambda request: asked.add(request.url))
    context.on("response", lambda answer: None if _closed(answer) else bare.append(answer.url))
    page = context.new_page()
    page.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    waiting: list[str] = [address]
    seen: set[str] = set()
    grown: set[str] = set()
    while waiting:
        seen.add(here := waiting.pop(0))
        page.goto(here)
        page.wait_for_selector("h1", timeout=30_000)
        page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=30_000)
        grown |= {f"{here.removeprefix(address)} {what}" for what in page.evaluate(GROWN)}
        links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])")
        for link in dict.fromkeys(links):
            known = [*seen, *waiting]
            alike = sum(path(link) == path(other) for other in known)
            if link.startswith(address) and link not in known and alike < OF_ONE_PAGE:
                waiting.append(link)
    context.close()
    assert len(seen) > 10
    assert sorted(grown) == []
    assert shown == []
    assert not [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert bare == []


def path(address: str) -> str:
    """An address without what is asked of its page."""
    return address.split("?")[0]


def _closed(answer: Any) -> bool:
    headers = answer.headers
    return answer.url.startswith(("data:", "blob:")) or (
        "frame-ancestors 'none'" in headers.get("content-security-policy", "")
        and headers.get("referrer-policy") == "no-referrer"
        and headers.get("x-content-type-options") == "nosniff"
    )


OPENS = """address => new Promise(told => {
  const socket = new WebSocket(address)
  socket.onopen = () => told('opened')
  socket.onerror = () => told('refused')
})"""


def test_a_page_of_another_local_port_cannot_open_the_apps_websocket(
    empty_app: str, browser: Any, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("<h1>Another program's page</h1>", "utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        stream = empty_app.replace("http", "ws") + "/_stcore/stream"
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{other.server_port}/")
        theirs = page.evaluate(OPENS, stream)
        page.goto(empty_app)
        ours = page.evaluate(OPENS, stream)
        page.close()
        other.shutdown()
    assert (theirs, ours) == ("refused", "opened")
