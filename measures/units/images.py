"""Lumbar imaging events: one per study, linked to low back pain or not, by the practice or elsewhere."""

import narwhals as nw

from measures.events import Events
from measures.practice import Practice
from measures.units.flags import certain, live
from measures.units.visits import adult, in_coverage, low_back, with_known_age

LINK_DAYS = 30


def live_lumbar_orders(events: Events, practice: Practice) -> nw.LazyFrame:
    """Lumbar X-ray, CT and MRI orders that were not cancelled, of adults, inside the coverage."""
    orders = live(events["orders"], practice, "orders").filter(nw.col("lumbar"), in_coverage(practice))
    aged = with_known_age(orders, events).with_columns(
        is_adult=adult(practice.adult_age), any_image=certain(practice, "orders")
    )
    return aged.filter(nw.col("is_adult").fill_null(True))


def first_of_requisition(orders: nw.LazyFrame) -> nw.LazyFrame:
    """One row per patient, modality and requisition: its first live order. Orders without one stand alone."""
    number = (
        nw.when(~nw.col("requisition").is_null())
        .then(nw.col("requisition"))
        .otherwise(nw.concat_str(nw.lit("row "), nw.col("row").cast(nw.String)))
    )
    group = ["patient", "modality", "study"]
    numbered = orders.with_columns(study=number)
    ranked = numbered.with_columns(
        place=nw.col("row").cum_count().over(*group, order_by=["day", "row"]),
        order_rows=nw.col("row").count().over(*group),
    )
    return ranked.filter(nw.col("place") == 1).drop("place")


def first_of_two_days(studies: nw.LazyFrame) -> nw.LazyFrame:
    """One row per imaging event: same patient and modality, order dates within 1 day of the first.

    Days in an unbroken row (1, 2, 3, 4) make events of two days each (1-2, 3-4), because each is measured from its
    own first day; so an event's place is the distance from the row's first day, halved.
    """
    group = ["patient", "modality"]
    gap = nw.col("day") - nw.col("day").shift(1).over(*group, order_by=["day", "row"])
    runs = studies.with_columns(new_run=(gap > 1).fill_null(True).cast(nw.Int64))
    runs = runs.with_columns(run=nw.col("new_run").cum_sum().over(*group, order_by=["day", "row"]))
    runs = runs.with_columns(run_day=nw.col("day").min().over(*group, "run"))
    pairs = runs.with_columns(pair=(nw.col("day") - nw.col("run_day")) // 2)
    placed = pairs.with_columns(
        place=nw.col("row").cum_count().over(*group, "run", "pair", order_by=["day", "row"]),
        order_rows=nw.col("order_rows").sum().over(*group, "run", "pair"),
    )
    return placed.filter(nw.col("place") == 1).drop("place", "pair", "run", "run_day", "new_run", "study")


def latest_visit(images: nw.LazyFrame, visits: nw.LazyFrame, days: int, name: str) -> nw.LazyFrame:
    """`row` of an image and `name`: the latest of `visits` of the same patient, on the day or in the `days` before."""
    before = visits.select("patient", nw.col("row").alias(name), nw.col("day").alias("visit_day"))
    pairs = images.select("row", "patient", "day").join(before, on="patient", how="inner")
    since = nw.col("day") - nw.col("visit_day")
    near = pairs.filter(since >= 0, since <= days)
    ranked = near.with_columns(
        place=nw.col(name).cum_count().over("row", order_by=["visit_day", name]), pairs=nw.col(name).count().over("row")
    )
    return ranked.filter(nw.col("place") == nw.col("pairs")).select("row", name)


def classified(images: nw.LazyFrame) -> nw.LazyFrame:
    """Images with `linked`, `planning`, `other_indication`: exactly one of the three is true."""
    own = low_back()
    linked = own | ~nw.col("linked_visit").is_null()
    planning = nw.col("planning").fill_null(False)
    return images.with_columns(planning=planning, linked=linked & ~planning, other_indication=~linked & ~planning)


def with_side(images: nw.LazyFrame, practice: Practice, holds_outside: bool, all_on_roster: bool) -> nw.LazyFrame:
    """Images with `by_practice` and `elsewhere`, unknown where the orderer is blank or nobody gave a roster."""
    who = nw.col("provider")
    listed, outside = who.is_in(list(practice.roster)), who.is_in(list(practice.outsiders))
    if not holds_outside or all_on_roster:
        ours = nw.when(~outside).then(nw.lit(True)).otherwise(nw.lit(False))
    elif practice.roster:
        ours = nw.when(listed).then(nw.lit(True)).otherwise(nw.lit(False))
    else:
        ours = nw.when(outside).then(nw.lit(False))
    by_practice = nw.when(~who.is_null()).then(ours)
    return images.with_columns(by_practice=by_practice).with_columns(elsewhere=~nw.col("by_practice"))
