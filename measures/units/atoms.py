"""The state of every red flag of a visit or an image, what was found only afterwards, and how urgent each is."""

from collections.abc import Collection

import narwhals as nw
import polars as pl

from measures.engine import native
from measures.red_flags.urgency import RULE_SETS, Stated, of_flag
from measures.units.evidence import first_episode_states, pain_scores
from measures.units.workup import Units

#: A finding so many days after an order is shown beside it, and never justifies it (HEDIS accepts diagnoses to day 28).
AFTER_DAYS = 28
#: Of two things said of one flag, the first here is its state.
PRECEDENCE = ("present", "queried", "cannot tell", "stated absent", "not recorded")
#: Sources that a picture's finding comes from; a drug course that is long enough later was not found by the image.
FINDS = ("words", "code")

STATE = {"unit": pl.Int64, "atom": pl.String, "state": pl.String, "source": pl.String, "evidence": pl.Int64}


def found_after(units: Units, kind: str = "image") -> pl.DataFrame:
    """Flags recorded in the 28 days after a unit and not in force on its day: unit, atom, source, evidence, days_after.

    A fracture found by the image does not justify it (`counting.md` section 4): these stand apart and count nowhere.
    """
    after = units.findings.filter(
        nw.col("state") == "present", nw.col("source").is_in(FINDS), nw.col("atom").is_in(units.flag_set.atoms)
    ).select("patient", "atom", "source", nw.col("row").alias("evidence"), nw.col("day").alias("found_day"))
    of_unit = _units_of(units, kind).select(nw.col("row").alias("unit"), "patient", "day")
    pairs = of_unit.join(after, on="patient", how="inner").with_columns(days_after=nw.col("found_day") - nw.col("day"))
    found = native(pairs.filter(nw.col("days_after") > 0, nw.col("days_after") <= AFTER_DAYS))
    known = native(_evidence_of(units, kind).filter(nw.col("state") == "present").select("unit", "atom").unique())
    only_after = found.join(known, on=["unit", "atom"], how="anti")
    return only_after.sort("unit", "atom", "days_after").select("unit", "atom", "source", "evidence", "days_after")


def atom_states(units: Units, kind: str = "image", rows: Collection[int] | None = None) -> pl.DataFrame:
    """One row per unit and red flag of the set, in its order (`STATE`): its state, and the record that says so.

    `rows` takes some units only. "Cannot tell": a steroid whose length nobody wrote, or a first episode over 50 of
    unknown age, start or severity.
    """
    table = native(_units_of(units, kind).select("row", "patient", "day", *_linked(kind)))
    wanted = table if rows is None else table.filter(pl.col("row").is_in(list(rows)))
    said = native(_evidence_of(units, kind)).filter(pl.col("unit").is_in(wanted["row"].implode()))
    atoms = pl.DataFrame({"atom": [atom for atom in units.flag_set.atoms if atom != "unnamed"]})
    places = {atom: place for place, atom in enumerate(atoms["atom"])}
    told = pl.concat([_said(said, atoms), _uncertain_drugs(units, wanted), _uncertain_first(units, kind, wanted)])
    every = wanted.select(unit="row").join(atoms, how="cross").with_columns(state=pl.lit("not recorded"))
    whole = pl.concat([told, every.select(pl.col(n) if n in every.columns else pl.lit(None, t).alias(n)
                                          for n, t in STATE.items())])  # fmt: skip
    order = pl.col("state").replace_strict({word: place for place, word in enumerate(PRECEDENCE)})
    placed = whole.with_columns(order=order, place=pl.col("atom").replace_strict(places, return_dtype=pl.Int32))
    first = placed.sort("unit", "place", "order", "evidence", "source")
    return first.unique(["unit", "atom"], keep="first", maintain_order=True).select(STATE.keys())


def urgencies(units: Units, kind: str = "image", rows: Collection[int] | None = None) -> pl.DataFrame:
    """unit, atom, rule_set, level and because of every present flag (and bare query of cauda equina), by each rule set.

    Where two rule sets name a flag with different levels, `strictest` is true for the stricter one only.
    """
    states = atom_states(units, kind, rows).filter(pl.col("state").is_in(["present", "queried"]))
    findings = native(units.findings).select("row", "atom", "rule", "matched", "day")
    said = states.join(findings, left_on=["evidence", "atom"], right_on=["row", "atom"], how="left")
    told = []
    for unit, atom, state, rule, matched, day in said.select("unit", "atom", "state", "rule", "matched", "day").rows():
        year = None if day is None else int(pl.Series([day]).cast(pl.Date)[0].year)
        stated = Stated(atom, f"{rule or ''} {matched or ''}", state, year)
        levels = [one for name in RULE_SETS if (one := of_flag(stated, name))]
        top = max((one.level for one in levels), default=None)
        told += [(unit, atom, o.rule_set, o.level.name.lower(), o.because, o.level == top) for o in levels]
    schema = ["unit", "atom", "rule_set", "level", "because", "strictest"]
    return pl.DataFrame(told, schema=schema, orient="row").unique(maintain_order=True)


def _units_of(units: Units, kind: str) -> nw.LazyFrame:
    return units.image if kind == "image" else units.visit


def _evidence_of(units: Units, kind: str) -> nw.LazyFrame:
    return units.image_evidence if kind == "image" else units.visit_evidence


def _linked(kind: str) -> list[str]:
    return ["linked_visit"] if kind == "image" else []


def _said(said: pl.DataFrame, atoms: pl.DataFrame) -> pl.DataFrame:
    """What the evidence says of each flag; a denial of all is a denial of each."""
    denial = (pl.col("state") == "absent") & ~pl.col("dated")
    each = said.filter(denial, pl.col("atom") == "all").drop("atom").join(atoms, how="cross")
    own = pl.concat([said.join(atoms, on="atom", how="semi"), each.select(said.columns)])
    stated = pl.when(pl.col("state").is_in(["present", "queried"])).then("state")
    worded = own.with_columns(state=stated.when(denial).then(pl.lit("stated absent")))
    return worded.drop_nulls("state").select(STATE.keys())


def _uncertain_drugs(units: Units, wanted: pl.DataFrame) -> pl.DataFrame:
    unsure = native(units.findings.filter(nw.col("state") == "cannot tell"))
    pairs = wanted.select("patient", pl.col("day").alias("on"), unit="row").join(unsure, on="patient")
    held = pairs.filter((pl.col("on") - pl.col("day")).is_between(0, pl.col("window")))
    return held.with_columns(evidence="row").select(STATE.keys())


def _uncertain_first(units: Units, kind: str, wanted: pl.DataFrame) -> pl.DataFrame:
    """Of an image, the latest low-back visit speaks."""
    scored = pain_scores(units.events)
    states = native(first_episode_states(units.events, units.practice, units.back_visits, units.findings, scored))
    unsure = states.filter(pl.col("state") == "cannot tell").select("state", evidence="row")
    visit = pl.col("linked_visit" if kind == "image" else "row")
    speaks = wanted.select(visit.alias("evidence"), unit="row")
    return speaks.join(unsure, on="evidence").with_columns(
        atom=pl.lit("first_episode_over_50"), source=pl.lit("age and history")
    ).select(STATE.keys())  # fmt: skip
