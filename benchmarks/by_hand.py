"""The same cube as our counts, by hand in plain Polars for the made-up clinic alone: what generality is measured by.

A skilled analyst's script after `counting.md`: it reads the stored facts, knows this clinic's columns (no problem
lists, medicines or referrals; blank ticks are "no"), shares nothing with `measures`, and collects three times.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

DAY_NUMBER = date(1970, 1, 1).toordinal()
DEAD = ["cancelled", "no_show", "booked", "deleted", "entered_in_error"]
SEVEN = ["cauda_equina", "severe_worsening_night_pain", "trauma", "weight_loss", "cancer", "infection_fever",
         "steroids", "iv_drug_use", "neurological"]  # fmt: skip
PRESENT, QUERIED, DENIED, DENIED_AGE = 1, 2, 4, 8
EACH_DENIED = sum(16 << place for place in range(len(SEVEN)))
NEVER = pl.lit(False)
KEYS = ["measure", "period", "provider"]
SUMS = ["numerator", "denominator", "unknown", "not_recorded"]


def cube(facts: Path, clinic_toml: Path) -> pl.DataFrame:
    """Measure, period, provider (roster id or ALL), numerator, denominator, unknown and not_recorded."""
    clinic = tomllib.loads(clinic_toml.read_text("utf-8"))
    first, last = (clinic[name].toordinal() - DAY_NUMBER for name in ("coverage_start", "export_date"))
    back, unclassified, completed, orders, said = _first_collect(facts, clinic, first, last)
    visits, images = _visits_and_images(back, orders, said, first)
    tables = _counted(visits, images, _roster(clinic, unclassified), _roster(clinic, completed))
    return _whole_grid(pl.concat(tables), clinic)


def _roster(clinic: dict[str, Any], frame: pl.LazyFrame | pl.DataFrame, column: str = "provider") -> Any:
    spelt = {seen: one["id"] for one in clinic["clinician"] for seen in one["spellings"]}
    return frame.with_columns(pl.col(column).replace(spelt))


def _first_collect(facts: Path, clinic: dict[str, Any], first: int, last: int) -> list[pl.DataFrame]:
    """What is wanted of the big tables: back visits, unclassified and completed visits, live orders, findings."""
    visits = pl.scan_parquet(facts / "visits" / "*.parquet").filter(pl.col("day").is_between(first, last))
    done = visits.filter(pl.col("status") == "completed")
    adult = pl.col("age_high").is_null() | (pl.col("age_high") >= clinic["adult_age"])
    tier, words = pl.col("tier").fill_null(9), pl.col("low_back_words").fill_null(False)
    spine = pl.col("spine_code").fill_null(False)
    low_back = (tier <= 2) | ((tier == 3) & words) | (~spine & words)
    back = done.filter(low_back, adult).select(
        "row", "patient", "day", "month", "provider", "age_low", "age_high", "minutes", "booked_minutes",
        pl.col("warm_referral").is_in(clinic["agreed_list"]).fill_null(False).alias("handed"),
        (pl.col("pamphlet").fill_null(False) | pl.col("exercise").fill_null(False)).alias("given"),
        pl.col("agreement", "barriers").fill_null(False),
        (pl.col("age_low") >= clinic["adult_age"]).fill_null(False).not_().alias("age_unknown"),
    )  # fmt: skip
    orders = pl.scan_parquet(facts / "orders" / "*.parquet").filter(~pl.col("status").is_in(DEAD).fill_null(False))
    roster = [seen for one in clinic["clinician"] for seen in one["spellings"]]
    wanted = orders.select(
        "row", "patient", "day", "month", "provider", "modality", "requisition", "age_high",
        (pl.col("lumbar") & pl.col("day").is_between(first, last) & adult).alias("lumbar"),
        pl.col("planning").fill_null(False), low_back.alias("own"), pl.col("provider").is_in(roster).alias("ours"),
    )  # fmt: skip
    findings = pl.scan_parquet(facts / "findings" / "*.parquet").filter(~pl.col("status").is_in(DEAD).fill_null(False))
    bare = (tier == 3) & ~words
    months = ["month", "provider"]
    collected = pl.collect_all([
        _roster(clinic, back), done.filter(bare, adult).group_by(months).len("yes"), done.group_by(months).len("yes"),
        wanted, findings.select("row", "patient", "day", "window", _mask()),
    ])  # fmt: skip
    collected[3] = _roster(clinic, collected[3])
    return collected


def _mask() -> pl.Expr:
    """What a finding says, as bits: a flag, a bare query, all denied, the age flag denied, each other flag denied."""
    atom, state = pl.col("atom"), pl.col("state")
    absent = state == "absent"
    bits = {name: 16 << place for place, name in enumerate(SEVEN)}
    bits |= {"all": DENIED, "first_episode_over_50": DENIED_AGE}
    denied = pl.when(absent).then(atom.replace_strict(bits, default=0, return_dtype=pl.Int32)).otherwise(0)
    named = atom.is_in([*SEVEN, "first_episode_over_50", "unnamed"])
    present = pl.when((state == "present") & named).then(PRESENT).otherwise(0)
    queried = pl.when((state == "queried") & (atom == "cauda_equina")).then(QUERIED).otherwise(0)
    return (denied + present + queried).cast(pl.Int32).alias("says")


def _visits_and_images(
    back: pl.DataFrame, orders: pl.DataFrame, said: pl.DataFrame, first: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Back visits and lumbar images with their red flags, and what links them."""
    back, said = back.sort("patient", "day", "row"), said.filter(pl.col("says") != 0)
    own = said.lazy().group_by("row").agg(pl.col("says").bitwise_or())
    no_flag = pl.col("says") & PRESENT == 0  # what the linked visit denies or queries speaks for the order, too
    boxes = said.lazy().filter((pl.col("window") == 0) | no_flag).group_by("row").agg(pl.col("says").bitwise_or())
    dated = said.lazy().filter(pl.col("window") > 0, pl.col("says") & PRESENT == PRESENT)
    dated = dated.select("patient", pl.col("day").alias("since"), "window")
    orders_say = orders.lazy().join(own, on="row").group_by("patient", "day").agg(pl.col("says").bitwise_or())
    visits = _flagged(back.lazy(), dated, [
        own.rename({"row": "unit"}),
        back.lazy().select("patient", "day", unit="row").join(orders_say, on=["patient", "day"]).select("unit", "says"),
    ])  # fmt: skip
    linked = _linked(orders, back)
    images = _flagged(linked.lazy(), dated, [
        own.rename({"row": "unit"}),
        linked.lazy().select("visit", unit="row").join(boxes, left_on="visit", right_on="row").select("unit", "says"),
    ])  # fmt: skip
    flagged, imaged = pl.collect_all([visits, images])
    return _with_episodes(_with_owned(flagged, imaged), imaged, first), imaged


