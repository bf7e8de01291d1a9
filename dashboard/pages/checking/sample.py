"""The orders drawn to check the reader: which kinds, how many of each, and where each stands in today's exports."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from dashboard.parts.reader_figures import DRAWN, FLAGGED
from dashboard.records import Drawn, ReaderReview, Records, ReviewItem, drawn, identified, tables_of, unit_ids
from dashboard.records.unit import rows_of
from dashboard.study import Study
from dashboard.study.overturned import as_read
from measures.agreement import ANY
from measures.engine import native
from measures.red_flags.words import READER_VERSION
from measures.units import Units
from measures.units.atoms import atom_states

SIZES = (20, 40, 60)
UNKNOWN = "unknown"
STATE_OF = {
    "present": "present",
    "stated absent": "stated_absent",
    "not recorded": "not_recorded",
    "queried": UNKNOWN,
    "cannot tell": UNKNOWN,
}


def orders_to_check(study: Study) -> pl.DataFrame:
    """The images that the headline measure is about, identified, each with what the reader said as its `stratum`.

    Low back pain, ordered by the practice or by nobody known; clinicians' own words are not the reader's and are left
    aside.
    """
    images = native(as_read(study.units()).image)
    ours = images.filter(pl.col("linked"), pl.col("by_practice").fill_null(True))
    says = (
        pl.when(pl.col("red_flag").is_null()).then(pl.lit(UNKNOWN)).when("red_flag").then(pl.lit(FLAGGED))
        .when("red_flag_denied").then(pl.lit("stated_absent")).otherwise(pl.lit("not_recorded"))
    )  # fmt: skip
    known = _identified(study, ours).join(ours.select("row", stratum=says), on="row")
    return known.sort("row").unique("key", keep="last", maintain_order=True)


def _identified(study: Study, images: pl.DataFrame) -> pl.DataFrame:
    return identified(images, "image", tables_of(study.store.sources(study.clinic)))


def allocated(strata: Mapping[str, int], size: int) -> dict[str, int]:
    """How many to draw of each kind: a third flagged, the others by how many there are, none below a sixth.

    A kind with too few gives its places to those with most left. Sensitivity hangs on the kinds that are large and
    unflagged, PPV on the flagged ones.
    """
    quiet = [name for name in DRAWN if name != FLAGGED]
    others = sum(strata.get(name, 0) for name in quiet) or 1
    wish = {name: max(size / 6, size * 2 / 3 * strata.get(name, 0) / others) for name in quiet}
    wish = {FLAGGED: size / 3, **wish}
    given = dict.fromkeys(DRAWN, 0)
    for _ in range(min(size, sum(strata.get(name, 0) for name in DRAWN))):
        open_ones = [name for name in DRAWN if given[name] < strata.get(name, 0)]
        given[max(open_ones, key=lambda name: wish[name] - given[name])] += 1
    return given


def start(study: Study, records: Records, size: int, seed: int, who: str) -> ReaderReview:
    """Draw and keep a sample; raises NotKept where there is nothing to draw or nobody is named."""
    orders = orders_to_check(study)
    strata = dict(orders["stratum"].value_counts().rows())
    sample = drawn(orders, allocated(strata, size), seed)
    said = machine_says(as_read(study.units()), sample)
    units = unit_ids(sample)
    rows = sample.select("row", "stratum", "weight").rows()
    return records.new_review(
        study.clinic,
        [Drawn(units[row], stratum, weight, said[row]) for row, stratum, weight in rows],
        strata,
        seed=seed,
        reader=reader_of(study),
        definition=study.units().flag_set.id,
        who=who,
    )


def reader_of(study: Study) -> str:
    """The version of the reader that made the findings of today."""
    return ", ".join(study.store.readers(study.clinic)) or READER_VERSION


def machine_says(units: Units, sample: pl.DataFrame) -> dict[int, dict[str, str]]:
    """What the reader says of each drawn order: of any flag (its stratum), of each flag, and of one without a name."""
    rows = sample["row"].to_list()
    said = {row: {ANY: stratum} for row, stratum in sample.select("row", "stratum").rows()}
    for row, atom, state in atom_states(units, "image", rows).select("unit", "atom", "state").rows():
        said[row][atom] = STATE_OF[state]
    for row in rows:
        said[row]["unnamed"] = "not_recorded"
    for row in _unnamed(units, rows):
        said[row]["unnamed"] = FLAGGED
    return said


def _unnamed(units: Units, rows: Collection[int]) -> list[int]:
    present = native(units.image_evidence).filter(
        pl.col("atom") == "unnamed", pl.col("state") == "present", pl.col("unit").is_in(list(rows))
    )
    return present["unit"].unique().to_list()


def rows_today(study: Study, items: Sequence[ReviewItem]) -> dict[int, int | None]:
    """Item -> its row in the exports of today; None where the order is gone, or two could be meant."""
    today = _identified(study, native(as_read(study.units()).image))
    found = rows_of([item.unit for item in items], today, study.store.numbers(study.clinic))
    return {item.id: max(rows, default=None) for item, rows in zip(items, found, strict=True)}
