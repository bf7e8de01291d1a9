"""Why a visit or an image was counted as it was: class, state of each red flag, dated evidence, answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import polars as pl

from measures.back_pain import read_codes
from measures.bearing import FlagEvidence, bearing, evidence_of, extended
from measures.count import unit_frame
from measures.declare import Measure
from measures.engine import native
from measures.events import Events
from measures.overturns import Overturned, of_patient
from measures.red_flags.drivers import MARK
from measures.units import Units
from measures.units.atoms import atom_states, urgencies
from measures.units.flags import live
from measures.units.images import LINK_DAYS
from measures.units.visits import adult, classes, completed, low_back, with_known_age, with_listed_codes

#: The toolkit's seven red flags, each with its atoms, in the toolkit's order. Source: domain.md A1 row 3 and B2.
SEVEN: tuple[tuple[str, ...], ...] = (
    ("cauda_equina",),
    ("severe_worsening_night_pain",),
    ("trauma",),
    ("weight_loss", "cancer", "infection_fever"),
    ("steroids", "iv_drug_use"),
    ("first_episode_over_50",),
    ("neurological",),
)
OF_THE_SEVEN = tuple(atom for flag in SEVEN for atom in flag)
TABLES = {"visit": "visits", "image": "orders"}


@dataclass(frozen=True)
class FlagUrgency:
    """How soon a flag wants something done by one rule set; `strictest` where no other wants it sooner."""

    rule_set: str
    level: str
    because: str
    strictest: bool


@dataclass(frozen=True)
class Flag:
    """The state of one red flag: present, stated absent, not recorded, queried or cannot tell."""

    atom: str
    state: str
    levels: tuple[FlagUrgency, ...] = ()


@dataclass(frozen=True)
class Answered:
    """What one measure made of it: yes, no, unknown or left out, and the columns that this rests on."""

    measure: Measure
    verdict: str
    asked: Mapping[str, Any]

    @property
    def of_red_flags(self) -> bool:
        """Whether the measure asks about red flags at all."""
        return self.measure.not_recorded is not None or any("flag" in name for name in self.measure_columns)

    @property
    def measure_columns(self) -> tuple[str, ...]:
        """The columns that the measure's own questions read, those of the denominator first."""
        inside = self.measure.denominator.columns if self.measure.denominator else ()
        return tuple(dict.fromkeys((*inside, *self.measure.numerator.columns)))


@dataclass(frozen=True)
class Card:
    """Everything that decided about one visit or image. `judged` is its class, `facts` what the class rests on.

    No patient is named in it, and no text but the matched words. `red_flag` is empty where flags are not asked.
    """

    kind: str
    row: int
    day: int
    provider: str | None
    judged: str
    facts: Mapping[str, Any]
    red_flag: str = ""
    overrides_reduction: bool = False
    flags: tuple[Flag, ...] = ()
    evidence: tuple[FlagEvidence, ...] = ()
    answers: tuple[Answered, ...] = ()

    def state(self, atom: str) -> str:
        """The state of one flag; "not recorded" for one that is not on the card."""
        return next((flag.state for flag in self.flags if flag.atom == atom), "not recorded")

    @property
    def driver(self) -> str | None:
        """What else drove the order, where its words say so: planning, or a key of `DRIVERS`; None: not recorded."""
        return "planning" if self.facts.get("planning") else self.facts.get("driver")


class NoSuchRecord(Exception):
    """There is no live visit or order at that place of the exports."""


def why(units: Units, kind: str, row: int, measures: Mapping[str, Measure]) -> Card:
    """The card of a visit or an order. An order that is no image of its own has a card that says why."""
    record = _record(units.events, TABLES[kind], row)
    patient = record["patient"]
    theirs = of_patient(units.events, patient)
    own = units.back_visits if kind == "visit" else units.image
    unit = _one(units.visit if kind == "visit" else units.image, row) if _one(own, row) else None
    facts = _visit_facts(units, theirs, row) if kind == "visit" else _image_facts(units, theirs, record, unit)
    judged = facts.pop("class")
    whose = {"kind": kind, "row": row, "day": record["day"], "provider": _roster_id(units, record["provider"])}
    bare = Card(judged=judged, facts=facts, **whose)
    if unit is None:
        return bare
    return replace(
        bare,
        red_flag=_flag_word(unit),
        overrides_reduction=bool(unit["overrides_reduction"]),
        flags=_flags(units, kind, row, patient),
        evidence=tuple(bearing(units, kind, row, patient, record["day"])),
        answers=tuple(_answers(units, kind, unit, measures.values())),
    )


