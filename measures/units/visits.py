"""Low-back-pain visits: which rows of the visit list count, and which episode they belong to."""

import narwhals as nw

from measures.engine import keep, native
from measures.events import Events
from measures.practice import Practice

EPISODE_GAP_DAYS = 180
ACUTE_DAYS = 84
TIER_B, TIER_C = 2, 3


def in_coverage(practice: Practice) -> nw.Expr:
    """Dated inside the coverage, both ends included."""
    return (nw.col("day") >= practice.first_day) & (nw.col("day") <= practice.last_day)


def means(practice: Practice, field: str, canonical: str) -> nw.Expr:
    """Whether the stored word of `field` means `canonical`; unknown for a blank, or a word nobody explained yet."""
    word = nw.col(field.rpartition(".")[2])
    explained = ["?" + seen for name, seen, _ in practice.words if name == field]
    unexplained = word.str.starts_with("?") & ~word.is_in(explained)
    return nw.when(~unexplained).then(word.is_in(practice.meanings(field, canonical)))


def completed(practice: Practice) -> nw.Expr:
    """The visit took place; no status column at all means that every row did. An unexplained word is not known."""
    status, mode = nw.col("status"), nw.col("mode")
    done = status.is_in(practice.meanings("visits.status", "completed"))
    unexplained = status.str.starts_with("?") & ~status.is_in(practice.settled("visits.status"))
    took_place = nw.when(status.is_null()).then(nw.lit(True)).otherwise(nw.when(~unexplained).then(done))
    admin = mode.is_in(practice.meanings("visits.mode", "admin")).fill_null(False)
    return nw.when(admin).then(nw.lit(False)).otherwise(took_place)


def adult(adult_age: int) -> nw.Expr:
    """An adult that day; unknown where the age leaves it open."""
    return (
        nw.when(nw.col("age_low") >= adult_age)
        .then(nw.lit(True))
        .otherwise(nw.when(nw.col("age_high") < adult_age).then(nw.lit(False)))
    )


def with_listed_codes(visits: nw.LazyFrame, events: Events) -> nw.LazyFrame:
    """Visits with the codes of other tables: those made at the visit, and a problem list's of the same day.

    A diagnosis that names its visit speaks for that one alone, also where the patient came twice that day.
    """
    if not events.has("diagnoses.code"):
        return visits
    listed = events["diagnoses"].filter(
        ~nw.col("of_visit"), nw.col("status").is_null() | (nw.col("status") != "deleted")
    )
    same_day = _best(listed.filter(nw.col("visit_id").is_null()), ["patient", "day"])
    joined = _with_codes(visits, same_day, ["patient", "day"])
    if not events.has("diagnoses.visit_id"):
        return joined
    of_visit = listed.filter(~nw.col("visit_id").is_null()).with_columns(source_id=nw.col("visit_id"))
    return _with_codes(joined, _best(of_visit, ["patient", "source_id"]), ["patient", "source_id"])


def _best(listed: nw.LazyFrame, keys: list[str]) -> nw.LazyFrame:
    return listed.group_by(keys).agg(
        nw.col("tier").min().alias("listed_tier"),
        nw.col("spine_code").cast(nw.Int32).max().alias("listed_spine"),
        nw.col("region").min().alias("listed_region"),
    )


def _with_codes(visits: nw.LazyFrame, best: nw.LazyFrame, keys: list[str]) -> nw.LazyFrame:
    joined = visits.join(best, on=keys, how="left")
    return joined.with_columns(
        tier=nw.min_horizontal("tier", "listed_tier"),
        spine_code=nw.col("spine_code").fill_null(False) | (nw.col("listed_spine") > 0).fill_null(False),
        region=nw.when(nw.col("region").is_null()).then(nw.col("listed_region")).otherwise(nw.col("region")),
    ).drop("listed_tier", "listed_spine", "listed_region")


def low_back() -> nw.Expr:
    """Evidence (a) tier A or B, (b) a bare tier C code with words, (c) words and no spine code."""
    tier = nw.col("tier").fill_null(9)
    words = nw.col("low_back_words").fill_null(False)
    spine = nw.col("spine_code").fill_null(False)
    return (tier <= TIER_B) | ((tier == TIER_C) & words) | (~spine & words)


def unclassified() -> nw.Expr:
    """A bare tier C code and no words for the low back: listed with its size, never guessed."""
    return (nw.col("tier").fill_null(9) == TIER_C) & ~nw.col("low_back_words").fill_null(False)


