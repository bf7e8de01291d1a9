"""Applies what a person settled about this clinic's own exam names and codes; it changes counts, never stored facts."""

from collections.abc import Mapping
from dataclasses import replace

import narwhals as nw
import polars as pl

from measures.back_pain import OWN_CODE, TIER_NUMBERS, read_codes
from measures.code_systems import parted
from measures.events import Events
from measures.icd import normalise
from measures.imaging import unrecognised_name
from measures.letters import bare
from measures.practice import Practice
from measures.units.visits import keep, native

CODED_TABLES = ("visits", "orders", "diagnoses")
REGION = "settled by the practice"


def settled(events: Events, practice: Practice) -> Events:
    """The events with the practice's exam names and codes read as it said; the same events where it said nothing.

    What is restated is in memory, so every table is then: one engine cannot join another's.
    """
    if not (practice.exams or practice.codes):
        return events
    tables = {name: _of_polars(table) for name, table in events.tables.items()}
    if practice.exams:
        tables["orders"] = _lazy(with_exams(native(tables["orders"]), practice.exams))
    if practice.codes:
        codes = {stored_code(code): means for code, means in practice.codes.items()}
        known = codes_of_rows(native(tables["diagnoses"]), codes)
        tables |= {name: _lazy(with_codes(native(tables[name]), known)) for name in CODED_TABLES}
    return replace(events, tables=tables)


def stored_code(code: str) -> str:
    """A code as the facts hold it: `7242` is 724.2; one of no system has its `?` before it, also as a token."""
    if parted(code)[0]:
        return code
    if (token := code.strip().lstrip(OWN_CODE)).startswith("["):
        return OWN_CODE + token
    return normalise(code) or OWN_CODE + code.strip().upper().lstrip(OWN_CODE)


def _of_polars(table: nw.LazyFrame) -> nw.LazyFrame:
    return table if isinstance(nw.to_native(table), pl.LazyFrame) else keep(table)


def _lazy(frame: pl.DataFrame) -> nw.LazyFrame:
    return nw.from_native(frame.lazy())


def with_exams(orders: pl.DataFrame, exams: Mapping[str, str]) -> pl.DataFrame:
    """Orders whose exam name no list knew, with the modality and the lumbar spine that the practice gave the name."""
    means = {bare(name): meaning for name, meaning in exams.items()}
    whys = orders["exam_why"].drop_nulls().unique().to_list()
    told = {why: means[bare(name)] for why in whys if (name := unrecognised_name(why)) and bare(name) in means}
    answer = pl.col("exam_why").replace_strict(told, default=None, return_dtype=pl.String)
    lumbar, known = answer != "no", answer.is_not_null()
    return orders.with_columns(
        lumbar=pl.when(known).then(lumbar).otherwise("lumbar"),
        modality=pl.when(known & lumbar).then(answer).otherwise("modality"),
        exam_why=pl.when(known).then(pl.lit("settled by the practice: ") + answer).otherwise("exam_why"),
    )


def codes_of_rows(diagnoses: pl.DataFrame, codes: Mapping[str, str]) -> pl.DataFrame:
    """row, tier, spine_code and region of every row that has a settled code, from all of its codes anew.

    A code settled as "no" gives no tier; the row's other codes speak on.
    """
    rows = diagnoses.filter(pl.col("code").is_in(list(codes))).select("row").unique()
    theirs = diagnoses.join(rows, on="row", how="semi").select("row", "code").drop_nulls()
    kinds = [_kind(code, codes.get(code)) for code in theirs["code"].unique().to_list()]
    schema = {"code": pl.String, "tier": pl.Int8, "spine_code": pl.Boolean, "region": pl.String}
    each = theirs.join(pl.DataFrame(kinds, schema=schema, orient="row"), on="code")
    return each.group_by("row").agg(pl.col("tier").min(), pl.col("spine_code").any(), pl.col("region").min())


def _kind(code: str, means: str | None) -> tuple[str, int | None, bool, str | None]:
    (spine,) = read_codes([code])
    if means is None:
        return code, TIER_NUMBERS.get(spine.tier or ""), spine.spine_code, spine.region
    tier = TIER_NUMBERS.get(means)
    return code, tier, spine.spine_code or tier is not None, None if tier else REGION


def with_codes(table: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The table with tier, spine_code and region of the rows in `known` put in place of their own."""
    columns = ("tier", "spine_code", "region")
    joined = table.join(known.with_columns(anew=True), on="row", how="left", suffix="_anew", maintain_order="left")
    chosen = [pl.when("anew").then(f"{name}_anew").otherwise(name).alias(name) for name in columns]
    return joined.with_columns(chosen).select(table.columns)