def _flagged(units: pl.LazyFrame, dated: pl.LazyFrame, parts: list[pl.LazyFrame]) -> pl.LazyFrame:
    """Units with flag (unknown for a bare query), recorded and silent."""
    since = pl.col("day") - pl.col("since")
    pairs = units.select("patient", "day", unit="row").join(dated, on="patient")
    told = pairs.filter(since >= 0, since <= pl.col("window")).select("unit", says=pl.lit(PRESENT, pl.Int32))
    every = pl.concat([told, *parts]).group_by("unit").agg(pl.col("says").bitwise_or())
    joined = units.join(every, left_on="row", right_on="unit", how="left", maintain_order="left")
    joined = joined.with_columns(pl.col("says").fill_null(0))
    has = {bit: pl.col("says") & bit != 0 for bit in (PRESENT, QUERIED, DENIED, DENIED_AGE)}
    young = (pl.col("age_high") <= 50).fill_null(False) | has[DENIED_AGE]
    denied = has[DENIED] | (young & (pl.col("says") & EACH_DENIED == EACH_DENIED))
    known = has[PRESENT] | denied | ~has[QUERIED]
    return joined.with_columns(
        flag=pl.when(known).then(has[PRESENT]), recorded=pl.when(known).then(has[PRESENT] | denied),
        silent=~(has[PRESENT] | has[QUERIED] | denied),
    )  # fmt: skip


