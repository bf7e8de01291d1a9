"""Which rows of a block are accepted, and why the others are not: patient and date checks, and exact repeats."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ingest import clean
from ingest.date_columns import DateColumn, spelt_plainly
from ingest.identifying import cell_seen
from ingest.known_hashes import SeenHashes
from ingest.recognise import Mapping
from ingest.table import Block, Refused

UNDATED = frozenset({"patients"})


@dataclass
class Repeats:
    """Hashes of the records seen so far in one file, so that an exact repeat is known wherever it comes."""

    known: SeenHashes = field(default_factory=SeenHashes)

    def mark(self, hashed: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """True for every record that stood in the file before, cell for cell."""
        again = np.ones(len(hashed), dtype=bool)
        distinct, first = np.unique(hashed, return_index=True)
        again[first] = False
        seen = self.known.seen(distinct)
        again[first[seen]] = True
        self.known.add(distinct[~seen])
        return again


@dataclass(frozen=True)
class Sifted:
    """Accepted rows with their mapped cells, `day`, `month` and `date`; refusals; lines of exact repeats."""

    rows: pl.DataFrame
    refused: tuple[Refused, ...]
    repeats: tuple[int, ...]


def mapped(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """The block's rows with our field names; unmapped columns, names among them, are gone."""
    return rows.select("line", *[pl.col(f"c{place}").alias(name) for name, place in mapping.fields.items()])


def _reason(dated: bool) -> pl.Expr:
    """The first thing wrong with a row, or null."""
    patient = (
        pl.when(pl.col("patient").is_null())
        .then(pl.lit("patient_missing"))
        .when(pl.col("_scientific"))
        .then(pl.lit("patient_key_scientific"))
    )
    if not dated:
        return patient
    return (
        patient.when(pl.col("date").is_null())
        .then(pl.lit("date_missing"))
        .when(pl.col("_date").is_null())
        .then(pl.lit("date_invalid"))
    )


#: Ways to write a date, and the 28th of February 2025 in each.
SHAPES = (
    (r"^\d{4}-\d{1,2}-\d{1,2}", "2025-02-28"),
    (r"^\d{4}/\d{1,2}/\d{1,2}", "2025/02/28"),
    (r"^\d{8}$", "20250228"),
    (r"^\d{1,2}-[A-Za-z]{3}-\d{4}", "28-Feb-2025"),
)


def _like(written: pl.Series, order: clean.DateOrder | None) -> str:
    """A date in the shape this column writes them, for the reader of a refusal; never a date of the file itself."""
    first = written.drop_nulls().head(1)
    for shape, example in SHAPES:
        if first.str.contains(shape).any():
            return example
    if order is clean.DateOrder.DMY:
        return "28/02/2025"
    return "02/28/2025" if order is clean.DateOrder.MDY else "28-Feb-2025"


def _says(reason: str, line: int, header: str, seen: str, shown: str, like: str) -> str:
    after, place = AFTER, f'Row {line}, "{header}"'
    if reason == "patient_missing":
        return f"{place}: no patient number. {after}"
    if reason == "patient_key_scientific":
        return (
            f"{place}: the patient number is in scientific notation, as a spreadsheet writes long numbers; its last "
            "digits are lost. The row was left out; export again as text, without opening the file in a spreadsheet."
        )
    if reason == "date_missing":
        return f"{place}: no date. {after}"
    kind = "stands for no date" if seen[:4] in ("0001", "1900", "9999") or seen.endswith("9999") else "is not a date"
    return f'{place}: "{shown}" {kind}. Expected like {like}. {after}'


AFTER = "The row was left out; correct it in the EMR and bring the file in again."


def sift(
    block: Block,
    mapping: Mapping,
    order: clean.DateOrder | None,
    repeats: Repeats,
    timezone: str,
    latest: date,
    held: tuple[DateColumn, ...] = (),
) -> Sifted:
    """Judge the rows of a block; refusals first, then exact repeats among the rest.

    `held` says what the date columns hold, where that is not plain dates.
    """
    dated = mapping.profile.event not in UNDATED and "date" in mapping.fields
    frame = spelt_plainly(mapped(block.rows, mapping), held)
    marks = [clean.scientific(frame["patient"]).fill_null(False).alias("_scientific")]
    if dated:
        parsed = clean.dates(frame["date"], order, timezone=timezone, latest=latest)
        default = clean.is_default(parsed).fill_null(False)
        marks.append(pl.select(pl.when(~default).then(parsed)).to_series().alias("_date"))
    judged = frame.with_columns(*marks).with_columns(_reason=_reason(dated))
    good = judged["_reason"].is_null().to_numpy()
    keep, again = good.copy(), np.zeros(len(good), dtype=bool)
    again[good] = repeats.mark(block.rows.drop("line").hash_rows().to_numpy()[good])
    keep &= ~again
    rows = judged.filter(pl.Series(keep)).drop("_scientific", "_reason")
    if dated:
        day = pl.col("_date")
        month = (day.dt.year() * 12 + day.dt.month() - 1).cast(pl.Int32)
        rows = rows.with_columns(date=day, day=day.cast(pl.Int32), month=month).drop("_date")
    if good.all():
        return Sifted(rows, (), tuple(judged["line"].filter(pl.Series(again)).to_list()))
    like = _like(frame["date"].filter(pl.Series(good)), order) if dated else ""
    refused = _refusals(judged.filter(pl.Series(~good)), mapping, like)
    return Sifted(rows, refused, tuple(judged["line"].filter(pl.Series(again)).to_list()))


def _refusals(rows: pl.DataFrame, mapping: Mapping, like: str) -> tuple[Refused, ...]:
    """Why each row is refused. A cell is looked at once however often it stands there: a whole list may be refused."""
    date = pl.col("date") if "date" in rows.columns else pl.lit(None, pl.String).alias("date")
    headers = {
        about: mapping.table.header[mapping.fields[about]] for about in ("patient", "date") if about in mapping.fields
    }
    shown: dict[str, str] = {}
    found = []
    for line, reason, cell in rows.select("line", "_reason", date).iter_rows():
        header = headers["patient" if reason.startswith("patient") else "date"]
        seen = (cell or "")[:40] if reason == "date_invalid" else ""
        if seen not in shown:
            shown[seen] = cell_seen(seen)
        found.append(Refused(line, reason, header, shown[seen], _says(reason, line, header, seen, shown[seen], like)))
    return tuple(found)
