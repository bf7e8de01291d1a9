"""The command `huddleboard chart`: one chart written to a file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.parts.command_line import Command, UnknownChoice, charted, known_here

if TYPE_CHECKING:
    from dashboard.study import Filters, Study
    from dashboard.study.case_by_case import CaseByCase
    from measures.series import Series
    from measures.spc import Chart
    from measures.spc.advise import Advice


CASES = "bcusum"  # as in `dashboard.study.case_by_case`


def options(command: argparse.ArgumentParser) -> None:
    """What is drawn, and where it goes."""
    command.add_argument("measure", metavar="MEASURE")
    command.add_argument("--provider", metavar="ID", default="ALL")
    command.add_argument("--every", choices=["month", "week", "quarter"], default="month")
    command.add_argument("--chart", metavar="KIND", help="run, p, pp, c, i, bcusum … (default: what suits the data)")
    command.add_argument("--rules", metavar="SET", help="anhoej (default), mdc, ihi, western_electric, nelson …")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.svg|.html|.json")


def run(arguments: argparse.Namespace) -> int:
    """Write one chart as SVG, HTML or JSON."""
    from dashboard.study import Filters

    done = charted(arguments)
    known_here(done, arguments.measure, arguments.provider)
    filters = Filters(provider=arguments.provider, every=arguments.every)
    series = done.series(arguments.measure, filters)
    if arguments.chart == CASES or (arguments.chart is None and done.advised(series, filters).chart == CASES):
        return _case_by_case(done, series, filters, arguments.out)
    try:
        drawn, advice = done.drawn(series) if arguments.chart is None else (series, done.advised(series))
        chart = done.chart(drawn, arguments.chart, arguments.rules, done.target(arguments.measure, filters))
    except ValueError as problem:
        raise UnknownChoice(str(problem)) from None
    told = said_of(done, series, arguments.provider)
    arguments.out.write_text(written_as(arguments.out, chart, drawn, advice, told), "utf-8")
    return 0


def _case_by_case(study: Study, series: Series, filters: Filters, out: Path) -> int:
    """Write the single cases of a share, added up; refuses a measure whose cases have no day, or are too few."""
    from dashboard.drawing.cusum import cusum_figure, cusum_svg
    from dashboard.drawing.web import lay_script, page_of
    from dashboard.telling.cases import cusum_words

    single = study.case_by_case(series, filters)
    if single is None:
        raise UnknownChoice(
            f'"{CASES}" adds up single cases, yes or no: {series.title} has none with a day, or too few. Choose run.'
        )
    told, kind = cusum_words(single.cusum, series.title, single.days), out.suffix.lower()
    if kind == ".svg":
        out.write_text(cusum_svg(single.cusum, series.title, series.better), "utf-8")
    elif kind == ".html":
        lay_script(out.parent)
        how = f"Bernoulli CUSUM: {single.cusum.formula}."
        said = [told, said_of(study, series, filters.provider), how, single.cusum.source]
        out.write_text(page_of(cusum_figure(single.cusum, series.better), series.title, said), "utf-8")
    elif kind == ".json":
        found = {
            "chart": CASES, "series": series.title, "sentence": told, "limit": single.cusum.limit,
            "verdict": said_of(study, series, filters.provider), "false_alarms": single.false_alarms, "findings": [],
            "order": "as_given", "points": [{"day": day, **row} for day, row in zip(single.days, _points(single))],
        }  # fmt: skip
        out.write_text(json.dumps(found, indent=1, default=str, ensure_ascii=False, allow_nan=False), "utf-8")
    else:
        raise UnknownChoice(f"{out.name}: a chart is written as .svg, .html or .json.")
    return 0


def _points(single: CaseByCase) -> list[dict[str, Any]]:
    return single.cusum.points.to_dicts()


def said_of(study: Study, series: Series, provider: str) -> str:
    """THE verdict of the measure, as its tile, its page and its review have it."""
    from dashboard.study import Filters
    from dashboard.study.verdicts import verdict_of
    from dashboard.telling.verdict import verdict_words

    found = verdict_of(study, series.measure, filters=Filters(provider=provider))
    return verdict_words(found, series.title, series.is_rate)


def written_as(file: Path, chart: Chart, series: Series, advice: Advice, told: str) -> str:
    """The chart as the ending of a file asks for it."""
    kind = file.suffix.lower()
    if kind == ".svg":
        from dashboard.drawing.tiles import chart_svg

        return chart_svg(chart, series, said=told)
    if kind == ".html":
        from dashboard.drawing.figures import draw
        from dashboard.drawing.scene import rules_words
        from dashboard.drawing.web import lay_script, page_of
        from dashboard.telling.charts import newest, notes
        from dashboard.telling.phrases import counted_words

        lay_script(file.parent)
        said = [told, newest(series, chart), counted_words(series), rules_words(chart), *notes(series, chart)]
        return page_of(draw(chart, series), series.title, said)
    if kind == ".json":
        return as_told(chart, series, advice, told)
    raise UnknownChoice(f"{file.name}: a chart is written as .svg, .html or .json.")


def as_told(chart: Chart, series: Series, advice: Advice, told: str) -> str:
    """Limits, runs, what was found and what may be said of it, for other programs."""
    from dashboard.telling.chart_json import of_measure

    found = of_measure(chart, series, advice, told)
    return json.dumps(found, indent=1, default=str, ensure_ascii=False, allow_nan=False)


COMMAND = Command("chart", "write one chart to a file", options, run)
