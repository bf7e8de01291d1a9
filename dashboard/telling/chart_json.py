"""A judged chart for other programs: points, lines, runs, signals, what was found, and what may be said of it."""

from __future__ import annotations

from typing import Any

from dashboard.telling.advice import notice_words, reason_words
from dashboard.telling.charts import notes, plain_notes, plain_sentence, plain_verdict, sentence
from dashboard.telling.findings import as_json as finding_json
from dashboard.telling.phrases import counted_words
from dashboard.telling.voice import UNDATED, Dated, Voice, of_numbers
from dashboard.telling.voice import of_series as voice_of
from measures.series import Series
from measures.spc import Chart
from measures.spc.advise import Advice


def as_json(
    chart: Chart, name: str, advice: Advice | None = None, order: str = "as_given", dated: Dated = UNDATED
) -> dict[str, Any]:
    """Everything a program can want of any series; a missing number is null, positions count from 1.

    `order` says what was done to the rows: as_given, turned (they came newest first), sorted, no_time or unknown.
    """
    said = {
        "sentence": plain_sentence(chart, name, dated),
        "verdict": plain_verdict(chart, dated),
        "order": order,
        "every": dated.every,
        "unit": "%" if dated.share else dated.unit,
        "notices": plain_notes(chart, None if advice is None else notice_words(advice), dated),
    }
    return _told(chart, name, of_numbers(chart, dated), advice, said)


def of_measure(chart: Chart, series: Series, advice: Advice, verdict: str) -> dict[str, Any]:
    """The same of a measure or a tally, with THE verdict of it; what the chart marks stands in its sentence."""
    mine = advice if advice.chart == chart.chart else None
    said = {
        "sentence": sentence(series, chart),
        "verdict": verdict,
        "order": "as_given",
        "every": series.every,
        "unit": "%" if series.is_rate else series.denominator_says if series.every == "gap" else "",
        "counted": counted_words(series),
        "notices": notes(series, chart, None if mine is None else notice_words(mine)),
    }
    return _told(chart, series.title, voice_of(series, chart), mine, said)


def _told(chart: Chart, name: str, voice: Voice, advice: Advice | None, said: dict[str, Any]) -> dict[str, Any]:
    """`false_alarms` is the share of stable series like this one that signal on this chart; null: nobody can tell."""
    icons, told = chart.icons, voice.allowed
    return {
        "chart": chart.chart,
        "title": chart.title,
        "series": name,
        "rules": chart.rules,
        "rules_title": chart.rules_title,
        "rules_say": dict(chart.rules_say),
        "centre_says": chart.centre_says,
        **said,
        "false_alarms": told.false_alarms,
        "unlikely_to_be_chance": told.chance and bool(voice.signals),
        "findings": [finding_json(finding, voice.every) for finding in told.findings],
        "advice": reason_words(advice) if advice else None,
        "points": chart.points.to_dicts(),
        "runs": chart.runs.to_dicts(),
        "signals": [
            {"rule": s.rule, "first": s.first, "last": s.last, "direction": s.direction, "meaning": s.meaning}
            for s in chart.signals
        ],
        "icons": None
        if icons is None
        else {
            "variation": icons.variation,
            "assurance": icons.assurance,
            "low": icons.low,
            "high": icons.high,
        },
        "formula": chart.formula,
        "source": chart.source,
        "rules_source": chart.rules_source,
        "freeze": list(chart.freeze),
        "parts": list(chart.parts),
        "exclude": list(chart.exclude),
        "screened": list(chart.screened),
        "shaded": list(chart.shaded),
        "apart": list(chart.apart),
        "multiply": chart.multiply,
        "better": chart.better,
        "target": chart.target,
        "targets": [{"first": first, "target": value} for first, value in chart.targets],
    }