def _linked(orders: pl.DataFrame, back: pl.DataFrame) -> pl.DataFrame:
    """One row per imaging event in order of patient and day, with the latest back visit of the 30 days before."""
    number = pl.coalesce("requisition", pl.concat_str(pl.lit("row "), "row"))
    lumbar = orders.filter("lumbar").with_columns(study=number).sort("patient", "modality", "day", "row")
    once = lumbar.unique(["patient", "modality", "study"], keep="first", maintain_order=True)
    once = once.unique(["patient", "modality", "day"], keep="first", maintain_order=True)
    same = (pl.col("patient") == pl.col("patient").shift(1)) & (pl.col("modality") == pl.col("modality").shift(1))
    starts = ~(same & (pl.col("day") - pl.col("day").shift(1) <= 1)).fill_null(False)
    run_day = pl.when(starts).then("day").forward_fill()
    events = once.filter((pl.col("day") - run_day) % 2 == 0).sort("patient", "day", "row")
    return _latest(events, back.select("patient", "day", visit="row", visit_provider="provider"), 30).with_columns(
        linked=(pl.col("own") | pl.col("visit").is_not_null()) & ~pl.col("planning"),
        other=~pl.col("own") & pl.col("visit").is_null() & ~pl.col("planning"),
    )


def _latest(images: pl.DataFrame, visits: pl.DataFrame, days: int) -> pl.DataFrame:
    return images.join_asof(visits, on="day", by="patient", strategy="backward", tolerance=days, check_sortedness=False)


def _with_owned(visits: pl.DataFrame, images: pl.DataFrame) -> pl.DataFrame:
    """Visits with `imaged`: 2 yes, 1 unknown, 0 no; an image belongs to the latest unflagged visit of days 0-7."""
    unflagged = visits.filter(~pl.col("flag")).select("patient", "day", owner="row")
    qualifies = pl.col("ours") & ~pl.col("flag") & pl.col("linked")
    owned = _latest(images, unflagged, 7).lazy().drop_nulls("owner").group_by("owner").agg(
        imaged=(qualifies.cast(pl.Int8) * 2).fill_null(1).max()
    )  # fmt: skip
    joined = visits.lazy().join(owned, left_on="row", right_on="owner", how="left", maintain_order="left")
    return joined.with_columns(pl.col("imaged").fill_null(0)).collect()


def _with_episodes(visits: pl.DataFrame, images: pl.DataFrame, first: int) -> pl.DataFrame:
    """Visits with `starts` (first of an episode), `known` and `imaged_28d`."""
    same = pl.col("patient") == pl.col("patient").shift(1)
    starts = ~(same & (pl.col("day") - pl.col("day").shift(1) <= 180)).fill_null(False)
    marked = visits.with_columns(starts=starts, known=pl.col("day") - first > 180)
    days = images.filter("linked").select("patient", "day", image_day="day").sort("patient", "day")
    begun = marked.filter("starts").select("patient", "day", "row")
    soon = begun.join_asof(days, on="day", by="patient", strategy="forward", tolerance=28, check_sortedness=False)
    hit = soon.select("row", imaged_28d=pl.col("image_day").is_not_null())
    return marked.join(hit, on="row", how="left", maintain_order="left")


def _sums(name: str, yes: pl.Expr, no: pl.Expr | None, unknown: pl.Expr, silent: pl.Expr) -> list[pl.Expr]:
    whole = pl.lit(0) if no is None else yes | no
    parts = zip(SUMS, (yes, whole, unknown, silent), strict=True)
    return [part.cast(pl.Int64).sum().alias(f"{name}:{what}") for what, part in parts]


