"""Where the reader of words errs, by the pieces of text it read: counts alone, without text, patient, record or day."""

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from measures.agreement import ABSENT, ANY, PRESENT
from measures.engine import native
from measures.red_flags.certainty import Certainty, StructuralSign
from measures.red_flags.names import ATOMS
from measures.red_flags.sections import DECIDING
from measures.units import Units

MISSED, FALSE_ALARM, ALIKE = "missed", "false_alarm", "alike"
#: An order of whose text no flag was read at all.
NOTHING_READ = "nothing_read"
#: The kinds of piece a finding of words may come from.
PIECES = ("form", "list", "name", "prose", *DECIDING)
#: Whatever else speaks of a flag.
NOT_WORDS = "no_words"

READ = {
    "unit": pl.Int64, "atom": pl.String, "state": pl.String, "piece": pl.String, "certainty": pl.String,
    "doubt": pl.String,
}  # fmt: skip
PATTERNS = ("asked", "error", "style", "section", "state", "certainty", "doubt", "orders")


def read_of(units: Units, rows: Sequence[int]) -> pl.DataFrame:
    """What speaks of the flags of these images (`READ`): of words with the piece they stand in, of the rest without."""
    said = native(units.image_evidence.filter(nw.col("unit").is_in(list(rows)))).select(
        "unit", "atom", "state", "evidence"
    )
    found = native(units.findings).select("row", "atom", "state", "piece", "certainty", "doubt")
    joined = said.join(found, left_on=["evidence", "atom", "state"], right_on=["row", "atom", "state"], how="left")
    known = pl.when(pl.col("piece").is_in(PIECES)).then("piece").otherwise(pl.lit(NOT_WORDS))
    return joined.with_columns(known.alias("piece")).select(READ.keys()).unique(maintain_order=True)


def error_patterns(judged: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    """How many orders of each pattern were judged (`PATTERNS`), those read alike among them.

    `judged` holds unit, asked, flagged (by the reader) and said (by a clinician, without seeing the reader's answer);
    answers that tell nothing are left aside. `style` are the kinds of piece that the order's words were read in,
    `section` the piece from which the asked flag itself was read.
    """
    clear = judged.filter(pl.col("said").is_in([PRESENT, ABSENT]))
    error = (
        pl.when("flagged", pl.col("said") == ABSENT).then(pl.lit(FALSE_ALARM))
        .when(~pl.col("flagged"), pl.col("said") == PRESENT).then(pl.lit(MISSED)).otherwise(pl.lit(ALIKE))
    )  # fmt: skip
    own = read.with_columns(asked=pl.col("atom")).unique(["unit", "asked"], keep="first", maintain_order=True)
    told = (
        clear.with_columns(error=error)
        .join(_styles(read), on="unit", how="left")
        .join(own.drop("atom"), on=["unit", "asked"], how="left")
        .with_columns(pl.col("style").fill_null(NOTHING_READ), section=pl.col("piece").fill_null(NOTHING_READ))
        .with_columns(pl.col("state", "certainty", "doubt").fill_null(""))
    )
    by = list(PATTERNS[:-1])
    return told.group_by(by).agg(orders=pl.len()).sort(by)


def by_style(patterns: pl.DataFrame) -> pl.DataFrame:
    """style, judged, missed and false alarms of the question for any flag."""
    own = patterns.filter(pl.col("asked") == ANY)
    counted = [pl.col("orders").filter(pl.col("error") == name).sum().alias(name) for name in (MISSED, FALSE_ALARM)]
    return own.group_by("style").agg(pl.col("orders").sum().alias("judged"), *counted).sort("style")


def _styles(read: pl.DataFrame) -> pl.DataFrame:
    words = read.filter(pl.col("piece") != NOT_WORDS)
    return words.group_by("unit").agg(pl.col("piece").unique().sort().str.join("+").alias("style"))


def may_be_told() -> dict[str, frozenset[str]]:
    """Every word that a column of a pattern may hold; a style is made of pieces joined by "+"."""
    states = {
        "present",
        "absent",
        "queried",
        "historical",
        "other_person",
        "hypothetical",
        "stated absent",
        "cannot tell",
    }
    return {
        "asked": frozenset({ANY, *ATOMS}),
        "error": frozenset({MISSED, FALSE_ALARM, ALIKE}),
        "style": frozenset({*PIECES, NOTHING_READ}),
        "section": frozenset({*PIECES, NOTHING_READ, NOT_WORDS}),
        "state": frozenset({"", *states}),
        "certainty": frozenset({"", *Certainty}),
        "doubt": frozenset({"", *StructuralSign}),
    }
