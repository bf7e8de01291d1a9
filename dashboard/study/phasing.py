"""The baselines and new phases people decided on, as places of a series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from dashboard.records.kinds import ChartPhase, PhaseKind
from dashboard.records.written import Written
from measures.series import Series
from measures.spc.analyse import analyse_series
from measures.spc.chart import Chart


def phase_choices(series: Series, phases: Sequence[ChartPhase]) -> dict[str, Any]:
    """`parts` and `freeze` for the chart of a series: nothing where nobody decided anything, or outside what is shown.

    A phase begins with the first period that starts on its day or later. A baseline ends with the last period that
    ended on its last day or before; what lies before its first day is a phase of its own. An immature or partial
    period has no say in either: a phase without a whole period of its own has not begun. Of two baselines of one
    phase the one decided last speaks.
    """
    starts, ends = series.points["start"].to_list(), series.points["end"].to_list()
    judged = _whole(series)
    parts = _parts({_before(starts, phase.first) for phase in phases if phase.first is not None}, judged)
    edges = [*pairwise([0, *parts, len(starts)])]
    freeze = {}
    for phase in sorted(phases, key=lambda one: one.id):
        if phase.kind is PhaseKind.BASELINE and phase.last is not None:
            begin = 0 if phase.first is None else _before(starts, phase.first)
            edge = next(((a, b) for a, b in edges if a <= begin < b), (0, 0))
            freeze[edge] = sum(end <= phase.last for end in ends)
    kept = [last for (a, b), last in freeze.items() if a < last < b and any(judged[a:last])]
    return {"parts": parts, "freeze": sorted(kept)}


def moves_a_line(series: Series, standing: Sequence[ChartPhase], phase: ChartPhase) -> bool:
    """Whether a further decision would change anything of the chart that the standing ones make."""
    newest = replace(phase, id=1 + max((one.id for one in standing), default=0))
    return phase_choices(series, [*standing, newest]) != phase_choices(series, standing)


def with_phases(series: Series, chart: Chart, phases: Sequence[ChartPhase]) -> Chart:
    """The same kind of chart under the same rules, as these decisions would have it."""
    choices = phase_choices(series, phases)
    return analyse_series(
        series, chart=chart.chart, rules=chart.rules, target=list(chart.targets) or chart.target, **choices
    )


def periods_between(series: Series, first: date | None, last: date | None) -> int:
    """How many whole periods with a value lie between two days, both included; None is without end."""
    rows = zip(series.points["start"].to_list(), series.points["end"].to_list(), _whole(series))
    return sum(yes and (first is None or start >= first) and (last is None or end <= last) for start, end, yes in rows)


def _whole(series: Series) -> list[bool]:
    """For each period whether it can be judged: it is over, fully covered, and has something to count."""
    opened = series.points["immature"] | series.points["partial"]
    return [value is not None and not still for value, still in zip(series.values(), opened, strict=True)]


def _parts(cuts: Iterable[int], judged: Sequence[bool]) -> list[int]:
    """Those cuts that have a whole period on either side of them, before the next cut."""
    kept: list[int] = []
    for cut in sorted(cuts):
        if any(judged[kept[-1] if kept else 0 : cut]) and any(judged[cut:]):
            kept.append(cut)
    return kept


def _before(starts: Sequence[date], day: date) -> int:
    """How many periods started before a day."""
    return sum(start < day for start in starts)


def baseline_of(written: Written, name: str) -> tuple[date | None, date | None] | None:
    """The baseline a person set: on the chart, else with the aim. Aim, chart, verdict and review all rest on it."""
    decided = written.baseline_on_the_chart(name)
    if decided is not None:
        return decided.first, decided.last
    project = written.project
    if project is None or project.aim_measure != name:
        return None
    if project.baseline_from is None and project.baseline_to is None:
        return None
    return project.baseline_from, project.baseline_to
