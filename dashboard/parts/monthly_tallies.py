"""Monthly figures that somebody typed by hand into a file: recognised, matched to measures, and kept as tallies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from rapidfuzz import fuzz

from ingest.dates import DateOrder, dates
from ingest.identifying import may_be_asked
from ingest.plan.make import MONTH_HEADING
from ingest.table import Table, normalise
from measures.catalogue import measures
from measures.declare import Measure
from measures.periods import days, period_at
from measures.spc.series_doctor import missing_codes

if TYPE_CHECKING:
    from dashboard.desk import Desk
    from dashboard.records import Tally

#: Months that make a table one of monthly figures.
MONTHS = 2
#: A larger number is no monthly figure of a practice.
MOST = 99_999
#: How alike a row's words and a measure's must be (0-100) where no word of ours tells.
LIKE = 80
#: Words of rows, the plainest first, and the measure they speak of.
WORDS: Mapping[str, str] = {
    r"(image|imaging|x ?ray|scan).*(no|without) red flags?": "imaging_without_red_flags",
    r"(image|radio|irm|scan).*sans (drapeau|signe)": "imaging_without_red_flags",
    r"pamphlet|exercise|depliant|feuillet|exercices?": "pamphlet_or_exercise",
    r"3 ?min|physical assessment": "physical_assessment",
    r"warm|hand ?(off|over)": "warm_referral",
    r"agree.*barrier": "agreement_and_barriers",
    r"overtime|ran over|over time": "overtime_appointments",
    r"elsewhere": "imaging_sought_elsewhere",
    r"satisfied|satisfait": "satisfied_with_plan",
    r"red flags? recorded": "red_flags_recorded",
}
#: Rows that are the whole of which others are a part, by what is counted.
WHOLES = {
    "patient_period": r"^(lbp|low back( pain)?|back pain) patients?|patients? (with|seen).*(lbp|back)|"
    r"patients? (avec |pour |vus? )?.*(lombalgie|mal de dos|bas du dos)",
    "visit": r"^(lbp|low back( pain)?|back pain) visits?|visits? (for|with).*(lbp|back)|"
    r"visites? (avec |pour )?.*(lombalgie|mal de dos|bas du dos)",
}


@dataclass(frozen=True)
class Figures:
    """One row of monthly figures: what it was taken for, and the count of each month."""

    label: str
    by_month: Mapping[date, int]


@dataclass(frozen=True)
class Proposed:
    """A measure that a row is taken for, with the row it is out of where it is a share."""

    measure: Measure
    counted: Figures
    whole: Figures | None


def apart(files: Sequence[Path]) -> tuple[list[Path], dict[Path, list[Figures]]]:
    """The files that are lists, and those that hold monthly figures with what they hold."""
    tallies = {file: figures for file in files if proposed(figures := monthly_figures(file))}
    return [file for file in files if file not in tallies], tallies


def monthly_figures(file: Path) -> list[Figures]:
    """The rows of figures of a file that is nothing but a monthly tally; none where it is something else."""
    from ingest.profile import known_headers
    from ingest.read import UnreadableFile, contents

    if file.suffix.lower() not in (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods") or not file.is_file():
        return []
    if file.stat().st_size > 1_000_000:
        return []
    try:
        tables = contents(file, known_headers(), file.name).tables
    except UnreadableFile:
        return []
    read = [_figures(table) for table in tables]
    return [row for rows in read for row in rows] if all(read) else []


#: So many lines above the names of the columns at most: a title, who counted, a blank.
LINES_ABOVE = 6
_TOTAL = re.compile(r"(?i)^\W*(grand |sous-?|sub-?)?(total|totaux|sum|somme|average|mean|moyenne)")


def _figures(table: Table) -> list[Figures]:
    """The rows of figures under the first line that can be the names of the columns."""
    rows = [tuple(row[1:]) for block in table.blocks() for row in block.rows.iter_rows()]
    grid = [tuple(table.header), *(row for row in rows if any(row) and not _TOTAL.match(str(row[0] or "")))]
    found = (_under([str(cell or "") for cell in grid[n]], grid[n + 1 :]) for n in range(min(LINES_ABOVE, len(grid))))
    return next((figures for figures in found if figures), [])


def _under(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Figures]:
    across = [n for n, name in enumerate(header) if MONTH_HEADING.match(name)]
    others = [name for n, name in enumerate(header) if n not in across and not _TOTAL.search(name.rpartition(" ")[2])]
    if len(across) >= MONTHS and len(others) <= 3:
        months = _months([header[n] for n in across])
        return [one for row in rows for one in _kept(str(row[0] or ""), months, (row[n] for n in across))]
    at = _year_and_month(header)
    first = [f"{row[at[0]]}-{row[at[1]]}" if at else str(row[0] or "") for row in rows]
    if len(header) < 2 or sum(bool(MONTH_HEADING.match(cell)) for cell in first) < max(MONTHS, 0.8 * len(rows)):
        return []
    months = _months(first)
    if len(set(filter(None, months))) < sum(month is not None for month in months):
        return []  # a line for each clinician of a month: no one figure a month
    columns = [n for n in range(len(header)) if n not in (at or (0,))]
    return [one for n in columns for one in _kept(header[n], months, (row[n] for row in rows))]


def _year_and_month(header: Sequence[str]) -> tuple[int, int] | None:
    """The places of a column of years and one of months, where the month is written in two."""
    names = [normalise(name) for name in header]
    year = next((n for n, name in enumerate(names) if name in ("year", "annee")), None)
    month = next((n for n, name in enumerate(names) if name in ("month", "mois")), None)
    return None if year is None or month is None else (year, month)


def _months(cells: Sequence[str]) -> list[date | None]:
    """The first day of each month as it is written."""
    first = [f"1 {c.strip()}" if re.search(r"[^\W\d]", c) else _numbers(c) for c in cells]
    return dates(pl.Series(first, dtype=pl.String), DateOrder.DMY).to_list()


def _numbers(cell: str) -> str:
    year_first = re.match(r"\s*(\d{4})[-/ ](\d{1,2})\s*$", cell)
    month_first = re.match(r"\s*(\d{1,2})[-/ ](\d{4})\s*$", cell)
    told = year_first or (month_first and re.match(r"(\d{4}) (\d{1,2})", f"{month_first[2]} {month_first[1]}"))
    return f"{told[1]}-{int(told[2]):02d}-01" if told else ""


def _kept(label: str, months: Sequence[date | None], cells: Iterable[object]) -> list[Figures]:
    counts = {m: n for m, cell in zip(months, cells, strict=True) if m and (n := _count(cell)) is not None}
    missing = missing_codes(np.array(list(counts.values()), dtype=np.float64))
    by_month = {m: n for (m, n), none in zip(counts.items(), missing, strict=True) if not none}
    return [Figures(label.strip(), by_month)] if label.strip() and by_month else []


def _count(cell: object) -> int | None:
    """A whole number as people write it: 12, 1,009, 1 009; nothing else."""
    text = re.sub(r"(?<=\d)[ ,'](?=\d{3}\b)", "", str(cell or "").strip())
    return int(text) if re.fullmatch(r"\d{1,6}", text) and int(text) <= MOST else None


def proposed(rows: Sequence[Figures]) -> list[Proposed]:
    """The measures that rows of figures are taken for; a share without its whole, or a row nobody knows, is none."""
    found: dict[str, Proposed] = {}
    for row in rows:
        measure = measure_of(row.label)
        if measure is None or measure.name in found:
            continue
        whole = next((one for one in rows if _is_whole(one.label, measure.unit.name)), None)
        if measure.is_rate and (whole is None or whole is row):
            continue
        found[measure.name] = Proposed(measure, row, whole if measure.is_rate else None)
    return list(found.values())


def measure_of(label: str) -> Measure | None:
    """The measure that a row's words speak of, or None."""
    words = normalise(label)
    if any(re.search(pattern, words) for pattern in WHOLES.values()):
        return None
    known = measures()
    told = next((name for pattern, name in WORDS.items() if re.search(pattern, words)), None)
    if told:
        return known[told]
    likeness = {name: fuzz.token_sort_ratio(words, normalise(m.title)) for name, m in known.items()}
    best = max(likeness, key=likeness.__getitem__)
    return known[best] if likeness[best] >= LIKE else None