def with_known_age(frame: nw.LazyFrame, events: Events) -> nw.LazyFrame:
    """Where the row did not say the age, the patient's month of birth does, as far as it can.

    Works the rows out now, to look first whether any did not: joining wide rows costs more than looking.
    """
    rows = keep(frame)
    if not native(rows.filter(nw.col("age_low").is_null() | nw.col("age_high").is_null()).select("row").head(1)).height:
        return rows
    births = (
        events["patients"].group_by("patient").agg(nw.col("birth_month_low").min(), nw.col("birth_month_high").max())
    )
    joined = rows.join(keep(births), on="patient", how="left")
    low = ((nw.col("month") - nw.col("birth_month_high") - 1) // 12).cast(nw.Int16)
    high = ((nw.col("month") - nw.col("birth_month_low")) // 12).cast(nw.Int16)
    return joined.with_columns(
        age_low=nw.when(nw.col("age_low").is_null()).then(low).otherwise(nw.col("age_low")),
        age_high=nw.when(nw.col("age_high").is_null()).then(high).otherwise(nw.col("age_high")),
    ).drop("birth_month_low", "birth_month_high")


#: What the unit tables ask of a visit once it is known to be low back pain or unclassified.
CARRIED = (
    "row", "source_id", "patient", "day", "month", "provider", "age_low", "age_high", "any_visit", "is_low_back",
    "mode", "pamphlet", "exercise", "assessment", "warm_referral", "agreement", "barriers", "minutes",
    "booked_minutes", "ran_over", "sought_elsewhere",
)  # fmt: skip


def candidates(events: Events, practice: Practice) -> nw.LazyFrame:
    """Visits that are low back pain or unclassified, inside the coverage and not known to be missed or of a child."""
    back = with_listed_codes(events["visits"].filter(in_coverage(practice)), events)
    back = back.filter(low_back() | unclassified(), completed(practice).fill_null(True))
    marked = back.with_columns(any_visit=completed(practice), is_low_back=low_back())
    aged = with_known_age(marked.select(CARRIED), events).with_columns(is_adult=adult(practice.adult_age))
    return aged.filter(nw.col("is_adult").fill_null(True))


def same_as_before(*columns: str) -> nw.Expr:
    """Whether these columns hold what they hold on the row before, in the order of `place`."""
    return nw.all_horizontal(
        *[nw.col(c) == nw.col(c).shift(1).over(order_by="place") for c in columns], ignore_nulls=False
    )


def days_since() -> nw.Expr:
    """Days since the row before, in the order of `place`."""
    return nw.col("day") - nw.col("day").shift(1).over(order_by="place")


def with_episodes(visits: nw.LazyFrame, practice: Practice) -> nw.LazyFrame:
    """Visits with their episode's first day, whether that start is known, and whether they fall in its acute phase.

    An episode starts with more than 180 days since the last low-back visit; on days 0-180 of coverage nobody can
    know. Acute is days 0-83 of an episode with a known start; later visits of an unknown start are unknown.
    """
    ordered = visits.with_row_index("place", order_by=["patient", "day", "row"])
    again = same_as_before("patient") & (days_since() <= EPISODE_GAP_DAYS)
    starts = ordered.with_columns(starts=~again.fill_null(False))
    numbered = starts.with_columns(episode=nw.col("starts").cast(nw.Int64).cum_sum().over(order_by="place"))
    dated = numbered.with_columns(episode_day=nw.col("day").min().over("episode")).drop("place")
    known = nw.col("episode_day") - practice.first_day > EPISODE_GAP_DAYS
    return dated.with_columns(
        known_start=nw.when(known).then(nw.lit(True)),
        acute=nw.when(known).then(nw.col("day") - nw.col("episode_day") < ACUTE_DAYS),
    )


def classes(practice: Practice) -> nw.Expr:
    """The class of any visit row, for checking: what it is about first, then why it does not count all the same."""
    done, grown = completed(practice), adult(practice.adult_age)
    kind = nw.when(low_back()).then(nw.lit("lbp")).otherwise(nw.lit("unclassified"))
    kind = nw.when(grown.fill_null(True)).then(kind).otherwise(nw.lit("not_adult"))
    kind = nw.when(in_coverage(practice)).then(kind).otherwise(nw.lit("outside_coverage"))
    kind = nw.when(done.fill_null(True)).then(kind).otherwise(nw.lit("not_completed"))
    kind = nw.when(done.is_null()).then(nw.lit("unknown_status")).otherwise(kind)
    return nw.when(low_back() | unclassified()).then(kind).otherwise(nw.lit("not_lbp"))
