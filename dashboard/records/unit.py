"""What identifies a visit or an image in what people write, so that it survives another import."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from measures.events import LINE_BITS

KINDS = ("visit", "image")
#: An imaging event is one patient's orders of one modality within a day of the first (`counting.md` section 3).
SAME_EVENT_DAYS = 1
Numbers = Callable[[pl.Series], pl.Series]
"""Record numbers as a clinic keeps them today (`Store.numbers`): long ones are tokens."""


@dataclass(frozen=True)
class UnitId:
    """One visit or image, by what a later export of the same clinic still holds.

    Row numbers change with every import, so they are no part of it. The record's own number is, within its table of
    the export; a record without one is known by patient (keyed hash), day and, for an image, modality. Patient and
    day are kept beside a number too: an image whose first order changed is found again by them.
    """

    kind: str
    table: str
    patient: int
    day: int
    number: str | None = None
    modality: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a unit is one of {', '.join(KINDS)}, not {self.kind!r}")

    @property
    def key(self) -> str:
        """The identity as one word; it is what `identified` writes as `key`."""
        if self.number is not None:
            return f"{self.kind}|{self.table}|#{self.number}"
        return f"{self.kind}|{self.table}|{self.patient}|{self.day}|{self.modality or ''}"


def identified(units: pl.DataFrame, kind: str, tables: Mapping[int, str]) -> pl.DataFrame:
    """row, key, kind, table, number, patient, day and modality of visits or images as `Units` gives them.

    `tables` says which table of an export each source is (`source -> "accuro.visits"`), as `Study.store.sources` does.
    """
    source = (pl.col("row") // 2**LINE_BITS).cast(pl.Int64)
    modality = pl.col("modality") if kind == "image" else pl.lit(None, pl.String)
    named = units.select(
        "row",
        pl.lit(kind).alias("kind"),
        source.replace_strict(tables, return_dtype=pl.String).alias("table"),
        pl.col("source_id").alias("number"),
        "patient",
        pl.col("day").cast(pl.Int64),
        modality.alias("modality"),
    )
    beside = pl.concat_str("patient", "day", pl.col("modality").fill_null(""), separator="|")
    own = pl.when(pl.col("number").is_null()).then(beside).otherwise(pl.lit("#") + pl.col("number"))
    return named.with_columns(pl.concat_str("kind", "table", own, separator="|").alias("key"))


def tables_of(sources: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Source number -> table of the export, from `Store.sources`."""
    return {source["id"]: source["profile_table"] for source in sources}


def unit_ids(units: pl.DataFrame) -> dict[int, UnitId]:
    """The identity of each row of an `identified` frame; for the few units a person looks at."""
    return {row["row"]: _unit_id(row) for row in units.iter_rows(named=True)}


def from_columns(row: Mapping[str, Any]) -> UnitId:
    """The identity as a database row holds it."""
    return _unit_id({**row, "table": row["profile_table"]})


def as_columns(unit: UnitId) -> dict[str, Any]:
    """The identity as the columns of a database row."""
    return {
        "unit_key": unit.key,
        "kind": unit.kind,
        "profile_table": unit.table,
        "number": unit.number,
        "patient": unit.patient,
        "day": unit.day,
        "modality": unit.modality,
    }


def _unit_id(row: Mapping[str, Any]) -> UnitId:
    return UnitId(row["kind"], row["table"], row["patient"], row["day"], row["number"], row["modality"])


def as_they_are(numbers: pl.Series) -> pl.Series:
    """Record numbers of which none is kept as a token."""
    return numbers


def rows_of(written: Sequence[UnitId], units: pl.DataFrame, kept: Numbers = as_they_are) -> list[list[int]]:
    """For each identity the rows of an `identified` frame that it means today; none where two could be meant.

    Several rows with one number are one record. Where the number is gone, or there never was one, patient and day
    decide if they leave no choice: an image may also lie a day off, a visit with a number stands by its number alone.
    A number written down before numbers were `kept` as tokens, or facts from before, mean the same as its token.
    """
    bare = pl.Series([unit.number for unit in written], dtype=pl.String)
    tokens = kept(bare)
    numbers = pl.concat([bare, tokens]).drop_nulls().unique()
    patients = pl.Series([unit.patient for unit in written], dtype=pl.Int64)
    near = units.filter(pl.col("number").is_in(numbers.implode()) | pl.col("patient").is_in(patients.implode()))
    near = near.with_columns(kept(near["number"]))
    by_number = _rows_by(near, "kind", "table", "number")
    by_day = _rows_by(near, "kind", "patient", "modality", "day")
    found: list[list[int]] = []
    for unit, number in zip(written, tokens, strict=True):
        rows = by_number.get((unit.kind, unit.table, number), []) if number is not None else []
        found.append(rows or _beside(unit, by_day))
    return found


def _rows_by(units: pl.DataFrame, *columns: str) -> dict[tuple[object, ...], list[int]]:
    rows: dict[tuple[object, ...], list[int]] = {}
    for *key, row in units.select(*columns, "row").iter_rows():
        rows.setdefault(tuple(key), []).append(row)
    return rows


def _beside(unit: UnitId, by_day: Mapping[tuple[object, ...], list[int]]) -> list[int]:
    if unit.kind == "visit" and unit.number is not None:
        return []
    off = SAME_EVENT_DAYS if unit.kind == "image" else 0
    days = sorted(range(unit.day - off, unit.day + off + 1), key=lambda day: abs(day - unit.day))
    meant = [by_day.get((unit.kind, unit.patient, unit.modality, day), []) for day in days]
    near = meant[0] or [row for rows in meant[1:] for row in rows]
    return near if len(near) == 1 else []
