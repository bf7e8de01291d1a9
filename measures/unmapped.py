"""Lists the exam names and codes of this clinic that nothing recognised, and what settling one would change."""

from collections.abc import Callable
from typing import Any

import narwhals as nw
import polars as pl

from measures.back_pain import OWN_CODE, read_codes
from measures.catalogue import measures
from measures.count import EVERYONE, counts
from measures.engine import native
from measures.events import Events
from measures.imaging import unrecognised_name
from measures.letters import bare
from measures.practice import Practice
from measures.units import Units, images, visits
from measures.units.flags import live
from measures.units.settled import settled, stored_code

COLUMNS: dict[str, Any] = {
    "kind": pl.String, "text": pl.String, "rows": pl.Int64, "first": pl.Date, "last": pl.Date, "would_add": pl.Int64,
}  # fmt: skip
#: A name that says no modality is counted as the commonest image would be.
USUAL_MODALITY = "XR"
#: Units that settling an exam name or a code can change.
CHANGED_UNITS = ("image", "visit", "episode", "patient_period", "elsewhere")
SUMS = ("numerator", "denominator", "unknown")


def unmapped(events: Events, practice: Practice) -> pl.DataFrame:
    """What nobody settled yet: kind (`exam`, `code`), text, rows, first and last day, and `would_add`.

    `would_add` is how many units would be counted that are not now: lumbar imaging events, if the exam is a lumbar
    image; low-back visits, if the code is low back pain. The largest comes first.
    """
    known = settled(events, practice)
    both = pl.concat([_exams(known, practice), _codes(known, practice)])
    return both.sort(["would_add", "rows", "kind", "text"], descending=[True, True, False, False])


def effect(events: Events, practice: Practice, kind: str, text: str, means: str) -> pl.DataFrame:
    """Each measure that settling one exam name or code would move, over the whole coverage, before and after.

    Columns: measure, then numerator, denominator and unknown, each with `_before` and `_after`.
    """
    moved = {name: m for name, m in measures().items() if m.unit.name in CHANGED_UNITS}
    carried = events.carries | events.traits
    available = {name: m for name, m in moved.items() if not m.missing(carried)}

    def whole(with_practice: Practice) -> pl.DataFrame:
        table = counts(Units(events, with_practice), available)
        everyone = table.filter(pl.col("provider") == EVERYONE)
        return everyone.group_by("measure", maintain_order=True).agg(pl.col(SUMS).sum())

    before, after = whole(practice), whole(practice.knowing(kind, text, means))
    both = before.join(after, on="measure", suffix="_after", maintain_order="left")
    both = both.rename({name: f"{name}_before" for name in SUMS})
    differs = [pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) for name in SUMS]
    return both.filter(pl.any_horizontal(differs))


def _exams(events: Events, practice: Practice) -> pl.DataFrame:
    """Names in live orders of adults, and the lumbar imaging events each would make."""
    named = nw.col("exam_why").str.contains(" ?", literal=True) & ~nw.col("lumbar")
    open_orders = native(images.live_orders(events, practice, named))
    whys = open_orders["exam_why"].unique().to_list()
    names = {why: unrecognised_name(why) for why in whys}
    told = open_orders.with_columns(
        text=pl.col("exam_why").replace_strict(names, return_dtype=pl.String),
        modality=pl.col("modality").fill_null(USUAL_MODALITY),
        lumbar=pl.lit(True),
    ).with_columns(name=pl.col("text").map_elements(bare, return_dtype=pl.String))
    theirs = nw.col("patient").is_in(open_orders["patient"].unique().to_list())
    lumbar = native(images.live_lumbar_orders(events, practice).filter(theirs))
    now = _studies(lumbar)

    def added(rows: pl.DataFrame) -> int:
        return _studies(pl.concat([lumbar, rows.select(lumbar.columns)])) - now

    return _listed(told, "exam", "name", added)


def _studies(orders: pl.DataFrame) -> int:
    return native(images.one_per_study(nw.from_native(orders.lazy()))).height


def _codes(events: Events, practice: Practice) -> pl.DataFrame:
    """Live codes that no list knows or that do not say where in the spine, and the visits each would make low back."""
    settled_codes = [stored_code(code) for code in practice.codes]
    coded = live(events["diagnoses"], practice, "diagnoses")
    distinct = native(coded.select("code").unique())["code"].drop_nulls().to_list()
    open_codes = [code for code in distinct if code not in settled_codes and _is_open(code)]
    rows = native(coded.filter(nw.col("code").is_in(open_codes), visits.in_coverage(practice)))
    added = _visits_added(events, practice, rows)
    told = rows.with_columns(text=pl.col("code").str.strip_chars_start(OWN_CODE))
    return _listed(told, "code", "code", lambda some: added.get(some["code"][0], 0))


def _is_open(code: str) -> bool:
    (spine,) = read_codes([code])
    return code.startswith(OWN_CODE) or spine.tier == "C" or spine.region == "other"


def _visits_added(events: Events, practice: Practice, coded: pl.DataFrame) -> dict[str, int]:
    """For each code, the adult, completed visits in the coverage that are not low back pain now and carry it."""
    seen = events["visits"].filter(visits.in_coverage(practice), visits.completed(practice).fill_null(True))
    theirs = seen.filter(nw.col("patient").is_in(coded["patient"].unique().to_list()))
    aged = visits.with_known_age(visits.with_listed_codes(theirs, events), events)
    grown = visits.adult(practice.adult_age).fill_null(True)
    others = native(aged.filter(~visits.low_back(), grown)).select("row", "patient", "day", "source_id")
    listed = coded.filter(~pl.col("of_visit"))
    by_visit = listed.filter(pl.col("visit_id").is_not_null()).rename({"visit_id": "source_id"})
    pairs = pl.concat(
        [
            coded.filter("of_visit").join(others, on="row", how="semi").select("code", "row"),
            _paired(listed.filter(pl.col("visit_id").is_null()), others, ["patient", "day"]),
            _paired(by_visit, others, ["patient", "source_id"]),
        ]
    ).unique()
    return dict(pairs.group_by("code").len().rows())


def _paired(listed: pl.DataFrame, others: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    return listed.select("code", *on).join(others.select("row", *on), on=on).select("code", "row")


def _listed(told: pl.DataFrame, kind: str, key: str, would_add: Callable[[pl.DataFrame], int]) -> pl.DataFrame:
    """One row per distinct `key`, under its commonest spelling."""
    rows = [
        (kind, some["text"].mode().sort()[0], some.height, some["day"].min(), some["day"].max(), would_add(some))
        for _, some in told.group_by(key, maintain_order=True)
    ]
    days_as_numbers = {**COLUMNS, "first": pl.Int32, "last": pl.Int32}
    return pl.DataFrame(rows, schema=days_as_numbers, orient="row").cast(pl.Schema(COLUMNS))
