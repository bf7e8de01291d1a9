"""What `huddleboard spc` makes of a file and its options: the chart, its words, its JSON, its picture."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.commands.numbers.chart_report import as_json, as_text
from dashboard.commands.numbers.number_file import NumberFile, read_numbers
from dashboard.commands.numbers.other_charts import BESIDE, BesideChart, beside_chart
from measures.spc import Chart, analyse
from measures.spc.advise import Advice, advise

ADVISED = "advised"
AS_GIVEN = (
    "rules", "freeze", "parts", "exclude", "centre", "multiply", "target", "better", "aggregate", "period",
    "floor_zero",
)  # fmt: skip


@dataclass(frozen=True)
class SeriesChart:
    """A series judged in order of time, with the name it goes by, and why it is this chart where that was asked."""

    chart: Chart
    name: str
    advice: Advice | None

    @property
    def points(self) -> pl.DataFrame:
        """The judged points."""
        return self.chart.points

    def as_json(self) -> dict[str, Any]:
        """The chart for other programs."""
        return as_json(self.chart, self.name, self.advice)

    def as_text(self) -> str:
        """The chart for a person at a terminal."""
        return as_text(self.chart, self.name, self.advice)

    def drawn(self, form: str) -> str:
        """The picture as .svg or .html."""
        from dashboard.drawing.scene import plain_scene

        scene = plain_scene(self.chart, title=self.name)
        if form == ".svg":
            from dashboard.drawing.printed import svg_of

            return svg_of(scene)
        from dashboard.drawing.figures import figure_of

        return str(figure_of(scene).to_html())


Made = SeriesChart | BesideChart


def made_of(asked: argparse.Namespace, name: str) -> Made:
    """The chart that the options ask for. Raises ValueError with what was seen and where."""
    table = read_numbers(asked.file)
    return beside_chart(table, asked, name) if asked.chart in BESIDE else charted(table, asked, name)


def charted(table: NumberFile, asked: argparse.Namespace, name: str) -> SeriesChart:
    """A series judged in order of time, by the chart that was asked for or the advised one."""
    y, n = table.numbers(asked.y), table.numbers(asked.n) if asked.n else None
    advice = None
    if asked.chart == ADVISED:
        kind = asked.kind or ("measurement" if n is None else "proportion")
        advice = advise(y, n, kind=kind, freeze=max(asked.freeze, default=None), exclude=asked.exclude, every="point")
    chart = analyse(
        y,
        n,
        x=table.labels(asked.x) if asked.x else None,
        chart=advice.chart if advice else asked.chart,
        subgroups=table.labels(asked.subgroups) if asked.subgroups else None,
        screen_moving_ranges=not asked.no_screening,
        **{name: getattr(asked, name) for name in AS_GIVEN},
    )
    return SeriesChart(chart, name, advice)
