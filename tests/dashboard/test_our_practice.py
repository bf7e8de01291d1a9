"""What is said of the practice on its page: checked whole, kept whole, followed by every count."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import page_of
from streamlit.testing.v1 import AppTest

from dashboard.pages.practice.form import ZONES, Typed, box, chosen_words, practice_from
from dashboard.parts.unsettled import (
    ASKS,
    LEAVE,
    MEANINGS,
    NEW,
    OUTSIDE,
    hand_offs_not_agreed,
    how_many,
    unsettled_names,
    unsettled_words,
    with_names,
    with_words,
)
from ingest.clinic import BadSettings, read_settings, write_settings
from ingest.profile import profiles
from measures.practice import Clinician, Practice, spelling
from tests.made_up_export import PRACTICE, bring, store, total, visits

names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12).map(spelling)
short = st.from_regex(r"[A-Z][0-9]{1,2}", fullmatch=True)


@st.composite
def practices(draw: st.DrawFn) -> Practice:
    spelt = draw(st.lists(names.filter(bool), unique=True, max_size=8))
    ids = draw(st.lists(short, unique=True, min_size=1, max_size=4))
    people = [Clinician(i, tuple(spelt[n :: len(ids) + 1])) for n, i in enumerate(ids)]
    return Practice(
        clinic="c", name=draw(names.filter(bool)), timezone=draw(st.sampled_from(ZONES)),
        adult_age=draw(st.integers(16, 19)), coverage_start=draw(st.none() | st.dates()),
        agreed_list=tuple(draw(st.lists(names.filter(bool), unique=True, max_size=3))),
        clinicians=tuple(people), outside=tuple(spelt[len(ids) :: len(ids) + 1]),
        all_in_person=draw(st.booleans()), clinician_views=draw(st.booleans()),
        words=(("visits.status", "Arrived", "completed"),),
    )  # fmt: skip


def typed(practice: Practice) -> Typed:
    """The form as it stands when nobody touched it."""
    return Typed(
        practice.name, practice.timezone, practice.adult_age, practice.coverage_start, practice.all_in_person,
        practice.clinician_views, practice.chosen, box(practice.agreed_list), box(practice.outside),
        [*((c.id, box(c.spellings)) for c in practice.clinicians), ("", "")], practice.words,
    )  # fmt: skip


@pytest.mark.slow
@given(practices())
def test_a_form_that_nobody_touched_changes_nothing(practice: Practice) -> None:
    assert practice_from(typed(practice), practice) == practice


@pytest.mark.slow
@given(practices())
def test_the_file_and_the_form_hold_the_same(practice: Practice) -> None:
    assert read_settings(write_settings(practice), "c") == practice_from(typed(practice), practice)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": " "}, "has no name"),
        ({"timezone": "Edmonton"}, "is not known; use one like America/Edmonton"),
        ({"clinicians": [("", "CEDAR, CARL")]}, "CEDAR, CARL has no short name"),
        ({"clinicians": [("A", "ONE"), ("A", "TWO")]}, "The short name A is given to two clinicians"),
        ({"clinicians": [("A", "ONE"), ("B", "ONE")]}, "ONE is given to both A and B"),
        ({"clinicians": [("A", "ONE")], "outside": "ONE"}, "ONE is both A and outside the practice"),
    ],
)
def test_what_cannot_be_used_is_answered_with_a_sentence(change: dict[str, object], says: str) -> None:
    with pytest.raises(BadSettings, match=says):
        practice_from(replace(typed(PRACTICE), **change), PRACTICE)  # type: ignore[arg-type]


@pytest.mark.slow
def test_nobody_is_guessed_from_a_similar_name(tmp_path: Path) -> None:
    bring(tmp_path, visits({}, {"Visit ID": "V2", "Provider": "Aspen, Anna"}))
    (asked,) = unsettled_names(store(tmp_path), PRACTICE.clinic)
    assert (asked.seen, asked.rows) == ("Aspen, Anna", 1)


def test_names_are_settled_as_answered() -> None:
    answers = {"CEDAR, CARL": NEW, "Aspen, Anna": "A", "ER DOCTOR": OUTSIDE, "SOMEBODY": LEAVE}
    done = with_names(PRACTICE, answers)
    assert done.roster["CEDAR, CARL"] == "P1"
    assert done.roster["Aspen, Anna"] == "A"
    assert done.outsiders == {"ER DOCTOR"}
    assert "SOMEBODY" not in {*done.roster, *done.outsiders}


@pytest.mark.slow
def test_a_word_is_asked_about_until_someone_says_what_it_means(tmp_path: Path) -> None:
    bring(tmp_path, visits({"Status": "Arrived"}))
    opened, clinic = store(tmp_path), PRACTICE.clinic
    (word,) = unsettled_words(opened, clinic)
    assert total(tmp_path, "_lbp_visits") == 0
    opened.save_settings(with_words(opened.settings(clinic), {(word.field, word.seen): "completed"}))
    assert not how_many(opened, clinic)
    assert total(tmp_path, "_lbp_visits") == 1


def test_every_word_a_profile_knows_can_be_the_answer_to_a_question() -> None:
    assert set(MEANINGS) == set(ASKS)
    for profile in profiles().values():
        for listed in profile.tables:
            fed_elsewhere = {word for feed in listed.feeds for word in feed.means}
            for field, spellings in listed.values.items():
                known, name = set(spellings.values()), f"{listed.event}.{field}"
                assert known - fed_elsewhere <= set(MEANINGS.get(name, known)), name


@pytest.mark.slow
def test_hand_offs_to_people_not_agreed_on_are_named(tmp_path: Path) -> None:
    bring(
        tmp_path,
        visits({"Warm Handoff To": "Riverbank  Physio"}, {"Visit ID": "V2", "Warm Handoff To": "Dr Elm"}),
    )
    assert [u.seen for u in hand_offs_not_agreed(store(tmp_path), PRACTICE.clinic)] == ["Dr Elm"]


@pytest.mark.parametrize(
    ("count", "says"), [(0, "first choice"), (2, "Four to six"), (5, "5 chosen."), (9, "four to six")]
)
def test_a_huddle_is_gently_kept_to_a_few_measures(count: int, says: str) -> None:
    assert says in chosen_words(count)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:

    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    return page_of("settings")


def press(app: AppTest, label: str) -> AppTest:
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return " ".join(e.value for e in app.info).replace("\\", "")


@pytest.mark.slow
def test_another_adult_age_changes_the_count_at_once(app: AppTest, tmp_path: Path) -> None:
    bring(tmp_path, visits({"Birth Date": "01-Jan-2008"}))
    assert total(tmp_path, "_lbp_visits") == 0
    app.run().number_input[0].set_value(16)
    assert "Saved." in said(press(app, "Save"))
    assert total(tmp_path, "_lbp_visits") == 1


@pytest.mark.slow
def test_a_form_that_cannot_be_used_saves_nothing(app: AppTest, tmp_path: Path) -> None:
    bring(tmp_path, visits({}))
    app.run().number_input[0].set_value(16)
    app.text_input[0].set_value("")
    assert "Nothing was saved." in said(press(app, "Save"))
    assert store(tmp_path).settings(PRACTICE.clinic).adult_age == PRACTICE.adult_age


@pytest.mark.slow
def test_a_name_of_the_export_is_asked_about_and_joins_the_roster(app: AppTest, tmp_path: Path) -> None:
    bring(tmp_path, visits({"Provider": "CEDAR, CARL"}))
    app.run().selectbox[0].set_value(NEW)
    press(app, "Keep these answers")
    assert store(tmp_path).settings(PRACTICE.clinic).roster["CEDAR, CARL"] == "P1"
    assert any(field.value == "CEDAR, CARL" for field in app.text_area)


@pytest.mark.slow
def test_settings_can_be_given_before_the_first_export(app: AppTest, tmp_path: Path) -> None:
    app.run().text_input[0].set_value("Prairie Lane Clinic")
    press(app, "Save")
    bring(tmp_path, visits({}), settings=None, export_date=date(2025, 6, 30))
    assert store(tmp_path).settings().name == "Prairie Lane Clinic"
