"""What a unit row says of itself in words: its red flags, and why it was classed and counted as it was."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from measures.red_flags.names import DEFAULT_ATOMS


def told(row: Mapping[str, Any], asked: Mapping[str, str]) -> list[str]:
    """What a unit row answers to each column asked; "no red flag" is told apart from nothing said."""
    word = {True: "yes", False: "no", None: "not known"}
    flag = {True: "present", None: "cannot tell"}
    silent = "not recorded" if row.get("red_flag_not_recorded") else "stated absent"
    return [
        f"red flags: {flag.get(row[column], silent)}" if column == "red_flag" else f"{says}: {word[row[column]]}"
        for column, says in asked.items()
    ]


def flag_word() -> pl.Expr:
    """How a unit stands to red flags: present, stated absent, not recorded, or unknown."""
    return (
        pl.when(pl.col("red_flag").is_null())
        .then(pl.lit("unknown"))
        .when("red_flag")
        .then(pl.lit("present"))
        .when("red_flag_denied")
        .then(pl.lit("stated_absent"))
        .otherwise(pl.lit("not_recorded"))
    )


def atoms(evidence: pl.DataFrame) -> pl.DataFrame:
    """The red flags present at each unit, joined by bars."""
    present = evidence.filter((pl.col("state") == "present") & pl.col("atom").is_in(DEFAULT_ATOMS))
    return present.group_by("unit").agg(pl.col("atom").unique().sort().str.join("|").alias("atoms"))


def visit_why() -> pl.Expr:
    """Why a visit is of its class: its status, the tier of its codes, its words."""
    tier = pl.col("tier").replace_strict(
        {1: "tier A code", 2: "tier B code", 3: "bare tier C code"}, default=None, return_dtype=pl.String
    )
    words = pl.when("low_back_words").then(pl.lit("words for the low back"))
    elsewhere = pl.when(pl.col("region").is_not_null()).then(pl.col("region") + " code")
    status = pl.when(pl.col("status") != "completed").then("status")
    said = pl.concat_str([status, tier, words, elsewhere], separator="; ", ignore_nulls=True)
    return pl.when(said == "").then(pl.lit("no code or words for the low back")).otherwise(said)


def image_why() -> pl.Expr:
    """Why an image is of its class: its exam, who ordered it, and what links it to low back pain."""
    side = (
        pl.when("by_practice").then(pl.lit("ordered by the practice"))
        .when("elsewhere").then(pl.lit("ordered elsewhere")).otherwise(pl.lit("orderer not known"))
    )  # fmt: skip
    linked = (
        pl.when(pl.col("linked_visit").is_not_null()).then(pl.lit("low-back-pain visit in the 30 days before"))
        .when(pl.col("linked")).then(pl.lit("the order's own words or code"))
    )  # fmt: skip
    return pl.concat_str(["exam_why", side, linked], separator="; ", ignore_nulls=True)
