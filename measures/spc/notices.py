"""What the reader of an advised chart should know, each in a sentence or two and with the rule behind it."""

from __future__ import annotations

import numpy as np

from measures.spc.phase import Booleans
from measures.spc.series_facts import POINTS_FOR_LIMITS, Facts

LONGER = {"day": ("weeks", 7), "week": ("months", 4), "month": ("quarters", 3), "quarter": ("years", 4)}

POINTS_FOR_RUNS = 10  # the tables of Anhøj & Wentzel-Larsen 2020 (PLoS ONE 15:e0233920) begin there
VERY_LARGE = 2000  # a round number of ours: there one sigma of a share is about a percentage point, or less
COUNTED = ("p", "pp", "u", "up", "c")


def gaps(facts: Facts) -> str | None:
    """Points that keep their place and are judged by nobody."""
    if not facts.gaps:
        return None
    one = facts.gaps == 1
    named = f"1 {facts.every} has" if one else f"{facts.gaps} {facts.many} have"
    return f"{named} nothing to count or no value: {'it is a gap' if one else 'they are gaps'} in the line."


def too_few_for_runs(facts: Facts) -> str | None:
    """Below 10 points no pattern of runs is told from chance (Anhøj & Wentzel-Larsen 2020 begin at 10)."""
    if facts.judged >= POINTS_FOR_RUNS:
        return None
    return f"With fewer than {POINTS_FOR_RUNS} points even a real change can hardly show: look, but do not judge yet."


def trial_limits(facts: Facts) -> str | None:
    """Limits from fewer than 12 points (Provost & Murray 2011; NHS Making Data Count: 13)."""
    points = int(facts.speaks.sum())
    if points >= POINTS_FOR_LIMITS:
        return None
    return f"The limits come from {points} {facts.many}: trial limits, which move until there are {POINTS_FOR_LIMITS}."


def constant(facts: Facts) -> str | None:
    """A series without any variation; all at nothing or all at everything is `mostly_empty`."""
    if not facts.constant or facts.centre == 0 or (facts.kind == "proportion" and facts.centre == 1):
        return None
    return "Every value is the same, so there is no variation to judge by; is this number copied rather than counted?"


def beyond_the_whole(facts: Facts, asked: str) -> str | None:
    """A numerator above its denominator cannot be a share."""
    if asked != "proportion" or facts.n is None:
        return None
    more = int((facts.y > facts.n).sum())
    if not more:
        return None
    where = f"1 {facts.every} has" if more == 1 else f"{more} {facts.many} have"
    return f"{where} more in the numerator than in the denominator: a share cannot pass 100 %. Check what is counted."


def below_zero(facts: Facts, asked: str) -> str | None:
    """Shares, rates, counts and gaps do not go below 0."""
    below = int((facts.y < 0).sum())
    if asked == "measurement" or not below:
        return None
    where = f"1 {facts.every} is" if below == 1 else f"{below} {facts.many} are"
    return f"{where} below 0, which nothing counted can be: the values are charted as measurements. Check them."


def mostly_empty(facts: Facts) -> str | None:
    """More than half the points at 0 put the median there, with nothing below it to count.

    Provost & Murray 2011, The Health Care Data Guide, rare events; Woodall 2006, J Quality Technology 38:89.
    """
    if facts.kind not in ("proportion", "rate", "count"):
        return None
    for word, events in {"event": facts.y, "case without the event": facts.sizes - facts.y}.items():
        if word != "event" and facts.kind != "proportion":
            continue
        empty = int((events[facts.there] == 0).sum())
        if 2 * empty > facts.judged:
            return (
                f"{empty} of {facts.judged} {facts.many} have no {word}, so the median lies at the edge and runs say "
                f"little. Count the days from each {word} to the next (T chart), or the cases between (G chart)."
            )
    return None


def no_limit(facts: Facts, chart: str) -> tuple[str, ...]:
    """Where a month is too small for its lower (or upper) 3-sigma limit to lie within what is possible.

    The limit is at or below 0 where n <= 9 (1 - p)/p for shares, n <= 9/u for rates and a mean of at most 9 for
    counts (solve centre = 3 sigma); wider limits of P' and U' need sigma_z squared as much. Told where it
    holds for more than half of the points; Montgomery, Statistical Quality Control, ch. 7.
    """
    if chart not in COUNTED or not facts.centre > 0:
        return ()
    wider = facts.stretch**2 if chart in ("pp", "up") and facts.stretch else 1.0
    away = 1 - facts.centre if facts.kind == "proportion" else 1.0
    told = [_sentence(facts, 9 * wider * away / facts.centre, "low")]
    if facts.kind == "proportion" and away > 0:
        told.append(_sentence(facts, 9 * wider * facts.centre / away, "high"))
    return tuple(sentence for sentence in told if sentence)


def _sentence(facts: Facts, needed: float, side: str) -> str | None:
    sizes = facts.sizes[facts.there]
    small: Booleans = sizes <= needed
    if 2 * int(small.sum()) <= len(sizes) or needed <= 0:
        return None
    who = (
        f"no {side} {facts.every}"
        if small.all()
        else f"in {int(small.sum())} of {len(sizes)} {facts.many} no {side} value"
    )
    why = (
        f"it takes more than 9 events a {facts.every}"
        if facts.n is None
        else f"it takes a denominator above {needed:,.0f}"
    )
    begins = "The numbers are small: " + who
    return f"{begins} can signal by the 3-sigma rule ({why}), though runs still can. {_way_out(facts, needed)}"


def _way_out(facts: Facts, needed: float) -> str:
    """Longer periods where those would do, else the time or the cases between events."""
    longer, times = LONGER.get(facts.every, ("", 0))
    if longer and times * float(np.median(facts.sizes[facts.there])) > needed:
        return f"{longer.capitalize()} in place of {facts.many} would be large enough."
    return "Where events are rare, the days (T chart) or the cases (G chart) between them say more."


def under_dispersion(facts: Facts, chart: str) -> str | None:
    """Less variation than chance (sigma_z clearly below 1, Laney 2002): often the way of counting."""
    if chart not in ("p", "u", "c") or facts.constant or not facts.under_dispersed:
        return None
    return (
        f"The {facts.many} lie closer together than chance alone would leave them ({facts.stretch:.1f} times as much): "
        "are the same patients counted again, or the numbers smoothed? The limits are too wide for them."
    )


def very_large(facts: Facts, chart: str) -> str | None:
    """Denominators that make limits narrower than any difference that matters (Mohammed & Laney 2006, QSHC 15:383)."""
    if chart not in ("p", "u") or facts.n is None:
        return None
    usual = float(np.median(facts.sizes[facts.there]))
    if usual < VERY_LARGE:
        return None
    return (
        f"With denominators of about {usual:,.0f} the limits are very narrow: a point may lie outside them and yet "
        "differ too little to matter."
    )


def alike_neighbours(facts: Facts) -> str | None:
    """A lag-1 autocorrelation beyond 1.96/sqrt(n), Bartlett's limits (Box & Jenkins, Time Series Analysis)."""
    found = facts.likeness
    if facts.kind == "gaps" or found is None or abs(found) <= 1.96 / np.sqrt(facts.judged):
        return None
    if found < 0:
        return (
            f"High and low {facts.many} take turns (correlation with the one before {found:.2f}): are two teams, or "
            "two ways of counting, mixed? Limits from neighbours are too wide then."
        )
    return (
        f"Neighbouring {facts.many} resemble each other (correlation with the one before {found:.2f}): either the "
        "level has moved, or it is slow to change. If it is slow, the limits are too narrow and runs come too easily."
    )
