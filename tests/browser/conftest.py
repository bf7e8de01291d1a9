"""One running app on sample data and one Chromium for every browser test of a session."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = (1400, 390)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder carries the markers `browser` and `slow`: a whole app and a whole browser."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium; without one these tests are skipped."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `test`)")
    wanted = os.environ.get("HUDDLEBOARD_CHROMIUM")
    path = wanted or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_api.sync_playwright() as player:
        path = path or player.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("no Chromium on this machine: set HUDDLEBOARD_CHROMIUM or run `playwright install chromium`")
        launched = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start the app on a data folder as people do, on another day or with more options, and give its address."""
    running: list[subprocess.Popen[bytes]] = []

    def start(folder: Path, today: str = "", *options: str) -> str:
        port = _free_port()
        log = (tmp_path_factory.mktemp("log") / "server.txt").open("wb")
        command = [sys.executable, "-m", "dashboard.cli", "serve", "--data", str(folder), "--port", str(port), *options]
        clock = {"HUDDLEBOARD_TODAY": today} if today else {}
        running.append(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=os.environ | clock))
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            if _healthy(address):
                return address
            time.sleep(0.05)
        raise TimeoutError(f"the app did not answer at {address} within 30 seconds")

    yield start
    for server in running:
        server.terminate()
        server.wait()


@pytest.fixture(scope="session")
def sample_app(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an app that holds the made-up practice. Do not change its data: all tests share it."""
    from dashboard.commands.demo import demo_folder

    return serve(demo_folder(tmp_path_factory.mktemp("sample")))


@pytest.fixture(scope="session")
def empty_app(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an app into which nothing was brought yet."""
    return serve(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def look(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open an address at a width and wait until the page stands."""
    contexts: list[Any] = []

    def open_page(address: str, width: int = WIDTHS[0]) -> Any:
        # Playwright waits for functions by evaluating text in the page, which the app forbids; what it forbids is tried
        # in test_hostile_strings.
        context = browser.new_context(viewport={"width": width, "height": 1000}, bypass_csp=True)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("h1", timeout=30_000)
        page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=30_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def serious_findings() -> Callable[[Any], list[str]]:
    """What axe finds on a page that is serious or critical: rule and the first element each."""
    module = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed (extra `test`)")

    def check(page: Any) -> list[str]:
        page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=30_000)
        page.wait_for_timeout(300)  # what a run made stale fades for a moment, and its contrast with it
        # Streamlit draws the label of a folded part a moment after the part itself.
        page.wait_for_function("[...document.querySelectorAll('summary')].every(s => s.querySelector('p')?.innerText)")
        found = module.Axe().run(page).response["violations"]
        grave = [v for v in found if v["impact"] in ("serious", "critical")]
        return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in grave]

    return check


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
