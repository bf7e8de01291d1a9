"""What stands on a chart as numbered flags: tests of change, what happened around them, and a province's events."""

from __future__ import annotations

from datetime import date

from dashboard.drawing.picture import DayNote
from dashboard.drawing.tally_sources import source_flags
from dashboard.records import CycleRecord, Note, PhaseKind
from dashboard.records.written import Written
from dashboard.telling.phrases import day_words
from measures.improvement import Decision
from measures.improvement.library import funding_events
from measures.series import Series

#: What kind of thing happened, as a note says it; "other" stands by its text alone.
KINDS = {
    "leave": "Leave",
    "staff": "Change of staff",
    "emr": "EMR or template change",
    "campaign": "Campaign",
    "other": "Other",
}


def flags_of(written: Written, series: Series, funding: bool = False) -> tuple[DayNote, ...]:
    """The flags of one chart in order of time, only those of the days it shows.

    A cycle stands on the charts of its own measures, and on all where it names none. What began before the days
    shown and reaches into them stands at their beginning. With `funding` the dates on which Alberta changed what
    imaging it pays for are flags too.
    """
    if not series.points.height:
        return ()
    first, last = series.points["start"][0], series.points["end"][-1]
    told = [*_of_cycles(written, series.measure), *_of_notes(written.notes, first), *_of_sources(written, series)]
    told += _of_phases(written, series.measure, first)
    if funding:
        told += [(event.day, event.text) for event in funding_events()]
    return tuple(DayNote(day, text) for day, text in sorted(told) if first <= day <= last)


def _of_phases(written: Written, measure: str, shown_from: date) -> list[tuple[date, str]]:
    """The day on which each new phase begins, and a baseline that has earlier days beside it, with the reason."""
    told = []
    for one in written.standing(measure):
        begins = one.first is not None and (one.kind is PhaseKind.NEW_PHASE or one.first > shown_from)
        if one.first is not None and begins:
            what = "New phase" if one.kind is PhaseKind.NEW_PHASE else "Baseline begins"
            told.append((one.first, f"{what}: {one.reason or 'set with the aim'}"))
    return told


def note_words(note: Note) -> str:
    """A note as a chart says it: what kind of thing, what it was, and until when."""
    kind = f"{KINDS[note.kind]}: " if KINDS.get(note.kind, "Other") != "Other" else ""
    return f"{kind}{note.text}{f' (until {day_words(note.until)})' if note.until else ''}"


def _of_notes(notes: tuple[Note, ...], first: date) -> list[tuple[date, str]]:
    told = []
    for note in notes:
        reaches_in = note.day < first and note.until is not None and note.until >= first
        words = note_words(note)
        told.append((first, f"{words}, since {day_words(note.day)}") if reaches_in else (note.day, words))
    return told


def _of_sources(written: Written, series: Series) -> list[tuple[date, str]]:
    """Of a tally: where its numbers begin to come from elsewhere."""
    tally = written.tally(series.measure)
    if tally is None:
        return []
    return [(_day(flag.at), flag.text) for flag in source_flags(tally, written.entries_of(tally))]


def _day(at: date | float) -> date:
    assert isinstance(at, date)
    return at


def _of_cycles(written: Written, measure: str) -> list[tuple[date, str]]:
    """The start of each test, when an adopted one became how things are done, and when one was given up."""
    told = []
    for record in written.all_cycles:
        own = {*record.measures, *record.cycle.watched}
        if not own or measure in own:
            name = f"Cycle {record.cycle.number}{_of_another_project(written, record)}"
            told += [(day, f"{name} {what}: {record.cycle.title}") for day, what in _days(record)]
    return told


def _days(record: CycleRecord) -> list[tuple[date, str]]:
    cycle = record.cycle
    given_up = (cycle.closed or cycle.ended) if cycle.decision is Decision.ABANDON else None
    adopted = cycle.implemented if cycle.decision is Decision.ADOPT else None
    days = [(cycle.started, "started"), (adopted, "adopted"), (given_up, "given up")]
    return [(day, what) for day, what in days if day is not None]


def _of_another_project(written: Written, record: CycleRecord) -> str:
    """The title of its project where that is not the one the practice works on now: numbers begin again in each."""
    if written.project is None or record.project_id == written.project.id:
        return ""
    return next((f" of “{one.title}”" for one in written.projects if one.id == record.project_id), "")
