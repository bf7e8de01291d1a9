"""What there is to draw of a chart, before anybody decides with what: marks, levels, notes and ticks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.patterns import own_unit, signal_label
from dashboard.phrases import better_word, number_words, open_label, period_label, value_text
from dashboard.table import reasons
from measures.series import Series
from measures.spc import Chart, Signal

# Okabe & Ito 2008. Each is 3:1 on white by itself or by its ink outline; shape and label say the same.
INK = "#333333"
LINE = "#6b6b6b"
SHADE = "#ececec"
MEANING_COLOUR = {"improvement": "#0072B2", "concern": "#D55E00", "change": "#CC79A7"}
MEANING_WORDS = {
    "improvement": "unusual run, on the better side",
    "concern": "unusual run, on the worse side",
    "change": "unusual run",
}


@dataclass(frozen=True)
class Mark:
    """One period. `value` is in the unit shown: per cent, or a count; None is a gap."""

    i: int
    period: str
    start: date
    end: date
    label: str
    value: float | None
    state: str  # whole, open, part, left out
    judged: bool
    signal: Signal | None
    told: tuple[str, ...]  # what the hover says, line by line


@dataclass(frozen=True)
class Level:
    """The middle line of one phase."""

    first: int
    last: int
    value: float
    text: str


@dataclass(frozen=True)
class Note:
    """A signal, named where it is."""

    rule: str
    first: int
    last: int
    text: str
    meaning: str


@dataclass(frozen=True)
class Scene:
    """Everything that a drawing shows; whoever draws it only chooses strokes."""

    marks: tuple[Mark, ...]
    levels: tuple[Level, ...]
    notes: tuple[Note, ...]
    ticks: tuple[tuple[float, str], ...]
    top: float
    heading: str
    every: str
    target: float | None


def scene(series: Series, chart: Chart) -> Scene:
    """The picture of a chart in numbers and words. The value axis begins at 0, always."""
    marks = _marks(series, chart)
    levels = _levels(series, chart)
    notes = tuple(
        Note(signal.rule, signal.first, signal.last, signal_label(chart, signal), signal.meaning)
        for signal in chart.signals
    )
    target = _in_shown_unit(series, chart, chart.target)
    values = [mark.value for mark in marks] + [level.value for level in levels] + [target]
    highest = max((value for value in values if value is not None), default=0.0)
    ticks = ticks_to(highest, series.is_rate)
    lines_of_notes = len({note.rule for note in notes})
    top = max(ticks[-1][0], highest * (1.06 + 0.09 * lines_of_notes) if lines_of_notes else 0)
    unit = f"{'Per cent' if series.is_rate else 'Number'} each {series.every}"
    heading = f"{unit} · {better_word(series.better, arrow=True)}"
    return Scene(marks, levels, notes, ticks, top, heading, series.every, target)


def ticks_to(highest: float, is_rate: bool) -> tuple[tuple[float, str], ...]:
    """Two to six round numbers from 0 to at least the highest value; whole numbers for counts."""
    wanted = max(highest, 10.0 if is_rate else 2.0) / 5
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(power * lead for lead in (1, 2, 5, 10) if power * lead >= wanted - 1e-9)
    step = step if is_rate else max(1, math.ceil(step))
    count = math.ceil(max(highest / step, 2) - 1e-9)
    suffix = "%" if is_rate else ""
    return tuple((k * step, f"{k * step:,.10g}{suffix}") for k in range(count + 1))


def state_words(series: Series, state: str) -> str:
    """What the legend says of points that are drawn but not judged."""
    if state == "open":
        return "still open (follow-up not passed)"
    return f"part of the {series.every}" if state == "part" else "left out by choice"


def shaded_groups(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Neighbouring open or partial periods together."""
    groups: list[list[Mark]] = []
    for mark in marks:
        if mark.state not in ("open", "part"):
            continue
        if groups and groups[-1][-1].i == mark.i - 1:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _in_shown_unit(series: Series, chart: Chart, plotted: float | None) -> float | None:
    """A plotted value as people read it: per cent, or a count."""
    value = own_unit(chart, plotted)
    return value if value is None or not series.is_rate else 100 * value


def _marks(series: Series, chart: Chart) -> tuple[Mark, ...]:
    rows = zip(
        series.points.iter_rows(named=True),
        chart.points.iter_rows(named=True),
        reasons(series, chart),
        strict=True,
    )
    return tuple(_mark(series, chart, point, place, why) for point, place, why in rows)


def _mark(series: Series, chart: Chart, point: Mapping[str, Any], place: Mapping[str, Any], why: list[str]) -> Mark:
    useful = place["include"] and place["y"] is not None and place["y"] != place["centre"]
    return Mark(
        i=place["i"],
        period=point["period"],
        start=point["start"],
        end=point["end"],
        label=period_label(series.every, point["start"]),
        value=_in_shown_unit(series, chart, place["y"]),
        state=_state(series, point, place),
        judged=place["include"],
        signal=_run_at(chart, place["i"]) if useful else None,
        told=_told(series, point, why),
    )


def _state(series: Series, point: Mapping[str, Any], place: Mapping[str, Any]) -> str:
    if open_label(series, point):
        return "open" if point["immature"] else "part"
    return "whole" if place["include"] else "left out"


def _run_at(chart: Chart, place: int) -> Signal | None:
    runs = (s for s in chart.signals if s.rule == "long_run" and s.first <= place <= s.last)
    return next(runs, None)


def _told(series: Series, point: Mapping[str, Any], why: list[str]) -> tuple[str, ...]:
    """What a pointer on the point reads: period, value with its n, what is not known, why it is marked."""
    asked = [
        f"{words}: {point[column]}"
        for words, column in (("Red flags not recorded", "not_recorded"), ("Could not be judged", "unknown"))
        if point[column]
    ]
    reason = [f"{line[0].upper()}{line[1:]}" for line in why]
    return (period_label(series.every, point["start"]), value_text(series, point), *asked, *reason)


def _levels(series: Series, chart: Chart) -> tuple[Level, ...]:
    found = []
    for part in chart.points.partition_by("part", maintain_order=True):
        value = _in_shown_unit(series, chart, part["centre"][0])
        if value is not None:
            words = number_words(own_unit(chart, part["centre"][0]), series.is_rate)
            found.append(Level(part["i"][0], part["i"][-1], value, f"{chart.centre_says} {words}"))
    return tuple(found)
