"""Exam names and codes that nothing recognised, settled by the champion and taken back again."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import page_of
from streamlit.testing.v1 import AppTest

from dashboard.pages.exams.exams_and_codes import before_and_after, settled_so_far, told, waiting, without
from tests.made_up_export import bring, orders, store, studied, total, visits

NAME = "Back study protocol B"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:

    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    bring(tmp_path, visits({}), orders({"Exam": NAME}))
    return page_of("exams_and_codes")


def press(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception
    return app


@pytest.mark.slow
def test_an_unknown_exam_is_listed_with_what_settling_it_would_add(tmp_path: Path) -> None:
    bring(tmp_path, visits({}), orders({"Exam": NAME}))
    found = waiting(studied(tmp_path))
    assert found.select("kind", "text", "rows", "would_add").rows() == [("exam", NAME, 1, 1)]
    assert told(found)["As the export writes it"].to_list() == [NAME]
    moved = before_and_after(studied(tmp_path), "exam", NAME, "XR")
    assert ("Images ordered without red flags", "0", "1") in moved.rows()


@pytest.mark.slow
def test_the_champion_sees_the_change_settles_it_and_takes_it_back(app: AppTest, tmp_path: Path) -> None:
    assert total(tmp_path, "_lumbar_images_all") == 0
    app.run().radio[0].set_value("XR").run()
    assert not app.exception
    press(app, "Settle it")
    assert total(tmp_path, "_lumbar_images_all") == 1
    assert store(tmp_path).settings().exams == {NAME: "XR"}
    press(app, "Ask again")
    assert total(tmp_path, "_lumbar_images_all") == 0
    assert store(tmp_path).settings().exams == {}


@pytest.mark.slow
def test_what_is_settled_is_told_in_words_and_can_be_taken_back(tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    practice = store(tmp_path).settings().knowing("exam", NAME, "no").knowing("code", "Z999", "A")
    assert settled_so_far(practice) == [
        ("exam", NAME, "not an image of the lumbar spine"),
        ("code", "Z999", "low back pain"),
    ]
    assert without(without(practice, "exam", NAME), "code", "Z999") == store(tmp_path).settings()
