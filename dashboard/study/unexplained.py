"""What nobody has said yet of the rows behind a measure: what their status means, and who orders images here."""

from __future__ import annotations

import polars as pl

from dashboard.study.one_clinic import Study
from measures.engine import native
from measures.series import Series

#: Columns that cannot be answered while nobody has said who orders for the practice.
OF_OUR_ORDERERS = frozenset({"by_practice", "imaged_without_flag", "sought"})
TABLES = ("visits", "orders", "referrals")


def unexplained_share(study: Study, name: str) -> float:
    """The largest share of such rows among the lists that a measure cannot be counted without; 0 for a tally."""
    measure = study.available.get(name) or study.base_counts.get(name)
    if measure is None:
        return 0.0
    asked = [one for one in TABLES if measure.missing(_without(study.carried, one))]
    shares = study.once("unexplained", lambda: {one: _share(study, one) for one in TABLES})
    return max((shares[one] for one in asked), default=0.0)


def _without(carried: frozenset[str], table: str) -> frozenset[str]:
    return frozenset(field for field in carried if not field.startswith(f"{table}."))


def _share(study: Study, table: str) -> float:
    """A word that no reading is known for stands in the facts behind a question mark."""
    rows = native(study.events[table].select("status"))
    settled = list(study.practice.settled(f"{table}.status"))
    open_words = pl.col("status").str.starts_with("?") & ~pl.col("status").is_in(settled)
    return float(rows.select(open_words.fill_null(False).mean()).item() or 0.0)


def lacks_orderers(study: Study, series: Series) -> bool:
    """Whether images fell out of a figure because no roster says who orders here, so that it reads too low."""
    measure = study.available.get(series.measure)
    if measure is None or study.practice.clinicians or not series.points["unknown"].sum():
        return False
    asked = [answer for answer in (measure.denominator, measure.numerator) if answer]
    return any(OF_OUR_ORDERERS & set(answer.columns) for answer in asked)
