"""From a chart to the lines, labels and signs that every picture of it shares."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dashboard.drawing.picture import WHICH_SIDE, CentreLine, Ending, Limit, SideNote, Sign
from dashboard.telling.patterns import WHOLE_PHASE, sign_words, signal_label
from measures.spc import Chart, Signal

WRITTEN = 4  # more labels than this cover the points; the rest stand in the legend, the hover and the table
POINT_MEANING = {
    "special_cause_improvement": ("improvement", None),
    "special_cause_concern": ("concern", None),
    "special_cause_neutral_high": ("change", "up"),
    "special_cause_neutral_low": ("change", "down"),
    "special_cause_neutral": ("change", None),
}

Column = list[Any]
Columns = dict[str, Column]


@dataclass(frozen=True)
class Plotted:
    """How plotted values are shown: multiplied by `scale`, written by `say`; no limit lies beyond floor and ceiling."""

    scale: float
    say: Callable[[float], str]
    floor: float | None = None
    ceiling: float | None = None

    def shown(self, value: float | None) -> float | None:
        """A plotted value in the unit shown."""
        return None if value is None else value * self.scale

    def is_limit(self, value: float | None) -> bool:
        """Whether a point could lie beyond it; a lower limit at 0 % can never be passed, and is not drawn."""
        if value is None:
            return False
        shown = value * self.scale
        return (self.floor is None or shown > self.floor) and (self.ceiling is None or shown < self.ceiling)


def columns_of(chart: Chart) -> Columns:
    """The points, read once, column by column."""
    return {column.name: column.to_list() for column in chart.points.get_columns()}


def phases(points: Columns) -> list[tuple[int, int]]:
    """The first and last place of each phase."""
    found = []
    for _, places in groupby(range(len(points["part"])), key=points["part"].__getitem__):
        members = list(places)
        found.append((members[0] + 1, members[-1] + 1))
    return found


def levels(chart: Chart, points: Columns, reading: Plotted) -> tuple[CentreLine, ...]:
    """The centre of each phase that has one."""
    found = []
    for k, (first, last) in enumerate(phases(points), 1):
        centre = next((value for value in points["centre"][first - 1 : last] if value is not None), None)
        if centre is not None:
            solid = last if chart.centre_given or not chart.freeze else _baseline_end(points, first, last)
            around = _around(points, first, last, reading)
            number = reading.say(centre)
            phase = "baseline" if last in chart.freeze else f"phase {k}"
            found.append(
                CentreLine(first, last, solid, centre * reading.scale, chart.centre_says, number, around, phase)
            )
    return tuple(found)


def _baseline_end(points: Columns, first: int, last: int) -> int:
    return max((place for place in range(first, last + 1) if points["baseline"][place - 1]), default=last)


def _around(points: Columns, first: int, last: int, reading: Plotted) -> str:
    """The limits of a phase in a few words, where they are the same for all its points."""
    sides = [{v for v in points[side][first - 1 : last] if v is not None} for side in ("lower", "upper")]
    if any(len(side) > 1 for side in sides):
        return ""
    lower, upper = (next((v for v in side if reading.is_limit(v)), None) for side in sides)
    if lower is None:
        return "" if upper is None else f"upper limit {reading.say(upper)}"
    return (
        f"lower limit {reading.say(lower)}" if upper is None else f"limits {reading.say(lower)} to {reading.say(upper)}"
    )


def limits(points: Columns, reading: Plotted) -> tuple[Limit, ...]:
    """Each limit of each phase as steps, a point in the middle of each; equal neighbours share one."""
    found = []
    for first, last in phases(points):
        for side in ("lower", "upper"):
            steps = _steps(points[side], first, last, reading) if _is_drawn(points, side, first, last, reading) else ()
            if steps:
                found.append(Limit(first, last, steps))
    return tuple(found)


def _is_drawn(points: Columns, side: str, first: int, last: int, reading: Plotted) -> bool:
    """A limit that most points of a phase lack, at 0 or 100 %, is scraps: it is drawn only where a point is past it."""
    rows = range(first - 1, last)
    valued = [k for k in rows if points["y"][k] is not None]
    there = [k for k in valued if reading.is_limit(points[side][k])]
    if 2 * len(there) >= len(valued):
        return bool(there)
    past = (points["y"][k] < points[side][k] if side == "lower" else points["y"][k] > points[side][k] for k in there)
    return any(past)


def _steps(values: Column, first: int, last: int, reading: Plotted) -> tuple[tuple[float, float, float], ...]:
    steps: list[tuple[float, float, float]] = []
    for place in range(first, last + 1):
        value = values[place - 1]
        if not reading.is_limit(value):
            continue
        shown = value * reading.scale
        if steps and steps[-1][1] == place - 0.5 and math.isclose(steps[-1][2], shown, rel_tol=1e-9):
            steps[-1] = (steps[-1][0], place + 0.5, shown)
        else:
            steps.append((place - 0.5, place + 0.5, shown))
    return tuple(steps)


def endings(chart: Chart, points: Columns, reading: Plotted) -> tuple[Ending, ...]:
    """What stands at the right end: the newest centre, the newest limits, the target."""
    found = []
    newest = phases(points)[-1:] or [(1, 0)]
    first, last = newest[0]
    for name, column in (("upper limit", "upper"), (chart.centre_says, "centre"), ("lower limit", "lower")):
        limit = column != "centre"
        there = [v for v in points[column][first - 1 : last] if v is not None and (not limit or reading.is_limit(v))]
        value = there[-1] if there else None
        if value is not None and (not limit or _is_drawn(points, column, first, last, reading)):
            found.append(Ending(value * reading.scale, name, reading.say(value)))
    if chart.target is not None and last:
        found.append(Ending(chart.target * reading.scale, "target", reading.say(chart.target)))
    return tuple(found)


def targets(chart: Chart, points: int, reading: Plotted) -> tuple[tuple[float, float, float], ...]:
    """The target as steps, a point in the middle of each; one level all along where it never changed."""
    steps = chart.targets or (() if chart.target is None else ((1, chart.target),))
    ends = [*(first - 0.5 for first, _ in steps[1:]), points + 0.5][: len(steps)]
    return tuple((first - 0.5, end, value * reading.scale) for (first, value), end in zip(steps, ends, strict=True))


def baselines(chart: Chart, points: Columns) -> tuple[tuple[int, int], ...]:
    """The points of each baseline that ends before its phase does."""
    if chart.centre_given or not chart.freeze:
        return ()
    ends = [(first, _baseline_end(points, first, last), last) for first, last in phases(points)]
    return tuple((first, end) for first, end, last in ends if end < last)


def signs(chart: Chart, points: Columns) -> dict[int, Sign]:
    """Why each marked point stands out: by the first rule it belongs to."""
    types = points.get("point_type", [None] * len(points["i"]))
    found = {}
    for place, (rule, kind) in enumerate(zip(points["rule_hit"], types, strict=True), 1):
        if rule is not None:
            signal = next((s for s in chart.signals if s.rule == rule and s.first <= place <= s.last), None)
            if signal is not None:
                found[place] = _sign(rule, signal, kind)
    return found


def _sign(rule: str, signal: Signal, kind: str | None) -> Sign:
    direction, meaning = signal.direction, signal.meaning
    if kind in POINT_MEANING:
        meaning, side = POINT_MEANING[kind]
        direction = direction or side
    which = WHICH_SIDE[meaning]
    if rule == "beyond_limits":
        limit = "above the upper limit" if direction == "up" else "below the lower limit"
        return Sign("diamond", direction, meaning, f"{limit}{which}")
    return Sign("triangle" if direction else "square", direction, meaning, f"{sign_words(rule)}{which}")


def notes(chart: Chart, points: Columns, reading: Plotted) -> tuple[SideNote, ...]:
    """The signals that are written on the chart: the newest phase's first, then by rule, then the newest."""
    order = list(chart.rules_say)
    start = chart.parts[-1] if chart.parts else 0
    found = [(order.index(s.rule), _note(chart, s)) for s in chart.signals if s.rule != "beyond_limits"]
    found += [(order.index("beyond_limits"), note) for note in _beyond(chart, points, reading)]
    found.sort(key=lambda one: (one[1].first <= start, one[0], -one[1].last))
    return tuple(sorted((note for _, note in found[:WRITTEN]), key=lambda note: note.first))


