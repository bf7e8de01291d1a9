"""The baselines and new phases people decided on, as places of a series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard.records import Phase, PhaseKind
from measures.series import Series


def phase_choices(series: Series, phases: Sequence[Phase]) -> dict[str, Any]:
    """`parts` and `freeze` for the chart of a series: nothing where nobody decided anything, or outside what is shown.

    A phase begins with the first period that starts on its day or later. A baseline ends with the last period that
    ended on its last day or before; what lies before its first day is a phase of its own. An immature or partial
    period has no say in either.
    """
    starts, ends = series.points["start"].to_list(), series.points["end"].to_list()
    parts, freeze = set(), set()
    for phase in phases:
        if phase.first is not None:
            parts.add(_before(starts, phase.first))
        if phase.kind is PhaseKind.BASELINE and phase.last is not None:
            freeze.add(sum(end <= phase.last for end in ends))
    inside = range(1, len(starts))
    return {name: sorted(set(found) & set(inside)) for name, found in (("parts", parts), ("freeze", freeze))}


def _before(starts: Sequence[date], day: date) -> int:
    """How many periods started before a day."""
    return sum(start < day for start in starts)
