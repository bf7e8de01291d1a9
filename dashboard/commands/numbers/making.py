"""What `huddleboard spc` makes of a file and its options: the chart, its words, its JSON, its picture."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from dashboard.commands.numbers.chart_report import as_text, caption_notes
from dashboard.commands.numbers.number_file import NumberFile, out_of, read_numbers
from dashboard.commands.numbers.other_charts import BESIDE, BesideChart, beside_chart, cusum_of_cases, with_findings
from dashboard.commands.numbers.raw_rows import as_it_came, subgroups_of
from dashboard.study.today import today
from dashboard.telling.chart_json import as_json
from dashboard.telling.voice import UNDATED, Dated, dated
from measures.spc import Chart, analyse
from measures.spc.advise import Advice, advise
from measures.spc.allowed import KINDS, as_allowed, set_apart
from measures.spc.findings import SeriesFinding
from measures.spc.number_words import Spelled
from measures.spc.phase import Floats
from measures.spc.series_doctor import Examined, examine
from measures.spc.time_words import read_times

ADVISED = "advised"
AS_GIVEN = (
    "rules", "freeze", "parts", "exclude", "centre", "multiply", "better", "aggregate", "period",
    "floor_zero", "sigma",
)  # fmt: skip
BETWEEN = ("t", "g")  # charts of what lies between events, whose dates are no calendar
OF_MEANS = ("run", "p", "np", "pp", "u", "up", "xbar", "s", "ip")  # shares, and centres that one value cannot carry


@dataclass(frozen=True)
class SeriesChart:
    """A series judged in order of time, what was found of it, and why it is this chart where that was asked."""

    chart: Chart
    name: str
    advice: Advice | None
    order: str = "as_given"
    dated: Dated = UNDATED
    pair: SeriesChart | None = None  # the moving ranges of an XmR chart
    counted: str = ""  # the columns: what was counted, and out of what

    @property
    def points(self) -> pl.DataFrame:
        """The judged points."""
        return self.chart.points

    def as_json(self) -> dict[str, Any]:
        """The chart for other programs."""
        told = as_json(self.chart, self.name, self.advice, self.order, self.dated)
        return told if self.pair is None else told | {"pair": self.pair.as_json()}

    def as_text(self) -> str:
        """The chart for a person at a terminal."""
        told = as_text(self.chart, self.name, self.advice, self.dated)
        return told if self.pair is None else f"{told}\n\n{self.pair.as_text()}"

    def drawn(self, form: str) -> str:
        """The picture as .svg or .html."""
        from dashboard.drawing.scene import plain_scene

        scene = plain_scene(self.chart, title=self.name, dated=self.dated)
        if form == ".svg":
            from dashboard.drawing.printed import svg_of
            from dashboard.drawing.svg import stacked

            return svg_of(scene) if self.pair is None else stacked(svg_of(scene), self.pair.drawn(form))
        from dashboard.drawing.figures import figure_of
        from dashboard.drawing.web import page_of
        from dashboard.telling.charts import plain_sentence

        told = caption_notes(self.chart, self.advice, self.dated)
        caption = [plain_sentence(self.chart, self.name, self.dated), self.counted, *scene.foot, *told]
        more = [] if self.pair is None else [self.pair.figure()]
        return page_of(figure_of(scene), self.name, caption, more)

    def figure(self) -> Any:
        """The chart as a figure."""
        from dashboard.drawing.figures import figure_of
        from dashboard.drawing.scene import plain_scene

        return figure_of(plain_scene(self.chart, title=self.name, dated=self.dated))


Made = SeriesChart | BesideChart


def made_of(asked: argparse.Namespace, name: str) -> Made:
    """The chart that the options ask for. Raises ValueError with what was seen and where."""
    table = read_numbers(asked.file)
    if not asked.n and (parted := table.in_parts(asked.y)):
        table, asked = parted, argparse.Namespace(**vars(asked) | {"n": out_of(asked.y)})
    if asked.chart in BESIDE:
        _one_target(asked)
    if asked.chart in BESIDE:
        return beside_chart(table, asked, name)
    return _of_cases(table, asked, name) or charted(table, asked, name)


def _of_cases(table: NumberFile, asked: argparse.Namespace, name: str) -> BesideChart | None:
    """The advised chart of rows that are single cases, each yes or no: a CUSUM; None where they are anything else."""
    if asked.chart != ADVISED or asked.subgroups or asked.period:
        return None
    seen = _examined(table, asked, table.spelled(asked.y), table.spelled(asked.n) if asked.n else None, gaps=False)
    alone = seen.n is not None and bool((seen.n.drop_nulls() == 1).all())
    if not seen.in_time_order or not (asked.kind == "cases" or (alone and asked.kind in (None, "proportion"))):
        return None
    advice = advise(seen.y, kind="cases", exclude=asked.exclude)
    if advice.chart != "bcusum":
        return None
    return with_findings(cusum_of_cases(seen, advice, asked, name), table.findings)


def charted(table: NumberFile, asked: argparse.Namespace, name: str) -> SeriesChart:
    """A series judged in order of time, by the chart that was asked for or the advised one.

    The series doctor sees it first: `measures.spc.series_doctor` its rows, `measures.spc.allowed` its shape.
    """
    y, n = table.spelled(asked.y), table.spelled(asked.n) if asked.n else None
    spelled = (*table.findings, *_spelling(y, n, asked))
    if asked.subgroups or asked.period or asked.chart in ("xbar", "s", "r"):
        return _of_raw_rows(table, asked, name, y, n, spelled)
    seen = _examined(table, asked, y, n)
    advice = _advice(asked, seen)
    kind = advice.chart if advice else "i" if asked.chart == "xmr" else asked.chart
    apart = () if kind in OF_MEANS else set_apart(_judged(seen, asked), KINDS.get(kind, "measurement"))
    chart = analyse(
        seen.y, seen.n, x=list(seen.x), chart=kind, screen_moving_ranges=not asked.no_screening, apart=apart,
        shaded=seen.shaded, in_time_order=seen.in_time_order, target=_targets(asked.target, seen),
        **{name: getattr(asked, name) for name in AS_GIVEN},
    )  # fmt: skip
    told = dated(seen, "%" if y.percent and asked.multiply == 1 else "", _is_share(chart, asked))
    chart = as_allowed(chart, (*spelled, *seen.findings), seen.every)
    pair = None
    if asked.chart == "xmr":
        ranges = analyse(seen.y, x=list(seen.x), chart="mr", shaded=seen.shaded, in_time_order=seen.in_time_order,
                         **{name: getattr(asked, name) for name in ("parts", "freeze", "exclude")})  # fmt: skip
        pair = SeriesChart(as_allowed(ranges, (), seen.every), f"{name}, moving ranges", None, seen.order, told)
    return SeriesChart(chart, name, advice, seen.order, told, pair, _columns_words(asked))


def _columns_words(asked: argparse.Namespace) -> str:
    """What was counted, and out of what, by the columns of the file."""
    return f"Counted: {asked.y}, out of: {asked.n}." if asked.n else f"Counted: {asked.y}."


def _targets(target: float | list[tuple[str, float]] | None, seen: Examined) -> Any:
    """A target that changed, by the points at which it did."""
    if not isinstance(target, list):
        return target
    return [(_point_of(when, seen), value) for when, value in target]


def _point_of(when: str, seen: Examined) -> int:
    if when.isdigit() and len(when) < 4:
        return int(when)
    labels = [str(label) for label in seen.x]
    if when in labels:
        return labels.index(when) + 1
    day = _day(when)
    known = [(place, at) for place, at in enumerate(seen.days, 1) if at is not None]
    if day is None or not known or not seen.dated:
        wanted = "give a day like 2025-07, or the number of a point"
        raise ValueError(f'--target begins at "{when}", which is no point of this series: {wanted}.')
    return next((place for place, at in known if at >= day), len(seen.days) + 1)


def _day(text: str) -> date | None:
    """2025, 2025-07 or 2025-07-01 as the first day it means."""
    try:
        return date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return None


def _one_target(asked: argparse.Namespace) -> float | None:
    if isinstance(asked.target, list):
        raise ValueError("A target that changes needs a value a row, in order of time; give one --target here.")
    told: float | None = asked.target
    return told


def _of_raw_rows(
    table: NumberFile,
    asked: argparse.Namespace,
    name: str,
    y: Spelled,
    n: Spelled | None,
    spelled: tuple[SeriesFinding, ...],
) -> SeriesChart:
    """Raw rows that are gathered into points, by the periods they lie in or by their subgroups."""
    return (_of_periods if asked.period else _of_subgroups)(table, asked, name, y, n, spelled)


def _of_periods(
    table: NumberFile, asked: argparse.Namespace, name: str, y: Spelled, n: Spelled | None,
    spelled: tuple[SeriesFinding, ...],
) -> SeriesChart:  # fmt: skip
    """A point a period; a row whose day nobody can read is in none, and said to be left out."""
    labels = table.labels(asked.x) if asked.x else None
    times = None if labels is None else read_times(labels.to_list(), asked.date_order)
    chart = analyse(
        list(y.values), None if n is None else list(n.values),
        x=labels if times is None else pl.Series("x", times.days), chart=_known(asked.chart),
        subgroups=table.labels(asked.subgroups) if asked.subgroups else None, target=_one_target(asked),
        screen_moving_ranges=not asked.no_screening, **{name: getattr(asked, name) for name in AS_GIVEN},
    )  # fmt: skip
    days = tuple(chart.points["x"].to_list()) if chart.points["x"].dtype.is_temporal() else ()
    every = asked.period if days else "point"
    share = _is_share(chart, asked)
    told = Dated(days, every, "%" if y.percent and asked.multiply == 1 else "", share)
    order, found = as_it_came(times, y.values) if times else ("as_given", ())
    return SeriesChart(
        as_allowed(chart, (*spelled, *found), every), name, None, order, told, counted=_columns_words(asked)
    )


def _of_subgroups(
    table: NumberFile, asked: argparse.Namespace, name: str, y: Spelled, n: Spelled | None,
    spelled: tuple[SeriesFinding, ...],
) -> SeriesChart:  # fmt: skip
    """A point a subgroup, in order of time as far as their labels tell it; summaries of subgroups are put in order."""
    seen, places = subgroups_of(table, asked)
    rows = [(place, list(column)) for place, column in zip(places, zip(*_columns(table, asked, y, n)))]
    rows += [(place, [None] * 3) for place, row in enumerate(seen.rows, 1) if row == 0]
    rows = sorted((row for row in rows if row[0] is not None), key=lambda row: row[0] or 0)
    values, sizes, spreads = (pl.Series([cells[k] for _, cells in rows], dtype=pl.Float64) for k in range(3))
    known = [place for place, _ in rows]
    grouped: dict[str, Any] = {"x": known, "sd": spreads} if asked.sd else {"subgroups": known}
    chart = analyse(
        values, sizes if asked.n else None, chart=_known(asked.chart), target=_targets(asked.target, seen), **grouped,
        shaded=seen.shaded, in_time_order=seen.in_time_order, screen_moving_ranges=not asked.no_screening,
        **{name: getattr(asked, name) for name in AS_GIVEN if name != "period"},
    )  # fmt: skip
    chart = replace(chart, points=chart.points.with_columns(x=_named([seen.x[k - 1] for k in chart.points["x"]])))
    told = dated(seen, "%" if y.percent and asked.multiply == 1 else "", _is_share(chart, asked))
    allowed = as_allowed(chart, (*spelled, *seen.findings), seen.every)
    return SeriesChart(allowed, name, None, seen.order, told, counted=_columns_words(asked))


def _named(labels: list[Any]) -> pl.Series:
    """The labels of the points; where a gap was put in among numbers, all of them as text."""
    alike = len({type(label) for label in labels}) <= 1
    return pl.Series("x", labels if alike else [str(label) for label in labels])


def _columns(table: NumberFile, asked: argparse.Namespace, y: Spelled, n: Spelled | None) -> list[Sequence[Any]]:
    """Value, denominator and standard deviation of each row; None where there is no such column."""
    none = [None] * len(y.values)
    return [y.values, none if n is None else n.values, table.numbers(asked.sd).to_list() if asked.sd else none]


def _known(chart: str) -> str:
    """Raw rows get no advice: their chart is asked for by name."""
    if chart == ADVISED:
        raise ValueError("The advised chart is for a value a row; name a --chart for raw rows.")
    return chart


def _examined(
    table: NumberFile, asked: argparse.Namespace, y: Spelled, n: Spelled | None, gaps: bool = True
) -> Examined:
    """The rows in order of time, as far as that was wanted."""
    labels = table.labels(asked.x).to_list() if asked.x else None
    between = asked.chart in BETWEEN
    if labels is not None and asked.order == "given":
        seen = examine(y.values, None if n is None else n.values)
        return replace(seen, x=tuple(labels))
    return examine(
        y.values, None if n is None else n.values, labels, date_order=asked.date_order,
        duplicates="keep" if between or not gaps else asked.duplicates,
        counts=asked.chart == "c" or asked.kind == "count", gaps=gaps and not (asked.no_gaps or between), today=today(),
    )  # fmt: skip


def _advice(asked: argparse.Namespace, seen: Examined) -> Advice | None:
    if asked.chart != ADVISED:
        return None
    kind = asked.kind or ("measurement" if seen.n is None else "proportion")
    left_out = (*asked.exclude, *seen.shaded)
    freeze = max(asked.freeze, default=None)
    return advise(seen.y, seen.n, kind=kind, freeze=freeze, exclude=left_out, every=seen.every, in_time_order=True)


def _judged(seen: Examined, asked: argparse.Namespace) -> Floats:
    """The values that may be judged; the others are gaps."""
    y = seen.y.to_numpy().astype(float).copy()
    for place in (*asked.exclude, *seen.shaded):
        if 0 < place <= len(y):
            y[place - 1] = np.nan
    return y


def _is_share(chart: Chart, asked: argparse.Namespace) -> bool:
    """Whether the values are shares between 0 and 1, to be spoken of as per cent."""
    values = chart.points["y"].drop_nulls()
    of_a_whole = bool(asked.n) and chart.chart not in ("u", "up") and asked.kind not in ("rate", "ratio")
    return (
        of_a_whole and asked.multiply == 1 and bool(len(values)) and bool((values <= 1).all() and (values >= 0).all())
    )


def _spelling(y: Spelled, n: Spelled | None, asked: argparse.Namespace) -> tuple[SeriesFinding, ...]:
    """How the numbers were spelled, as findings; each once."""
    found: dict[str, SeriesFinding] = {}
    for column in (y, n):
        for code in column.codes if column else ():
            rows = _rows_of(code, column) if column else ()
            found.setdefault(code, SeriesFinding(code, (), {"rows": [row + 1 for row in rows]} if rows else {}))
    return (*found.values(), *_past_the_whole(y, n, asked))


def _rows_of(code: str, column: Spelled) -> tuple[int, ...]:
    return {"suppressed": column.suppressed, "mixed_percent": column.mixed, "noted": column.noted}.get(code, ())


def _past_the_whole(y: Spelled, n: Spelled | None, asked: argparse.Namespace) -> list[SeriesFinding]:
    """Rows in which more was counted than there was, and per cents above a hundred; of rates that is nothing odd."""
    if asked.kind in ("rate", "ratio", "measurement") or asked.chart in ("u", "up", "ip", "xbar", "s", "r") or asked.sd:
        return []
    sizes = n.values if n else (100.0,) * len(y.values) if y.percent else ()
    rows = [k for k, (a, b) in enumerate(zip(y.values, sizes), 1) if a is not None and b is not None and a > b]
    return [SeriesFinding("beyond_the_whole" if n else "over_a_hundred", (), {"rows": rows})] if rows else []