def _count(name: str, yes: pl.Expr, unknown: pl.Expr = NEVER, silent: pl.Expr = NEVER) -> list[pl.Expr]:
    return _sums(name, yes, None, unknown, yes & silent)


def _rate(name: str, inside: pl.Expr, hit: pl.Expr, silent: pl.Expr = NEVER) -> list[pl.Expr]:
    unknown = inside.is_null() | (inside & hit.is_null())
    return _sums(name, inside & hit, inside & ~hit, unknown, inside & hit.is_not_null() & silent)


def _visit_sums() -> list[pl.Expr]:
    minutes = pl.when(pl.col("minutes").is_between(1, 180)).then("minutes")
    over = minutes > pl.col("booked_minutes") + 5
    imaged = pl.when(pl.col("imaged") != 1).then(pl.col("imaged") == 2)
    everyone = pl.col("day").is_not_null()
    return [
        *_rate("imaging_rate_without_red_flags", ~pl.col("flag"), imaged, pl.col("silent")),
        *_rate("red_flags_recorded", everyone, pl.col("recorded")),
        *_count("overtime_appointments", over, over.is_null()),
        *_rate("overtime_share", everyone, over),
        *_count("_lbp_visits", everyone),
        *_count("_lbp_visits_age_unknown", pl.col("age_unknown")),
    ]


def _image_sums() -> list[pl.Expr]:
    low_value = pl.col("linked") & pl.col("ours") & ~pl.col("flag")
    return [
        *_count("imaging_without_red_flags", low_value, low_value.is_null(), pl.col("silent")),
        *_count("_lumbar_images_all", pl.col("row").is_not_null()),
        *_count("_lumbar_images_red_flag", pl.col("linked") & pl.col("flag")),
        *_count("_lumbar_images_planning", pl.col("planning")),
        *_count("_lumbar_images_other_indication", pl.col("other")),
        *_count("_lumbar_images_elsewhere", ~pl.col("ours")),
    ]


def _episode_sums() -> list[pl.Expr]:
    known = pl.when("known").then(True)
    inside = pl.when("known").then(known & ~pl.col("flag"))
    return _rate("episode_imaging_28d", inside, pl.col("imaged_28d"), pl.col("silent"))


def _patient_sums() -> list[pl.Expr]:
    everyone = pl.col("patient").is_not_null()
    names = {"agreement_and_barriers": "both", "pamphlet_or_exercise": "given", "warm_referral": "handed"}
    rates = [part for name, column in names.items() for part in _rate(name, everyone, pl.col(column))]
    return [*rates, *_count("_lbp_patients", everyone)]


def _elsewhere_sums() -> list[pl.Expr]:
    return _count("imaging_sought_elsewhere", pl.col("sought") == 2, pl.col("sought") == 1)


def _counted(visits: pl.DataFrame, images: pl.DataFrame, bare: pl.DataFrame, done: pl.DataFrame) -> list[pl.DataFrame]:
    """Every table of sums, by provider and for everyone: one collect for all."""
    who = pl.when("ours").then("provider").alias("provider")
    done_for = pl.col("given", "agreement", "barriers", "handed").any()
    patients = visits.lazy().group_by("patient", "month", "provider").agg(done_for)
    patients = patients.with_columns(both=pl.col("agreement") & pl.col("barriers"))
    once = patients.group_by("patient", "month").agg(pl.col("given", "both", "handed").any())
    outside = images.filter((~pl.col("ours")).fill_null(True), ~pl.col("planning")).drop("visit", "visit_provider")
    before = visits.select("patient", "day", visit="row", visit_provider="provider")
    seen = _latest(outside, before, 90).drop_nulls("visit")
    sought = seen.lazy().select(
        "patient", "month", pl.when(pl.col("ours").is_not_null()).then("visit_provider").alias("provider"),
        pl.when(pl.col("ours").is_null()).then(1).otherwise(2).alias("sought"),
    )  # fmt: skip
    per_provider = [
        visits.lazy().group_by("month", "provider").agg(_visit_sums()),
        images.lazy().with_columns(who).group_by("month", "provider").agg(_image_sums()),
        visits.lazy().filter("starts").group_by("month", "provider").agg(_episode_sums()),
        _added(bare, "_unclassified_visits"),
        _added(done, "_visits_completed"),
    ]
    apart = [
        (patients, once, _patient_sums()),
        (sought.group_by("patient", "month", "provider").agg(pl.col("sought").max()),
         sought.group_by("patient", "month").agg(pl.col("sought").max()), _elsewhere_sums()),
    ]  # fmt: skip
    alone = [part.group_by("month", "provider").agg(sums) for part, _, sums in apart]
    whole = [part.group_by("month").agg(sums) for _, part, sums in apart]
    frames = pl.collect_all([*per_provider, *alone, *whole])
    split = len(per_provider)
    own, everyone = frames[: split + len(alone)], frames[split + len(alone) :]
    everyone += [frame.drop("provider").group_by("month").agg(pl.all().sum()) for frame in frames[:split]]
    return [_tall(frame) for frame in own] + [_tall(f.with_columns(provider=pl.lit("ALL"))) for f in everyone]


