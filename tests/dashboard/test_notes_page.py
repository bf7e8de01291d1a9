"""The page "What happened": written down, corrected over nobody, taken back and put back, always with who."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bare_practice import bare_practice
from made_up_records import fresh
from places import goes
from streamlit.testing.v1 import AppTest

from dashboard.pages.changing.noting.listing import who_wrote
from dashboard.records import Note
from dashboard.study import study
from ingest.store import Store

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"


# Who wrote it


def test_a_note_says_who_wrote_it_and_who_did_what_last() -> None:
    records = fresh()
    note = records.kept(Note(clinic="elm", day=date(2024, 6, 3), text="New template"), who="Ann Aspen")

    def told() -> str:
        return who_wrote(records.changes("elm", "notes", note.id))

    assert told() == "Written by Ann Aspen on 2 March 2026."
    note = records.kept(replace(note, text="New EMR template"), who="Ben Birch")
    assert told().endswith("; corrected by Ben Birch on 2 March 2026.")
    note = records.kept(replace(note, active=False), who="Cleo Cedar")
    assert told().endswith("; taken back by Cleo Cedar on 2 March 2026.")
    records.kept(replace(note, active=True), who="Ann Aspen")
    assert told().endswith("; put back by Ann Aspen on 2 March 2026.")


# The page


@pytest.fixture(scope="module")
def brought_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bare_practice(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def folder(brought_in: Path, tmp_path: Path) -> Path:
    shutil.copytree(brought_in, tmp_path / "data")
    return tmp_path / "data"


def page(monkeypatch: pytest.MonkeyPatch, folder: Path) -> AppTest:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(folder))
    monkeypatch.setenv("HUDDLEBOARD_TODAY", "2026-11-02")
    running = AppTest.from_file(str(APP), default_timeout=60)
    running.session_state["writer"] = "Ann Aspen"
    return goes(running.run(), "notes").run()


def typed(running: AppTest, text: str) -> AppTest:
    running.text_input(key="note text new 0").input(text)
    return running


def press(running: AppTest, label: str) -> AppTest:
    return next(one for one in running.button if one.label == label).click().run()


def said(running: AppTest) -> str:
    return "\n".join([*(one.value for one in running.info), *(one.value for one in running.markdown)])


@pytest.mark.slow
def test_what_is_written_down_stands_in_the_list_and_on_every_chart(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    running = typed(page(monkeypatch, folder), "New template *here*")
    running.date_input(key="note day new 0").set_value(date(2026, 3, 2))
    running.selectbox(key="note kind new 0").set_value("emr")
    press(running, "Write it down")
    assert not running.exception
    assert "Written down" in said(running)
    assert running.text_input(key="note text new 1").value == ""
    running.switch_page("dashboard/pages/measure.py").run()
    shown = "\n".join(str(one.proto.body) for one in running.get("html"))
    assert "<strong>2 March 2026</strong>: EMR or template change: New template *here*" in shown


@pytest.mark.slow
def test_what_cannot_be_kept_is_said_and_stays_typed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    running = page(monkeypatch, folder)
    assert "Nothing is written down yet" in said(running)
    for text, why in (
        ("", "no words yet"),
        ("Called 403 555 0199 12", "may be a patient's"),
        ("Mrs. Maple moved", "may name a patient"),
    ):
        press(typed(running, text), "Write it down")
        assert why in said(running)
        assert running.text_input(key="note text new 0").value == text
    running.date_input(key="note until new 0").set_value(date(2026, 1, 1))
    press(running, "Write it down")
    assert "before it began" in said(running)
    assert "Nothing is written down yet" in said(running)


@pytest.mark.slow
def test_a_colleagues_correction_is_shown_and_not_written_over(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    known = study(Store(folder))
    note = known.records.kept(Note(clinic=known.clinic, day=date(2026, 3, 2), text="Template"), who="Ann Aspen")
    running = page(monkeypatch, folder)
    running.session_state[f"note {note.id}"] = True
    running.run()
    known.records.kept(replace(note, text="Template for referrals"), who="Ben Birch")
    text = f"opened notes {note.id} correction 0 text"
    running.text_input(key=text).input("Template of the EMR")
    press(running, "Keep the correction")
    assert "Ben Birch changed this" in said(running)
    assert "What happened: Template for referrals (before: Template)" in said(running).replace("\\", "")
    assert known.written.notes[0].text == "Template for referrals"
    assert running.text_input(key=text).value == "Template of the EMR"
    press(running, "Keep mine instead")
    assert known.written.notes[0].text == "Template of the EMR"


@pytest.mark.slow
def test_a_note_is_not_taken_back_unread_after_a_colleague_corrected_it(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    known = study(Store(folder))
    note = known.records.kept(Note(clinic=known.clinic, day=date(2026, 3, 2), text="Template"), who="Ann Aspen")
    running = page(monkeypatch, folder)
    running.session_state[f"note {note.id}"] = True
    running.run()
    known.records.kept(replace(note, text="Template for referrals"), who="Ben Birch")
    press(running, "Take it back")
    assert "What happened: Template for referrals (before: Template)" in said(running).replace("\\", "")
    assert [one.text for one in known.written.notes] == ["Template for referrals"]
    press(running, "Keep mine instead")
    assert known.written.notes == ()
    assert [one.text for one in known.written.all_notes] == ["Template for referrals"]


@pytest.mark.slow
def test_what_is_taken_back_can_stand_again(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    known = study(Store(folder))
    note = known.records.kept(Note(clinic=known.clinic, day=date(2026, 3, 2), text="Template"), who="Ann Aspen")
    running = page(monkeypatch, folder)
    running.session_state[f"note {note.id}"] = True
    running.run()
    press(running, "Take it back")
    assert known.written.notes == ()
    press(running, "Let it stand again")
    assert [one.text for one in known.written.notes] == ["Template"]
    assert len(known.records.changes(known.clinic, "notes", note.id)) == 3


@pytest.mark.slow
def test_a_point_of_a_chart_offers_a_note_of_its_day(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(folder))
    running = AppTest.from_file(str(APP), default_timeout=60).run()
    goes(running, "measure", part="Rows behind a point", rows="Mar 2026").run()
    shown = {link.proto.label: link.proto.query_string for link in running.get("page_link")}
    assert shown["Write down what happened then"] == "see=notes&day=2026-03-01"
    assert shown["Plan a test of a change"].startswith("see=tests&cycle=new&measure=")
    noted = AppTest.from_file(str(APP), default_timeout=60).run()
    assert goes(noted, "notes", day="2026-03-01").run().date_input(key="note day new 0").value == date(2026, 3, 1)
