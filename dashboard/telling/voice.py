"""How one chart is spoken of: what its points are called, how its numbers are written, what its lines are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

from dashboard.telling.patterns import ABOUT_SIDES, Bounds
from dashboard.telling.phrases import number_words, period_words, plain_number
from measures.series import Series
from measures.spc.allowed import allowed
from measures.spc.chart import Chart, Signal
from measures.spc.findings import Allowed
from measures.spc.folders import method_called
from measures.spc.series_doctor import Examined

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Voice:
    """A chart with the words for it. Positions count from 1, values are as plotted."""

    chart: Chart
    every: str  # what one point is: month, week, quarter, point
    at: str  # "in" May 2026, "at" point 12
    name: Callable[[int], str]
    number: Callable[[float | None], str]
    finely: Callable[[float | None], str]  # the same with one more decimal
    value: Callable[[int, bool], str]  # a point's number with its n: "45%, 9 of 20", and whether finely
    better: str
    bounds: Bounds  # the least and the most that a plotted value can be

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every point, read once."""
        return tuple(self.chart.points.to_dicts())

    @cached_property
    def newest(self) -> tuple[Row, ...]:
        """The points of the newest phase."""
        return tuple(row for row in self.rows if row["part"] == self.rows[-1]["part"]) if self.rows else ()

    @cached_property
    def judged(self) -> tuple[Row, ...]:
        """The points of the newest phase that can signal: with a value, neither left out nor still open."""
        return tuple(row for row in self.newest if row["include"] and row["y"] is not None)

    @cached_property
    def used(self) -> tuple[Row, ...]:
        """The points that the centre and the limits of the newest phase come from."""
        return tuple(row for row in self.judged if row["baseline"])

    @cached_property
    def centre(self) -> float | None:
        """The centre of the newest phase."""
        return next((row["centre"] for row in reversed(self.newest) if row["centre"] is not None), None)

    @cached_property
    def limits(self) -> tuple[Row, ...]:
        """The judged points of the newest phase that have a limit to be beyond."""
        return tuple(row for row in self.judged if row["upper"] is not None or row["lower"] is not None)

    @cached_property
    def frozen(self) -> bool:
        """Whether the newest phase is judged against a baseline that is only a part of it."""
        return any(not row["baseline"] for row in self.newest if row["i"] not in self.chart.apart)

    @cached_property
    def allowed(self) -> Allowed:
        """What may be said of the pattern: what the doctor found, and how often stable series look like this."""
        return self.chart.allowed or allowed(self.chart, every=self.every)

    @property
    def line(self) -> str:
        """What people call the centre line: the middle line of a median, else the mean."""
        return "the middle line" if self.chart.centre_says == "median" else f"the {self.chart.centre_says}"

    @property
    def at_the_edge(self) -> bool:
        """Whether the centre is the least or the most a value can be: then every run lies on one side of it."""
        return "median_edge" in self.allowed.codes or (self.centre is not None and self.centre in self.bounds)

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """The signals of the newest phase that say something; at the edge that is none about sides of the centre."""
        start = self.newest[0]["i"] if self.newest else 1
        mine = (signal for signal in self.chart.signals if signal.first >= start)
        return tuple(signal for signal in mine if not (self.at_the_edge and signal.rule in ABOUT_SIDES))

    def goes_on(self, signal: Signal) -> bool:
        """Whether no point after the pattern speaks against it: those on the line and those not judged do not."""
        return not any(row["i"] > signal.last and row["y"] != row["centre"] for row in self.judged)

    def within(self, signal: Signal) -> list[Row]:
        """The judged points from the first to the last of a pattern."""
        return [row for row in self.judged if signal.first <= row["i"] <= signal.last]

    def off_line(self, signal: Signal) -> list[Row]:
        """Those of them that are off the centre line: the ones that a run is made of."""
        return [row for row in self.within(signal) if row["y"] != row["centre"]]

    def when(self, signal: Signal) -> str:
        """ "in May 2026", or "from May 2026 to July 2026"."""
        first, last = self.name(signal.first), self.name(signal.last)
        return f"{self.at} {first}" if signal.first == signal.last else f"from {first} to {last}"

    def points(self, count: int) -> str:
        """ "1 month", "7 months"."""
        return f"{count} {self.every}{'' if count == 1 else 's'}"

    def closed(self, row: Row, side: str) -> bool:
        """Whether no value can lie beyond the lower or upper limit of a point, so that it cannot signal there."""
        end = self.bounds[0 if side == "lower" else 1]
        if row[side] is None or end is None:
            return row[side] is None
        return bool(row[side] <= end) if side == "lower" else bool(row[side] >= end)