def red_flag(units: Units, kind: str, row: int) -> str:
    """What is said of red flags for one visit or image: present, stated absent, not recorded or unknown."""
    unit = _one(units.visit if kind == "visit" else units.image, row)
    return _flag_word(unit) if unit else ""


def _record(events: Events, table: str, row: int) -> dict[str, Any]:
    found = _one(events[table], row)
    if found is None:
        raise NoSuchRecord(
            "There is no visit or order at this place of the exports. It may have been replaced by a newer export: "
            "look for it in the list."
        )
    return found


def _one(frame: nw.LazyFrame, row: int) -> dict[str, Any] | None:
    found = native(frame.filter(nw.col("row") == row).head(1)).to_dicts()
    return found[0] if found else None


def _roster_id(units: Units, provider: str | None) -> str | None:
    return units.practice.roster.get(provider, provider) if provider else None


def _flag_word(unit: Mapping[str, Any]) -> str:
    if unit["red_flag"] is None:
        return "unknown"
    if unit["red_flag"]:
        return "present"
    return "stated absent" if unit["red_flag_denied"] else "not recorded"


def _visit_facts(units: Units, theirs: Events, row: int) -> dict[str, Any]:
    """What decided whether a visit is for low back pain."""
    visits = with_known_age(with_listed_codes(theirs["visits"], theirs), theirs)
    told = visits.with_columns(**{"class": classes(units.practice)}, done=completed(units.practice),
                               grown=adult(units.practice.adult_age))  # fmt: skip
    facts = _one(told, row)
    assert facts is not None, "the record was found before"
    wanted = ("class", "status", "mode", "tier", "spine_code", "region", "low_back_words", "done", "grown")
    return {name: facts[name] for name in wanted} | {"codes": _codes(theirs, row, facts["day"])}


def _codes(theirs: Events, row: int, day: int) -> tuple[str, ...]:
    """The spine codes of the row, and of the problem list for that day; no other codes of the patient."""
    on_row = (nw.col("row") == row) | ((nw.col("day") == day) & ~nw.col("of_visit"))
    codes = native(theirs["diagnoses"].filter(on_row).select("row", "code"))
    listed = list(dict.fromkeys(codes.sort("row", maintain_order=True)["code"].drop_nulls().to_list()))
    return tuple(code for code, spine in zip(listed, read_codes(listed), strict=True) if spine.spine_code)


