"""Everything on record that may speak of red flags: words, boxes, codes, drug courses and worked-out flags."""

import narwhals as nw
import polars as pl

from measures.events import EVER, Events
from measures.practice import Practice
from measures.red_flags.codes import atoms_of_codes, atoms_of_set
from measures.red_flags.drivers import MARK
from measures.red_flags.first_episode import PAIN_SCORE, RULE, first_severe, severe_pain
from measures.red_flags.sets import FlagSet
from measures.red_flags.steroids import steroid_courses
from measures.units.flags import live
from measures.units.urgent import not_urgent
from measures.units.visits import native

FOUND = {
    "row": pl.Int64, "patient": pl.Int64, "day": pl.Int32, "of": pl.String, "source": pl.String, "atom": pl.String,
    "state": pl.String, "window": pl.Int32, "rule": pl.String, "matched": pl.String,
    "certainty": pl.String, "doubt": pl.String, "piece": pl.String,
}  # fmt: skip
#: What only words have: how sure they are, and where in the text they stand.
OF_WORDS = ("certainty", "doubt", "piece")
#: What the safety line and the seven need of any set; the rest of a wider set is added only when asked for.
WIDER = "extended"
#: What is made of findings that wait for a clinician's eye.
AS_SAID, NO_FLAG, A_FLAG = "as_said", "no_flag", "a_flag"


def findings(
    events: Events, practice: Practice, back: nw.LazyFrame, flag_set: FlagSet, unclear: str = AS_SAID
) -> pl.DataFrame:
    """All findings of live records (`FOUND` and `not_urgent`), without those the set does not take.

    `unclear` says what is made of findings that wait for a clinician: as the words say, none of them a flag, or
    every one a flag.
    """
    said = native(live(events["findings"]).select(*FOUND).filter(~nw.col("atom").str.starts_with(MARK)))
    said = _unclear(said, unclear)
    parts = [said, drug_courses(events, practice), first_episodes(events, practice, back, said)]
    if not set(flag_set.atoms).isdisjoint(atoms_of_set(WIDER)):
        parts.append(wider_codes(events, practice))
    whole = pl.concat([_whole(part) for part in parts if part.height] or [said])
    for atom, rules in flag_set.only_by_rule.items():
        taken = (pl.col("atom") != atom) | (pl.col("state") != "present") | pl.col("rule").is_in(rules)
        whole = whole.filter(taken.fill_null(False))
    return whole.with_columns(not_urgent(whole).alias("not_urgent"))


def _unclear(said: pl.DataFrame, unclear: str) -> pl.DataFrame:
    waits = (pl.col("certainty") == "unclear").fill_null(False)
    if unclear == NO_FLAG:
        return said.filter(~(waits & (pl.col("state") == "present")))
    if unclear == A_FLAG:
        state = pl.when(waits & (pl.col("state") == "absent")).then(pl.lit("present")).otherwise("state")
        return said.with_columns(state=state)
    return said


def _whole(part: pl.DataFrame) -> pl.DataFrame:
    """Codes, drugs and ages are as sure as they are: only words carry a certainty."""
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in FOUND.items() if name not in part.columns]
    return part.with_columns(missing).select(FOUND.keys())


def drug_courses(events: Events, practice: Practice) -> pl.DataFrame:
    """Systemic steroid courses as findings: present, or `cannot tell` where a prescription has no usable end."""
    given = native(live(events["medications"], practice, "medications").filter("systemic_steroid"))
    says = pl.when(pl.col("state") == "present").then(pl.lit("at least 90 consecutive days of supply"))
    return steroid_courses(given).with_columns(
        of=pl.lit("medications"), source=pl.lit("drug"), atom=pl.lit("steroids"), matched=pl.lit(None, pl.String),
        rule=says.otherwise(pl.lit("a systemic steroid, for how long is not said")),
    )  # fmt: skip


def first_episodes(events: Events, practice: Practice, back: nw.LazyFrame, said: pl.DataFrame) -> pl.DataFrame:
    """The first severe episode over 50 of visits with a recorded pain score, as findings of their own visit."""
    states = first_episode_states(events, practice, back, said, only_scored=True)
    present = states.filter(pl.col("state") == "present")
    return present.with_columns(
        of=pl.lit("visits"), source=pl.lit("age and history"), atom=pl.lit("first_episode_over_50"),
        window=pl.lit(0, pl.Int32), rule=pl.lit(RULE), matched=pl.lit(None, pl.String),
    )  # fmt: skip


def first_episode_states(
    events: Events, practice: Practice, back: nw.LazyFrame, said: pl.DataFrame, only_scored: bool = False
) -> pl.DataFrame:
    """row, patient, day and state (present, no, cannot tell) of the derived flag for each low-back visit."""
    scored = native(events["responses"].filter(nw.col("instrument") == PAIN_SCORE, ~nw.col("score").is_null()))
    seen = native(back.select("row", "patient", "day", "age_low", "age_high", "episode_day", "known_start"))
    if only_scored:
        seen = seen.join(scored, on="patient", how="semi")
    if not seen.height:
        return pl.DataFrame(schema={"row": pl.Int64, "patient": pl.Int64, "day": pl.Int32, "state": pl.String})
    first = said.filter(pl.col("atom") == "first_episode_over_50", pl.col("state").is_in(["queried", "present"]))
    seen = seen.with_columns(said_first=pl.col("row").is_in(first["row"].implode()))
    states = first_severe(seen, severe_pain(scored), _first_coded(events, practice))
    return seen.select("row", "patient", "day").join(states, on="row")


def _first_coded(events: Events, practice: Practice) -> pl.DataFrame:
    coded = live(events["diagnoses"], practice, "diagnoses").filter(nw.col("tier") <= 2)
    return native(coded.group_by("patient").agg(nw.col("day").min().alias("first_coded_day")))


def wider_codes(events: Events, practice: Practice) -> pl.DataFrame:
    """Findings of the codes that only the extended set knows, from the stored codes of every live record."""
    live_codes = native(live(events["diagnoses"], practice, "diagnoses").select("row", "patient", "day", "code"))
    distinct = live_codes["code"].drop_nulls().unique().to_list()
    single = zip(distinct, atoms_of_codes([(c,) for c in distinct], None, WIDER), strict=True)
    maybe = [code for code, atoms in single if atoms]
    rows = live_codes.join(live_codes.filter(pl.col("code").is_in(maybe)).select("row").unique(), on="row", how="semi")
    whole = rows.group_by("row", "patient", "day").agg(pl.col("code").drop_nulls().sort())
    told = [
        (row, patient, day, "diagnoses", "code", atom, "present", EVER if days is None else days,
         "diagnosis code " + ", ".join(codes), None)
        for (row, patient, day, codes) in whole.rows()
        for atom, days in atoms_of_codes([tuple(codes)], None, WIDER)[0]
    ]  # fmt: skip
    schema = {name: dtype for name, dtype in FOUND.items() if name not in OF_WORDS}
    return _whole(pl.DataFrame(told, schema=schema, orient="row"))
