"""What is new after an import: months, the newest figures before and now, and what moved in months already shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.parts.what_moved import month_figures
from dashboard.telling.what_moved import Figures, MonthFigure, month_words, moved, new_months, newest
from tests.made_up_export import PRACTICE, bring, store, visits

MAY, JUNE, JULY = date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)
BEFORE: Figures = {
    "Rate": {MAY: MonthFigure(12, 35, True), JUNE: MonthFigure(9, 20, False)},
    "Gone": {MAY: MonthFigure(3, None, True)},
}
NOW: Figures = {
    "Rate": {MAY: MonthFigure(11, 35, True), JUNE: MonthFigure(10, 22, True), JULY: MonthFigure(0, 0, False)},
    "Count": {JUNE: MonthFigure(1204, None, True)},
}


def test_new_months_and_the_newest_whole_month_are_told() -> None:
    assert new_months(BEFORE, NOW) == [JULY]
    assert month_words([JULY]) == "New: July 2025."
    assert month_words([MAY, JUNE, JULY]) == "New: May 2025 to July 2025, 3 months."
    assert [one.row() for one in newest(BEFORE, NOW)] == [
        {"Measure": "Rate", "Before": "34% (12 of 35), May 2025", "Now": "45% (10 of 22), June 2025"},
        {"Measure": "Count", "Before": "none", "Now": "1,204, June 2025"},
    ]


def test_a_whole_month_that_was_shown_is_named_where_it_moved_or_went_and_an_open_one_is_not() -> None:
    assert moved(BEFORE, NOW) == [
        "Rate, May 2025: 34% (12 of 35) → 31% (11 of 35)",
        "Gone, May 2025: 3 → no figure any more",
    ]
    assert moved(NOW, NOW) == []


@pytest.mark.slow
def test_a_correction_in_the_emr_is_told_after_the_second_export(tmp_path: Path) -> None:
    opened = store(tmp_path)
    assert month_figures(opened, PRACTICE.clinic) == {}
    bring(tmp_path, visits({"Handout": "Y"}, {"Visit ID": "V2", "Chart No": "1002", "Handout": "N"}))
    before = month_figures(opened, PRACTICE.clinic)
    bring(tmp_path, visits({"Handout": "N"}, {"Visit ID": "V2", "Chart No": "1002", "Handout": "N"}))
    told = moved(before, month_figures(opened, PRACTICE.clinic))
    assert "Pamphlet or exercise prescription given, February 2025: 50% (1 of 2) → 0% (0 of 2)" in told
