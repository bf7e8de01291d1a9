"""Which prescriptions add up to a long systemic steroid course, and which cannot tell how long they last.

At least 90 consecutive days of supply within the 366 days before (`domain.md` B2; the look-back is HEDIS's). What an
EMR holds is prescribed, not dispensed.
"""

import narwhals as nw

COURSE_DAYS = 90
LOOK_BACK_DAYS = 366

FOUND = ("row", "patient", "day", "window", "state")
IN_TURN = ("day", "row")


def courses(prescriptions: nw.LazyFrame) -> nw.LazyFrame:
    """Unbroken courses (row, patient, start, days) of prescriptions (row, patient, day, end_day).

    Overlapping prescriptions are stacked: the supply of the later one begins when the earlier ends. One day
    without supply ends a course. So a prescription begins a new one exactly when its first day, less all supply
    before it, is later than that of every prescription before it: the highest so far is the number of its course.
    """
    supply = (nw.col("end_day") - nw.col("day") + 1).cast(nw.Int64)
    running = nw.col("supply").cum_sum().over("patient", order_by=IN_TURN)
    late = prescriptions.with_columns(supply=supply).with_columns(late=nw.col("day") - running + nw.col("supply"))
    course = late.with_columns(course=nw.col("late").cum_max().over("patient", order_by=IN_TURN))
    place = nw.col("row").cum_count().over("patient", "course", order_by=IN_TURN)
    first = nw.when(nw.col("place") == 1).then(nw.col("row"))
    begun = course.with_columns(place=place).with_columns(first=first)
    return begun.group_by("patient", "course").agg(
        nw.col("first").max().alias("row"), nw.col("day").min().alias("start"), nw.col("supply").sum().alias("days")
    )


def steroid_courses(medications: nw.LazyFrame) -> nw.LazyFrame:
    """Long systemic steroid courses as dated findings: row, patient, day, window and state.

    `present` from the course's 90th day for as long as 90 of its days lie in the 366 before. `cannot tell` for 366
    days from a prescription without a usable last day: it may be for five days or for a year, and nobody guesses.
    """
    systemic = medications.filter("systemic_steroid")
    usable = (nw.col("end_day") >= nw.col("day")).fill_null(False)
    long = courses(systemic.filter(usable)).filter(nw.col("days") >= COURSE_DAYS)
    present = long.with_columns(
        day=nw.col("start") + COURSE_DAYS - 1,
        window=nw.col("days") + LOOK_BACK_DAYS - 2 * COURSE_DAYS,
        state=nw.lit("present"),
    )
    unclear = systemic.filter(~usable).with_columns(window=nw.lit(LOOK_BACK_DAYS), state=nw.lit("cannot tell"))
    days = (nw.col("day", "window").cast(nw.Int32),)
    return nw.concat([part.with_columns(*days).select(FOUND) for part in (present, unclear)], how="vertical")
