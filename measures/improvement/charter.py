"""What a team sets out to do: the aim with how much and by when, and kind questions for what is still to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from measures.improvement.detectability import BASELINE_AT_LEAST
from measures.periods import day_words

#: A few measures, one of each kind at least: Model for Improvement as the Alberta Low Back Pain Toolkit uses it
#: (Table 3), and its advice to choose "only a few"; that a fifth earns a gentle word is our own choice.
KINDS = ("outcome", "process", "balancing")
MOST_MEASURES = 4
CHAMPION = "champion"
UNUSUALLY_LOW = 0.01  # an aim below it may be a share typed for a per cent: 0.2 for 20. Our own choice
BOUND = {"lower": ("or less", "or fewer"), "higher": ("or more", "or more")}
WHICH = {
    "outcome": "an outcome measure (is it better for patients?)",
    "process": "a process measure (are we doing what we planned?)",
    "balancing": "a balancing measure (is anything else getting worse?)",
}


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


def aim_sentence(charter: Charter) -> str:
    """The aim in one line: which measure, from where to where, and by when, as far as each is known.

    "Imaging rate without red flags: from 41% to 25% or less, by 30 June 2026." Empty while there is no measure.
    """
    if not charter.measure:
        return ""
    start = f"from {_number(charter, charter.usual)}" if charter.usual is not None else ""
    end = "" if charter.level is None else f"to {_number(charter, charter.level)}{_bound(charter)}"
    unit = "" if charter.is_rate or not (start or end) else "a month"
    course = " ".join(part for part in (start, end, unit) if part)
    by = f"by {day_words(charter.by)}" if charter.by else ""
    told = ", ".join(part for part in (course, by) if part)
    return f"{charter.measure}: {told}." if told else f"{charter.measure}."


def still_to_say(charter: Charter) -> tuple[str, ...]:
    """Kind questions for what the charter leaves open, in the order in which they help most."""
    lacking = [WHICH[kind] for kind in KINDS if kind not in charter.kinds]
    asked = (
        ("How much? Say what number would be good enough.", charter.level is None),
        ("By when? An aim with a day is easier to work towards.", charter.by is None),
        ("Which measure will tell? Choose one for the aim.", not charter.measure),
        ("Who is the champion, the one who keeps this going?", CHAMPION not in charter.roles),
        (f"Among the few measures there is not yet {_all_of(lacking)}.", bool(lacking)),
        (_baseline(charter), bool(charter.measure) and charter.baseline < BASELINE_AT_LEAST),
        (_gaps(charter), charter.gaps < charter.gaps_asked),
    )
    return tuple(question for question, still in asked if still)


def too_many(charter: Charter) -> str:
    """A gentle word where more measures are chosen than a team can keep in view; else empty."""
    if len(charter.kinds) <= MOST_MEASURES:
        return ""
    return (
        f"{len(charter.kinds)} measures are chosen. Just enough to learn from is plenty: three or four are easier to "
        "keep up, and the others stay on their own pages."
    )


def doubts(charter: Charter, today: date) -> tuple[str, ...]:
    """What in the aim does not fit together, each as what was seen and what to do."""
    found = (_level_doubt(charter), _day_doubt(charter, today))
    return tuple(doubt for doubt in found if doubt)


def impossible(level: float | None, is_rate: bool) -> str:
    """Why a measure can never reach a level, in its own unit; empty where it can, or where none is said."""
    if level is None or (level >= 0 and not (is_rate and level > 1)):
        return ""
    said, between = (f"{100 * level:g}%", "between 0% and 100%") if is_rate else (f"{level:g}", "0 or more")
    return f"The aim is {said}, and this measure is always {between}. Please look at it again."


def _level_doubt(charter: Charter) -> str:
    level, usual = charter.level, charter.usual
    if level is None:
        return ""
    if told := impossible(level, charter.is_rate):
        return told
    if charter.is_rate and 0 < level < UNUSUALLY_LOW and (usual is None or usual > 5 * level):
        return f"The aim is {100 * level:.3g}%. If you mean {10_000 * level:.3g}%, type {10_000 * level:.3g}."
    if usual is None or charter.better not in BOUND:
        return ""
    here = f"the aim is {_number(charter, level)} and the usual level is {_number(charter, usual)}"
    if level == usual:
        return f"As it stands {here}: the same. Say how far you want to move."
    if (level > usual) == (charter.better == "lower"):
        return f"For this measure {charter.better} is better, but {here}. Please look at the number again."
    return ""


def _day_doubt(charter: Charter, today: date) -> str:
    if charter.by is None:
        return ""
    if charter.by <= today:
        return f"The day of the aim, {day_words(charter.by)}, has come. Look at where you stand, then choose a new day."
    if charter.earliest is not None and charter.by < charter.earliest:
        return (
            f"By {day_words(charter.by)} a change of this size may be there and still not show on the chart; it could "
            f"from about {day_words(charter.earliest)} on. A later day, or a larger change, would be easier to tell."
        )
    return ""


def _baseline(charter: Charter) -> str:
    has = "has no whole month" if not charter.baseline else f"has {_months(charter.baseline)}"
    return (
        f"The baseline {has}; from {BASELINE_AT_LEAST} on a change can be told from ordinary ups and downs. "
        "Earlier months, if an export holds them, would help."
    )


def _months(count: int) -> str:
    return "1 whole month" if count == 1 else f"{count} whole months"


def _gaps(charter: Charter) -> str:
    if not charter.gaps:
        return "Where are the gaps? The gap checklist takes the team about ten minutes."
    return f"The gap checklist has {charter.gaps} of {charter.gaps_asked} answers."


def _all_of(parts: Sequence[str]) -> str:
    return " or ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _bound(charter: Charter) -> str:
    """Which side of the level is good too: an aim of 25% is met by 20%."""
    words = BOUND.get(charter.better)
    if words is None or charter.level in (0, 1 if charter.is_rate else 0):
        return ""
    return f" {words[0] if charter.is_rate else words[1]}"


def _number(charter: Charter, value: float | None) -> str:
    """As people write it; with a decimal more where the aim and the usual level would else look equal."""
    if value is None:
        return "an unknown level"
    alike = charter.usual != charter.level and _shown(charter, charter.usual, 0) == _shown(charter, charter.level, 0)
    return _shown(charter, value, int(alike))


def _shown(charter: Charter, value: float | None, more: int) -> str:
    if value is None:
        return ""
    shown = 100 * value if charter.is_rate else value
    decimals = 0 if abs(shown - round(shown)) < 0.05 or (charter.is_rate and shown >= 10) else 1
    return f"{shown:.{decimals + more}f}{'%' if charter.is_rate else ''}"
