"""The safety line as a list to act on: emergency and urgent flags, and bare queries of one, that nothing followed."""

import narwhals as nw
import polars as pl

from measures.engine import native
from measures.units.urgent import EMERGENCY_DAYS, FOLLOWING_DAYS, actions, answered
from measures.units.workup import Units

COLUMNS = ("row", "day", "provider", "atom", "state", "first_day", "act_by", "overdue")


def to_act_on(units: Units) -> pl.DataFrame:
    """Visits at which something urgent is on record and nothing followed, the latest first (`COLUMNS`).

    `state` is present or queried: a bare query of cauda equina is listed too (`counting.md` section 4). `act_by` is the
    last day of its limit; `overdue` whether the export reaches beyond it: then the action is missing, not merely to
    come. What is present here is what `urgent_flag_not_acted_on` counts. Empty where no export carries what was done
    (the measure says so).
    """
    if not units.events.has("emergency_referrals"):
        return _shaped(units, pl.DataFrame(schema={"row": pl.Int64, "atom": pl.String, "state": pl.String,
                                                   "first_day": pl.Int32, "limit": pl.Int32}))  # fmt: skip
    done = nw.from_native(native(actions(units.events, units.practice)).lazy())
    known = pl.col("first_day") - units.practice.first_day > FOLLOWING_DAYS
    missed = native(answered(done, units.visit, units.findings)).filter(~pl.col("acted"), known)
    present = missed.select("row", "atom", "first_day", "limit", state=pl.lit("present"))
    return _shaped(units, pl.concat([present, _queried(units, done).select(present.columns)], how="vertical_relaxed"))


def _queried(units: Units, done: nw.LazyFrame) -> pl.DataFrame:
    """Visits at which cauda equina was queried, and neither an image nor a referral followed by the next day."""
    asked = units.visit_evidence.filter(nw.col("state") == "queried", nw.col("atom") == "cauda_equina")
    rows = asked.select(nw.col("unit").alias("row")).unique()
    seen = units.visit.select("row", "patient", nw.col("day").alias("first_day")).join(rows, on="row", how="inner")
    waited = nw.col("action_day") - nw.col("first_day")
    followed = seen.join(done, on="patient", how="inner").filter(waited >= 0, waited <= EMERGENCY_DAYS).select("row")
    open_rows = native(seen.join(followed.unique(), on="row", how="anti"))
    return open_rows.with_columns(
        atom=pl.lit("cauda_equina"), state=pl.lit("queried"), limit=pl.lit(EMERGENCY_DAYS, pl.Int32)
    )


def _shaped(units: Units, found: pl.DataFrame) -> pl.DataFrame:
    visits = native(units.visit.select("row", "day", "provider"))
    both = found.join(visits, on="row").with_columns(act_by=pl.col("first_day") + pl.col("limit"))
    told = both.with_columns(overdue=pl.col("act_by") < units.practice.last_day)
    return told.select(COLUMNS).sort("first_day", "row", "atom", descending=[True, False, False])
