"""A chart as words and figures on a terminal, and as JSON for other programs."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.telling.advice import notice_words, reason_words
from dashboard.telling.charts import plain_notes, plain_sentence
from dashboard.telling.phrases import begun, plain_number
from dashboard.telling.sureness import formula_lines, rules_that_apply
from measures.spc import Chart
from measures.spc.advise import Advice

WIDTH = 100


def as_text(chart: Chart, name: str, advice: Advice | None = None) -> str:
    """The sentence, the phases with their lines and runs, the signals, and how the lines are computed."""
    told = [*_why(advice), *_noticed(chart, advice)]
    said = [_wrapped(plain_sentence(chart, name)), *(_wrapped(f"- {note}", "  ") for note in told)]
    heading = _headed(f"{begun(chart.title)} of {name}; rules: {chart.rules_title}")
    parts = [*heading, *said, "", *_table(_phase_rows(chart))]
    parts += ["", "Signals", *(_table(_signal_rows(chart)) if chart.signals else ["none"])]
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


def _noticed(chart: Chart, advice: Advice | None) -> list[str]:
    """What a reader should know; the notices of the advice stand in for the same said otherwise."""
    return plain_notes(chart, None if advice is None else notice_words(advice))


def as_json(chart: Chart, name: str, advice: Advice | None = None) -> dict[str, Any]:
    """Everything a program can want; a missing number is null, positions count from 1."""
    icons = chart.icons
    return {
        "chart": chart.chart,
        "title": chart.title,
        "series": name,
        "rules": chart.rules,
        "rules_title": chart.rules_title,
        "rules_say": dict(chart.rules_say),
        "centre_says": chart.centre_says,
        "sentence": plain_sentence(chart, name),
        "advice": reason_words(advice) if advice else None,
        "notices": _noticed(chart, advice),
        "points": chart.points.to_dicts(),
        "runs": chart.runs.to_dicts(),
        "signals": [
            {"rule": s.rule, "first": s.first, "last": s.last, "direction": s.direction, "meaning": s.meaning}
            for s in chart.signals
        ],
        "icons": None if icons is None else {"variation": icons.variation, "assurance": icons.assurance},
        "formula": chart.formula,
        "source": chart.source,
        "rules_source": chart.rules_source,
        "freeze": list(chart.freeze),
        "parts": list(chart.parts),
        "exclude": list(chart.exclude),
        "screened": list(chart.screened),
        "multiply": chart.multiply,
        "better": chart.better,
        "target": chart.target,
    }


def _cell(value: object) -> str:
    if isinstance(value, float):
        return plain_number(value)
    return "-" if value is None else str(value)


Cells = list[list[str]]


def _phase_rows(chart: Chart) -> Cells:
    """A row a phase: its points, its centre, the range of its limits, its runs beside what chance allows."""
    rows = [["phase", "points", chart.centre_says, "lower limit", "upper limit", "useful", "longest run", "crossings"]]
    for run in chart.runs.iter_rows(named=True):
        points = chart.points.filter(chart.points["part"] == run["part"])
        rows.append(
            [
                str(run["part"]),
                f"{points['i'][0]}-{points['i'][-1]}",
                *(_range(points[line].drop_nulls().to_list()) for line in ("centre", "lower", "upper")),
                str(run["n_useful"]),
                _beside(run["longest_run"], "at most", run["longest_run_max"]),
                _beside(run["crossings"], "at least", run["crossings_min"]),
            ]
        )
    return rows


def _signal_rows(chart: Chart) -> Cells:
    labels = chart.points["x"].to_list()
    rows = [["points", "from", "to", "side", "meaning", "what"]]
    for signal in chart.signals:
        ends = [str(labels[place - 1]) for place in (signal.first, signal.last)]
        points = f"{signal.first}-{signal.last}" if signal.last > signal.first else str(signal.first)
        rows.append([points, *ends, signal.direction or "-", signal.meaning, chart.rules_say[signal.rule]])
    return rows


def _range(values: Sequence[float]) -> str:
    """One number where a line is level, else the range that it runs through."""
    if not values:
        return "-"
    low, high = plain_number(min(values)), plain_number(max(values))
    return low if low == high else f"{low} to {high}"


def _beside(found: int | None, words: str, limit: int | None) -> str:
    return "-" if found is None else f"{found} (chance: {words} {limit})"


def _table(rows: Cells) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_long_words=False)
