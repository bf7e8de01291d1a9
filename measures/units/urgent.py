"""The safety line: emergency and urgent red flags, and whether anything was done in time.

Definition: `counting.md` section 5, `urgent_flag_not_acted_on`. Urgencies: the Alberta Low Back Pain Toolkit, as
`red_flags/urgency.toml` has them (cauda equina within hours; seven others within 24 to 48 hours).
"""

import re
from collections.abc import Callable
from datetime import date

import narwhals as nw

from measures.engine import native
from measures.events import Events
from measures.practice import Practice, day_number
from measures.red_flags.urgency import A_HISTORY, OVER_YEARS, limits
from measures.units.flags import live

LIMIT_DAYS = limits()
EMERGENCY_DAYS, URGENT_DAYS = min(LIMIT_DAYS.values()), max(LIMIT_DAYS.values())
FOLLOWING_DAYS = 30
#: How a rule names the year of a cancer.
SINCE = r"since (\d{4})"
#: Codes of a personal history of cancer, no longer treated.
HISTORY_CODE = rf"diagnosis code.*(\b(V10|Z85)|{A_HISTORY})"


def with_not_urgent(findings: nw.LazyFrame) -> nw.LazyFrame:
    """`not_urgent`: a cancer in remission, a code for its history only, or one over 5 years old on the record's day."""
    rule = nw.col("rule").fill_null("")
    from_words = rule.str.contains("in remission|over 5 years") | rule.str.contains(HISTORY_CODE)
    since = _old_from(findings)
    first_old = nw.col("rule").replace_strict(list(since), list(since.values()), default=None, return_dtype=nw.Int32)
    old = from_words | (nw.col("day") >= first_old).fill_null(False) if since else from_words
    return findings.with_columns(not_urgent=(nw.col("atom") == "cancer") & old)


def _old_from(findings: nw.LazyFrame) -> dict[str, int]:
    """Of each rule that names the year of a cancer, the first day on which it is over 5 years old."""
    dated = findings.filter(nw.col("atom") == "cancer", nw.col("rule").str.contains(SINCE))
    rules = native(dated.group_by("rule").agg(nw.len().alias("records")))["rule"].to_list()
    years = {rule: int(found[1]) + OVER_YEARS + 1 for rule in rules if (found := re.search(SINCE, rule))}
    return {rule: day_number(date(year, 1, 1)) for rule, year in years.items() if year <= date.max.year}


def first_records(findings: nw.LazyFrame) -> nw.LazyFrame:
    """The first record ever of each emergency or urgent atom of each patient: patient, atom, first_day, limit."""
    urgent = findings.filter(nw.col("state") == "present", nw.col("atom").is_in(list(LIMIT_DAYS)))
    urgent = urgent.filter(~nw.col("not_urgent"))
    first = urgent.group_by("patient", "atom").agg(nw.col("day").min().alias("first_day"))
    hours = [atom for atom, days in LIMIT_DAYS.items() if days == EMERGENCY_DAYS]
    limit = nw.when(nw.col("atom").is_in(hours)).then(nw.lit(EMERGENCY_DAYS)).otherwise(nw.lit(URGENT_DAYS))
    return first.with_columns(limit=limit)


def actions(events: Events, practice: Practice) -> nw.LazyFrame:
    """Lumbar images and referrals of any kind: patient, action_day."""
    ordered = live(events["orders"], practice, "orders").filter("lumbar")
    sent = live(events["referrals"], practice, "referrals")
    ordered, sent = (done.select("patient", nw.col("day").alias("action_day")) for done in (ordered, sent))
    return nw.concat([ordered, sent], how="vertical")


def not_acted_on(
    done: nw.LazyFrame, practice: Practice, visits: nw.LazyFrame, findings: nw.LazyFrame
) -> Callable[[nw.LazyFrame], nw.LazyFrame]:
    """Adds `urgent_flag` (unknown for first records on days 0-30 of coverage) and `not_acted_on` to visits.

    `done` holds what was done for which patient on which day (see `actions`).
    """
    marked = answered(done, visits, findings)
    early = nw.col("first_day") - practice.first_day <= FOLLOWING_DAYS
    marked = marked.with_columns(known=(~early).cast(nw.Int8), missed=(~nw.col("acted")).cast(nw.Int8))
    marked = marked.with_columns(known_missed=nw.col("known") * nw.col("missed"))
    per_visit = marked.group_by("row").agg(nw.col("known").max(), nw.col("known_missed").max())

    def add(frame: nw.LazyFrame) -> nw.LazyFrame:
        joined = frame.join(per_visit, on="row", how="left")
        urgent = (
            nw.when(nw.col("known").is_null())
            .then(nw.lit(False))
            .otherwise(nw.when(nw.col("known") == 1).then(nw.lit(True)))
        )
        return joined.with_columns(
            urgent_flag=urgent, not_acted_on=(nw.col("known_missed") == 1).fill_null(False)
        ).drop("known", "known_missed")

    return add


def answered(done: nw.LazyFrame, visits: nw.LazyFrame, findings: nw.LazyFrame) -> nw.LazyFrame:
    """Each first record with the visit that answers for it: row, patient, day, atom, first_day, limit, acted.

    The visit is the first on that day or in the 30 days after; `acted` whether something was done within the limit.
    """
    firsts = first_records(findings)
    pairs = visits.select("row", "patient", "day").join(firsts, on="patient", how="inner")
    since = nw.col("day") - nw.col("first_day")
    near = pairs.filter(since >= 0, since <= FOLLOWING_DAYS)
    ranked = near.with_columns(place=nw.col("row").cum_count().over("patient", "atom", order_by=["day", "row"]))
    answering = ranked.filter(nw.col("place") == 1).drop("place")
    acted = answering.select("row", "patient", "atom", "first_day", "limit").join(done, on="patient", how="inner")
    waited = nw.col("action_day") - nw.col("first_day")
    in_time = acted.filter(waited >= 0, waited <= nw.col("limit")).select("row", "atom").unique()
    marked = answering.join(in_time.with_columns(acted=nw.lit(True)), on=["row", "atom"], how="left")
    return marked.with_columns(nw.col("acted").fill_null(False))