def _added(sums: pl.DataFrame, name: str) -> pl.LazyFrame:
    return sums.lazy().group_by("month", "provider").agg(pl.col("yes").cast(pl.Int64).sum().alias(f"{name}:numerator"))


def _tall(wide: pl.DataFrame) -> pl.DataFrame:
    names = dict.fromkeys(column.split(":")[0] for column in wide.columns if ":" in column)
    full = wide.with_columns(
        pl.lit(0, pl.Int64).alias(f"{name}:{what}")
        for name in names for what in SUMS if f"{name}:{what}" not in wide.columns
    )  # fmt: skip
    return pl.concat(
        full.select(
            pl.lit(name).alias("measure"), pl.col("month").cast(pl.Int32), "provider",
            *[pl.col(f"{name}:{what}").alias(what) for what in SUMS],
        )
        for name in names
    )  # fmt: skip


RATES = ["episode_imaging_28d", "imaging_rate_without_red_flags", "agreement_and_barriers", "pamphlet_or_exercise",
         "red_flags_recorded", "warm_referral", "overtime_share"]  # fmt: skip
COUNTS = ["imaging_without_red_flags", "overtime_appointments", "imaging_sought_elsewhere", "_visits_completed",
          "_lbp_visits", "_lbp_visits_age_unknown", "_lbp_patients", "_unclassified_visits", "_lumbar_images_all",
          "_lumbar_images_red_flag", "_lumbar_images_planning", "_lumbar_images_other_indication",
          "_lumbar_images_elsewhere"]  # fmt: skip


def _whole_grid(sums: pl.DataFrame, clinic: dict[str, Any]) -> pl.DataFrame:
    """Every measure, month of the coverage and roster clinician has a row, also 0 and 0/0."""
    first, last = (clinic[name].year * 12 + clinic[name].month - 1 for name in ("coverage_start", "export_date"))
    people = pl.DataFrame({"provider": [*(one["id"] for one in clinic["clinician"]), "ALL"]})
    months = pl.DataFrame({"month": range(first, last + 1)}, schema={"month": pl.Int32})
    two_digits = (pl.col("month") % 12 + 1).cast(pl.String).str.zfill(2)
    months = months.with_columns(period=pl.format("{}-{}", pl.col("month") // 12, two_digits))
    measures = pl.DataFrame({"measure": [*RATES, *COUNTS]})
    grid = measures.join(months, how="cross").join(people, how="cross")
    grid = grid.filter((pl.col("measure") != "_lumbar_images_elsewhere") | (pl.col("provider") == "ALL"))
    full = grid.join(sums, on=["measure", "month", "provider"], how="left").with_columns(pl.col(SUMS).fill_null(0))
    shown = pl.when(pl.col("measure").is_in(RATES)).then("denominator")
    return full.select(*KEYS, "numerator", shown.alias("denominator"), "unknown", "not_recorded").sort(KEYS)
