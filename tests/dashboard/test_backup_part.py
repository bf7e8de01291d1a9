"""The page "Our practice" says how old the last backup is and makes a new one."""

from datetime import date
from pathlib import Path

import pytest
from places import page_of
from streamlit.testing.v1 import AppTest

from dashboard.pages.practice.backing_up import free_name
from ingest.safekeeping import lockbox
from ingest.safekeeping.backup import unpacked
from tests.made_up_export import bring, visits

SECRET = "a sentence long enough to keep"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    bring(tmp_path, visits({}))
    monkeypatch.setattr(lockbox, "COST", {"n": 1 << 10, "r": 8, "p": 1})
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    return page_of("settings", 60).run()


def fill(app: AppTest, folder: Path, first: str, second: str) -> AppTest:
    given = {"Folder for the backup, on this computer": str(folder), "Passphrase": first}
    for field in app.text_input:
        if field.label in given:
            field.set_value(given[field.label])
        if field.label == "The same passphrase again":
            field.set_value(second)
    next(button for button in app.button if button.label == "Make a backup").click()
    return app.run()


def said(app: AppTest) -> str:
    return " ".join(str(one.value) for one in (*app.markdown, *app.info, *app.success))


@pytest.mark.slow
def test_the_page_makes_a_backup_and_says_so(app: AppTest, tmp_path: Path) -> None:
    assert "No backup of this folder" in said(app)
    (tmp_path / "stick").mkdir()
    app = fill(app, tmp_path / "stick", SECRET, SECRET)
    assert not app.exception
    (file,) = (tmp_path / "stick").iterdir()
    assert unpacked(file, SECRET, None)["files"]
    assert "made today" in said(app)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("folder", "second", "says"), [("stick", "another", "not the same"), ("no such", SECRET, "There is no folder")]
)
def test_what_cannot_be_made_is_answered_with_a_sentence(
    app: AppTest, tmp_path: Path, folder: str, second: str, says: str
) -> None:
    (tmp_path / "stick").mkdir()
    app = fill(app, tmp_path / folder, SECRET, second)
    assert says in said(app)
    assert not list((tmp_path / "stick").iterdir())


def test_a_second_backup_of_a_day_gets_a_name_of_its_own(tmp_path: Path) -> None:
    first = free_name(tmp_path, date(2026, 11, 30))
    first.write_bytes(b"")
    assert (first.name, free_name(tmp_path, date(2026, 11, 30)).name) == (
        "huddleboard-2026-11-30.backup", "huddleboard-2026-11-30-2.backup",
    )  # fmt: skip