def _is_whole(label: str, unit: str) -> bool:
    return unit in WHOLES and bool(re.search(WHOLES[unit], normalise(label)))


def question(file: Path, rows: Sequence[Figures]) -> dict[str, object]:
    """What is asked before monthly figures are kept, as the other questions of a plan."""
    taken = "; ".join(
        shown(one.counted) + (f" of {shown(one.whole)}" if one.whole else "") + f" as {one.measure.title}"
        for one in proposed(rows)
    )
    months = sorted({month for row in rows for month in row.by_month})
    blank = {m: n for m in months if (n := sum(m not in row.by_month for row in rows))}
    says = (
        f"{file.name} is a monthly tally ({len(rows)} rows of counts, {months[0]:%Y-%m} to {months[-1]:%Y-%m}), no "
        f"list of visits or orders. Keep it as a tally? It would be: {taken}."
        + (f" Blank in {len(blank)} months ({_some(blank)}): not counted there, and no zero." if blank else "")
    )
    readings = [{"value": "keep", "says": "yes: these monthly counts are kept as tallies", "gives": None},
                {"value": "aside", "says": "no: leave it aside", "gives": None}]  # fmt: skip
    return {
        "id": f"tally:{file.name}", "kind": "monthly_tally", "file": file.name, "column": "", "says": says,
        "rows": len(rows), "readings": readings, "proposed": "keep", "changes_a_figure": True,
    }  # fmt: skip


