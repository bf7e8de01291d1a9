"""How long an import takes beside a bare CSV to Parquet conversion of the same files: `import_speed.py --rows 1000000`.

Every measurement is a process of its own, bare and ours in turn. Ours is timed twice in its process: first with no word
known (peak memory is this one's), then into a second data folder with every word known, which is an import without
the reading of words, whatever ran beside it.
"""

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import polars as pl  # noqa: E402

FILES = ("visits.csv", "di_orders.csv")
DATES = ("Birth Date", "Visit Date", "Order Date", "Result Date")
TIMES = ("Appt Time", "In Room", "Out")
WHOLE = ("Booked (min)", "Visit ID", "Chart No", "Order ID", "Req #")
TODAY = date(2026, 11, 22)


def typed(file: Path) -> pl.LazyFrame:
    """A file of the clinic with dates, times and whole numbers typed, the rest as text."""
    scan = pl.scan_csv(file, infer_schema=False)
    kinds = {
        **{name: pl.col(name).str.to_date("%d-%b-%Y", strict=False) for name in DATES},
        **{name: pl.col(name).str.to_time("%H:%M", strict=False) for name in TIMES},
        **{name: pl.col(name).cast(pl.Int64, strict=False) for name in WHOLE},
    }
    return scan.with_columns(kinds[name] for name in header(file) if name in kinds)


def header(file: Path) -> list[str]:
    """The names of the columns."""
    with file.open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines))


def bare(clinic: Path, out: Path) -> dict[str, float]:
    """Plain Polars: scan, type, write."""
    out.mkdir()
    started = time.perf_counter()
    for name in FILES:
        typed(clinic / name).sink_parquet(out / f"{name}.parquet")
    return {"seconds": time.perf_counter() - started, "peak_mb": peak()}


def ours(clinic: Path, out: Path) -> dict[str, float]:
    """Export to committed facts, words unknown; then again elsewhere with the words known."""
    from ingest import lexicon
    from measures.red_flags.words import read

    texts = 0

    def counting(some: Sequence[str]) -> Sequence[object]:
        nonlocal texts
        texts += len(some)
        return read(some)

    words = lexicon.words(counting)  # type: ignore[arg-type]
    first = one_import(clinic, out / "first", words)
    memory, read_first = peak(), texts
    words.seconds = 0.0
    again = one_import(clinic, out / "again", words)
    if texts != read_first:
        raise SystemExit(f"{texts - read_first} texts were read a second time; each should be read once.")
    return {
        "seconds": first["seconds"], "words": first["words"], "net": first["seconds"] - first["words"],
        "known": again["seconds"] - again["words"], "texts": texts, "rows": first["rows"], "peak_mb": memory,
    }  # fmt: skip


def one_import(clinic: Path, folder: Path, words: object) -> dict[str, float]:
    """One import into a fresh data folder, timed from opening the folder to the commit."""
    from ingest.batch import bring_in
    from ingest.clinic import read_settings
    from ingest.store import Store

    settings = read_settings((clinic / "clinic.toml").read_text("utf-8"))
    started = time.perf_counter()
    files = [clinic / name for name in FILES]
    end = settings.export_date
    report = bring_in(Store(folder), files, settings=settings, export_date=end, today=TODAY, words=words)  # type: ignore[arg-type]
    taken = time.perf_counter() - started
    planted = json.loads((clinic / "expected.json").read_text("utf-8"))
    for file in report.files:
        if file.accepted != planted[file.file]["accepted"]:
            raise SystemExit(f"{file.file}: {file.accepted} rows accepted, {planted[file.file]['accepted']} planted.")
    return {"seconds": taken, "words": report.seconds_reading_words, "rows": sum(f.rows_read for f in report.files)}


def peak() -> float:
    """Most memory this process ever held, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1_048_576 if sys.platform == "darwin" else 1024)


def apart(what: str, clinic: Path) -> dict[str, float]:
    """One measurement in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--measure", what, str(clinic), f"{folder}/out"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = json.loads(told.splitlines()[-1])
    print(what, {name: round(value, 2) for name, value in figures.items()}, flush=True)
    return figures


def compare(clinic: Path, rounds: int) -> None:
    """Bare and ours in turn; medians and ratios."""
    runs: dict[str, list[dict[str, float]]] = {"bare": [], "ours": []}
    for _ in range(rounds):
        for what, found in runs.items():
            found.append(apart(what, clinic))
    plain = statistics.median(run["seconds"] for run in runs["bare"])
    middle = {name: statistics.median(run[name] for run in runs["ours"]) for name in runs["ours"][0]}
    pairs = list(zip(runs["bare"], runs["ours"], strict=True))
    print(f"\n{middle['rows']:,.0f} rows, medians of {rounds}: bare {plain:.2f} s, ours {middle['seconds']:.2f} s")
    speed = middle["texts"] / middle["words"]
    print(f"reading {middle['texts']:,.0f} distinct texts: {middle['words']:.2f} s, {speed:,.0f} texts/s")
    ways = {"net": "without words (total less reading)", "known": "without words (all words known before)"}
    for name, says in ways.items():
        ratio = statistics.median(ours[name] / bare["seconds"] for bare, ours in pairs)
        print(f"{says}: {middle[name]:.2f} s = {ratio:.2f} x bare")
    print(f"peak memory: ours {middle['peak_mb']:.0f} MB, bare {max(run['peak_mb'] for run in runs['bare']):.0f} MB")


def main() -> None:
    """Reads the command line."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=1_000_000)
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--clinic", type=Path, help="a clinic generated before with --whole-quotes")
    words.add_argument("--measure", nargs=3, metavar=("WHAT", "CLINIC", "OUT"), help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.measure:
        what, clinic, out = asked.measure
        print(json.dumps({"bare": bare, "ours": ours}[what](Path(clinic), Path(out))))
    elif asked.clinic:
        compare(asked.clinic, asked.rounds)
    else:
        from generate_clinic import generate

        with tempfile.TemporaryDirectory() as folder:
            generate(asked.rows, Path(folder), whole_quotes=True)
            compare(Path(folder), asked.rounds)


if __name__ == "__main__":
    main()
