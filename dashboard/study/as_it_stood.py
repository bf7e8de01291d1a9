"""A clinic's numbers as they stood on a day: what came later is not looked at, and is not there to be judged by."""

from __future__ import annotations

from datetime import date

from dashboard.study.filters import Filters
from dashboard.study.one_clinic import Study
from dashboard.study.tally_series import tally_series
from measures.series import Series


def study_on(study: Study, day: date) -> Study:
    """The study with its coverage ending on that day at the latest, so that what was still open then is open here.

    What was brought in later and belongs to earlier days is in it: the exports do not say when a row was written.
    """
    end = study.practice.export_date
    if end is None or day >= end:
        return study
    return study.once(("on", day), lambda: _ending(study, day))


def _ending(study: Study, day: date) -> Study:
    earlier = Study(study.store, study.clinic)
    earlier.practice = study.practice.covering(study.coverage.start, day, study.practice.gaps, study.practice.list_gaps)
    return earlier


def series_on(study: Study, name: str, day: date, every: str = "month") -> Series:
    """A measure, base count or tally as it stood on a day."""
    tally = study.written.tally(name)
    if tally is not None:
        entries = [one for one in study.written.entries_of(tally) if one.day <= day]
        return tally_series(tally, entries, Filters(every=every), day)
    return study_on(study, day).series(name, Filters(every=every, last=day))