def _note(chart: Chart, signal: Signal) -> SideNote:
    kind = "phase" if signal.rule in WHOLE_PHASE else "span"
    return SideNote(kind, signal.first, signal.last, signal_label(chart, signal), signal.direction, None)


def _beyond(chart: Chart, points: Columns, reading: Plotted) -> list[SideNote]:
    """Points beyond one limit of one phase: beside the only one, or all of them told together."""
    found = []
    for direction in ("up", "down"):
        mine = [s for s in chart.signals if s.rule == "beyond_limits" and s.direction == direction]
        for _, group in groupby(mine, key=lambda s: points["part"][s.first - 1]):
            signals = list(group)
            if len(signals) == 1:
                at = _extreme(signals[0], points, reading)
                found.append(SideNote("point", *at[:1] * 2, signal_label(chart, signals[0]), direction, at))
            else:
                places = [p for s in signals for p in range(s.first, s.last + 1) if points["beyond_limits"][p - 1]]
                words = f"{len(places)} {'above the upper' if direction == 'up' else 'below the lower'} limit"
                found.append(SideNote("phase", places[0], places[-1], words, direction, None))
    return found


def _extreme(signal: Signal, points: Columns, reading: Plotted) -> tuple[int, float]:
    """The place and the value, as shown, of the point that lies farthest out."""
    sign = 1 if signal.direction == "up" else -1
    places = [p for p in range(signal.first, signal.last + 1) if points["beyond_limits"][p - 1]]
    place = max(places, key=lambda p: sign * points["y"][p - 1])
    return place, points["y"][place - 1] * reading.scale


