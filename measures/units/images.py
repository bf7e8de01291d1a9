"""Lumbar imaging events: one per study, linked to low back pain or not, by the practice or elsewhere."""

import narwhals as nw

from measures.events import Events
from measures.practice import Practice
from measures.units.flags import certain, live
from measures.units.visits import adult, days_since, in_coverage, low_back, same_as_before, with_known_age

LINK_DAYS = 30


def live_lumbar_orders(events: Events, practice: Practice) -> nw.LazyFrame:
    """Lumbar X-ray, CT and MRI orders that were not cancelled, of adults, inside the coverage."""
    return live_orders(events, practice, nw.col("lumbar"))


def live_orders(events: Events, practice: Practice, wanted: nw.Expr) -> nw.LazyFrame:
    """The wanted ones of the orders that were not cancelled, of adults, inside the coverage."""
    listed = events["orders"].filter(wanted, in_coverage(practice))
    orders = not_taken_back(live(listed, practice, "orders"), listed, practice)
    aged = with_known_age(orders, events).with_columns(
        is_adult=adult(practice.adult_age), any_image=certain(practice, "orders")
    )
    return aged.filter(nw.col("is_adult").fill_null(True))


def not_taken_back(orders: nw.LazyFrame, listed: nw.LazyFrame, practice: Practice) -> nw.LazyFrame:
    """The live ones of the listed orders, without those whose last line took them back.

    A list may hold one order in several lines, a line a status, under one number (its own, else the requisition's):
    its newest status decides (counting.md §3).
    """
    key = ["patient", "modality", "number"]
    number = nw.coalesce(nw.col("source_id"), nw.col("requisition"))
    orders, listed = orders.with_columns(number=number), listed.with_columns(number=number)
    numbered = listed.filter(~nw.col("number").is_null()).with_row_index("place", order_by=["day", "row"])
    newest = numbered.group_by(key).agg(nw.col("place").max(), nw.len().alias("lines"))
    last = numbered.join(newest.filter(nw.col("lines") > 1).select("place"), on="place", how="inner")
    gone = last.join(live(last, practice, "orders").select("place"), on="place", how="anti")
    return orders.join(gone.select(key), on=key, how="anti").drop("number")


def one_per_study(orders: nw.LazyFrame) -> nw.LazyFrame:
    """Order, result and report of one study as one row: the same requisition, or dates within a day of the first."""
    return first_of_two_days(first_of_requisition(orders))


def first_of_requisition(orders: nw.LazyFrame) -> nw.LazyFrame:
    """One row per patient, modality and requisition, else the order's own number: its first live order.

    Orders without either stand alone.
    """
    own = nw.when(~nw.col("source_id").is_null()).then(nw.concat_str(nw.lit("order "), nw.col("source_id")))
    row = nw.concat_str(nw.lit("row "), nw.col("row").cast(nw.String))
    number = nw.coalesce(nw.col("requisition"), own, row)
    group = ["patient", "modality", "study"]
    numbered = orders.with_columns(study=number, order_rows=nw.lit(1))
    return first_of(numbered.with_row_index("place", order_by=["day", "row"]), group).drop("place")


def first_of(orders: nw.LazyFrame, group: list[str]) -> nw.LazyFrame:
    """The first order by `place` of each group, with the order rows of them all."""
    firsts = orders.group_by(group).agg(nw.col("place").min(), nw.col("order_rows").sum())
    return orders.drop("order_rows").join(firsts.select("place", "order_rows"), on="place", how="inner")


def first_of_two_days(studies: nw.LazyFrame) -> nw.LazyFrame:
    """One row per imaging event: same patient and modality, order dates within 1 day of the first.

    Days in an unbroken row (1, 2, 3, 4) make events of two days each (1-2, 3-4), because each is measured from its
    own first day; so an event's place is the distance from the row's first day, halved.
    """
    numbered = studies.with_row_index("place", order_by=["patient", "modality", "day", "row"])
    new_run = ~(same_as_before("patient", "modality") & (days_since() <= 1))
    marked = numbered.with_columns(new_run=new_run.fill_null(True).cast(nw.Int64))
    runs = marked.with_columns(run=nw.col("new_run").cum_sum().over(order_by="place"))
    pair = ["run", "pair"]
    pairs = runs.with_columns(pair=(nw.col("day") - nw.col("day").min().over("run")) // 2)
    return first_of(pairs, pair).drop("place", "new_run", "run", "pair", "study")


def latest_visit(images: nw.LazyFrame, visits: nw.LazyFrame, days: int, name: str) -> nw.LazyFrame:
    """`row` of an image and `name`: the latest of `visits` of the same patient, on the day or in the `days` before."""
    before = visits.select("patient", nw.col("row").alias(name), nw.col("day").alias("visit_day"))
    pairs = images.select("row", "patient", "day").join(before, on="patient", how="inner")
    since = nw.col("day") - nw.col("visit_day")
    near = pairs.filter(since >= 0, since <= days)
    last = near.group_by("row").agg(nw.col("visit_day").max())
    return near.join(last, on=["row", "visit_day"], how="inner").group_by("row").agg(nw.col(name).max())


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
