"""The words of a charter: the aim in one sentence, kind questions for what is open, and what does not fit together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard.telling.levels import day_said
from dashboard.telling.phrases import day_words
from measures.improvement.charter import Charter

BOUND = {"lower": ("or less", "or fewer"), "higher": ("or more", "or more")}
WHICH = {
    "outcome": "an outcome measure (is it better for patients?)",
    "process": "a process measure (are we doing what we planned?)",
    "balancing": "a balancing measure (is anything else getting worse?)",
}


def aim_sentence(charter: Charter) -> str:
    """The aim in one line: which measure, from where to where, and by when, as far as each is known.

    "Imaging rate without red flags: from 41% to 25% or less, by 30 June 2026." Empty while there is no measure.
    """
    if not charter.measure:
        return ""
    number = _Numbers(charter.is_rate, charter.level, charter.usual)
    start = f"from {number.words(charter.usual)}" if charter.usual is not None else ""
    end = "" if charter.level is None else f"to {number.words(charter.level)}{_bound(charter)}"
    unit = "" if charter.is_rate or not (start or end) else "a month"
    course = " ".join(part for part in (start, end, unit) if part)
    by = f"by {day_words(charter.by)}" if charter.by else ""
    told = ", ".join(part for part in (course, by) if part)
    return f"{charter.measure}: {told}." if told else f"{charter.measure}."


def ask_how_much() -> str:
    """No level yet."""
    return "How much? Say what number would be good enough."


def ask_by_when() -> str:
    """No day yet."""
    return "By when? An aim with a day is easier to work towards."


def ask_measure() -> str:
    """No measure yet."""
    return "Which measure will tell? Choose one for the aim."


def ask_champion() -> str:
    """Nobody has taken that role."""
    return "Who is the champion, the one who keeps this going?"


def ask_kinds(lacking: Sequence[str]) -> str:
    """A kind of measure that is not among the few."""
    return f"Among the few measures there is not yet {_all_of([WHICH[kind] for kind in lacking])}."


def baseline_short(months: int, wanted: int) -> str:
    """Too few months before the work began."""
    whole = "1 whole month" if months == 1 else f"{months} whole months"
    return (
        f"The baseline has {whole if months else 'no whole month'}; from {wanted} on a change can be told from "
        "ordinary ups and downs. Earlier months, if an export holds them, would help."
    )


def ask_gaps(answered: int, asked: int) -> str:
    """The gap checklist is not finished."""
    if not answered:
        return "Where are the gaps? The gap checklist takes the team about ten minutes."
    return f"The gap checklist has {answered} of {asked} answers."


def many_measures(chosen: int) -> str:
    """More than a team can keep in view."""
    return (
        f"{chosen} measures are chosen. Just enough to learn from is plenty: three or four are easier to "
        "keep up, and the others stay on their own pages."
    )


def aim_impossible(level: float, is_rate: bool) -> str:
    """A level that nothing counted can have."""
    said, between = (f"{100 * level:g}%", "between 0% and 100%") if is_rate else (f"{level:g}", "0 or more")
    return f"The aim is {said}, and this measure is always {between}. Please look at it again."


def aim_unusually_low(level: float) -> str:
    """A share typed for a per cent."""
    return f"The aim is {100 * level:.3g}%. If you mean {10_000 * level:.3g}%, type {10_000 * level:.3g}."


def aim_is_where_it_stands(level: float, usual: float, is_rate: bool) -> str:
    """An aim that is no aim."""
    return f"As it stands {_here(level, usual, is_rate)}: the same. Say how far you want to move."


def aim_the_wrong_way(better: str, level: float, usual: float, is_rate: bool) -> str:
    """An aim on the worse side of the usual level."""
    here = _here(level, usual, is_rate)
    return f"For this measure {better} is better, but {here}. Please look at the number again."


def aim_day_has_come(by: str) -> str:
    """The day of the aim is past."""
    return f"The day of the aim, {day_said(by)}, has come. Look at where you stand, then choose a new day."


def aim_day_too_soon(by: str, earliest: str) -> str:
    """A day by which the chart cannot tell yet."""
    return (
        f"By {day_said(by)} a change of this size may be there and still not show on the chart; it could "
        f"from about {day_said(earliest)} on. A later day, or a larger change, would be easier to tell."
    )


def _here(level: float, usual: float, is_rate: bool) -> str:
    number = _Numbers(is_rate, level, usual)
    return f"the aim is {number.words(level)} and the usual level is {number.words(usual)}"


def _all_of(parts: Sequence[str]) -> str:
    return " or ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _bound(charter: Charter) -> str:
    """Which side of the level is good too: an aim of 25% is met by 20%."""
    words = BOUND.get(charter.better)
    if words is None or charter.level in (0, 1 if charter.is_rate else 0):
        return ""
    return f" {words[0] if charter.is_rate else words[1]}"


class _Numbers:
    """Levels as people write them; with a decimal more where the aim and the usual level would else look equal."""

    def __init__(self, is_rate: bool, level: float | None, usual: float | None) -> None:
        self.is_rate = is_rate
        self.more = int(usual != level and self._shown(usual, 0) == self._shown(level, 0))

    def words(self, value: float | None) -> str:
        return "an unknown level" if value is None else self._shown(value, self.more)

    def _shown(self, value: float | None, more: int) -> str:
        if value is None:
            return ""
        shown = 100 * value if self.is_rate else value
        decimals = 0 if abs(shown - round(shown)) < 0.05 or (self.is_rate and shown >= 10) else 1
        return f"{shown:.{decimals + more}f}{'%' if self.is_rate else ''}"


SENTENCES: Mapping[str, Callable[..., str]] = {
    one.__name__: one
    for one in (
        ask_how_much, ask_by_when, ask_measure, ask_champion, ask_kinds, baseline_short, ask_gaps, many_measures,
        aim_impossible, aim_unusually_low, aim_is_where_it_stands, aim_the_wrong_way, aim_day_has_come,
        aim_day_too_soon,
    )
}  # fmt: skip