def screening_words(chart: Chart, points: Columns) -> str:
    """How many moving ranges were left out of the limits, of how many; empty where none was."""
    if not chart.screened:
        return ""
    used = [list(range(first, last + 1)) for first, last in phases(points)]
    kept = [[p for p in phase if points["baseline"][p - 1] and points["include"][p - 1]] for phase in used]
    pairs = sum(_both(points["y"], phase[k - 1], phase[k]) for phase in kept for k in range(1, len(phase)))
    were = "was" if len(chart.screened) == 1 else "were"
    return f"{len(chart.screened)} of {pairs} moving ranges {were} too large to count, and left out of the limits."


def _both(values: Sequence[float | None], one: int, other: int) -> bool:
    return values[one - 1] is not None and values[other - 1] is not None


def ticks_to(highest: float, is_rate: bool) -> tuple[tuple[float, str], ...]:
    """Two to six round numbers from 0 to at least the highest value; whole numbers for counts."""
    wanted = max(highest, 10.0 if is_rate else 2.0) / 5
    step = _round_step(wanted)
    step = step if is_rate else max(1, math.ceil(step))
    count = math.ceil(max(highest / step, 2) - 1e-9)
    suffix = "%" if is_rate else ""
    return tuple((k * step, f"{k * step:,.10g}{suffix}") for k in range(count + 1))


def ticks_between(low: float, high: float) -> tuple[tuple[float, str], ...]:
    """Round numbers that reach from at most the lowest to at least the highest value."""
    room = high - low
    if room <= 1e-9 * max(abs(low), abs(high), 1e-9):
        room = abs(high) * 0.1 if abs(high) > 1e-9 else 1.0
        low, high = low - room / 2, high + room / 2
    step = _round_step(room / 5)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return tuple((k * step, f"{k * step:,.{decimals}f}") for k in range(first, last + 1))


def _round_step(wanted: float) -> float:
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(power * lead for lead in (1, 2, 5, 10) if power * lead >= wanted - 1e-9 * power)
