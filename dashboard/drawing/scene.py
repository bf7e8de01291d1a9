"""What there is to draw of a chart, before anybody decides with what: of a measure, or of any numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from dashboard.drawing.picture import DayNote, Mark, Pin, Scene
from dashboard.drawing.scene_lines import (
    Columns,
    Plotted,
    baselines,
    columns_of,
    endings,
    levels,
    limits,
    notes,
    screening_words,
    signs,
    targets,
    ticks_between,
    ticks_to,
)
from dashboard.telling.patterns import that_speak
from dashboard.telling.phrases import (
    better_word,
    counted_words,
    day_words,
    number_words,
    period_label,
    plain_number,
    value_text,
)
from dashboard.telling.reasons import plain_reasons, reasons
from dashboard.telling.voice import Dated
from measures.series import Series
from measures.spc import Chart
from measures.spc.folders import method_called

__all__ = ["DayNote", "Pin", "Scene", "pins_of", "plain_scene", "rules_words", "scene"]

ONE_DAY = timedelta(days=1)
FROM_ZERO = ("p", "pp", "np", "u", "up", "c", "g", "ge", "mr", "s", "r")  # shares, counts, gaps, spreads: they have a 0
PLOTTED = {
    "c": "Number each {}", "np": "Number each {}", "u": "Rate each {}", "up": "Rate each {}", "ip": "Rate each {}",
    "xbar": "Mean of each subgroup", "s": "Standard deviation of each subgroup", "r": "Range of each subgroup",
    "mr": "From one {} to the next", "t": "Time from one event to the next", "te": "Time from one event to the next",
    "g": "Cases from one event to the next", "ge": "Cases from one event to the next",
    "ewma": "Weighted mean of each {} and those before",
    "cusum": "Sum of what lies beyond the mean, in standard deviations",
}  # fmt: skip
AT = {
    "cusum": "limits at 5 standard deviations", "te": "limits that chance passes as seldom as 3 sigma",
    "ge": "limits that chance passes as seldom as 3 sigma",
}  # fmt: skip


def scene(series: Series, chart: Chart, flags: Sequence[DayNote] = (), told: bool = True) -> Scene:
    """The picture of a measure. The value axis begins at 0, always.

    Without `told` no point carries the words of its hover: a small tile has none.
    """
    chart = that_speak(chart, (0.0, chart.multiply if series.is_rate else None))
    points = columns_of(chart)
    scale = 100 / chart.multiply if series.is_rate else 1 / chart.multiply
    reading = Plotted(
        scale,
        lambda value: number_words(value / chart.multiply, series.is_rate),
        0.0,
        100.0 if series.is_rate else None,
    )
    marks = _series_marks(series, chart, points, reading, told)
    unit = f"{'Per cent' if series.is_rate else 'Number'} each {series.every}"
    if series.every == "gap":
        without = "one without it" if series.turned else "one"
        unit = f"{series.denominator_says.capitalize()} from {without} to the next"
    highest = _extent(marks, points, reading, chart)[1]
    return _assembled(
        chart,
        points,
        reading,
        marks,
        title=series.title if series.provider == "ALL" else f"{series.title}, {series.provider}",
        heading=f"{unit} · {better_word(series.better, arrow=True)}",
        every=series.every,
        ticks=ticks_to(highest, series.is_rate),
        pins=pins_of(series, flags),
        foot=_series_foot(series, chart, points),
    )


def pins_of(series: Series, flags: Sequence[DayNote]) -> tuple[Pin, ...]:
    """The flags of a measure with the numbers they have on its chart, for a list beside it."""
    return _pins(flags, series.points["start"].to_list(), series.points["end"].to_list())


def plain_scene(
    chart: Chart, title: str = "", y_title: str = "", flags: Sequence[DayNote] = (), dated: Dated | None = None
) -> Scene:
    """The picture of any series of numbers, as they are plotted.

    Shares, counts and gaps begin at 0, unless that would leave them less than a quarter of the height, which is
    then said; a measurement begins at 0 only where 0 is not far below its lowest value.
    """
    known, ends = dated or Dated(), method_called(chart.chart)
    share = known.share or (ends.at_most_one and chart.multiply == 1)
    most = 1.0 if share else chart.multiply if ends.at_most_one else None
    chart = that_speak(chart, (0.0 if ends.not_negative or share else None, most))
    points = columns_of(chart)
    labels = _labels(points["x"], known)
    scale, unit = (100.0, "%") if share else (1.0, known.unit)
    marks = _plain_marks(chart, points, labels, scale)
    floor = 0.0 if share or chart.chart in (*FROM_ZERO, "t", "te") else None
    reading = Plotted(scale, plain_number, floor, most * scale if most is not None else None)
    low, high = _extent(marks, points, reading, chart)
    say = _as_fine_as(high - low, scale, unit)
    reading = replace(reading, say=say, floor=_lowest_limit(points, reading, say))
    said = zip(marks, plain_reasons(chart, known), strict=True)
    marks = tuple(replace(mark, told=_plainly_told(chart, points, mark, reading, why)) for mark, why in said)
    y_title = y_title or axis_words(chart, known.every, unit)
    from_zero = low >= 0 and (high - low > high / 4 if chart.chart in FROM_ZERO else low <= high / 2)
    better = "" if chart.better in (None, "neither", "none") else better_word(chart.better, arrow=True)
    cut = "the axis does not begin at 0" if chart.chart in FROM_ZERO and not from_zero else ""
    return _assembled(
        chart,
        points,
        reading,
        marks,
        title=title,
        heading=" · ".join(words for words in (y_title, better, cut) if words),
        every=known.every,
        ticks=_in_unit(ticks_between(0.0, high) if from_zero else ticks_between(*_with_margin(low, high)), unit),
        pins=_pins(flags, *_spans(known.days or points["x"])),
        foot=(rules_words(chart), *_screened(chart, points)),
    )


def _assembled(chart: Chart, points: Columns, reading: Plotted, marks: tuple[Mark, ...], **said: Any) -> Scene:
    """The lines and labels that every picture has, beside what only this one says."""
    ticks = said["ticks"]
    return Scene(
        marks=marks,
        levels=levels(chart, points, reading),
        limits=limits(points, reading),
        endings=endings(chart, points, reading),
        notes=notes(chart, points, reading),
        baselines=baselines(chart, points),
        low=ticks[0][0],
        high=ticks[-1][0],
        target=reading.shown(chart.target),
        targets=targets(chart, len(marks), reading),
        in_time_order=chart.in_time_order,
        icons=chart.icons,
        icon_limits=("", "") if chart.icons is None else _limit_words(reading, chart.icons.low, chart.icons.high),
        better=chart.better,
        **said,
    )


def _limit_words(reading: Plotted, low: float | None, high: float | None) -> tuple[str, str]:
    """Both limits in figures; empty for one that no value can pass."""
    lower, upper = (
        reading.say(value) if value is not None and reading.is_limit(value) else "" for value in (low, high)
    )
    return lower, upper


def _extent(marks: Sequence[Mark], points: Columns, reading: Plotted, chart: Chart) -> tuple[float, float]:
    """The lowest and the highest value that must find a place."""
    drawn = [mark.value for mark in marks if mark.value is not None]
    lines = [value for side in ("lower", "upper") for value in points[side] if reading.is_limit(value)]
    lines += [value for value in (*points["centre"], chart.target) if value is not None]
    lines += [value for _, value in chart.targets]
    drawn += [value * reading.scale for value in lines]
    return min(drawn, default=0.0), max(drawn, default=0.0)


def _lowest_limit(points: Columns, reading: Plotted, say: Callable[[float], str]) -> float | None:
    """The floor that a lower limit must pass to be drawn: one that reads 0 and that no point is below is none."""
    if reading.floor is None or any(y is not None and low is not None and y < low for y, low in _low(points)):
        return reading.floor
    none = say(0.0)
    return max(
        [reading.floor, *(low * reading.scale for _, low in _low(points) if low is not None and say(low) == none)]
    )


def _low(points: Columns) -> list[tuple[float | None, float | None]]:
    return list(zip(points["y"], points["lower"], strict=True))


def _with_margin(low: float, high: float) -> tuple[float, float]:
    """A little room, so that no line lies on the edge of the plot."""
    margin = (high - low) / 25
    return low - margin if low else low, high + margin


def _series_marks(series: Series, chart: Chart, points: Columns, reading: Plotted, told: bool) -> tuple[Mark, ...]:
    why = reasons(series, chart) if told else []
    rows = series.points.to_dicts()
    signed = signs(chart, points)
    return tuple(
        Mark(
            i=place,
            period=row["period"],
            label=period_label(series.every, row["start"]),
            value=reading.shown(y),
            state=_state(row["immature"], row["partial"], judged),
            judged=judged,
            sign=signed.get(place),
            told=_told(series, row, _lines_at(points, place, reading, chart), why[place - 1]) if told else (),
        )
        for place, (row, y, judged) in enumerate(zip(rows, points["y"], points["include"], strict=True), 1)
    )


def _state(immature: bool, partial: bool, judged: bool) -> str:
    if immature or partial:
        return "open" if immature else "part"
    return "whole" if judged else "left out"


def _told(series: Series, row: dict[str, Any], lines: list[str], why: list[str]) -> tuple[str, ...]:
    """What a pointer on the point reads: period, value with its n, what is not known, its lines, why it is marked."""
    asked = [
        f"{words}: {row[column]}"
        for words, column in (("Red flags not recorded", "not_recorded"), ("Could not be judged", "unknown"))
        if row[column]
    ]
    return (period_label(series.every, row["start"]), value_text(series, row), *asked, *lines, *_sentences(why))


def _lines_at(points: Columns, place: int, reading: Plotted, chart: Chart) -> list[str]:
    """The limits of one point, and its centre with them; a chart without limits says its centre at its end."""
    lower, upper = (points[side][place - 1] for side in ("lower", "upper"))
    centre = points["centre"][place - 1]
    if centre is None or not (reading.is_limit(lower) or reading.is_limit(upper)):
        return []
    if reading.is_limit(lower) and reading.is_limit(upper):
        around = f"limits {reading.say(lower)} to {reading.say(upper)}"
    else:
        around = f"upper limit {reading.say(upper)}" if reading.is_limit(upper) else f"lower limit {reading.say(lower)}"
    return [f"{chart.centre_says.capitalize()} {reading.say(centre)}, {around}"]


def _sentences(why: Sequence[str]) -> list[str]:
    return [f"{line[0].upper()}{line[1:]}" for line in why if line]


def _plain_marks(chart: Chart, points: Columns, labels: Sequence[str], scale: float = 1.0) -> tuple[Mark, ...]:
    signed = signs(chart, points)
    rows = zip(labels, points["y"], points["include"], strict=True)
    return tuple(
        Mark(
            place, label, label, None if y is None else y * scale,
            "whole" if judged else "open" if place in chart.shaded else "left out", judged, signed.get(place), (),
        )
        for place, (label, y, judged) in enumerate(rows, 1)
    )  # fmt: skip


def _labels(labels: Sequence[Any], known: Dated) -> list[str]:
    """What stands on the axis: periods of the calendar by their names, else the labels as they are."""
    days = known.days or (None,) * len(labels)
    return [
        period_label(known.every, day) if day is not None else _label(x, place)
        for place, (x, day) in enumerate(zip(labels, days, strict=True), 1)
    ]


def _in_unit(ticks: Any, unit: str) -> Any:
    """Ticks with the unit of their numbers."""
    return tuple((value, f"{text}{unit}") for value, text in ticks) if unit else ticks


def _plainly_told(chart: Chart, points: Columns, mark: Mark, reading: Plotted, why: Sequence[str]) -> tuple[str, ...]:
    n = points["n"][mark.i - 1]
    said = "no value" if mark.value is None else reading.say(mark.value / reading.scale)
    value = said if n is None else f"{said} (n = {plain_number(n)})"
    name = f"Point {mark.label}" if mark.label == str(mark.i) else mark.label
    return (name, value, *_lines_at(points, mark.i, reading, chart), *_sentences(why))


def _as_fine_as(room: float, scale: float = 1.0, unit: str = "") -> Callable[[float], str]:
    """Numbers with the decimals that a picture of this height can show."""
    decimals = max(0, 2 - math.floor(math.log10(room))) if room > 0 else 4

    def say(value: float) -> str:
        shown = value * scale
        text = f"{shown:,.{decimals}f}" if decimals <= 6 else plain_number(shown)
        return f"{text.rstrip('0').rstrip('.') if decimals and '.' in text else text}{unit}"

    return say


def _label(x: Any, place: int) -> str:
    """How a point is called on the axis: a first of a month by its month, other days as days."""
    if x is None:
        return f"point {place}"
    if isinstance(x, datetime):
        x = x.date() if (x.hour, x.minute) == (0, 0) else f"{x:%d %b %Y %H:%M}"
    if isinstance(x, date):
        return period_label("month" if x.day == 1 else "week", x)
    return plain_number(x) if isinstance(x, float) else str(x)


def _pins(flags: Sequence[DayNote], starts: Sequence[date], ends: Sequence[date]) -> tuple[Pin, ...]:
    """The flags that lie on the picture, numbered in order of time."""
    placed = [(_place(flag.at, starts, ends), flag) for flag in flags]
    found = [
        (place, flag.text, flag.at if isinstance(flag.at, date) else None)
        for place, flag in placed
        if place is not None
    ]
    found.sort(key=lambda one: one[:2])
    return tuple(Pin(number, *one[:3]) for number, one in enumerate(found, 1))


def _spans(labels: Sequence[Any]) -> tuple[list[date], list[date]]:
    """The days that each dated point stands for, up to the day before the next one; none where x is not dates."""
    days = [x.date() if isinstance(x, datetime) else x for x in labels if isinstance(x, date)]
    if len(days) != len(labels) or not days:
        return [], []
    usual = (days[-1] - days[0]) / max(len(days) - 1, 1)
    return days, [max(day, following - ONE_DAY) for day, following in pairwise([*days, days[-1] + usual])]


def _place(at: date | float, starts: Sequence[date], ends: Sequence[date]) -> float | None:
    """Where a day lies: a period reaches half a step to either side of its point. None when it is outside."""
    if not isinstance(at, date):
        return float(at)
    day = at.date() if isinstance(at, datetime) else at
    for place, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        if start <= day <= end:
            return place - 0.5 + ((day - start).days + 0.5) / ((end - start).days + 1)
    return None


def _series_foot(series: Series, chart: Chart, points: Columns) -> tuple[str, ...]:
    """What was counted, by which rules it was judged, and until when the data speak."""
    counted = counted_words(series).removesuffix(".")
    sizes = [n for n in points["n"] if n is not None] if series.is_rate else []
    many = [f"n each {series.every}: {min(sizes):,.0f} to {max(sizes):,.0f}."] if sizes else []
    day = series.last_day()
    until = [f"Data to {day_words(day)}."] if day else []
    return (f"{counted}.", *many, rules_words(chart), *_screened(chart, points), *until)


def axis_words(chart: Chart, every: str, unit: str) -> str:
    """What is plotted, for the head of the value axis: "Per cent each month", "Rate each month, per 1,000"."""
    if unit == "%":
        return f"Per cent each {every}"
    per = f", per {chart.multiply:,.10g}" if chart.multiply != 1 else ""
    return PLOTTED.get(chart.chart, "Value of each {}").format(every) + per


def rules_words(chart: Chart) -> str:
    """The chart and the rule set that judged it; where there are limits, how far away they are."""
    title = f"{chart.title[0].upper()}{chart.title[1:]}"
    limit = (
        f", {AT.get(chart.chart, 'limits at 3 sigma')}"
        if chart.points["upper"].count() + chart.points["lower"].count()
        else ""
    )
    if not chart.in_time_order:
        return f"{title}{limit}; units have no order in time, so only points beyond a limit are judged."
    return f"{title}{limit}; rule set: {chart.rules_title}."


def _screened(chart: Chart, points: Columns) -> list[str]:
    words = screening_words(chart, points)
    return [words] if words else []
