"""What a review found, as a value: with it a held review is said and drawn again without any data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.drawing.picture import DayNote
from dashboard.telling.phrases import day_words
from dashboard.telling.sentences import words
from dashboard.telling.verdict_words import finding_words
from measures.improvement.evidence import Line
from measures.said import Said
from measures.series import Series
from measures.spc import Chart


@dataclass(frozen=True)
class ReviewEvidence:
    """What the software found and what it found it from. A held review has exactly this, read from its snapshot."""

    made_on: date
    implemented: date
    finding: str
    reason: Said
    notes: tuple[Said, ...] = ()
    series: Series | None = None
    chart: Chart | None = None  # the baseline frozen at implementation
    flags: tuple[DayNote, ...] = ()
    process: tuple[Line, ...] = ()
    balancing: tuple[Line, ...] = ()
    quality: tuple[Line, ...] = ()
    weekly: tuple[str, Said] | None = None  # finding and reason of the second look, on weekly points
    aim: tuple[str, str, Said] | None = (
        None  # title, finding, reason of the project's aim, where that is another measure
    )
    definition: str = ""
    software: str = ""

    @property
    def data_to(self) -> date | None:
        """The last day the data spoke for."""
        return self.series.last_day() if self.series else None


def rests_on(found: ReviewEvidence) -> str:
    """From what, until when, and by which definition, in one line."""
    if found.series is None:
        return ""
    to = f"data to {day_words(found.data_to)}" if found.data_to else "no data yet"
    return f"Put together on {day_words(found.made_on)}; {to}; definition {found.definition}; {found.software}."


def aim_words(found: ReviewEvidence) -> str:
    """What the data say of the project's aim, where the review is judged by another measure."""
    if found.aim is None or found.series is None:
        return ""
    title, finding, reason = found.aim
    told = f"{finding_words(finding)}. {words(reason)}"
    return f"That is about “{found.series.title}”. Of the aim itself, “{title}”: {told}"