def of_series(series: Series, chart: Chart) -> Voice:
    """The voice of a measure: periods by their names, shares as per cent with their n."""
    starts = series.points["start"].to_list()
    counted = list(zip(series.points["numerator"].to_list(), series.points["denominator"].to_list(), strict=True))

    def number(value: float | None, fine: bool = False) -> str:
        return number_words(None if value is None else value / chart.multiply, series.is_rate, fine)

    def value(place: int, fine: bool = False) -> str:
        numerator, denominator = counted[place - 1]
        if series.every == "gap":
            return f"{number_words(numerator, is_rate=False)} {series.denominator_says}"
        if not series.is_rate:
            return number_words(numerator, is_rate=False)
        share = numerator / denominator if denominator else None
        return f"{number_words(share, True, fine)}, {numerator} of {denominator}"

    return Voice(
        chart, series.every, "in", lambda i: period_words(series.every, starts[i - 1]),
        number, partial(number, fine=True), value, series.better,
        (0.0, chart.multiply if series.is_rate else None),
    )  # fmt: skip


def of_numbers(chart: Chart, dated: Dated | None = None) -> Voice:
    """The voice of any series: points by their dates or their x, shares as per cent, numbers as they are plotted."""
    labels = chart.points["x"].to_list()
    known = dated or Dated()
    counted = labels == list(range(1, len(labels) + 1))
    rows = chart.points.select("y", "n").rows()
    method = method_called(chart.chart)
    share = (known.share or method.at_most_one) and chart.multiply == 1

    def number(value: float | None, fine: bool = False) -> str:
        if share:
            return number_words(value, True, fine)
        return plain_number(value, fine) + (known.unit if value is not None else "")

    def value(place: int, fine: bool = False) -> str:
        y, n = rows[place - 1]
        said = number(y, fine)
        if n is None or y is None:
            return said
        of = plain_number(n)
        return f"{said}, {plain_number(round(y * n, 6))} of {of}" if share else f"{said} (n = {of})"

    def name(place: int) -> str:
        day = known.days[place - 1] if place <= len(known.days) else None
        if day is not None:
            return period_words(known.every, day)
        return f"point {place}" if counted else str(labels[place - 1])

    every, at = (known.every, "on" if known.every == "day" else "in") if known.days else ("point", "at")
    at_most = 1.0 if share else chart.multiply if method.at_most_one else None
    bounds = (0.0 if method.not_negative or share else None, at_most)
    return Voice(chart, every, at, name, number, partial(number, fine=True), value, chart.better or "neither", bounds)


@dataclass(frozen=True)
class Dated:
    """What the doctor knows of the points of a plain series: their days, what one point is, the unit of the values."""

    days: tuple[date | None, ...] = ()
    every: str = "point"
    unit: str = ""
    share: bool = False  # values between 0 and 1 that are spoken of as per cent


UNDATED = Dated()


def dated(examined: Examined, unit: str = "", share: bool = False) -> Dated:
    """The calendar of a series that has been examined; months without a year go by their labels."""
    known = examined.dated and examined.every != "point"
    days = examined.days if known else ()
    return Dated(days, examined.every if known else "point", unit, share)
