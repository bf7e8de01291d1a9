"""What a team sets out to do: the aim with how much and by when, and what in it is still to say or does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from measures.improvement.detectability import BASELINE_AT_LEAST
from measures.said import Said, said

#: A few measures, one of each kind at least: Model for Improvement as the Alberta Low Back Pain Toolkit uses it
#: (Table 3), and its advice to choose "only a few"; that a fifth earns a gentle word is our own choice.
KINDS = ("outcome", "process", "balancing")
MOST_MEASURES = 4
CHAMPION = "champion"
UNUSUALLY_LOW = 0.01  # an aim below it may be a share typed for a per cent: 0.2 for 20. Our own choice
DIRECTED = ("lower", "higher")


@dataclass(frozen=True)
class Charter:
    """A project's charter, as far as it is filled in; every part may still be missing.

    `usual` and `level` are in the measure's own unit, a share between 0 and 1 or events a month. `roles` are those
    somebody has taken, `kinds` has one word for each chosen measure, `baseline` counts the whole months before the
    work began, and `gaps` counts the answered questions of the gap checklist (of `gaps_asked`). `earliest` is the
    day by which a change of this size could show, where somebody had that worked out.
    """

    words: str = ""
    measure: str = ""
    is_rate: bool = True
    better: str = "lower"
    usual: float | None = None
    level: float | None = None
    by: date | None = None
    roles: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = ()
    baseline: int = 0
    gaps: int = 0
    gaps_asked: int = 0
    earliest: date | None = None


def still_to_say(charter: Charter) -> tuple[Said, ...]:
    """What the charter leaves open, in the order in which it helps most."""
    lacking = [kind for kind in KINDS if kind not in charter.kinds]
    baseline = said("baseline_short", months=charter.baseline, wanted=BASELINE_AT_LEAST)
    asked = (
        (said("ask_how_much"), charter.level is None),
        (said("ask_by_when"), charter.by is None),
        (said("ask_measure"), not charter.measure),
        (said("ask_champion"), CHAMPION not in charter.roles),
        (said("ask_kinds", lacking=lacking), bool(lacking)),
        (baseline, bool(charter.measure) and charter.baseline < BASELINE_AT_LEAST),
        (said("ask_gaps", answered=charter.gaps, asked=charter.gaps_asked), charter.gaps < charter.gaps_asked),
    )
    return tuple(question for question, still in asked if still)


def too_many(charter: Charter) -> Said | None:
    """Whether more measures are chosen than a team can keep in view."""
    return said("many_measures", chosen=len(charter.kinds)) if len(charter.kinds) > MOST_MEASURES else None


def doubts(charter: Charter, today: date) -> tuple[Said, ...]:
    """What in the aim does not fit together."""
    found = (_level_doubt(charter), _day_doubt(charter, today))
    return tuple(doubt for doubt in found if doubt is not None)


def impossible(level: float | None, is_rate: bool) -> Said | None:
    """Why a measure can never reach a level, in its own unit; None where it can, or where none is said."""
    if level is None or (level >= 0 and not (is_rate and level > 1)):
        return None
    return said("aim_impossible", level=level, is_rate=is_rate)


def _level_doubt(charter: Charter) -> Said | None:
    level, usual = charter.level, charter.usual
    if level is None:
        return None
    if told := impossible(level, charter.is_rate):
        return told
    if charter.is_rate and 0 < level < UNUSUALLY_LOW and (usual is None or usual > 5 * level):
        return said("aim_unusually_low", level=level)
    if usual is None or charter.better not in DIRECTED:
        return None
    here: dict[str, object] = {"level": level, "usual": usual, "is_rate": charter.is_rate}
    if level == usual:
        return said("aim_is_where_it_stands", **here)
    if (level > usual) == (charter.better == "lower"):
        return said("aim_the_wrong_way", better=charter.better, **here)
    return None


def _day_doubt(charter: Charter, today: date) -> Said | None:
    if charter.by is None:
        return None
    if charter.by <= today:
        return said("aim_day_has_come", by=charter.by)
    if charter.earliest is not None and charter.by < charter.earliest:
        return said("aim_day_too_soon", by=charter.by, earliest=charter.earliest)
    return None
