"""Urgent red flags that nothing followed, as a list on the huddle page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.huddling.to_act_on import listed, recent, told
from tests.made_up_export import bring, orders, studied, table, visits

APP = Path(__file__).parents[2] / "streamlit_app.py"
EMERGENCY = "Back pain with saddle numbness and new urinary retention"
CARRIES = {"Exam": "X-ray lumbar spine", "Order Date": "03-Jan-2024", "Chart No": "77"}


REFERRAL = {
    "Referral ID": "R1",
    "Chart No": "77",
    "Referral Date": "03-Jan-2024",
    "Provider": "ASPEN, ANNA",
    "Service": "Physiotherapy",
    "Status": "Sent",
}


def practice(folder: Path, day: str, *more: dict[str, str]) -> None:
    texts = visits({"Visit Date": day, "Reason": EMERGENCY}), orders(CARRIES, *more), table(REFERRAL, {})
    bring(folder, *texts, export_date=date(2025, 6, 30))


@pytest.mark.slow
def test_an_urgent_flag_that_nothing_followed_is_listed_by_its_place_in_the_export(tmp_path: Path) -> None:
    practice(tmp_path, "05-Jun-2025")
    study = studied(tmp_path)
    found = listed(study)
    assert found.select("file", "line", "atom", "state", "overdue").rows() == [
        ("export0.csv", 2, "cauda_equina", "present", True)
    ]
    assert told(found).row(0) == (
        "5 June 2025", "Cauda equina", "6 June 2025", "nothing on record by then", "export0.csv, line 2",
    )  # fmt: skip
    assert recent(study, found) == 1


@pytest.mark.slow
def test_an_image_on_the_next_day_closes_the_case(tmp_path: Path) -> None:
    practice(tmp_path, "05-Jun-2025", {"Order ID": "D2", "Req #": "R2", "Order Date": "06-Jun-2025"})
    assert listed(studied(tmp_path)).is_empty()


@pytest.mark.slow
@pytest.mark.parametrize(("day", "warns"), [("05-Jun-2025", True), ("05-Jun-2024", False)])
def test_the_huddle_begins_with_what_is_to_be_acted_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: str, warns: bool
) -> None:
    practice(tmp_path, day)
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    assert not app.exception
    assert [("To act on today" in warning.value) for warning in app.warning] == ([True] if warns else [])
    assert any("Urgent red flags that nothing followed: 1" in part.label for part in app.expander)
