"""Monthly figures that are pasted and cards that come back: understood or refused with a reason, never guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_tallies import COUNT, PAMPHLET, RATE, TODAY, entries, pasted

from dashboard.pages.tallying.card_form import ADD, SKIP, Keyed, read_card
from dashboard.pages.tallying.pasting import to_keep, understood
from dashboard.records import Counted, Entry, NotKept, Tally

# Monthly figures that somebody pasted


def kept(
    text: str, tally: Tally = RATE, own: list[Entry] | None = None, **how: Any
) -> list[tuple[str, int, int | None]]:
    lines = understood(text, tally, own or [], TODAY, **how)
    return [(f"{one.day:%Y-%m}", one.numerator, one.denominator) for one in to_keep(lines)]


@pytest.mark.parametrize(
    "line",
    [
        "2025-03  12  40", "2025-03\t12\t40", "Mar 2025, 12/40", "mars 2025;12;40", "March 2025 12 of 40",
        "03/2025 12 40", "Mars 2025 : 12 sur 40", "Mar-25\t12\t40\t30%", "2025-03-01 00:00:00\t12\t40",
        "1-Mar-2025;12;40", '"2025-03","12","40"', "| March 2025 | 12 | 40 |", "2025 mars 12 40",
        "2025.03 12.0 40.0", "MARCH 2025 12 out of 40 (30 %)",
    ],
)  # fmt: skip
def test_a_monthly_figure_is_read_however_it_was_written(line: str) -> None:
    assert kept(line) == [("2025-03", 12, 40)]


@pytest.mark.parametrize(("word", "month"), [("févr.", 2), ("Avril", 4), ("juil", 7), ("août", 8), ("DÉCEMBRE", 12)])
def test_french_months_are_read_with_and_without_accents(word: str, month: int) -> None:
    assert kept(f"{word} 2024 3 9") == [(f"2024-{month:02d}", 3, 9)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2027-01 3 9", "still to come"), ("2026-06 3 9", "not over yet"), ("2025-13 3 9", "no month 13"),
        ("2025-03 50 40", "more were counted"), ("2025-03 12", "it needs two numbers"), ("2025-03 30%", "here is none"),
        ("2025-03 1 2 3", "here are 3"), ("2025-03 x 9", "“x” is not a whole number"),
        ("2025-03 -3 9", "not a whole number"),
        ("2025-03 2,5 9", "here are 3"), ("3/4/2025 1 2", "begins with a day"), ("2025-03-12 1 2", "begins with a day"),
        ("Total 40 90", "no month"), ("2025-03 123456789 987654321", "cannot be a monthly figure"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_kept_says_why(line: str, told: str) -> None:
    (found,) = understood(line, RATE, [], TODAY)
    assert told in found.problem
    assert to_keep([found]) == []


@pytest.mark.parametrize(
    "cell",
    ["NULL", "N/A", "n.a.", "NaN", "#N/A", "#DIV/0!", "(null)", "-", "–", "...", "Unknown", "inconnu", "s/o", "-9"],
)
def test_what_a_database_writes_for_a_missing_figure_is_no_figure(cell: str) -> None:
    for line in (f"2025-03\t{cell}\t40", f"mars 2025; {cell}", f"2025-03 {cell}"):
        for tally in (RATE, COUNT):
            (found,) = understood(line, tally, [], TODAY)
            assert "where nothing was counted" in found.problem
            assert to_keep([found]) == []


def test_9999_among_small_figures_is_no_figure_as_in_a_file() -> None:
    text = "\n".join(f"2025-{k:02d} {9999 if k in (3, 7) else 10 + k} 60" for k in range(1, 10))
    assert [month for month, *_ in kept(text)] == [f"2025-{k:02d}" for k in (1, 2, 4, 5, 6, 8, 9)]
    counts = "\n".join(f"2025-{k:02d} {999 if k in (3, 7) else 10 + k}" for k in range(1, 10))
    assert len(kept(counts, COUNT)) == 7
    once = "\n".join(f"2025-{k:02d} {999 if k == 3 else 10 + k}" for k in range(1, 10))
    assert ("2025-03", 999, None) in kept(once, COUNT)


@pytest.mark.parametrize("figure", ["<5", "1-4", "1 to 4", "fewer than 5", "moins de 5"])
def test_a_figure_that_was_withheld_stays_a_gap(figure: str) -> None:
    (found,) = understood(f"2025-03 {figure} 40", RATE, [], TODAY)
    assert "withheld" in found.problem
    assert kept("2025-03 5 - 20\n2025-04 12/40") == [("2025-03", 5, 20), ("2025-04", 12, 40)]


def test_a_heading_is_passed_and_a_thousand_may_have_its_comma_between_tabs() -> None:
    assert kept("Month\tYes\tAll\n\nMar 2025\t1,204\t2 000") == [("2025-03", 1204, 2000)]
    assert understood("Mois;Oui;Tous", RATE, [], TODAY)[0].problem == "a heading"


def test_a_heading_that_a_printed_page_repeats_is_a_heading_again() -> None:
    told = understood("Month\tYes\tAll\n2025-03\t12\t40\nMONTH Yes  All\n2025-04\t9\t40", RATE, [], TODAY)
    assert [line.problem for line in told] == ["a heading", "", "a heading", ""]


@pytest.mark.parametrize("sign", ["\u00b9", "\u00b2", "\u2460", "*"])
def test_a_footnote_mark_behind_a_number_is_no_further_digit(sign: str) -> None:
    (line,) = understood(f"2025-03\t1{sign}\t40", RATE, [], TODAY)
    assert line.numerator is None
    assert "not a whole number" in line.problem


def test_the_larger_number_may_stand_first_when_somebody_says_so() -> None:
    assert kept("2025-03 40 12", total_first=True) == [("2025-03", 12, 40)]


def test_a_plain_count_takes_one_number() -> None:
    assert kept("2025-03 12", COUNT) == [("2025-03", 12, None)]
    assert "one number" in understood("2025-03 12 40", COUNT, [], TODAY)[0].problem


def test_a_month_takes_no_second_figure_wherever_the_first_one_came_from() -> None:
    there = pasted(("2026-01-01", 5, 9)) + entries(("2026-02-03", 1, 1))
    lines = understood("2026-01 1 2\n2026-02 1 2\n2026-03 1 2\n2026-03 1 3", RATE, there, TODAY)
    assert [line.problem.split(";")[0] for line in lines] == [
        "January 2026 has a figure already (5 of 9)",
        "February 2026 was tallied day by day (1 of 1)",
        "",
        "March 2026 stands here twice",
    ]


def test_a_long_number_is_not_repeated_in_the_preview() -> None:
    assert "98765" not in understood("PHN 987654321 2025-03", RATE, [], TODAY)[0].text


MONTHS = st.sampled_from(["2025-03", "mars 2024", "Apr-25", "2026-06", "2025-14", "août 2031", "3/4/2025", "Total", ""])
NUMBERS = st.lists(
    st.one_of(st.integers(-2, 120).map(str), st.sampled_from(["", "x", "30%", "1,204", "of"])), max_size=4
)


@given(st.lists(st.tuples(MONTHS, st.sampled_from(["\t", ";", ", ", " ", "/"]), NUMBERS), max_size=6))
def test_whatever_is_pasted_is_kept_whole_or_left_out_with_a_reason(told: list[tuple[str, str, list[str]]]) -> None:
    text = "\n".join(apart.join([month, *numbers]) for month, apart, numbers in told)
    found = understood(text, RATE, [], TODAY)
    assert len(found) == sum(bool(line.strip()) for line in text.splitlines())
    assert len(to_keep(found)) == len({one.day for one in to_keep(found)}) == sum(not line.problem for line in found)
    for line in found:
        if not line.problem:
            assert line.month is not None
            assert line.month < TODAY
            assert 0 <= (line.numerator or 0) <= (line.denominator or 0)


# A card that comes back


def card(*told: tuple[str, int | None, int | None]) -> list[Keyed]:
    return [Keyed(date.fromisoformat(day), counted, out_of) for day, counted, out_of in told]


def test_a_card_adds_each_filled_day_and_an_empty_day_adds_nothing() -> None:
    keyed = card(("2026-06-15", 3, 7), ("2026-06-16", None, None), ("2026-06-17", 0, 0))
    assert read_card(RATE, [], keyed, None, TODAY) == [
        Counted(date(2026, 6, 15), 3, 7, source="card"),
        Counted(date(2026, 6, 17), 0, 0, source="card"),
    ]


@pytest.mark.parametrize(
    ("keyed", "told"),
    [
        (("2026-06-15", 8, 7), "Monday: 8 of 7 cannot be"),
        (("2026-06-15", 8, None), "Monday has only one of its two numbers"),
        (("2026-06-18", 1, 2), "18 June 2026 is still to come"),
        (("2026-06-15", None, None), "still empty"),
    ],
)
def test_a_card_with_a_number_that_cannot_be_is_refused_whole(keyed: Any, told: str) -> None:
    with pytest.raises(NotKept, match=told):
        read_card(RATE, [], card(("2026-06-16", 1, 2), keyed) if keyed[1] else card(keyed), None, TODAY)


def test_a_day_already_tallied_is_asked_about_and_either_answer_is_followed() -> None:
    there = entries(("2026-06-16", 6, 14))
    keyed = card(("2026-06-15", 1, 2), ("2026-06-16", 3, 4))
    with pytest.raises(NotKept, match=r"6 of 14 already tallied on Tuesday: add to it\?"):
        read_card(RATE, there, keyed, None, TODAY)
    assert [one.day.day for one in read_card(RATE, there, keyed, ADD, TODAY)] == [15, 16]
    assert [one.day.day for one in read_card(RATE, there, keyed, SKIP, TODAY)] == [15]
    with pytest.raises(NotKept, match="already tallied"):
        read_card(RATE, there, keyed[1:], SKIP, TODAY)


def test_a_day_in_a_pasted_month_or_outside_the_days_of_the_tally_is_refused() -> None:
    with pytest.raises(NotKept, match="May 2026 has a pasted figure"):
        read_card(RATE, pasted(("2026-05-01", 6, 14)), card(("2026-05-05", 1, 2)), None, TODAY)
    with pytest.raises(NotKept, match="begins on 2 March 2026"):
        read_card(RATE, [], card(("2026-02-27", 1, 2)), None, TODAY)
    stopped = Tally(**PAMPHLET, is_rate=True, id=1, stopped=date(2026, 6, 12))
    with pytest.raises(NotKept, match="stopped on 12 June 2026"):
        read_card(stopped, [], card(("2026-06-15", 1, 2)), None, TODAY)
