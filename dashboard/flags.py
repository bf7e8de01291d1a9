"""What stands on a chart as numbered flags: tests of change, what happened around them, and a province's events."""

from __future__ import annotations

from datetime import date

from dashboard.drawing.picture import Flag
from dashboard.written import Written
from measures.improvement.library import funding_events
from measures.series import Series


def flags_of(written: Written, series: Series, funding: bool = False) -> tuple[Flag, ...]:
    """The flags of one chart in order of time, only those of the days it shows.

    A cycle stands on the charts of its own measures, and on all where it names none. With `funding` the dates on
    which Alberta changed what imaging it pays for are flags too.
    """
    told = [*_of_cycles(written, series.measure), *((note.day, note.text) for note in written.notes)]
    if funding:
        told += [(event.day, event.text) for event in funding_events()]
    if not series.points.height:
        return ()
    first, last = series.points["start"][0], series.points["end"][-1]
    return tuple(Flag(day, text) for day, text in sorted(told) if first <= day <= last)


def _of_cycles(written: Written, measure: str) -> list[tuple[date, str]]:
    """The start of each test, when an adopted one became how things are done, and when one was given up."""
    told = []
    for record in written.all_cycles:
        cycle = record.cycle
        own = {*record.measures, *(one.measure for one in cycle.predictions)}
        if own and measure not in own:
            continue
        days = [(cycle.started, "started"), (cycle.implemented, "adopted")]
        told += [(day, f"Cycle {cycle.number} {what}: {cycle.title}") for day, what in days if day is not None]
    return told