def _some(months: Iterable[date]) -> str:
    """The first months of a few."""
    told = [f"{month:%Y-%m}" for month in sorted(months)]
    return ", ".join(told[:4]) + (", …" if len(told) > 4 else "")


def shown(row: Figures) -> str:
    """A row's words; those that could name somebody are not shown."""
    return f'"{row.label}"' if may_be_asked(row.label) else "a row"


def keep(desk: Desk, rows: Sequence[Figures], who: str) -> list[str]:
    """Keep what the rows say as pasted figures of tallies, months that have one or are not over left as they are."""
    return [_keep_one(desk, one, who) for one in proposed(rows)]


def _keep_one(desk: Desk, one: Proposed, who: str) -> str:
    from dashboard.records import Counted
    from dashboard.records.written import written

    stands = written(desk.records, desk.clinic)
    tally = next((t for t in stands.tallies if t.measure == one.measure.name), None)
    tally = tally or desk.records.kept(_tally(desk.clinic, one), who=who)
    there = {entry.day.replace(day=1) for entry in stands.entries_of(tally)}
    months = sorted(m for m in one.counted.by_month if m not in there and _is_over(m, desk.day))
    wholes = one.whole.by_month if one.whole else {}
    added = [
        Counted(m, one.counted.by_month[m], wholes.get(m), "month", "pasted")
        for m in months
        if one.whole is None or one.counted.by_month[m] <= wholes.get(m, -1)
    ]
    if added:
        desk.records.tally_up(tally, added, who=who)
    left = len(one.counted.by_month) - len(added)
    beside = f"; {left} left as they are (there already, not over, or more than their whole)" if left else ""
    return f"{one.measure.title}: {len(added)} months kept as a tally{beside}."


def _is_over(month: date, today: date) -> bool:
    return days("month", period_at("month", month))[1] < today


def _tally(clinic: str, one: Proposed) -> Tally:
    from dashboard.records import Tally

    measure = one.measure
    return Tally(
        clinic=clinic, title=measure.title, measure=measure.name, kind=measure.kind.value, better=measure.better.value,
        is_rate=measure.is_rate, numerator_says=measure.numerator_says, denominator_says=measure.denominator_says,
        started=min(one.counted.by_month),
    )  # fmt: skip
