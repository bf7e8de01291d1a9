"""Which prescriptions add up to a long systemic steroid course, and which cannot tell how long they last.

At least 90 consecutive days of supply within the 366 days before (`domain.md` B2; the look-back is HEDIS's). What an
EMR holds is prescribed, not dispensed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

COURSE_DAYS = 90
LOOK_BACK_DAYS = 366

FOUND = {"row": pl.Int64, "patient": pl.Int64, "day": pl.Int32, "window": pl.Int32, "state": pl.String}


@dataclass(frozen=True)
class Course:
    """Unbroken supply of one patient, from `start` to `end`, both days included; `row` is its first prescription."""

    row: int
    patient: int
    start: int
    end: int

    @property
    def days(self) -> int:
        """How many days of supply."""
        return self.end - self.start + 1


def courses(prescriptions: Iterable[tuple[int, int, int, int]]) -> Iterator[Course]:
    """Unbroken courses of (row, patient, first day, last day), which come sorted by patient and first day.

    Overlapping prescriptions are stacked: the supply of the later one begins when the earlier ends. One day
    without supply ends a course.
    """
    open_course: Course | None = None
    for row, patient, start, end in prescriptions:
        length = end - start + 1
        if open_course and open_course.patient == patient and start <= open_course.end + 1:
            open_course = Course(open_course.row, patient, open_course.start, open_course.end + length)
            continue
        if open_course:
            yield open_course
        open_course = Course(row, patient, start, end)
    if open_course:
        yield open_course


def steroid_courses(medications: pl.DataFrame) -> pl.DataFrame:
    """Long systemic steroid courses as dated findings: row, patient, day, window and state.

    `present` from the course's 90th day for as long as 90 of its days lie in the 366 before. `cannot tell` for 366
    days from a prescription without a usable last day: it may be for five days or for a year, and nobody guesses.
    """
    systemic = medications.filter("systemic_steroid").sort("patient", "day", "row")
    usable = (pl.col("end_day") >= pl.col("day")).fill_null(False)
    known = systemic.filter(usable).select("row", "patient", "day", "end_day").rows()
    long = [
        (one.row, one.patient, one.start + COURSE_DAYS - 1, one.days + LOOK_BACK_DAYS - 2 * COURSE_DAYS, "present")
        for one in courses(known)
        if one.days >= COURSE_DAYS
    ]
    unclear = [(row, patient, day, LOOK_BACK_DAYS, "cannot tell") for row, patient, day in
               systemic.filter(~usable).select("row", "patient", "day").rows()]  # fmt: skip
    return pl.DataFrame([*long, *unclear], schema=FOUND, orient="row")
