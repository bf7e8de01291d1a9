"""What the signals of a chart consist of: which points make one, and what a drawing calls it."""

from __future__ import annotations

from dataclasses import replace

from measures.spc.chart import Chart, Signal

Bounds = tuple[float | None, float | None]  # the least and the most that a plotted value can be
WHOLE_PHASE = ("few_crossings", "too_few_runs", "too_many_runs")
ONE_SIDE = ("long_run", "shift", "eight_on_one_side", "nine_on_one_side")
ABOUT_SIDES = (*WHOLE_PHASE, *ONE_SIDE)
TRENDS = ("trend", "six_trending")
CLUSTERS = {"two_of_three": "2 of 3 far", "four_of_five": "4 of 5 rather far"}
SCATTERS = {
    "fourteen_alternating": "{} up and down in turn",
    "fifteen_within_one_sigma": "{} all near the {}",
    "eight_outside_one_sigma": "{} with none near the {}",
}


def that_speak(chart: Chart, bounds: Bounds) -> Chart:
    """The chart without the patterns that say nothing: runs about a centre beyond which no value can lie.

    Where more than half of the months count nothing the median is 0, and every other month is above it.
    """
    if not chart.signals:
        return chart
    centres = dict(chart.points.select("part", "centre").unique("part", keep="last").rows())
    edges = {part for part, centre in centres.items() if centre is not None and centre in bounds}
    parts = chart.points["part"]
    kept = tuple(s for s in chart.signals if s.rule not in ABOUT_SIDES or parts[s.first - 1] not in edges)
    return chart if len(kept) == len(chart.signals) else replace(chart, signals=kept)


def signal_label(chart: Chart, signal: Signal) -> str:
    """What a drawing writes at a signal: short, and whole without its colour."""
    if signal.rule in WHOLE_PHASE:
        return _phase_label(chart, signal)
    side = "above" if signal.direction == "up" else "below"
    if signal.rule == "beyond_limits":
        limit = "above the upper limit" if signal.direction == "up" else "below the lower limit"
        count = judged_points(chart, signal)
        return limit if count == 1 else f"{count} {limit}"
    if signal.rule in TRENDS:
        return f"{judged_points(chart, signal)} in a row {'rising' if signal.direction == 'up' else 'falling'}"
    if signal.rule in CLUSTERS:
        return f"{CLUSTERS[signal.rule]} {side} the {chart.centre_says}"
    if signal.rule in SCATTERS:
        return SCATTERS[signal.rule].format(judged_points(chart, signal), chart.centre_says)
    return f"{run_length(chart, signal)} in a row {side}"


def _phase_label(chart: Chart, signal: Signal) -> str:
    """Crossings and runs are counted over a whole phase; runs are the crossings and one."""
    part = chart.points["part"][signal.first - 1]
    runs = next(row for row in chart.runs.to_dicts() if row["part"] == part)
    if signal.rule == "few_crossings":
        limit = f"; chance: {runs['crossings_min']} or more" if chart.rules == "anhoej" else ""
        found = {0: "no crossing", 1: "only 1 crossing"}.get(runs["crossings"], f"only {runs['crossings']} crossings")
        return f"{found}{limit}"
    words = "too few runs" if signal.rule == "too_few_runs" else "too many runs"
    return words if runs["crossings"] is None else f"{words} for chance: {runs['crossings'] + 1}"


def sign_words(rule: str) -> str:
    """What the legend calls the points of a pattern, before it says on which side they are."""
    if rule in ONE_SIDE:
        return "unusual run"
    if rule in TRENDS:
        return "unbroken trend"
    if rule in CLUSTERS:
        return "cluster far from the middle"
    return "unusual scatter"


def run_length(chart: Chart, signal: Signal) -> int:
    """How many points make the run; those on the line, missing or left out are not among them."""
    return sum(y != centre for y, centre in _judged(chart, signal))


def judged_points(chart: Chart, signal: Signal) -> int:
    """How many points with a value lie from a signal's first to its last, without those left out."""
    return len(_judged(chart, signal))


def _judged(chart: Chart, signal: Signal) -> list[tuple[float, float]]:
    """Value and centre of each judged point of a signal."""
    span = slice(signal.first - 1, signal.last)
    cells = (chart.points[name][span].to_list() for name in ("y", "centre", "include"))
    return [(y, centre) for y, centre, include in zip(*cells, strict=True) if include and y is not None]