def _image_facts(
    units: Units, theirs: Events, record: Mapping[str, Any], unit: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What decided whether an order is a lumbar image that belongs to low back pain."""
    facts: dict[str, Any] = {"modality": record["modality"], "exam_why": record["exam_why"]}
    facts |= {"status": record["status"], "codes": _codes(theirs, record["row"], record["day"])}
    facts["driver"] = _driver(theirs, record["row"])
    if unit is None:
        event = _event_of(units, record)
        judged = "same_study" if event else "not_counted" if record["lumbar"] else "not_lumbar"
        return {**facts, "class": judged, "event": event, "in_coverage": _in_coverage(units, record["day"])}
    judged = "planning" if unit["planning"] else "linked" if unit["linked"] else "other_indication"
    visit = unit["linked_visit"]
    visited = _one(theirs["visits"], visit) if visit is not None else None
    own = native(theirs["orders"].filter(nw.col("row") == record["row"]).select(own=low_back()))["own"][0]
    names = ("planning", "by_practice", "elsewhere", "order_rows")
    return {
        **facts, "class": judged, **{name: unit[name] for name in names}, "own_words": bool(own), "visit": visit,
        "visit_days_before": record["day"] - visited["day"] if visited else None, "link_days": LINK_DAYS,
    }  # fmt: skip


def _driver(theirs: Events, row: int) -> str | None:
    """What else drove an order, as its own words say it."""
    own = theirs["findings"].filter(nw.col("row") == row, nw.col("atom").str.starts_with(MARK))
    told = native(own.select("atom"))["atom"].to_list()
    return told[0].removeprefix(MARK) if told else None


def _in_coverage(units: Units, day: int) -> bool:
    return units.practice.first_day <= day <= units.practice.last_day


def _event_of(units: Units, record: Mapping[str, Any]) -> int | None:
    """The image whose order or result this record repeats, if it is one."""
    is_live = _one(live(units.events["orders"], units.practice, "orders"), record["row"]) is not None
    if not record["lumbar"] or not is_live:
        return None
    same = (nw.col("patient") == record["patient"]) & (nw.col("modality") == record["modality"])
    near = native(units.image.filter(same).select("row", "day", "requisition"))
    off = (pl.col("day") - record["day"]).abs()
    shared = pl.col("requisition").is_in([record["requisition"]]).fill_null(False)
    found = near.filter(shared | (off <= 1)).sort(off)["row"].to_list()
    return found[0] if found else None


def _flags(units: Units, kind: str, row: int, patient: int) -> tuple[Flag, ...]:
    """Every flag of the seven, then those of the wider set, with how soon those present want something done."""
    wide = extended(units, patient)
    own, wider = (dict(atom_states(one, kind, [row]).select("atom", "state").rows()) for one in (units, wide))
    unnamed = native(evidence_of(units, kind).filter(nw.col("unit") == row, nw.col("atom") == "unnamed"))
    if "present" in unnamed["state"].to_list():
        own["unnamed"] = "present"
    how_soon: dict[str, list[FlagUrgency]] = {}
    for _, atom, *level in urgencies(units, kind, [row]).rows():
        how_soon.setdefault(atom, []).append(FlagUrgency(*level))
    denied = native(evidence_of(wide, kind).filter(nw.col("unit") == row, nw.col("state") == "absent"))["atom"]
    # "No red flags" denies the seven; nobody was asked about the others by it.
    wider = {a: "not recorded" if s == "stated absent" and a not in denied.to_list() else s for a, s in wider.items()}
    states = {**wider, **own, **_words_of(units, row)}
    order = [*OF_THE_SEVEN, "unnamed", *(atom for atom in wider if atom not in OF_THE_SEVEN)]
    return tuple(Flag(a, states[a], tuple(how_soon.get(a, ()))) for a in dict.fromkeys(order) if a in states)


def _words_of(units: Units, row: int) -> dict[str, str]:
    """What clinicians said of this visit's or image's flags: their word is the state, whatever else is on record."""
    if not isinstance(units, Overturned):
        return {}
    spoken = units.said.filter(pl.col("row") == row, pl.col("atom") != "all").select("atom", "state").rows()
    return {atom: {"unknown": "queried"}.get(state, state.replace("_", " ")) for atom, state in spoken}


def _answers(units: Units, kind: str, unit: Mapping[str, Any], measures: Iterable[Measure]) -> list[Answered]:
    """The answer of each measure that this visit or image has a part in; those of patients are for its month."""
    carried = units.events.carries | units.events.traits
    parts = {name: native(_part(units, name, unit)) for name in ASKED_OF[kind]}
    asked = [m for m in measures if m.unit.name in parts and parts[m.unit.name].height]
    told = []
    for measure in asked:
        rows = nw.from_native(parts[measure.unit.name]).with_columns(verdict=measure.verdict(carried))
        found = rows.to_native().row(0, named=True)
        inside = measure.denominator.columns if measure.denominator else ()
        rested = {name: found.get(name) for name in (*inside, *measure.numerator.columns, "red_flag_not_recorded")}
        told.append(Answered(measure, found["verdict"], rested))
    return told


def _part(units: Units, name: str, unit: Mapping[str, Any]) -> nw.LazyFrame:
    """The row of a unit table that this visit or image is, or is counted with."""
    frame = unit_frame(units, name, "month", False)
    if name == "elsewhere" and _one(units.elsewhere, unit["row"]) is None:
        return frame.head(0)
    if name in ("patient_period", "elsewhere"):
        return frame.filter(nw.col("patient") == unit["patient"], nw.col("period") == unit["month"])
    return frame.filter(nw.col("row") == unit["row"])


#: The unit tables a visit or an image has a part in.
ASKED_OF = {"visit": ("visit", "episode", "patient_period"), "image": ("image", "elsewhere")}
