"""What is on record of a patient's red flags and bears on one visit or image, and what each statement does for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import narwhals as nw
import polars as pl

from measures.engine import native
from measures.overturns import Overturned, of_patient
from measures.red_flags.names import ATOMS
from measures.red_flags.sets import flag_set
from measures.units import Units
from measures.units.atoms import AFTER_DAYS, FINDS
from measures.units.evidence import OF_WORDS, WIDER


class Weight(StrEnum):
    """What a piece of evidence does for a visit or an image; only COUNTS decides anything."""

    COUNTS = "counts"
    SPOKEN_OF = "spoken_of"
    CANNOT_TELL = "cannot_tell"
    OTHER_SET = "other_set"
    SET_ASIDE = "set_aside"
    OUTSIDE = "outside"
    OTHER_RECORD = "other_record"
    AFTER = "after"


@dataclass(frozen=True)
class FlagEvidence:
    """One statement on record about one red flag; `days_before` is negative for what was found after.

    Of words also how sure they are and why not more, and the kind of piece of the text that they stand in.
    """

    row: int
    day: int
    days_before: int
    of: str
    source: str
    atom: str
    state: str
    window: int
    rule: str
    matched: str
    place: Weight
    certainty: str = ""
    doubt: str = ""
    piece: str = ""


def extended(units: Units, patient: int) -> Units:
    """The patient's units under the widest set of red flags."""
    return Units(of_patient(units._as_read, patient), units.practice, units.modality, flag_set(WIDER))


def evidence_of(units: Units, kind: str) -> nw.LazyFrame:
    return units.image_evidence if kind == "image" else units.visit_evidence


def bearing(units: Units, kind: str, row: int, patient: int, day: int) -> list[FlagEvidence]:
    """What is on record of the patient's flags and bears on that day, oldest first."""
    speaks = _speaking(units, kind, row)
    as_read = units.as_read if isinstance(units, Overturned) else units
    read = _speaking(as_read, kind, row) - speaks
    told = []
    for found in _findings(units, as_read, patient):
        key = (found["row"], found["atom"], found["state"], found["source"])
        place = _place(found, day, key in speaks, key in read, units.flag_set.atoms)
        if place:
            told.append(_statement(found, day, place))
    return sorted(told, key=lambda one: (one.day, one.row, one.atom, one.state))


def _speaking(units: Units, kind: str, row: int) -> set[tuple[int, str, str, str]]:
    own = native(evidence_of(units, kind).filter(nw.col("unit") == row))
    return set(own.select("evidence", "atom", "state", "source").rows())


def _findings(units: Units, as_read: Units, patient: int) -> list[dict[str, Any]]:
    """What is said now, what was read before a clinician spoke, and what only a wider set knows; each once."""
    theirs = nw.col("patient") == patient
    now, before = (native(one.findings.filter(theirs)) for one in (units, as_read))
    wider = native(extended(units, patient).findings.filter(~nw.col("atom").is_in([*ATOMS, "all"])))
    whole = pl.concat([now, before, wider], how="diagonal_relaxed").drop("not_urgent", strict=False)
    return whole.unique(maintain_order=True).to_dicts()


def _place(found: Mapping[str, Any], day: int, speaks: bool, was_read: bool, atoms: Iterable[str]) -> Weight | None:
    """What the statement does for a visit or image of that day; None where it has nothing to do with it."""
    before, state = day - found["day"], found["state"]
    if before < 0:
        late = state == "present" and found["source"] in FINDS and -before <= AFTER_DAYS
        return Weight.AFTER if late else None
    if was_read:
        return Weight.SET_ASIDE if state in ("present", "absent", "queried") else None
    if speaks:
        asks = state == "queried" and found["atom"] == "cauda_equina"
        if state not in ("present", "absent") and not asks:
            return Weight.SPOKEN_OF
        return Weight.COUNTS if found["atom"] in (*atoms, "all") else Weight.OTHER_SET
    if state == "cannot tell":
        return Weight.CANNOT_TELL if before <= found["window"] else Weight.OUTSIDE
    if state != "present":
        return None
    if found["atom"] not in atoms and before <= found["window"]:
        return Weight.OTHER_SET
    return Weight.OTHER_RECORD if not found["window"] else Weight.OUTSIDE


def _statement(found: Mapping[str, Any], day: int, place: Weight) -> FlagEvidence:
    rule, matched = found["rule"] or "", found["matched"] or ""
    return FlagEvidence(
        found["row"], found["day"], day - found["day"], found["of"], found["source"], found["atom"], found["state"],
        found["window"], rule, matched, place, *(found[name] or "" for name in OF_WORDS),
    )  # fmt: skip
