"""A list that usually has ten rows a month and once has none: a gap for what rests on it, that month alone."""

from dataclasses import replace
from datetime import date

import pytest
from made_up_events import PRACTICE, MadeUp

from measures.periods import covered
from measures.silent_lists import empty

HALF_A_YEAR = replace(PRACTICE, coverage_start=date(2023, 1, 1), export_date=date(2023, 6, 30))
#: Days of the coverage in April 2023.
APRIL = range(90, 120)


def clinic(a_month: int, without_orders: range = range(0), **practice: object) -> MadeUp:
    """So many visits and orders in each month; none of orders on some days."""
    made = MadeUp(replace(HALF_A_YEAR, **practice))  # type: ignore[arg-type]
    for first in (0, 31, 59, 90, 120, 151):
        for n in range(a_month):
            made.visit(n, first + n)
            if first + n not in without_orders:
                made.order(n, first + n)
    return made


def numerators(made: MadeUp, measure: str) -> list[int | None]:
    return made.counted(measure)["numerator"].to_list()


@pytest.mark.slow
def test_a_month_without_any_order_is_a_gap_for_images_and_stays_a_month_of_visits() -> None:
    made = clinic(10, APRIL)
    assert [n is None for n in numerators(made, "imaging_rate_without_red_flags")] == [False] * 3 + [True] + [False] * 2
    assert numerators(made, "_lumbar_images_all")[3] is None
    assert numerators(made, "_lbp_visits")[3] == 10
    assert numerators(made, "pamphlet_or_exercise")[3] is not None


def test_a_list_that_usually_has_nine_rows_a_month_may_have_a_month_of_none() -> None:
    assert numerators(clinic(9, APRIL), "_lumbar_images_all")[3] == 0


@pytest.mark.slow
def test_days_for_which_one_list_does_not_speak_are_a_gap_only_for_what_rests_on_it() -> None:
    made = clinic(5, list_gaps=(("orders", date(2023, 3, 20), date(2023, 6, 30)),))
    assert [n is None for n in numerators(made, "_lumbar_images_all")] == [False] * 3 + [True] * 3
    assert numerators(made, "_lbp_visits")[3:] == [5, 5, 5]


@pytest.mark.parametrize(("last", "gap"), [(date(2023, 6, 2), False), (date(2023, 6, 30), True)])
def test_two_covered_days_of_a_month_without_a_row_say_nothing(last: date, gap: bool) -> None:
    spans = covered(replace(HALF_A_YEAR, export_date=last), "month")
    rows = {span.number: 30 for span in spans[:-1]}
    assert bool(empty(rows, spans, date(2023, 1, 1))) == gap
