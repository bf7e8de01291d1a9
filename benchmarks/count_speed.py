"""How long counting takes beside the same cube written by hand in plain Polars: `count_speed.py --rows 1000000`.

Both work from the same stored facts, in one process, in turn; ours with a new Study each time, so that nothing is
remembered. The two cubes must be equal in every cell, or nothing is reported but the cells that differ.
"""

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import by_hand  # noqa: E402
import polars as pl  # noqa: E402

from dashboard.study import Study  # noqa: E402
from ingest.store import Store  # noqa: E402


def counted(folder: Path) -> pl.DataFrame:
    """Our counts of every measure and base count by month and provider, from a cold start."""
    store = Store(folder)
    study = Study(store, store.clinics()[0])
    table = study.counts({**study.available, **study.base_counts}, "month", by_provider=True)
    return table.select(*by_hand.KEYS, *by_hand.SUMS).sort(by_hand.KEYS)


def differences(ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """The cells in which the two cubes differ, rows missing from either included."""
    both = ours.join(theirs, on=by_hand.KEYS, how="full", suffix="_by_hand", coalesce=True)
    return both.filter(pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_by_hand")) for name in by_hand.SUMS))


def timed(work: Callable[[], pl.DataFrame]) -> tuple[pl.DataFrame, float, float]:
    """What the work gives, its seconds on the clock and its seconds of processor."""
    clock, processor = time.perf_counter(), busy()
    table = work()
    return table, time.perf_counter() - clock, busy() - processor


def busy() -> float:
    """Seconds of processor this process has used, all its threads together."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def compare(clinic: Path, folder: Path, rounds: int) -> None:
    """Both in turn; medians, ratios, and the cubes compared cell by cell."""
    name = Store(folder).clinics()[0]
    facts = sorted((folder / name / "facts").iterdir())
    if len(facts) != 1:
        raise SystemExit(f"{folder} holds {len(facts)} imports; this compares a folder with one.")
    works = {"ours": lambda: counted(folder), "by hand": lambda: by_hand.cube(facts[0], clinic / "clinic.toml")}
    runs: dict[str, list[tuple[float, float]]] = {what: [] for what in works}
    for turn in range(rounds + 1):
        cubes = {}
        for what, work in works.items():
            cubes[what], *spent = timed(work)
            runs[what] += [(spent[0], spent[1])] if turn else []  # the first turn warms both
        apart = differences(cubes["ours"], cubes["by hand"])
        if apart.height:
            raise SystemExit(f"{apart.height} of {cubes['ours'].height} rows of the cubes differ:\n{apart}")
    print(f"{cubes['ours'].height:,} rows of the cube equal in every cell, {rounds} turns")
    for place, says in enumerate(("on the clock", "of processor")):
        ours, hand = ([run[place] for run in runs[what]] for what in works)
        ratio = statistics.median(a / b for a, b in zip(ours, hand, strict=True))
        middle = statistics.median(ours), statistics.median(hand)
        print(f"seconds {says}: ours {middle[0]:.3f}, by hand {middle[1]:.3f}, ratio {ratio:.2f}")


def main() -> None:
    """Reads the command line."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=1_000_000)
    words.add_argument("--rounds", type=int, default=9)
    words.add_argument("--clinic", type=Path, help="a clinic generated before with --whole-quotes")
    words.add_argument("--data", type=Path, help="a data folder into which it was brought in before")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        clinic, folder = asked.clinic or Path(scratch) / "clinic", asked.data or Path(scratch) / "data"
        if not asked.clinic:
            from generate_clinic import generate

            generate(asked.rows, clinic, whole_quotes=True)
        if not asked.data:
            from import_speed import one_import

            from ingest import lexicon

            one_import(clinic, folder, lexicon.words())
        compare(clinic, folder, asked.rounds)


if __name__ == "__main__":
    main()
