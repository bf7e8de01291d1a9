"""New files of an inbox are offered, and one click brings them in where nothing is new to ask."""

import os
from datetime import date, timedelta
from pathlib import Path
from time import mktime

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.commands.serve import open_inbox
from dashboard.parts.inbox import FOLDER, made_on, offer, waiting
from ingest.for_people import Refusal
from ingest.store import Store
from tests.dashboard.test_bring_in import only_this_page, said
from tests.made_up_export import EXPORTED, bring, orders, store, visits


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the list that is here already and a new one beside a file of another kind."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    bring(tmp_path, visits({}), orders({}))
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    monkeypatch.setenv(FOLDER, str(folder))
    (folder / "here.csv").write_text(visits({}), "utf-8")
    (folder / "new.csv").write_text(visits({}, {"Visit ID": "V2", "Visit Date": "01-Jul-2025"}), "utf-8")
    (folder / "letter.docx").write_bytes(b"no list")
    at = mktime((EXPORTED + timedelta(days=1)).timetuple())
    os.utime(folder / "new.csv", (at, at))
    return folder


def at_hand(tmp_path: Path) -> tuple[Store, str]:
    """The store and its one clinic."""
    opened = store(tmp_path)
    return opened, opened.clinics()[0]


def test_only_a_list_that_is_not_here_yet_waits(inbox: Path, tmp_path: Path) -> None:
    (found,) = waiting(*at_hand(tmp_path))
    assert (found.name, found.made) == ("new.csv", date(2025, 7, 1))
    assert bytes(found.getbuffer()) == (inbox / "new.csv").read_bytes()


@pytest.mark.slow
def test_one_click_brings_it_in_where_nothing_is_asked(inbox: Path, tmp_path: Path) -> None:
    app = AppTest.from_function(only_this_page, default_timeout=30).run()
    assert "1 new file in the inbox: new.csv." in said(app)
    next(one for one in app.button if "as exported on" in one.label).click().run()
    assert "The files are brought in." in said(app)
    here, clinic = at_hand(tmp_path)
    assert [one["export_date"] for one in here.imports(clinic)][-1] == "2025-07-01"
    assert waiting(*at_hand(tmp_path)) == []


def test_the_day_in_a_name_is_the_export_s_else_the_day_the_file_was_written(inbox: Path, tmp_path: Path) -> None:
    (written,) = waiting(*at_hand(tmp_path))
    assert made_on([written], date(2025, 7, 5)) == date(2025, 7, 1)
    (inbox / "new.csv").rename(inbox / "visits_2025-06-30.csv")
    (stated,) = waiting(*at_hand(tmp_path))
    assert made_on([stated], date(2025, 7, 5)) == date(2025, 6, 30)
    assert offer([stated], date(2025, 7, 5)) == "Bring it in, as exported on 30 June 2025"


def test_an_inbox_that_is_no_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    with pytest.raises(Refusal, match="there is no such folder"):
        open_inbox(tmp_path / "nowhere")
