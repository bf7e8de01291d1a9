"""Peak memory and time of importing every hostile file, each in a process of its own: `hostile.py --shared ../shared`.

The files of the shared hostile set, and traps made here: archives that unpack to 2 GB, a line without an end, a cell at
the far corner of a sheet, a header of a million cells, a million refused rows beside a million accepted ones. Asked
for: under 1.5 GB each, and a sentence or an account, never a traceback. `--many N` makes the lists of a million rows
of N rows, and says of each how many times the processor and the memory of N accepted rows it takes.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADER = "Visit ID,Chart No,Birth Date,Visit Date,Provider,Status,Dx,Reason\n"
ROW = 'V{n},{n},1961-05-13,2025-{m:02d}-{d:02d},"SMITH, JOHN (12345)",Completed,724.2,follow-up\n'
ASKED_MB = 1_536
PIECES = 127
"""Of 16 MB: as near to 2 GB as an archive without 64-bit sizes holds."""


def rows(count: int, spoil: Callable[[str, int], str] = lambda row, _: row) -> Iterator[bytes]:
    """Visits, a hundred thousand at a time."""
    for start in range(0, count, 100_000):
        part = (
            spoil(ROW.format(n=n, m=n % 12 + 1, d=n % 28 + 1), n) for n in range(start, min(start + 100_000, count))
        )
        yield "".join(part).encode()


def plain(path: Path, pieces: Iterator[bytes]) -> None:
    """A text with the header."""
    with path.open("wb") as file:
        file.write(HEADER.encode())
        file.writelines(pieces)


def zip_bomb(path: Path) -> None:
    """2 GB of commas in 2 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("visits.csv", "w") as member:
        member.write(HEADER.encode())
        for _ in range(PIECES):
            member.write(b"," * (1 << 24))


def zip_bomb_that_lies(path: Path) -> None:
    """The same, its directory saying that it unpacks to 9,000 bytes."""
    zip_bomb(path)
    data = path.read_bytes()
    said = ((PIECES << 24) + len(HEADER)).to_bytes(4, "little")
    path.write_bytes(data.replace(said, (9_000).to_bytes(4, "little")))


def gzip_bomb(path: Path) -> None:
    """2 GB of commas in 2 MB."""
    with gzip.open(path, "wb") as file:
        file.write(HEADER.encode())
        for _ in range(PIECES):
            file.write(b"," * (1 << 24))


def workbook(path: Path, far: bool) -> None:
    """A workbook whose one far cell, or whose padding, would fill the memory."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Visits")
    sheet.write_row(0, 0, HEADER.strip().split(","))
    if far:
        sheet.write(1_048_575, 16_383, "x")
    book.close()
    path.write_bytes(made.getvalue())
    if not far:
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/x.xml", "w") as member:
            for _ in range(PIECES):
                member.write(bytes(1 << 24))


def large_workbook(path: Path) -> None:
    """As many rows as a workbook may have here, and a little fewer."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Visits")
    sheet.write_row(0, 0, HEADER.strip().split(","))
    for n in range(1, 300_000):
        sheet.write_row(n, 0, [f"V{n}", str(n), "1961-05-13", "2025-02-05", "SMITH, JOHN", "Completed", "724.2", "LBP"])
    book.close()


def without_date(row: str, _: int) -> str:
    """A row that is refused for its date."""
    return row.replace(",2025-", ",soon-")


def with_one_cell_more(row: str, _: int) -> str:
    """A row that is refused for the number of its cells."""
    return "x," + row


def long_lists(many: int) -> dict[str, Callable[[Path], None]]:
    """Lists of very many rows; the first is accepted whole."""
    return {
        "all accepted.csv": lambda path: plain(path, rows(many)),
        "all without a date.csv": lambda path: plain(path, rows(many, without_date)),
        "all with a cell more.csv": lambda path: plain(path, rows(many, with_one_cell_more)),
        "half refused.csv": lambda path: plain(path, rows(many, lambda row, n: without_date(row, n) if n % 2 else row)),
        "blank lines.csv": lambda path: plain(path, iter([*rows(1_000), b"\n" * many])),
        "repeats.csv": lambda path: plain(path, rows(many, lambda _, n: ROW.format(n=n % 1_000, m=2, d=3))),
    }


TRAPS: dict[str, Callable[[Path], None]] = {
    "2 GB.zip": zip_bomb,
    "2 GB that lies.zip": zip_bomb_that_lies,
    "2 GB.csv.gz": gzip_bomb,
    "one line.csv": lambda path: plain(path, iter([b"x" * (1 << 24)] * 20)),
    "a million columns.csv": lambda path: (
        path.write_bytes(HEADER.strip().encode() + b",c" * 400_000 + b"\n" * 5) and None
    ),
    "far cell.xlsx": lambda path: workbook(path, far=True),
    "2 GB.xlsx": lambda path: workbook(path, far=False),
    "300,000 rows.xlsx": large_workbook,
}


def measured(path: Path, folder: Path) -> tuple[float, float, float, int, str]:
    """Seconds by the clock and of the processor, peak MB, exit status and the first words of one import."""
    command = [sys.executable, "-m", "dashboard.cli", "import", "--data", str(folder), "--leave-out-refused"]
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [*command, "--export-date", "2026-01-01", str(path)], cwd=ROOT, stdout=said, stderr=said
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = said.read(4_000).decode("utf-8", "replace")
    if "Traceback" in words:
        raise SystemExit(f"{path.name}: a traceback\n{words}")
    worked = used.ru_utime + used.ru_stime
    told = words.replace("\n", " ")[:110]
    return time.perf_counter() - started, worked, used.ru_maxrss / 1024, child.returncode, told


def main() -> None:
    """Reads the command line."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    words.add_argument("--only", default="", help="part of the name of a trap")
    words.add_argument("--many", type=int, default=1_000_000, help="rows of the long lists")
    asked = words.parse_args()
    most, plainly = 0.0, (0.0, 0.0)
    long = long_lists(asked.many)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        files = sorted((asked.shared / "data/hostile").glob("*")) if (asked.shared / "data/hostile").is_dir() else []
        for number, (called, make) in enumerate({**{file.name: None for file in files}, **TRAPS, **long}.items()):
            if asked.only not in called:
                continue
            path = place / called if make else asked.shared / "data/hostile" / called
            if make:
                make(path)
            seconds, worked, memory, status, told = measured(path, place / f"data{number}")
            most = max(most, memory)
            plainly = (worked, memory) if called == "all accepted.csv" else plainly
            if called in long and plainly[0]:
                told = f"{worked / plainly[0]:.2f} x processor, {memory / plainly[1]:.2f} x memory  {told}"
            print(f"{called:40} {seconds:7.1f} s {memory:7.0f} MB  exit {status}  {told}", flush=True)
            if make:
                path.unlink()
    print(f"most: {most:.0f} MB of {ASKED_MB} MB asked for")
    sys.exit(most > ASKED_MB)


if __name__ == "__main__":
    main()
