"""A chart as words and figures on a terminal, and as JSON for other programs."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

import polars as pl

from dashboard.telling.advice import notice_words, reason_words
from dashboard.telling.charts import plain_notes, plain_sentence
from dashboard.telling.findings import finding_words, undo_words
from dashboard.telling.phrases import begun, plain_number
from dashboard.telling.sureness import formula_lines, rules_that_apply
from dashboard.telling.voice import UNDATED, Dated, of_numbers
from measures.spc import Chart
from measures.spc.advise import Advice

WIDTH = 100


def as_text(chart: Chart, name: str, advice: Advice | None = None, dated: Dated = UNDATED) -> str:
    """The sentence, the phases with their lines and runs, the signals, and how the lines are computed."""
    told = caption_notes(chart, advice, dated)
    said = [_wrapped(plain_sentence(chart, name, dated)), *(_wrapped(f"- {note}", "  ") for note in told)]
    heading = _headed(f"{begun(chart.title)} of {name}; rules: {chart.rules_title}")
    parts = [*heading, *said, "", *_table(_phase_rows(chart, dated))]
    parts += ["", "Signals", *(_table(_signal_rows(chart, dated)) if chart.signals else ["none"])]
    rules = "; ".join(rules_that_apply(chart).values())
    return "\n".join(
        [
            *parts,
            "",
            *_computed(formula_lines(chart), chart.source),
            _wrapped(f"Rules: {rules} ({chart.rules_source})", "  "),
        ]
    )


def points_text(title: str, said: Sequence[str], points: pl.DataFrame, formula: str, source: str) -> str:
    """A chart without phases: what is said of it, its points, and how the limits are computed."""
    rows = [points.columns, *([_cell(value) for value in row] for row in points.iter_rows())]
    first, *notices = said
    told = [_wrapped(first), *(_wrapped(f"- {notice}", "  ") for notice in notices)]
    return "\n".join([*_headed(title), *told, "", *_table(rows), "", *_computed(formula.splitlines(), source)])


def caption_notes(chart: Chart, advice: Advice | None, dated: Dated) -> list[str]:
    """What stands under a chart on a page of its own: why it, what was found and done, what was left out."""
    return [*_why(advice), *_found(chart, dated), *_noticed(chart, advice, dated)]


def _headed(heading: str) -> list[str]:
    return [heading, "=" * len(heading)]


def _computed(formula: Sequence[str], source: str) -> list[str]:
    return [
        "Formula",
        *(_wrapped(f"  {line}", "    ") for line in formula),
        _wrapped(f"Source: {source}", "  "),
    ]


def _why(advice: Advice | None) -> list[str]:
    return [f"Advised: {reason_words(advice)}"] if advice else []


def _found(chart: Chart, dated: Dated) -> list[str]:
    """What the series doctor found, what was done, and how to have it otherwise."""
    told = () if chart.allowed is None else chart.allowed.findings
    undo = [(finding_words(finding, dated.every), undo_words(finding)) for finding in told]
    return [f"{words} (Otherwise: {way}.)" if way else words for words, way in undo]


def _noticed(chart: Chart, advice: Advice | None, dated: Dated) -> list[str]:
    """What a reader should know; the notices of the advice stand in for the same said otherwise."""
    return plain_notes(chart, None if advice is None else notice_words(advice), dated)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return plain_number(value)
    return "-" if value is None else str(value)


Cells = list[list[str]]


def _phase_rows(chart: Chart, dated: Dated) -> Cells:
    """A row a phase: its points, its centre, the range of its limits, its runs beside what chance allows."""
    rows = [["phase", "points", chart.centre_says, "lower limit", "upper limit", "useful", "longest run", "crossings"]]
    number = of_numbers(chart, dated).number
    for run in chart.runs.iter_rows(named=True):
        points = chart.points.filter(chart.points["part"] == run["part"])
        rows.append(
            [
                str(run["part"]),
                f"{points['i'][0]}-{points['i'][-1]}",
                *(_range(points[line].drop_nulls().to_list(), number) for line in ("centre", "lower", "upper")),
                str(run["n_useful"]),
                _beside(run["longest_run"], "at most", run["longest_run_max"]),
                _beside(run["crossings"], "at least", run["crossings_min"]),
            ]
        )
    return rows


def _signal_rows(chart: Chart, dated: Dated) -> Cells:
    name = of_numbers(chart, dated).name
    rows = [["points", "from", "to", "side", "meaning", "what"]]
    for signal in chart.signals:
        ends = [name(place) for place in (signal.first, signal.last)]
        points = f"{signal.first}-{signal.last}" if signal.last > signal.first else str(signal.first)
        rows.append([points, *ends, signal.direction or "-", signal.meaning, chart.rules_say[signal.rule]])
    return rows


def _range(values: Sequence[float], number: Callable[[float | None], str] = plain_number) -> str:
    """One number where a line is level, else the range that it runs through."""
    if not values:
        return "-"
    low, high = number(min(values)), number(max(values))
    return low if low == high else f"{low} to {high}"


def _beside(found: int | None, words: str, limit: int | None) -> str:
    return "-" if found is None else f"{found} (chance: {words} {limit})"


def _table(rows: Cells) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_long_words=False)
