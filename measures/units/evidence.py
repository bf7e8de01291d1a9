"""Everything on record that may speak of red flags: words, boxes, codes, drug courses and worked-out flags."""

from typing import Any

import narwhals as nw
import polars as pl

from measures.engine import keep, native, nothing, on_driver
from measures.events import EVER, Events
from measures.practice import Practice
from measures.red_flags.codes import atoms_of_codes, atoms_of_set
from measures.red_flags.drivers import MARK
from measures.red_flags.first_episode import PAIN_SCORE, RULE, first_severe, severe_pain
from measures.red_flags.sets import FlagSet
from measures.red_flags.steroids import steroid_courses
from measures.units.flags import live
from measures.units.urgent import with_not_urgent

FOUND: dict[str, Any] = {
    "row": nw.Int64, "patient": nw.Int64, "day": nw.Int32, "of": nw.String, "source": nw.String, "atom": nw.String,
    "state": nw.String, "window": nw.Int32, "rule": nw.String, "matched": nw.String,
    "certainty": nw.String, "doubt": nw.String, "piece": nw.String,
}  # fmt: skip
#: What only words have: how sure they are, and where in the text they stand.
OF_WORDS = ("certainty", "doubt", "piece")
CODED = {
    "row": pl.Int64, "patient": pl.Int64, "day": pl.Int32, "of": pl.String, "source": pl.String, "atom": pl.String,
    "state": pl.String, "window": pl.Int32, "rule": pl.String, "matched": pl.String,
}  # fmt: skip
#: What the safety line and the seven need of any set; the rest of a wider set is added only when asked for.
WIDER = "extended"
#: What is made of findings that wait for a clinician's eye.
AS_SAID, NO_FLAG, A_FLAG = "as_said", "no_flag", "a_flag"


def findings(
    events: Events, practice: Practice, back: nw.LazyFrame, flag_set: FlagSet, unclear: str = AS_SAID
) -> nw.LazyFrame:
    """All findings of live records (`FOUND` and `not_urgent`), without those the set does not take.

    `unclear` says what is made of findings that wait for a clinician: as the words say, none of them a flag, or
    every one a flag.
    """
    recorded = live(events["findings"]).select(*FOUND).filter(~nw.col("atom").str.starts_with(MARK))
    said = keep(_unclear(recorded, unclear))
    parts = [said, *drug_courses(events, practice), *first_episodes(events, practice, back, said)]
    if not set(flag_set.atoms).isdisjoint(atoms_of_set(WIDER)):
        parts.append(wider_codes(events, practice))
    whole = nw.concat([_whole(part) for part in parts], how="vertical") if len(parts) > 1 else said
    for atom, rules in flag_set.only_by_rule.items():
        taken = (nw.col("atom") != atom) | (nw.col("state") != "present") | nw.col("rule").is_in(rules)
        whole = whole.filter(taken.fill_null(False))
    return keep(with_not_urgent(keep(whole) if len(parts) > 1 else whole))


def _unclear(said: nw.LazyFrame, unclear: str) -> nw.LazyFrame:
    waits = (nw.col("certainty") == "unclear").fill_null(False)
    if unclear == NO_FLAG:
        return said.filter(~(waits & (nw.col("state") == "present")))
    if unclear == A_FLAG:
        state = nw.when(waits & (nw.col("state") == "absent")).then(nw.lit("present")).otherwise(nw.col("state"))
        return said.with_columns(state=state)
    return said


def _whole(part: nw.LazyFrame) -> nw.LazyFrame:
    """Codes, drugs and ages are as sure as they are: only words carry a certainty."""
    has = part.collect_schema().names()
    return part.select(
        *((nw.col(name).cast(kind) if name in has else nw.lit(None, kind).alias(name)) for name, kind in FOUND.items())
    )


def drug_courses(events: Events, practice: Practice) -> list[nw.LazyFrame]:
    """Systemic steroid courses as findings: present, or `cannot tell` where a prescription has no usable end."""
    given = keep(
        live(events["medications"], practice, "medications")
        .filter("systemic_steroid")
        .select("row", "patient", "day", "end_day", "systemic_steroid")
    )
    if nothing(given):
        return []
    says = nw.when(nw.col("state") == "present").then(nw.lit("at least 90 consecutive days of supply"))
    found = steroid_courses(given).with_columns(
        of=nw.lit("medications"), source=nw.lit("drug"), atom=nw.lit("steroids"),
        rule=says.otherwise(nw.lit("a systemic steroid, for how long is not said")),
    )  # fmt: skip
    return [found]


def first_episodes(events: Events, practice: Practice, back: nw.LazyFrame, said: nw.LazyFrame) -> list[nw.LazyFrame]:
    """The first severe episode over 50 of visits with a recorded pain score, as findings of their own visit."""
    scored = pain_scores(events)
    if nothing(scored):
        return []
    of_scored = back.join(scored.select("patient").unique(), on="patient", how="inner")
    present = first_episode_states(events, practice, of_scored, said, scored).filter(nw.col("state") == "present")
    found = present.with_columns(
        of=nw.lit("visits"), source=nw.lit("age and history"), atom=nw.lit("first_episode_over_50"),
        window=nw.lit(0), rule=nw.lit(RULE),
    )  # fmt: skip
    return [found]


def pain_scores(events: Events) -> nw.LazyFrame:
    """row, patient, day and score of every recorded pain score."""
    answers = events["responses"].filter(nw.col("instrument") == PAIN_SCORE, ~nw.col("score").is_null())
    return keep(answers.select("row", "patient", "day", "score"))


def first_episode_states(
    events: Events, practice: Practice, back: nw.LazyFrame, said: nw.LazyFrame, scored: nw.LazyFrame
) -> nw.LazyFrame:
    """row, patient, day and state (present, no, cannot tell) of the derived flag for each low-back visit."""
    seen = back.select("row", "patient", "day", "age_low", "age_high", "episode_day", "known_start")
    first = said.filter(nw.col("atom") == "first_episode_over_50", nw.col("state").is_in(["queried", "present"]))
    told = first.select("row").unique().with_columns(said_first=nw.lit(True))
    seen = seen.join(told, on="row", how="left").with_columns(nw.col("said_first").fill_null(False))
    states = first_severe(seen, severe_pain(scored, practice.whose), _first_coded(events, practice))
    return keep(states.select("row", "patient", "day", "state"))


def _first_coded(events: Events, practice: Practice) -> nw.LazyFrame:
    coded = live(events["diagnoses"], practice, "diagnoses").filter(nw.col("tier") <= 2)
    return coded.group_by("patient").agg(nw.col("day").min().alias("first_coded_day"))


def wider_codes(events: Events, practice: Practice) -> nw.LazyFrame:
    """Findings of the codes that only the extended set knows, from the stored codes of every live record.

    Worked out on the driver; raises ValueError where the facts lie on another engine.
    """
    if not on_driver(events["diagnoses"]):
        raise ValueError(f"the {WIDER} set of red flags is read on Polars alone")
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
    return nw.from_native(pl.DataFrame(told, schema=CODED, orient="row").lazy())
