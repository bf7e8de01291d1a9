"""Made-up export files of an Accuro-style clinic, in a few words, and the store they are brought into."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.study import Study
from ingest.batch import Report, bring_in
from ingest.clinic import read_settings
from ingest.store import Store
from measures.practice import Practice

TODAY = date(2025, 7, 1)
EXPORTED = date(2025, 6, 30)
SETTINGS = """
name = "Made-up practice"
coverage_start = 2024-01-01
agreed_list = ["Riverbank Physio"]
[[clinician]]
id = "A"
spellings = ["ASPEN, ANNA"]
[[clinician]]
id = "B"
spellings = ["BIRCH, BEN"]
"""
PRACTICE = read_settings(SETTINGS)

VISIT = {
    "Visit ID": "V1",
    "Chart No": "1001",
    "Birth Date": "13-May-1961",
    "Visit Date": "05-Feb-2025",
    "Provider": "ASPEN, ANNA",
    "Status": "Completed",
    "Dx": "724.2",
    "Reason": "follow-up",
}
ORDER = {
    "Order ID": "D1",
    "Req #": "R1",
    "Chart No": "1001",
    "Order Date": "06-Feb-2025",
    "Exam": "X-ray lumbar spine",
    "Ordering Provider": "ASPEN, ANNA",
    "Status": "Ordered",
    "Clinical Info": "",
}
RESPONSE = {
    "Chart No": "1001",
    "Response Date": "10-Feb-2025",
    "Question": "Satisfied with your action plan?",
    "Answer": "Satisfied",
}


def table(usual: dict[str, str], *rows: dict[str, str]) -> str:
    """CSV text: the usual row with what each of `rows` says otherwise; a new name is a new column."""
    header = list(usual) + [name for name in dict.fromkeys(n for row in rows for n in row) if name not in usual]
    lines = [header, *[[{**usual, **row}.get(name, "") for name in header] for row in rows]]
    return "".join(",".join(_cell(cell) for cell in line) + "\n" for line in lines)


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n') else text


def visits(*rows: dict[str, str]) -> str:
    """A visit report."""
    return table(VISIT, *rows)


def orders(*rows: dict[str, str]) -> str:
    """An imaging order list."""
    return table(ORDER, *rows)


def responses(*rows: dict[str, str]) -> str:
    """A patient survey without numbers of its own."""
    return table(RESPONSE, *rows)


def bring(
    folder: Path,
    *texts: str,
    settings: Practice | None = PRACTICE,
    export_date: date | None = EXPORTED,
    **options: Any,
) -> Report:
    """Write the texts as files and bring them into the store of `folder`."""
    files = []
    (folder / "exports").mkdir(parents=True, exist_ok=True)
    for place, text in enumerate(texts):
        files.append(folder / "exports" / f"export{place}.csv")
        files[-1].write_text(text, "utf-8")
    today = max(TODAY, export_date or TODAY)
    return bring_in(store(folder), files, settings=settings, export_date=export_date, today=today, **options)


def store(folder: Path) -> Store:
    """The store beside the exports."""
    return Store(folder / "data")


def studied(folder: Path) -> Study:
    """The study of the folder's clinic, nothing remembered."""
    opened = store(folder)
    return Study(opened, opened.clinics()[0])


def counted(folder: Path) -> pl.DataFrame:
    """Every count of the clinic, by provider."""
    done = studied(folder)
    return done.counts({**done.base_counts, **done.available}, "month", True)


def total(folder: Path, name: str) -> int:
    """The numerator of one measure over the whole coverage."""
    done = studied(folder)
    found = done.counts({name: {**done.base_counts, **done.available}[name]})
    return int(found["numerator"].sum())


def folder_of(folder: Path) -> dict[str, bytes]:
    """Every file of the data folder but its lock, with what it holds."""
    data = folder / "data"
    return {
        str(p.relative_to(data)): p.read_bytes() for p in sorted(data.rglob("*")) if p.is_file() and p.name != ".lock"
    }
