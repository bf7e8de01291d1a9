"""How long judging series takes beside a bare NumPy batch and clinical-qikit: `spc_speed.py --turns 21`.

1,000 series of 36 months, a P chart with limits, Anhøj rules and signals, all ways on the same numbers and in turn in
one run; the batch and ours must agree in every number, or nothing is reported. clinical-qikit is installed into an
environment of its own, which goes again (`--without-qikit` leaves it out, `--qikit FOLDER` uses one made before).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dashboard.drawing.tiles import tile
from measures.series import Series
from measures.spc import analyse, analyse_many, analyse_series
from measures.spc.runs import crossings_min

SERIES, MONTHS, TILES = 1000, 36, 12
QIKIT = "clinical-qikit==0.5.0"


def made_up() -> tuple[np.ndarray, np.ndarray]:
    """Numerators and denominators: 60 to 140 visits a month, shares that wander around 35 %."""
    chance = np.random.default_rng(42)
    n = chance.integers(60, 141, (SERIES, MONTHS))
    share = 1 / (1 + np.exp(-(np.log(0.35 / 0.65) + 0.4 * chance.normal(size=(SERIES, MONTHS)))))
    return chance.binomial(n, share), n


def bare(y: np.ndarray, n: np.ndarray) -> dict[str, np.ndarray]:
    """The arithmetic alone: P limits, points beyond, crossings, longest runs and their verdict, for whole series."""
    share = y / n
    centre = y.sum(axis=1, keepdims=True) / n.sum(axis=1, keepdims=True)
    three = 3 * np.sqrt(centre * (1 - centre) / n)
    lower, upper = np.maximum(centre - three, 0), np.minimum(centre + three, 1)
    side = np.sign(share - centre)
    useful = (side != 0).sum(axis=1)
    crossings, longest = np.zeros(len(y)), np.zeros(len(y))
    latest, run = np.zeros(len(y)), np.zeros(len(y))
    for now in np.ascontiguousarray(side.T):
        there = now != 0
        crossings += there & (latest == -now)
        run = np.where(there, np.where(now == latest, run + 1, 1), run)
        latest = np.where(there, now, latest)
        np.maximum(longest, run, out=longest)
    beyond = (share > upper) | (share < lower)
    signal = (longest > np.rint(np.log2(useful)) + 3) | (crossings < FEWEST[useful])
    return {"centre": centre, "lower": lower, "upper": upper, "beyond_limits": beyond, "runs_signal": signal}


FEWEST = np.array([crossings_min(useful) for useful in range(MONTHS + 1)])


def long_frame(y: np.ndarray, n: np.ndarray) -> pl.DataFrame:
    """The same numbers as a row a month."""
    names = np.repeat(np.arange(SERIES), MONTHS)
    return pl.DataFrame({"series": names, "y": y.ravel(), "n": n.ravel()})


def refuse_different(batch: dict[str, np.ndarray], ours: pl.DataFrame) -> None:
    """Speed counts only between equals."""
    for name, theirs in batch.items():
        mine = ours[name].to_numpy().reshape(SERIES, MONTHS).astype(float)
        if not np.allclose(mine, np.broadcast_to(theirs.astype(float).reshape(SERIES, -1), mine.shape), 1e-12, 1e-12):
            raise SystemExit(f"{name} differs between the bare batch and analyse_many; no speed is reported.")


def seconds(work: Callable[[], Any]) -> float:
    """What one turn of the work takes on the clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(works: dict[str, Callable[[], Any]], turns: int) -> dict[str, list[float]]:
    """Every work once a turn, so that the machine's moods meet all alike; the first turn only warms up."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(turns + 1):
        for name, work in works.items():
            spent = seconds(work)
            taken[name] += [spent] if turn else []
    return taken


def tiles() -> list[Series]:
    """Twelve measures of 36 months."""
    y, n = made_up()
    return [month_series(y[k], n[k]) for k in range(TILES)]


def month_series(y: np.ndarray, n: np.ndarray) -> Series:
    """One made-up measure."""
    starts = [date(2022 + month // 12, month % 12 + 1, 1) for month in range(MONTHS)]
    points = pl.DataFrame({"start": starts, "numerator": y, "denominator": n}).with_columns(
        pl.col("start").dt.strftime("%Y-%m").alias("period"),
        pl.col("start").dt.month_end().alias("end"),
        *(pl.lit(0).alias(name) for name in ("unknown", "not_recorded")),
        *(pl.lit(False).alias(name) for name in ("immature", "partial")),
    )
    return Series(
        measure="made_up", title="Made-up measure", kind="process", better="lower", is_rate=True, every="month",
        numerator_says="visits with it", denominator_says="visits", provider="ALL", points=points,
    )  # fmt: skip


QIKIT_LOOP = """
import json, sys, time
import numpy as np
from qikit import qic
y, n = np.load(sys.argv[1]).values()
loop = lambda: [qic(y=a, n=b, chart="p") for a, b in zip(y, n)]
loop()
for asked in sys.stdin:
    began = time.perf_counter(); loop(); print(json.dumps(time.perf_counter() - began), flush=True)
