"""The command `huddleboard chart`: one chart written to a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.parts.command_line import Command, UnknownChoice, charted, known_here

if TYPE_CHECKING:
    from measures.series import Series
    from measures.spc import Chart


def options(command: argparse.ArgumentParser) -> None:
    """What is drawn, and where it goes."""
    command.add_argument("measure", metavar="MEASURE")
    command.add_argument("--provider", metavar="ID", default="ALL")
    command.add_argument("--every", choices=["month", "week", "quarter"], default="month")
    command.add_argument("--chart", metavar="KIND", help="run, p, pp, c, i … (default: the one that suits the data)")
    command.add_argument("--rules", metavar="SET", help="anhoej (default), mdc, ihi, western_electric, nelson …")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.svg|.html|.json")


def run(arguments: argparse.Namespace) -> int:
    """Write one chart as SVG, HTML or JSON."""
    from dashboard.study import Filters

    done = charted(arguments)
    known_here(done, arguments.measure, arguments.provider)
    series = done.series(arguments.measure, Filters(provider=arguments.provider, every=arguments.every))
    try:
        chart = done.chart(series, arguments.chart, arguments.rules)
    except ValueError as problem:
        raise UnknownChoice(str(problem)) from None
    arguments.out.write_text(written_as(arguments.out, chart, series), "utf-8")
    return 0


def written_as(file: Path, chart: Chart, series: Series) -> str:
    """The chart as the ending of a file asks for it."""
    kind = file.suffix.lower()
    if kind == ".svg":
        from dashboard.drawing.tiles import chart_svg

        return chart_svg(chart, series)
    if kind in (".html", ".json"):
        from dashboard.drawing.figures import draw

        figure = draw(chart, series)
        return str(figure.to_html() if kind == ".html" else figure.to_json())
    raise UnknownChoice(f"{file.name}: a chart is written as .svg, .html or .json.")


COMMAND = Command("chart", "write one chart to a file", options, run)
