"""A measure of whose rows too many carry a status that nobody explained is no measure: no figure, no chart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.pages.huddling.huddle import tile_html
from dashboard.pages.huddling.this_week import week
from dashboard.study import Study
from dashboard.study.unexplained import unexplained_share
from dashboard.study.verdicts import judged, verdict_of
from tests.made_up_export import bring, orders, studied, visits

NAME, TODAY = "imaging_rate_without_red_flags", date(2025, 7, 10)


def practice(folder: Path, odd: int) -> Study:
    """Ten visits, of which so many have a status in a word of the clinic's own."""
    rows = [
        {"Chart No": str(k), "Visit ID": f"V{k}", "Visit Date": f"{k + 1:02d}-Jun-2025"}
        | ({"Status": "Zebra"} if k < odd else {})
        for k in range(10)
    ]
    bring(folder, visits(*rows), orders({"Chart No": "1", "Order Date": "04-Jun-2025"}), export_date=date(2025, 6, 30))
    return studied(folder)


@pytest.mark.slow
@pytest.mark.parametrize(("odd", "too_many"), [(4, True), (3, False)])
def test_from_two_fifths_on_the_rest_is_not_charted(tmp_path: Path, odd: int, too_many: bool) -> None:
    study = practice(tmp_path, odd)
    assert unexplained_share(study, NAME) == pytest.approx(odd / 10)
    found = judged(study, NAME, TODAY).verdict
    assert (found.because == "unexplained_rows") == too_many
    series = study.series(NAME)
    pictures = tile_html(series, study.chart(series), found).count("<img")
    assert pictures == (1 if too_many else 2), "the mark, and the line only of a measure"
    waits = study.measures[NAME].waiting
    assert verdict_of(study, NAME, TODAY).state == ("cannot_count_yet" if too_many or waits else "too_soon")


@pytest.mark.slow
def test_a_huddle_without_a_figure_asks_who_can_explain_and_not_to_bring_it_lower(tmp_path: Path) -> None:
    assert week(practice(tmp_path, 4), TODAY).question == "To talk about: who can explain what the export leaves open?"
