"""Why a point of a chart is marked, and why another is not judged, in a few words for table and pointer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.telling.phrases import open_label
from dashboard.telling.sureness import more_than_chance
from dashboard.telling.verdicts import RUNS, TRENDS, WHOLE
from dashboard.telling.voice import Dated, Row, Voice, of_numbers, of_series
from measures.series import Series
from measures.spc.chart import Chart, Signal

FAR = {"two_of_three": 2, "four_of_five": 1, "eight_outside_one_sigma": 1}  # sigmas a member lies beyond


def reasons(series: Series, chart: Chart) -> list[list[str]]:
    """For each point, why it is marked or why it is not judged; empty for an ordinary one."""
    voice = of_series(series, chart)
    marked = _marked(voice)
    points = series.points.iter_rows(named=True)
    return [
        _state(voice, row, _openness(series, point)) + marked.get(row["i"], [])
        for point, row in zip(points, voice.rows, strict=True)
    ]


def plain_reasons(chart: Chart, dated: Dated | None = None) -> list[list[str]]:
    """The same for any numbers."""
    voice = of_numbers(chart, dated)
    marked = _marked(voice)
    shaded = dict.fromkeys(chart.shaded, "still open")
    return [_state(voice, row, shaded.get(row["i"], "")) + marked.get(row["i"], []) for row in voice.rows]


def _openness(series: Series, point: Mapping[str, Any]) -> str:
    return open_label(series, point) if point["immature"] or point["partial"] else ""


def _state(voice: Voice, row: Row, opened: str) -> list[str]:
    """What keeps a point out of the runs."""
    said = ["nothing to count"] if row["y"] is None and row["n"] == 0 else ["no value"] if row["y"] is None else []
    if opened:
        said.append(f"{opened}: not judged")
    elif not row["include"]:
        said.append("left out by choice: not judged")
    if row["include"] and row["y"] is not None and row["y"] == row["centre"]:
        said.append(f"on the {voice.chart.centre_says}")
    return said


def _marked(voice: Voice) -> dict[int, list[str]]:
    """Position to the words of every pattern that the point belongs to; how likely chance is, once."""
    members: dict[int, list[Signal]] = {}
    for signal in voice.chart.signals:
        if signal.rule not in WHOLE and not (voice.at_the_edge and signal.rule in RUNS):
            for row in voice.rows[signal.first - 1 : signal.last]:
                if row["include"] and row["y"] is not None and _belongs(voice, row, signal):
                    members.setdefault(row["i"], []).append(signal)
    said = {signal: _words(voice, signal) for signal in {s for found in members.values() for s in found}}
    return {place: [*map(said.__getitem__, found[:-1]), _last(voice, said, found)] for place, found in members.items()}


def _last(voice: Voice, said: Mapping[Signal, str], found: list[Signal]) -> str:
    """The last pattern of a point, and how likely chance is where any of its patterns makes it unlikely."""
    unlikely = any("unlikely" in more_than_chance(voice, signal.rule, "it") for signal in found)
    return f"{said[found[-1]]}, {'unlikely to be chance' if unlikely else 'a signal by these rules'}"


def _belongs(voice: Voice, row: Row, signal: Signal) -> bool:
    """Whether a point between the first and the last of a pattern is one of those that make it."""
    if signal.rule in RUNS:
        return bool(row["y"] != row["centre"])
    if signal.rule in FAR and row["upper_2s"] is not None:
        if voice.chart.icons is not None and row["beyond_limits"]:
            return False  # Making Data Count: a point outside the limits signals by itself
        sigma = (row["upper_2s"] - row["centre"]) / 2
        away = row["y"] - row["centre"]
        toward = abs(away) if signal.direction is None else away if signal.direction == "up" else -away
        return bool(toward > FAR[signal.rule] * sigma)
    return True


def _words(voice: Voice, signal: Signal) -> str:
    up = signal.direction == "up"
    centre = voice.chart.centre_says
    if signal.rule == "beyond_limits":
        return f"{'above the upper' if up else 'below the lower'} limit"
    if signal.rule in RUNS:
        count = sum(
            row["include"] and row["y"] not in (None, row["centre"])
            for row in voice.rows[signal.first - 1 : signal.last]
        )
        return f"in a run of {count} {'above' if up else 'below'} the {centre}"
    if signal.rule in TRENDS:
        return f"in a steady {'rise' if up else 'fall'}"
    return voice.chart.rules_say.get(signal.rule, signal.rule.replace("_", " "))
