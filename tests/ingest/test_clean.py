"""Cell texts into values: what each spelling means, what is none, and a file's order of day and month."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import (
    DateOrder,
    DateReading,
    DateWatcher,
    dates,
    is_default,
    minutes,
    scientific,
    ticks,
    time_of_day,
)

MARCH_5 = date(2024, 3, 5)


def texts(*cells: str | None) -> pl.Series:
    return pl.Series("cell", cells, dtype=pl.String)


def reading(*cells: str | None, column: str = "Visit Date") -> DateReading:
    watcher = DateWatcher()
    lines = pl.Series(range(2, 2 + len(cells)), dtype=pl.UInt32)
    watcher.observe(column, texts(*cells), lines)
    return watcher.reading()


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "2024-03-05",
            "2024/3/5",
            "20240305",
            "2024-03-05 10:00:00",
            "2024-03-05T10:00",
            "5-Mar-24",
            "05-Mar-2024",
        ),
        *(
            "Mar 5 2024",
            "March 5, 2024",
            "Mar 5 2024 2:15 PM",
            "5 mars 2024",
            "05-MARS-2024",
            "Tue, Mar 5 2024",
        ),
        *(
            "mar. 5 mars 2024",
            "mardi 5 mars 2024",
            "2024-Mar-05",
            "5th of March 2024",
            "2024-03-05T10:00:00.123Z",
        ),
        *(
            "2024-03-06T02:30:00+00:00",
            "2024-03-05 23:30:00-07:00",
            "05/03/2024",
            "5.3.2024",
            "05-03-24",
            "05/03/2024 9:05 am",
        ),
    ],
)
def test_every_usual_spelling_names_the_fifth_of_march(cell: str) -> None:
    assert dates(texts(cell), DateOrder.DMY).to_list() == [MARCH_5]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        *(
            ("12 déc. 2024", date(2024, 12, 12)),
            ("05-févr-2024", date(2024, 2, 5)),
            ("1er août 2024", date(2024, 8, 1)),
        ),
        *(
            ("3 juin 2024", date(2024, 6, 3)),
            ("3 juil. 2024", date(2024, 7, 3)),
            ("14 avril 2024", date(2024, 4, 14)),
        ),
    ],
)
def test_french_months_are_understood(cell: str, day: date) -> None:
    assert dates(texts(cell), None).to_list() == [day]


@pytest.mark.parametrize(
    "cell",
    [
        "31-Feb-2025",
        "30/02/2025",
        "00/00/0000",
        "2024-13-01",
        "soon",
        "724.2",
        "45356",
        "05-Foo-2024",
        "13/13/2024",
        "1/2/3",
    ],
)
def test_what_is_no_day_is_null(cell: str) -> None:
    assert dates(texts(cell, None), DateOrder.DMY).to_list() == [None, None]


def test_a_time_with_an_offset_belongs_to_the_clinics_day() -> None:
    cells = texts("2024-03-05T03:00:00Z", "2024-07-01T05:59:00Z", "2024-07-01T06:00:00Z", "2024-03-05T03:00:00")
    days = [date(2024, 3, 4), date(2024, 6, 30), date(2024, 7, 1), MARCH_5]
    assert dates(cells, None).to_list() == days
    assert dates(cells[:1], None, timezone="Europe/London").to_list() == [MARCH_5]


def test_a_two_digit_year_is_this_century_unless_that_is_too_late() -> None:
    cells = texts("5-Mar-24", "5-Mar-45", "29-Feb-28")
    assert dates(cells, None, latest=date(2025, 1, 1)).to_list() == [
        MARCH_5,
        date(1945, 3, 5),
        date(1928, 2, 29),
    ]


def test_dates_that_programs_write_for_no_date_are_known() -> None:
    cells = texts("0001-01-01", "1900-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "2024-03-05", None)
    assert is_default(dates(cells, None)).to_list() == [True, True, True, True, False, None]


@pytest.mark.slow
@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)), st.sampled_from(list(DateOrder)), st.sampled_from("-/."))
def test_a_day_written_in_the_files_order_is_read_back(day: date, order: DateOrder, sign: str) -> None:
    pattern = {
        DateOrder.DMY: "%d {} %m {} %Y",
        DateOrder.MDY: "%m {} %d {} %Y",
        DateOrder.YMD: "%Y {} %m {} %d",
    }[order]
    cell = day.strftime(pattern.replace(" ", "").format(sign, sign))
    assert dates(texts(cell), order).to_list() == [day]
    assert reading(cell).order in (order, None)


def test_a_part_above_twelve_decides_for_the_whole_file() -> None:
    assert reading("05/03/2024", "25/03/2024").order is DateOrder.DMY
    assert reading("05/03/2024", "03/25/2024 14:00").order is DateOrder.MDY
    assert reading("24-03-05", "99-03-05").order is DateOrder.YMD
    assert reading("05/03/24", "25/12/2024").order is DateOrder.DMY


def test_one_column_decides_for_another_of_the_same_file() -> None:
    watcher = DateWatcher()
    watcher.observe("Visit Date", texts("05/03/2024"), pl.Series([2]))
    watcher.observe("Birth Date", texts("16/06/1970"), pl.Series([2]))
    assert watcher.reading() == DateReading(DateOrder.DMY, False, False, ((2, "Birth Date", "a birth date"),))


def test_a_file_that_can_be_read_both_ways_is_ambiguous_and_says_where() -> None:
    found = reading(None, "05/03/2024", "05/05/2024")
    assert (found.order, found.ambiguous, found.contradictory) == (None, True, False)
    assert found.examples == ((3, "Visit Date", "05/03/2024"),)
    assert reading("05/03/24").ambiguous


def test_evidence_for_both_orders_is_a_contradiction_with_both_lines() -> None:
    found = reading("25/03/2024", "05/03/2024", "03/25/2024")
    assert (found.order, found.contradictory) == (None, True)
    assert sorted(line for line, _, _ in found.examples) == [2, 4]


@pytest.mark.parametrize("cell", ["2024-03-05", "5-Mar-2024", "05/05/2024", "00/00/0000", "20240305", "n/a", None])
def test_no_order_is_needed_where_every_reading_is_the_same(cell: str | None) -> None:
    assert reading(cell) == DateReading(None, False, False, ())


def test_birth_dates_are_never_shown() -> None:
    for column in ("Birth Date", "DOB", "Date de naissance", "ddn"):
        assert reading("05/03/1970", column=column).examples == ((2, column, "a birth date"),)


def test_lengths_of_time_become_minutes() -> None:
    cells = texts("15", "0:15", "15 min", "15.0", "1h30", "1 hr", "1:05:00", "12.5", "-5", "??", "9:00-9:15", None)
    assert minutes(cells).to_list() == [15, 15, 15, 15, 90, 60, 65, 13, -5, None, None, None]


def test_times_of_day_become_minutes_since_midnight() -> None:
    cells = texts(
        "14:05",
        "2:05 PM",
        "14:05:00",
        "1405",
        "2024-01-05 14:05",
        "14h05",
        "Jan 5 2024 2:05 PM",
        "2024-01-05T21:05:00Z",
    )
    assert time_of_day(cells).to_list() == [845] * 8
    assert time_of_day(texts("12:00 AM", "12:30 p.m.", "905", "9 AM")).to_list() == [0, 750, 545, 540]
    assert time_of_day(texts("24:00", "9:75", "noon", "13:00 AM", None)).to_list() == [None] * 5


def test_a_mark_that_is_neither_yes_nor_no_is_named_not_guessed() -> None:
    ticked, unknown = ticks(texts("X", " n ", "maybe", None, "OUI"), frozenset({"x", "oui"}), frozenset({"N"}))
    assert ticked.to_list() == [True, False, None, None, True]
    assert unknown == ("maybe",)


def test_a_number_in_scientific_notation_is_seen_in_english_and_french() -> None:
    assert scientific(texts("4.71E+08", "4,71e+08", "4E+08", "471000000", "12E5", "E+08", None)).to_list() == [
        *(True, True, True, False, False, False, None)
    ]


@pytest.mark.slow
@given(st.lists(st.one_of(st.none(), st.text(max_size=12))))
def test_any_text_at_all_is_read_or_null(cells: list[str | None]) -> None:
    column = texts(*cells)
    for read in (lambda each: dates(each, DateOrder.MDY), minutes, time_of_day):
        assert len(read(column)) == len(cells)
    reading(*cells)
