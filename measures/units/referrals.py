"""Units beside visits and images: back-programme referrals and what patients answered."""

import narwhals as nw

from measures.events import Events
from measures.practice import Practice
from measures.units.flags import live
from measures.units.images import latest_visit
from measures.units.visits import adult, in_coverage, with_known_age

ASSESSED_DAYS = 28
ANSWER_DAYS = 30

#: Instruments on which a higher score is the better one; on the others listed a lower one is (their published manuals).
HIGHER_IS_BETTER = {
    "eq_vas": True,
    "eq5d_index": True,
    "sf12": True,
    "oswestry": False,
    "roland_morris": False,
    "pain": False,
}


def adults(frame: nw.LazyFrame, events: Events, practice: Practice) -> nw.LazyFrame:
    """Rows of adults (or of unknown age) inside the coverage."""
    aged = with_known_age(frame.filter(in_coverage(practice)), events)
    return aged.with_columns(is_adult=adult(practice.adult_age)).filter(nw.col("is_adult").fill_null(True))


def back_programme(events: Events, practice: Practice) -> nw.LazyFrame:
    """Live referrals to the back programme: old enough to judge, and first assessed on days 0 to 28."""
    known = practice.meanings("referrals.service", "back_program")
    rows = adults(
        live(events["referrals"], practice, "referrals").filter(nw.col("service").is_in(known)), events, practice
    )
    waited = nw.col("assessed_day") - nw.col("day")
    return rows.with_columns(
        any_referral=nw.lit(True),
        old_enough=practice.last_day - nw.col("day") >= ASSESSED_DAYS,
        assessed_28d=((waited >= 0) & (waited <= ASSESSED_DAYS)).fill_null(False),
    )


def answers(rows: nw.LazyFrame, visits: nw.LazyFrame) -> nw.LazyFrame:
    """Answers of adults, with the latest low-back visit in the 30 days before; satisfaction belongs to its period."""
    link = latest_visit(rows, visits, ANSWER_DAYS, "visit")
    seen = visits.select(
        nw.col("row").alias("visit"),
        nw.col("provider"),
        nw.col("day").alias("visit_day"),
        nw.col("month").alias("visit_month"),
    )
    joined = rows.join(link, on="row", how="left").join(seen, on="visit", how="left")
    of_plan = (nw.col("question") == "satisfied_with_plan") & ~nw.col("visit_day").is_null()
    answered = ~nw.col("answer").is_null()
    unclear = nw.col("answer").str.starts_with("?")
    return joined.with_columns(
        day=nw.when(of_plan).then(nw.col("visit_day")).otherwise(nw.col("day")),
        month=nw.when(of_plan).then(nw.col("visit_month")).otherwise(nw.col("month")),
        plan_answered=of_plan & answered,
        satisfied=nw.when(~unclear).then(nw.col("answer").is_in(["satisfied", "very_satisfied"])),
        able_answered=(nw.col("question") == "better_able") & answered,
        definitely=nw.when(~unclear).then(nw.col("answer") == "definitely"),
    )


def pairs_of_scores(responses: nw.LazyFrame) -> nw.LazyFrame:
    """Each patient's first and latest score on one instrument; `improved` is unknown for an unknown instrument."""
    each = ("patient", "instrument")
    scored = responses.filter(~nw.col("score").is_null())
    placed = scored.with_columns(
        place=nw.col("row").cum_count().over(*each, order_by=["day", "row"]), scores=nw.col("row").count().over(*each)
    )
    first = placed.with_columns(first=nw.when(nw.col("place") == 1).then(nw.col("score")))
    both = first.with_columns(earlier=nw.col("first").max().over(*each)).filter(nw.col("place") == nw.col("scores"))
    rise = nw.col("score") - nw.col("earlier")
    up, down = ([name for name, higher in HIGHER_IS_BETTER.items() if higher == wanted] for wanted in (True, False))
    lower = nw.when(nw.col("instrument").is_in(down)).then(rise < 0)
    improved = nw.when(nw.col("instrument").is_in(up)).then(rise > 0).otherwise(lower)
    pairs = both.filter(nw.col("scores") > 1).with_columns(any_pair=nw.lit(True), improved=improved)
    kept = ("scores", "earlier", "row", "source_id", "day", "month", "provider", "any_pair", "improved")
    return pairs.select(*each, *kept, later=nw.col("score"))
