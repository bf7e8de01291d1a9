"""The desk: who sits here is said once, kept on this computer, and a name that is nearly known is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.desk import CLINIC, desk_at, perhaps, remember, remembered
from dashboard.records import Person, Records
from dashboard.records.access import ACTS, READ_CLINICIANS, may
from measures.practice import Practice
from tests import made_up_export as made_up

KNOWN = ["Nora Feld", "Ben Birch"]


@pytest.mark.parametrize("typed", ["Nora Feldt", "nora  fel", "Nora Feld.", "Noara Feld"])
def test_a_name_that_is_nearly_known_may_be_that_person(typed: str) -> None:
    assert perhaps(typed, KNOWN) == "Nora Feld"


@pytest.mark.parametrize("typed", ["Nora Feld", "nora feld", "Odile Savard", "Ben", ""])
def test_a_known_name_and_a_quite_different_one_are_not_asked_about(typed: str) -> None:
    assert perhaps(typed, KNOWN) is None


def test_who_sits_here_is_kept_for_this_folder_and_no_other(tmp_path: Path) -> None:
    one, other = (made_up.Store(tmp_path / name) for name in ("one", "other"))
    remember(one, "Nora Feld")
    assert (remembered(one), remembered(other)) == ("Nora Feld", "")
    remember(one, "")
    assert remembered(one) == ""


def test_the_clinic_open_last_is_open_again_and_takes_nobodys_seat(tmp_path: Path) -> None:
    store = made_up.Store(tmp_path / "data")
    remember(store, "Nora Feld")
    remember(store, "cedar", CLINIC)
    assert (remembered(store), remembered(store, CLINIC)) == ("Nora Feld", "cedar")


def test_everything_may_be_done_at_a_desk_but_reading_clinicians_unless_the_practice_says_so() -> None:
    closed = Practice()
    assert [act for act in ACTS if not may("Nora Feld", act, closed)] == [READ_CLINICIANS]
    assert all(may("", act, replace(closed, clinician_views=True)) for act in ACTS)
    with pytest.raises(ValueError, match="is no act"):
        may("Nora Feld", "steal", closed)


@pytest.mark.slow
def test_a_desk_gives_the_clinics_study_and_records(tmp_path: Path) -> None:
    made_up.bring(tmp_path, made_up.visits({}), made_up.orders({}))
    desk = desk_at(made_up.store(tmp_path), None, date(2025, 7, 1), "Nora Feld")
    assert desk.study().clinic == desk.clinic == desk.practice.clinic
    assert desk.records.version(desk.clinic) >= 0
    assert not desk.may(READ_CLINICIANS)


def _asks(folder: str) -> None:
    from pathlib import Path

    import streamlit as st

    from dashboard.forms.at_the_desk import corner, who_writes
    from dashboard.study import study
    from ingest.store import Store

    now = study(Store(Path(folder)), bare=True)
    with st.sidebar:
        corner(now.store)
    st.write("written by " + (who_writes(now, "one") or "nobody yet"))


def _texts(app: AppTest) -> list[str]:
    return [one.value for one in (*app.markdown, *app.caption)]


@pytest.mark.slow
def test_a_name_given_once_holds_for_every_form_until_somebody_else_sits_down(tmp_path: Path) -> None:
    store = made_up.Store(tmp_path / "data")
    Records(store.engine).kept(Person(clinic="clinic", name="Nora Feld", role="Champion"), who="Nora Feld")
    app = AppTest.from_function(_asks, args=(str(store.folder),)).run()
    app.selectbox[0].set_value("Nora Feld").run()
    again = AppTest.from_function(_asks, args=(str(store.folder),)).run()
    assert not again.selectbox
    assert "Kept as Nora Feld" in _texts(again)
    next(one for one in again.button if one.label == "Somebody else").click().run()
    assert [box.label for box in again.selectbox] == ["Who writes this?"]
    assert not again.exception
