"""An import killed at any moment happened wholly or not at all, and the next start is clean."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from made_up_export import EXPORTED, PRACTICE, TODAY, orders, visits

from dashboard.study import Study
from ingest.batch import bring_in
from ingest.store import Store

KILLS = 50
ROWS = 6_000


def many(first: int, last: int) -> str:
    """Visits of many patients over a year, one row each."""
    rows = [
        {
            "Visit ID": f"V{n}",
            "Chart No": str(n % 900),
            "Visit Date": f"{n % 28 + 1:02d}-{['Jan', 'Feb', 'Mar'][n % 3]}-2025",
            "Dx": "724.2" if n % 4 == 0 else "401.9",
            "Reason": f"visit about thing {n % 700}",
        }
        for n in range(first, last)
    ]
    return visits(*rows)


def state(folder: Path) -> tuple[int, pl.DataFrame]:
    """How many imports there are, and every count; a folder that is not in the catalogue is a left-over."""
    store = Store(folder)
    known = {row["folder"] for row in store.imports(store.clinics()[0])}
    assert {str(p.relative_to(folder)) for p in folder.glob("*/facts/*")} == known
    study = Study(store, store.clinics()[0])
    return len(known), study.counts({**study.base_counts, **study.available}, "month", True)


@pytest.mark.slow
def test_fifty_kills_leave_all_or_nothing(tmp_path: Path) -> None:
    before, second = tmp_path / "before", tmp_path / "visits2.csv"
    (tmp_path / "visits1.csv").write_text(many(0, ROWS), "utf-8")
    (tmp_path / "orders.csv").write_text(
        orders(*[{"Order ID": f"D{n}", "Req #": f"R{n}", "Chart No": str(n)} for n in range(300)]), "utf-8"
    )
    second.write_text(many(ROWS // 2, ROWS + ROWS // 2), "utf-8")
    bring_in(
        Store(before),
        [tmp_path / "visits1.csv", tmp_path / "orders.csv"],
        settings=PRACTICE,
        export_date=EXPORTED,
        today=TODAY,
    )
    after = tmp_path / "after"
    shutil.copytree(before, after)
    command = [sys.executable, "-m", "dashboard.cli", "import", "--yes", "--export-date", "2025-06-30", "--data"]
    started = time.monotonic()
    subprocess.run([*command, str(after), str(second)], check=True, capture_output=True)
    whole = time.monotonic() - started
    nothing, everything = state(before), state(after)
    assert (nothing[0], everything[0]) == (1, 2)
    assert not nothing[1].equals(everything[1])

    chance, seen = random.Random(20261122), {1: 0, 2: 0}
    for turn in range(KILLS):
        folder = tmp_path / f"turn{turn}"
        shutil.copytree(before, folder)
        running = subprocess.Popen(
            [*command, str(folder), str(second)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.25, 1.05) * whole)
        running.send_signal(signal.SIGKILL)
        running.wait()
        imports, counts = state(folder)
        assert counts.equals(nothing[1] if imports == 1 else everything[1])
        seen[imports] += 1
        shutil.rmtree(folder)
    assert sum(seen.values()) == KILLS
    assert seen[1] > 0
