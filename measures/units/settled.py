"""Applies what a person settled about this clinic's own exam names and codes; it changes counts, never stored facts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import narwhals as nw

from measures.back_pain import OWN_CODE, TIER_NUMBERS, read_codes
from measures.code_systems import parted
from measures.engine import keep, native
from measures.events import Events
from measures.icd import normalise
from measures.imaging import unrecognised_name
from measures.letters import bare
from measures.practice import Practice

CODED_TABLES = ("visits", "orders", "diagnoses")
REGION = "settled by the practice"
#: In the place of the tier of a code that has none, for engines that map no nulls.
NO_TIER = 99


def settled(events: Events, practice: Practice) -> Events:
    """The events with the practice's exam names and codes read as it said; the same events where it said nothing."""
    if not (practice.exams or practice.codes):
        return events
    tables = dict(events.tables)
    if practice.exams:
        tables["orders"] = keep(with_exams(tables["orders"], practice.exams))
    if practice.codes:
        codes = {stored_code(code): means for code, means in practice.codes.items()}
        known = keep(codes_of_rows(tables["diagnoses"], codes))
        tables |= {name: keep(with_codes(tables[name], known)) for name in CODED_TABLES}
    return replace(events, tables=tables)


def stored_code(code: str) -> str:
    """A code as the facts hold it: `7242` is 724.2; one of no system has its `?` before it, also as a token."""
    if parted(code)[0]:
        return code
    if (token := code.strip().lstrip(OWN_CODE)).startswith("["):
        return OWN_CODE + token
    return normalise(code) or OWN_CODE + code.strip().upper().lstrip(OWN_CODE)


def with_exams(orders: nw.LazyFrame, exams: Mapping[str, str]) -> nw.LazyFrame:
    """Orders whose exam name no list knew, with the modality and the lumbar spine that the practice gave the name."""
    means = {bare(name): meaning for name, meaning in exams.items()}
    whys = _distinct(orders, "exam_why")
    told = {why: means[bare(name)] for why in whys if (name := unrecognised_name(why)) and bare(name) in means}
    if not told:
        return orders
    answer = _told("exam_why", told, nw.String)
    lumbar, known = answer != "no", ~answer.is_null()
    return orders.with_columns(
        lumbar=nw.when(known).then(lumbar).otherwise(nw.col("lumbar")),
        modality=nw.when(known & lumbar).then(answer).otherwise(nw.col("modality")),
        exam_why=nw.when(known)
        .then(nw.concat_str(nw.lit("settled by the practice: "), answer))
        .otherwise(nw.col("exam_why")),
    )


def _distinct(frame: nw.LazyFrame, column: str) -> list[str]:
    counted = native(frame.group_by(column).agg(nw.len().alias("rows")))
    return list(counted[column].drop_nulls())


def _told(column: str, answers: Mapping[str, Any], kind: Any) -> nw.Expr:
    return nw.col(column).replace_strict(list(answers), list(answers.values()), default=None, return_dtype=kind)


def codes_of_rows(diagnoses: nw.LazyFrame, codes: Mapping[str, str]) -> nw.LazyFrame:
    """row, tier, spine_code and region of every row that has a settled code, from all of its codes anew.

    A code settled as "no" gives no tier; the row's other codes speak on.
    """
    rows = diagnoses.filter(nw.col("code").is_in(list(codes))).select("row").unique()
    theirs = keep(diagnoses.select("row", "code").filter(~nw.col("code").is_null()).join(rows, on="row", how="inner"))
    kinds = [_kind(code, codes.get(code)) for code in _distinct(theirs, "code")]
    each = theirs.select(
        "row",
        tier=_told("code", {code: tier or NO_TIER for code, tier, _, _ in kinds}, nw.Int8),
        spine_code=_told("code", {code: int(spine) for code, _, spine, _ in kinds}, nw.Int8),
        region=_told("code", {code: region or "" for code, _, _, region in kinds}, nw.String),
    )
    known = each.with_columns(
        tier=nw.when(nw.col("tier") != NO_TIER).then(nw.col("tier")),
        region=nw.when(nw.col("region") != "").then(nw.col("region")),
    )
    best = known.group_by("row").agg(nw.col("tier").min(), nw.col("spine_code").max(), nw.col("region").min())
    return best.with_columns(spine_code=nw.col("spine_code") == 1)


def _kind(code: str, means: str | None) -> tuple[str, int | None, bool, str | None]:
    (spine,) = read_codes([code])
    if means is None:
        return code, TIER_NUMBERS.get(spine.tier or ""), spine.spine_code, spine.region
    tier = TIER_NUMBERS.get(means)
    return code, tier, spine.spine_code or tier is not None, None if tier else REGION


def with_codes(table: nw.LazyFrame, known: nw.LazyFrame) -> nw.LazyFrame:
    """The table with tier, spine_code and region of the rows in `known` put in place of their own."""
    columns = ("tier", "spine_code", "region")
    anew = known.select("row", *(nw.col(name).alias(f"{name}_anew") for name in columns), anew=nw.lit(True))
    joined = table.join(anew, on="row", how="left")
    chosen = [nw.when("anew").then(nw.col(f"{n}_anew")).otherwise(nw.col(n)).alias(n) for n in columns]
    return joined.with_columns(*chosen).select(table.collect_schema().names())
