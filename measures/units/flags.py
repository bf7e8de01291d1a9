"""Red flags of a visit or an order: which recorded evidence speaks for it, and what it says.

Definitions: `counting.md` section 4. A dated atom speaks for its window from any record of the patient; boxes and
night pain (window 0) speak for their own visit, and for an order within 30 days after it.
"""

import narwhals as nw

from measures.practice import Practice
from measures.red_flags.names import DEFAULT_ATOMS
from measures.red_flags.sets import AS_WRITTEN, FlagSet

#: Denying all of these, and an age of 50 or less (or a denial of that flag too), is denying all seven.
DENIED_TOGETHER = tuple(atom for atom in DEFAULT_ATOMS if atom not in ("first_episode_over_50", "unnamed"))

DEAD = ("cancelled", "no_show", "booked", "deleted", "entered_in_error")


def live(frame: nw.LazyFrame, practice: Practice | None = None, table: str = "") -> nw.LazyFrame:
    """Records that were not cancelled, missed, merely booked, deleted or entered in error, as far as is explained."""
    field = f"{table}.status"
    dead = [w for word in DEAD for w in (practice.meanings(field, word) if practice else [word])]
    return frame.filter(nw.col("status").is_null() | ~nw.col("status").is_in(dead))


def certain(practice: Practice, table: str) -> nw.Expr:
    """Yes where the record's status is known or explained, unknown where nobody explained its word."""
    status = nw.col("status")
    unexplained = status.str.starts_with("?") & ~status.is_in(practice.settled(f"{table}.status"))
    return nw.when(~unexplained.fill_null(False)).then(nw.lit(True))


def _pairs(joined: nw.LazyFrame) -> nw.LazyFrame:
    return joined.select("unit", "atom", "state", "source", "evidence", "dated")


def _prepared(findings: nw.LazyFrame) -> nw.LazyFrame:
    return findings.select(
        nw.col("row").alias("evidence"),
        "patient",
        nw.col("day").alias("evidence_day"),
        "of",
        "source",
        "atom",
        "state",
        "window",
    )


def dated_evidence(units: nw.LazyFrame, findings: nw.LazyFrame) -> nw.LazyFrame:
    """Atoms present in any record of the patient, on or before the unit's day and still in their window."""
    dated = _prepared(findings).filter(nw.col("window") > 0, nw.col("state") == "present")
    joined = units.select(nw.col("row").alias("unit"), "patient", "day").join(dated, on="patient", how="inner")
    since = nw.col("day") - nw.col("evidence_day")
    return _pairs(joined.filter(since >= 0, since <= nw.col("window")).with_columns(dated=nw.lit(True)))


def own_evidence(speaks_for: nw.LazyFrame, findings: nw.LazyFrame) -> nw.LazyFrame:
    """What the record `evidence` says itself, for the unit it speaks for (`unit`, `evidence`)."""
    said = _prepared(findings).drop("patient", "evidence_day")
    joined = speaks_for.select("unit", "evidence").join(said, on="evidence", how="inner")
    return _pairs(joined.with_columns(dated=nw.lit(False)))


def judged(evidence: nw.LazyFrame, flag_set: FlagSet = AS_WRITTEN) -> nw.LazyFrame:
    """One row per unit that has any evidence: `present`, `queried`, `denied`, `overrides_reduction` (yes / no).

    A bare query of cauda equina, when it is the only thing said, is neither present nor absent: an emergency that
    nobody may count as low value.
    """
    named = nw.col("atom").is_in(flag_set.atoms)
    of_cauda_equina = nw.col("atom") == "cauda_equina"
    ces_query = (nw.col("state") == "queried") & of_cauda_equina
    denial = (nw.col("state") == "absent") & (nw.col("dated") == nw.lit(False))
    marks = evidence.with_columns(
        present=((nw.col("state") == "present") & named).cast(nw.Int32),
        queried=ces_query.cast(nw.Int32),
        overrides=(of_cauda_equina & nw.col("state").is_in(["present", "queried"])).cast(nw.Int32),
        denied=(denial & (nw.col("atom") == "all")).cast(nw.Int32),
        denied_age=(denial & (nw.col("atom") == "first_episode_over_50")).cast(nw.Int32),
        denied_atom=nw.when(denial & nw.col("atom").is_in(DENIED_TOGETHER)).then(nw.col("atom")),
    )
    return marks.group_by("unit").agg(
        nw.col("present").max(),
        nw.col("queried").max(),
        nw.col("overrides").max(),
        nw.col("denied").max(),
        nw.col("denied_age").max(),
        nw.col("denied_atom").n_unique().alias("denied_atoms"),
        nw.col("denied_atom").is_null().cast(nw.Int32).max().alias("blank_atom"),
    )


def with_red_flag(
    units: nw.LazyFrame, evidence: nw.LazyFrame, flag_set: FlagSet = AS_WRITTEN, silence_is_none: bool = True
) -> nw.LazyFrame:
    """`units` with red_flag (unknown for a bare query), red_flag_recorded, red_flag_not_recorded and red_flag_denied.

    `silence_is_none=False` is the strict reading of "absence of red flags": where nothing is recorded, red_flag is
    unknown. `overrides_reduction`: cauda equina is present or queried.
    """
    joined = units.join(judged(evidence, flag_set), left_on="row", right_on="unit", how="left")
    present = nw.col("present").fill_null(0) > 0
    queried = nw.col("queried").fill_null(0) > 0
    each = nw.col("denied_atoms").fill_null(0) - nw.col("blank_atom").fill_null(0) >= len(DENIED_TOGETHER)
    young = (nw.col("denied_age").fill_null(0) > 0) | (nw.col("age_high") <= 50).fill_null(False)
    denied = (nw.col("denied").fill_null(0) > 0) | (each & young)
    marked = joined.with_columns(_present=present, _queried=queried, _denied=denied)
    said = nw.col("_present") | nw.col("_denied")
    unknown = ~said & (nw.col("_queried") if silence_is_none else nw.lit(True))
    return marked.with_columns(
        red_flag=nw.when(~unknown).then(nw.col("_present")),
        red_flag_recorded=nw.when(said | ~nw.col("_queried")).then(said),
        red_flag_not_recorded=~(said | nw.col("_queried")),
        red_flag_denied=nw.col("_denied") & ~nw.col("_present"),
        overrides_reduction=nw.col("overrides").fill_null(0) > 0,
    ).drop(
        "present", "queried", "denied", "denied_age", "denied_atoms", "blank_atom", "overrides",
        "_present", "_queried", "_denied",
    )  # fmt: skip