"""


def installed(folder: Path) -> Path:
    """clinical-qikit in an environment of its own; its Python."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", QIKIT], check=True, stderr=subprocess.DEVNULL)
    return python


def started(python: Path, scratch: Path) -> subprocess.Popen[str]:
    """clinical-qikit's loop, warmed, waiting to be asked for one turn at a time."""
    y, n = made_up()
    np.savez(scratch / "numbers.npz", y=y, n=n)
    command = [str(python), "-c", QIKIT_LOOP, str(scratch / "numbers.npz")]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def one_turn(other: subprocess.Popen[str]) -> float:
    """Seconds that the other process says one of its turns took."""
    assert other.stdin is not None
    assert other.stdout is not None
    other.stdin.write("\n")
    other.stdin.flush()
    return float(json.loads(other.stdout.readline()))


def beside_qikit(folder: Path | None, turns: int) -> dict[str, list[float]]:
    """clinical-qikit's loop, our batch and our loop over the same series, in turn."""
    y, n = made_up()
    frame = long_frame(y, n)
    ours: dict[str, Callable[[], Any]] = {
        "ours at once": lambda: analyse_many(frame, n="n", chart="p"),
        "ours in a loop": lambda: [analyse(a, b, chart="p") for a, b in zip(y, n)],
    }
    with tempfile.TemporaryDirectory() as scratch:
        other = started(installed(folder or Path(scratch) / "qikit"), Path(scratch))
        taken: dict[str, list[float]] = {name: [] for name in ("clinical-qikit", *ours)}
        for _ in range(turns):
            taken["clinical-qikit"].append(one_turn(other))
            for name, work in ours.items():
                taken[name].append(seconds(work))
        assert other.stdin is not None
        other.stdin.close()
        other.wait()
    return taken


def row(says: str, taken: list[float], goal: str = "") -> None:
    """A line of the table, in milliseconds."""
    middle, least, most = (1000 * of(taken) for of in (statistics.median, min, max))
    print(f"{says:<58}{middle:>10.2f} ms   ({least:.2f} to {most:.2f})   {goal}")


def ratio(above: list[float], below: list[float]) -> float:
    """The median of the ratios of the same turns."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def batches(turns: int) -> None:
    """Ours beside the bare batch, and one chart alone."""
    y, n = made_up()
    frame, one = long_frame(y, n), (y[0], n[0])
    refuse_different(bare(y, n), analyse_many(frame, n="n", chart="p"))
    works: dict[str, Callable[[], Any]] = {
        "bare": lambda: bare(y, n),
        "many": lambda: analyse_many(frame, n="n", chart="p"),
    }
    taken = in_turn(works, turns)
    row(f"{SERIES:,} x {MONTHS}: bare NumPy batch", taken["bare"])
    row(f"{SERIES:,} x {MONTHS}: analyse_many", taken["many"])
    print(f"{'  ratio (median of turns)':<58}{ratio(taken['many'], taken['bare']):>10.1f} x    at most 20, goal 10")
    for chart in ("p", "run", "i", "pp"):
        singles = [seconds(partial(analyse, *one, chart=chart)) for _ in range(20 * turns)]
        row(f"one analyse, {chart} chart", singles, "under 1 ms")


def drawings(turns: int) -> None:
    """Twelve tiles: drawn, and judged and drawn."""
    series = tiles()
    charts = [analyse_series(one, chart="p") for one in series]
    works: dict[str, Callable[[], Any]] = {
        "drawn": lambda: [tile(chart, one) for chart, one in zip(charts, series)],
        "both": lambda: [tile(analyse_series(one, chart="p"), one) for one in series],
    }
    taken = in_turn(works, turns)
    row(f"{TILES} SVG tiles drawn", taken["drawn"], "under 30 ms")
    row(f"{TILES} SVG tiles judged and drawn", taken["both"])


def main() -> None:
    """Reads the command line, prints the table."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--turns", type=int, default=21)
    words.add_argument("--qikit", type=Path, help="an environment in which clinical-qikit is, or is to be")
    words.add_argument("--without-qikit", action="store_true")
    asked = words.parse_args()
    batches(asked.turns)
    drawings(asked.turns)
    if not asked.without_qikit:
        taken = beside_qikit(asked.qikit, max(3, asked.turns // 5))
        for name, spent in taken.items():
            row(f"{SERIES:,} series: {name}", spent)
        for name, goal in {"ours at once": "at least 30", "ours in a loop": ""}.items():
            times = ratio(taken["clinical-qikit"], taken[name])
            print(f"{'  clinical-qikit, times ' + name:<58}{times:>10.1f} x    {goal}")


if __name__ == "__main__":
    main()
