"""The target of a measure as it changed: the project's aim from its first day, and what was decided on the chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.records.kinds import PhaseKind
from dashboard.records.written import Written
from measures.series import Series

Steps = tuple[tuple[date, float], ...]  # from which day on, and how much in the measure's own unit; in order of time
ALWAYS = date.min  # an aim whose project has no first day


def decided(written: Written, name: str) -> Steps:
    """The targets that people set for a measure from a day on; of two of one day the one set last."""
    standing = [one for one in written.all_phases if one.active and one.measure == name]
    targets = sorted((one for one in standing if one.kind is PhaseKind.TARGET), key=lambda one: one.id)
    days = {one.first: one.level for one in targets if one.first is not None and one.level is not None}
    return tuple(sorted(days.items()))


def steps_of(written: Written, name: str) -> Steps:
    """Those targets, with the aim of the present project among them from the day it was begun."""
    days, project = dict(decided(written, name)), written.project
    if project is not None and project.aim_measure == name and project.aim_level is not None:
        days.setdefault(project.started or ALWAYS, project.aim_level)
    return tuple(sorted(days.items()))


def in_force(steps: Steps, day: date) -> tuple[date, float] | None:
    """The target that holds on a day, and since when; None before the first one."""
    return next((step for step in reversed(steps) if step[0] <= day), None)


def placed(series: Series, steps: Steps) -> list[tuple[int, float]]:
    """The same by points of a series: a target holds from the first period that begins on its day or later."""
    starts: Sequence[date] = series.points["start"].to_list()
    return [(1 + sum(start < day for start in starts), level) for day, level in steps]
