"""Change ideas: taken up from the library or the practice's own, standing where their tests say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import goes
from streamlit.testing.v1 import AppTest

from dashboard.pages.changing.ideas.shelf import card_html, pointed_to, resource_words
from dashboard.pages.changing.ideas.visit import sheet_html
from dashboard.records import CycleRecord, IdeaRecord, Person, Project, Records
from dashboard.records.idea_taken_up import idea_record, library_idea
from dashboard.records.ideas_standing import STANDINGS, in_words, standing, standings, too_many
from dashboard.telling.codes import group_words
from measures.improvement import Cycle, Decision
from measures.improvement.library import change_ideas, resources, safety_net, script_cards
from tests.made_up_export import bring, orders, store, visits

APP = Path(__file__).parents[2] / "streamlit_app.py"
DAY = date(2026, 3, 2)
PLANNED = Cycle(1, "One patient")
RUNNING = replace(PLANNED, started=DAY)
TO_STUDY = replace(RUNNING, ended=DAY)
ADAPTED = replace(TO_STUDY, learning="print it larger", decision=Decision.ADAPT)
ADOPTED = replace(ADAPTED, decision=Decision.ADOPT, implemented=DAY)
GIVEN_UP = replace(ADAPTED, decision=Decision.ABANDON)
CLOSED_EARLY = replace(RUNNING, closed=DAY)


def idea(status: str = "considering", number: int = 1) -> IdeaRecord:
    return IdeaRecord(clinic="elm", id=number, version=1, project_id=1, title="Sticky note", status=status)


def cycles_of(of: IdeaRecord, *cycles: Cycle) -> list[CycleRecord]:
    return [
        CycleRecord(clinic="elm", id=n, project_id=1, idea_id=of.id, cycle=replace(cycle, number=n))
        for n, cycle in enumerate(cycles, 1)
    ]


# Where an idea stands


@pytest.mark.parametrize(
    ("said", "cycles", "stands"),
    [
        ("considering", [], "Considering: not tested yet"),
        ("considering", [PLANNED], "Considering: 1 test, planned"),
        ("considering", [RUNNING], "Testing: 1 test, running"),
        ("considering", [ADAPTED, RUNNING], "Testing: 2 tests, one running"),
        ("considering", [RUNNING, TO_STUDY, PLANNED], "Testing: 3 tests, one running, one to be studied, one planned"),
        ("considering", [ADAPTED], "Considering: 1 test, finished; decided to adapt it"),
        ("considering", [ADAPTED, ADOPTED], "Adopted: 2 tests, all finished; decided to adopt it"),
        ("considering", [CLOSED_EARLY], "Considering: 1 test, closed early"),
        ("set_aside", [GIVEN_UP], "Set aside: 1 test, finished; decided to abandon it"),
        ("set_aside", [ADAPTED, RUNNING], "Testing: 2 tests, one running"),
        ("adopted", [], "Adopted: not tested yet"),
    ],
)
def test_an_idea_stands_where_its_tests_say_unless_a_person_set_it_aside(
    said: str, cycles: Sequence[Cycle], stands: str
) -> None:
    one = idea(said)
    assert standing(one, cycles_of(one, *cycles)).says == stands


def test_cycles_of_another_idea_do_not_speak() -> None:
    assert standing(idea(number=7), cycles_of(idea(number=1), RUNNING)).words == "not tested yet"


CYCLES = st.lists(st.sampled_from([PLANNED, RUNNING, TO_STUDY, ADAPTED, ADOPTED, GIVEN_UP, CLOSED_EARLY]), max_size=6)


@given(CYCLES, st.sampled_from(STANDINGS))
def test_whatever_was_said_an_idea_is_testing_just_when_a_test_is_under_way(cycles: list[Cycle], said: str) -> None:
    one = idea(said)
    under_way = any(cycle in (RUNNING, TO_STUDY) for cycle in cycles)
    assert (standing(one, cycles_of(one, *cycles)).status == "testing") == under_way


@given(CYCLES)
def test_every_number_of_tests_is_told_whole(cycles: list[Cycle]) -> None:
    numbered = [replace(cycle, number=n) for n, cycle in enumerate(cycles, 1)]
    said = in_words(numbered)
    assert said == "not tested yet" if not cycles else said.startswith(f"{len(cycles)} test")


@given(st.lists(CYCLES, max_size=5))
def test_ideas_being_tested_come_first_and_those_set_aside_last(each: list[list[Cycle]]) -> None:
    ideas = [idea("set_aside" if n % 2 else "considering", n) for n in range(1, len(each) + 1)]
    cycles = [one for of, some in zip(ideas, each, strict=True) for one in cycles_of(of, *some)]
    order = [STANDINGS.index(one.status) for one in standings(ideas, cycles)]
    assert all(before <= after for before, after in pairwise(order))


@pytest.mark.parametrize(("testing", "gentle"), [(0, False), (1, False), (2, False), (3, True)])
def test_more_than_two_ideas_at_once_get_a_gentle_word(testing: int, gentle: bool) -> None:
    ideas = [idea(number=n) for n in range(1, 5)]
    cycles = [one for of in ideas[:testing] for one in cycles_of(of, RUNNING)]
    assert bool(too_many(standings(ideas, cycles))) == gentle


# The library and the words for the visit


def test_an_idea_of_the_library_is_taken_up_with_its_words_group_effort_and_measures() -> None:
    for one in change_ideas():
        record = idea_record("elm", 3, one)
        assert (record.library, record.title, group_words(record.group), record.measures) == (
            one.id, one.title, one.group, one.measures,
        )  # fmt: skip
        assert record.effort.capitalize() == one.effort
        assert library_idea(record.library) == one


def test_the_gap_checklist_points_to_ideas_where_the_answer_was_no_or_not_sure() -> None:
    answers = {"referral_list": "no", "patient_handout": "not_sure", "variance_words": "yes"}
    project = Project(clinic="elm", title="Fewer images", gaps={k: {"answer": v} for k, v in answers.items()})
    assert pointed_to(project) == {"warm_hand_off", "pamphlet", "video"}
    first = change_ideas()[0]
    assert "gap checklist" in card_html(first, pointed=True)
    assert "gap checklist" not in card_html(first, pointed=False)


def test_the_printed_sheet_holds_every_phrase_and_the_safety_net() -> None:
    sheet = sheet_html(script_cards(), safety_net())
    assert sheet.count("<article") == len(script_cards()) + 1
    assert sheet.count("<li>") == sum(len(card.phrases) for card in (*script_cards(), safety_net()))
    assert "go to the emergency department at once" in sheet.lower()


def test_a_resource_is_told_with_its_address_publisher_and_year() -> None:
    for one in resources():
        assert f"]({one.address})" in resource_words(one)


# The page


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    return tmp_path


def opened(folder: Path, project: bool = True) -> AppTest:
    """The page, on a practice with an export and, usually, with a project."""
    bring(folder, visits({}), orders({}))
    if project:
        records, clinic = records_of(folder)
        records.kept(Project(clinic=clinic, title="Fewer images"), who="Ann Aspen")
        records.kept(Person(clinic=clinic, name="Ann Aspen"), who="Ann Aspen")
    return page()


def page() -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    app = goes(app, "change_ideas").run()
    assert not app.exception
    return app


def records_of(folder: Path) -> tuple[Records, str]:
    opened_store = store(folder)
    return Records(opened_store.engine), opened_store.clinics()[0]


def field(app: AppTest, label: str) -> Any:
    """The field of the form that is there first: the idea taken up; else the new one."""
    return next(one for one in (*app.text_input, *app.text_area, *app.multiselect, *app.radio) if one.label == label)


def ideas_kept(folder: Path) -> list[IdeaRecord]:
    records, clinic = records_of(folder)
    return records.read(IdeaRecord, clinic)


def press(app: AppTest, key_or_label: str) -> AppTest:
    next(b for b in app.button if key_or_label in (b.key, b.label)).click()
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return " ".join([one.value for one in (*app.info, *app.markdown)] + [one.proto.body for one in app.get("html")])


def sign(app: AppTest, name: str = "Ann Aspen") -> AppTest:
    return app.selectbox(key="who writes ideas").set_value(name).run()


@pytest.mark.slow
def test_without_an_export_the_library_can_be_read_and_says_what_comes_first(folder: Path) -> None:
    app = page()
    assert "First say what you aim for" in said(app)
    assert "Hand over a pamphlet" in said(app)
    assert not [b for b in app.button if b.label == "Take it up"]


@pytest.mark.slow
def test_without_a_project_the_aim_comes_first_and_all_can_be_read(folder: Path) -> None:
    app = opened(folder, project=False)
    assert "First say what you aim for" in said(app)
    assert "Before every goodbye: the safety net" in said(app)
    assert not [b for b in app.button if b.label == "Take it up"]


@pytest.mark.slow
def test_an_idea_is_taken_up_by_somebody_who_gives_a_name(folder: Path) -> None:
    app = press(opened(folder), "take pamphlet")
    assert "Nobody is named as the writer" in said(app)
    assert ideas_kept(folder) == []
    app = press(sign(app), "take pamphlet")
    assert [one.library for one in ideas_kept(folder)] == ["pamphlet"]
    assert "Taken up: Hand over a pamphlet" in said(app)
    assert "Considering: not tested yet" in said(app)
    assert "take pamphlet" not in [b.key for b in app.button]


@pytest.mark.slow
def test_an_idea_of_our_own_is_kept_with_its_measures_and_can_be_set_aside(folder: Path) -> None:
    app = sign(opened(folder))
    press(app, "Keep this idea")
    assert "The idea has no title yet" in said(app)
    field(app, "Title").set_value("Sticky note *on* the screen")
    field(app, "Measures it should move").set_value(["Imaging rate without red flags"])
    app = press(app, "Keep this idea")
    kept = ideas_kept(folder)[0]
    assert (kept.title, kept.library, kept.measures) == (
        "Sticky note *on* the screen", "", ("imaging_rate_without_red_flags",),
    )  # fmt: skip
    field(app, "Where it stands").set_value("set_aside")
    app = press(app, "Keep the change")
    assert ideas_kept(folder)[0].status == "set_aside"
    assert "Set aside: not tested yet" in said(app)


@pytest.mark.slow
def test_of_two_people_changing_an_idea_the_second_is_told_and_keeps_what_was_typed(folder: Path) -> None:
    app = press(sign(opened(folder)), "take script")
    kept = ideas_kept(folder)[0]
    records, _ = records_of(folder)
    records.kept(replace(kept, says="Ben's words"), who="Ben Birch")
    field(app, "What we do").set_value("Ann's words")
    app = press(app, "Keep the change")
    assert "Ben Birch changed this" in said(app)
    assert ideas_kept(folder)[0].says == "Ben's words"
    assert field(app, "What we do").value == "Ann's words"
    app = press(app, "Leave theirs")
    assert field(app, "What we do").value == "Ben's words"


@pytest.mark.slow
def test_who_has_an_idea_open_is_told_of_a_change_before_pressing_anything(folder: Path) -> None:
    app = press(sign(opened(folder)), "take script")
    records, _ = records_of(folder)
    records.kept(replace(ideas_kept(folder)[0], says="Ben's words"), who="Ben Birch")
    assert "Ben Birch changed this after you opened it" in said(app.run())
    assert "What we do: Ben's words (before: " in said(app).replace("\\", "")
    field(app, "Title").set_value("Ann's title")
    press(press(app, "Keep the change"), "Keep mine instead")
    after = ideas_kept(folder)[0]
    assert (after.title, after.says) == ("Ann's title", "Ben's words")


@pytest.mark.slow
def test_a_patient_number_in_an_idea_is_refused_with_a_sentence(folder: Path) -> None:
    app = sign(opened(folder))
    field(app, "Title").set_value("As for 1234567890")
    app = press(app, "Keep this idea")
    assert "may be a patient's" in said(app).replace("\\", "")
    assert ideas_kept(folder) == []
