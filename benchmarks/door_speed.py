"""What the door costs: a plan beside its import, a second month beside the first: `door_speed.py --rows 100000`.

Everything in one process and run, so that the ratios hold whatever else the machine does: the plan with its figures,
the import by the plan with no word known, the import of a second month of which nine rows in ten were here before. Both
wall clock and this process's own processor time are told; readers of words are processes of their own and in the wall
clock only, so `--readers 1` reads the words here.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import polars as pl  # noqa: E402

from ingest import many_readers  # noqa: E402
from ingest.clinic import read_settings  # noqa: E402
from ingest.plan.already import what_is_here  # noqa: E402
from ingest.plan.carry_out import carry_out  # noqa: E402
from ingest.plan.made import Asking  # noqa: E402
from ingest.plan.make import make_plan  # noqa: E402
from ingest.store import Store  # noqa: E402

FILES = ("visits.csv", "di_orders.csv")
TODAY = date(2026, 11, 22)
Seconds = tuple[float, float]


def timed(says: str, work: Callable[[], object]) -> Seconds:
    """How long it took, by the clock and by this process's processor time."""
    wall, own = time.perf_counter(), time.process_time()
    work()
    taken = time.perf_counter() - wall, time.process_time() - own
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{says}: {taken[0]:.1f} s, {taken[1]:.1f} s of processor, peak so far {most:.0f} MB", flush=True)
    return taken


def second_month(clinic: Path, other: Path, out: Path) -> list[Path]:
    """Nine rows in ten of the clinic, and one in ten that nobody saw before."""
    out.mkdir()
    for name in FILES:
        here, new = (pl.read_csv(folder / name, infer_schema=False) for folder in (clinic, other))
        fresh = new.head(here.height // 10).with_columns(pl.col(new.columns[0]) + "N")
        pl.concat([here.tail(here.height - fresh.height), fresh]).write_csv(out / name)
    return [out / name for name in FILES]


def compare(rows: int, folder: Path) -> None:
    """The ratios."""
    from generate_clinic import generate

    for name, seed in (("one", 1), ("other", 2)):
        (folder / name).mkdir()
        generate(rows, folder / name, seed=seed, whole_quotes=True)
    first = [folder / "one" / name for name in FILES]
    settings = read_settings((folder / "one" / "clinic.toml").read_text("utf-8"))
    asked = Asking(practice=settings, today=TODAY, export_date=settings.export_date)
    make_plan(first, asked)  # the second time is warm: modules, patterns and the disk
    planned = timed("plan", lambda: make_plan(first, asked, readings=True))

    def bring(files: list[Path], how: Asking) -> None:
        store = Store(folder / "data")
        carry_out(store, how, make_plan(files, how, figures=False), settings_given=True)

    one = timed("import of the first month", lambda: bring(first, asked))
    here = what_is_here(folder / "data")
    later = replace(
        asked, export_date=(settings.export_date or TODAY) + timedelta(days=1), here=here.events, kept=here.kept,
        before=here.before,
    )  # fmt: skip
    files = second_month(folder / "one", folder / "other", folder / "second")
    two = timed("import of the second month", lambda: bring(files, later))
    for says, a, b in (("plan / import", planned, one), ("second month / first", two, one)):
        print(f"{says}: {a[0] / b[0]:.2f} by the clock, {a[1] / b[1]:.2f} of processor")


def main() -> None:
    """Reads the command line."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=100_000)
    words.add_argument("--readers", type=int, default=0, help="how many processes read words (0: as many as fit)")
    asked = words.parse_args()
    if asked.readers:
        many_readers.MOST = asked.readers
    with tempfile.TemporaryDirectory() as folder:
        compare(asked.rows, Path(folder))


if __name__ == "__main__":
    main()
