"""How long the first view of a measure's chart takes in a fresh browser, and then a filter change.

    python benchmarks/measure_page.py [changes]

Needs the extra `test` and a Chromium (HUDDLEBOARD_CHROMIUM, else the one on the path). The clock is the page's
own: it starts with the click on the option, and stops in the frame after the last change of the chart or of the
verdict above it; the first view is from the address to the first point drawn, each in a browser of its own, in turn
with a bare Streamlit page of one Plotly chart of as many points: less than that no page of ours can take.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
GOAL, FIRST_VIEW, VIEWS = 400.0, 3_000.0, 9
MEASURE = "imaging_without_red_flags"

#: A page with nothing but one chart.
BARE = """import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Scatter(x=list(range(24)), y=list(range(24)), mode="lines+markers")))
"""

#: Watches the verdict and the points; `settled` is the time of the last change of either.
WATCH = """() => {
  window.hb = {clicked: 0, changed: 0};
  document.addEventListener('click', e => {
    if (e.target.closest('[role=option]')) { window.hb.clicked = performance.now(); window.hb.changed = 0; }
  }, true);
  new MutationObserver(seen => {
    const chart = seen.some(m => m.target.closest && m.target.closest('.js-plotly-plot, .hb-verdict'));
    if (chart && window.hb.clicked) requestAnimationFrame(() => { window.hb.changed = performance.now(); });
  }).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
}"""

#: What the chart shows, in letters.
DRAWN = (
    "() => [...document.querySelectorAll('.js-plotly-plot .point')].map(e => e.getAttribute('transform')).join()"
)


@dataclass(frozen=True)
class Server:
    """A page that is served, until its process ends."""

    process: subprocess.Popen[bytes]
    address: str


def main(changes: int) -> None:
    """Change the period and the kind of image again and again, and report how long each took."""
    from playwright.sync_api import sync_playwright

    from dashboard.commands.demo import demo_folder

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        demo_folder(Path(folder))
        demo, bare = start(serving(Path(folder))), start(bare_page(Path(folder)))
        browser = player.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        address = f"{demo.address}/measure?measure={MEASURE}"
        try:
            turns = [(first_view(player, bare.address), first_view(player, address)) for _ in range(VIEWS)]
            report("first view of a bare page, fresh browser", [one for one, _ in turns], FIRST_VIEW)
            report("first view, fresh browser", [one for _, one in turns], FIRST_VIEW)
            print(f"first view, times the bare page's: {statistics.median(ours / bare for bare, ours in turns):.2f}")
            page = browser.new_page(viewport={"width": 1400, "height": 1200})
            page.goto(address)
            page.wait_for_selector(".js-plotly-plot .point")
            page.evaluate(WATCH)
            first = [change(page, number) for number in range(6)]
            report("first visit to each view", first)
            report("changes", [change(page, number) for number in range(changes)])
        finally:
            browser.close()
            for server in (demo, bare):
                server.process.terminate()
                server.process.wait()


def change(page: Any, number: int) -> float:
    """One change, in milliseconds."""
    before = page.evaluate(DRAWN)
    label = ["Each point is a", "Kind of image"][number % 2]
    options = {
        "Each point is a": ["Quarter", "Week", "Month"],
        "Kind of image": ["X-ray", "MRI", "All kinds"],
    }[label]
    page.get_by_label(label).first.click()
    page.get_by_role("option", name=options[number // 2 % 3], exact=True).click()
    page.wait_for_function(f"before => ({DRAWN})() !== before", arg=before)
    page.wait_for_function("() => window.hb.changed && performance.now() - window.hb.changed > 250")
    return float(page.evaluate("() => window.hb.changed - window.hb.clicked"))


def first_view(player: Any, address: str) -> float:
    """From nothing in the browser to the first point on the chart, in milliseconds."""
    browser = player.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
    try:
        page = browser.new_page(viewport={"width": 1400, "height": 1200})
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_selector(".js-plotly-plot .point")
        return (time.perf_counter() - began) * 1000
    finally:
        browser.close()


def report(what: str, times: list[float], goal: float = GOAL) -> None:
    """p50 and p95 in one line."""
    high = sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]
    print(f"{what}: n={len(times)} p50={statistics.median(times):.0f} ms p95={high:.0f} ms (goal {goal:.0f} ms)")


def serving(folder: Path) -> list[str]:
    """The app on a folder."""
    return ["dashboard.cli", "serve", "--data", str(folder), "--port"]


def bare_page(folder: Path) -> list[str]:
    """Streamlit with a page of one chart."""
    (folder / "bare.py").write_text(BARE)
    return ["streamlit", "run", str(folder / "bare.py"), "--server.headless", "true", "--server.port"]


def start(module: list[str]) -> Server:
    """A server on a port of its own, once it answers."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", *module, str(port)], cwd=ROOT, stdout=subprocess.DEVNULL)
    while not healthy(port):
        time.sleep(0.02)
    return Server(process, f"http://127.0.0.1:{port}")


def healthy(port: int) -> bool:
    """Whether the server answers its health check."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str | None:
    """The browser to drive; None leaves the choice to Playwright."""
    return os.environ.get("HUDDLEBOARD_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
