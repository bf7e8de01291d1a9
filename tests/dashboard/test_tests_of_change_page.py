"""The page "Tests of change": a test is planned, predicted, locked, studied and decided on by clicking through it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from bare_practice import bare_practice
from places import goes
from streamlit.testing.v1 import AppTest

from dashboard.records import CycleRecord, IdeaRecord, Person, Project, Records
from ingest.store import Store
from measures.improvement import ITSELF, Cycle, Decision, HowSmall, Of, Prediction
from measures.improvement.library import change_ideas

TODAY = date(2026, 11, 22)
ROOT = Path(__file__).resolve().parents[2]
CLINIC = "maple-creek-family-practice"
RATE = "imaging_rate_without_red_flags"
FALL = Prediction(RATE, date(2027, 1, 31), low=0.2, high=0.3, start=0.41)
PLANNED = Cycle(
    0, "Pamphlet at check-in", question="Will people take it?", predictions=(FALL,), scale=HowSmall(1, Of.PATIENT)
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up practice without any improvement work."""
    return bare_practice(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def practice(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample practice of its own, on 22 November 2026."""
    folder = copytree(sample, tmp_path / "practice")
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(folder))
    monkeypatch.setenv("HUDDLEBOARD_TODAY", "2026-11-22")
    return folder


@pytest.fixture
def records(practice: Path) -> Records:
    return Records(Store(practice).engine)


@pytest.fixture
def project(records: Records) -> Project:
    for name in ("Ann Aspen", "Ben Birch"):
        records.kept(Person(clinic=CLINIC, name=name), who="Ann Aspen")
    return records.kept(Project(clinic=CLINIC, title="Fewer images", aim_measure=RATE), who="Ann Aspen")


def page(**query: str) -> AppTest:
    """The page, with what the address asks for."""
    running = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    return goes(running, "tests_of_change", **query).run()


def said(running: AppTest) -> str:
    """Every word of the page, Markdown's escapes taken away."""
    boxes = [*running.title, *running.header, *running.markdown, *running.info, *running.error, *running.caption]
    html = [str(part.proto.body) for part in running.get("html")]
    return "\n".join([*(str(box.value).replace("\\", "") for box in boxes), *html])


def named(boxes: Any, label: str) -> Any:
    """The field with this label."""
    return next(box for box in boxes if box.label == label)


def press(running: AppTest, label: str) -> AppTest:
    named(running.button, label).click()
    return running.run()


def kept(records: Records, project: Project, told: Cycle = PLANNED) -> CycleRecord:
    return records.keep_cycle(CycleRecord(clinic=CLINIC, project_id=project.id, cycle=told), who="Ann Aspen")


def sign(running: AppTest, name: str = "Ann Aspen") -> None:
    named(running.selectbox, "Who writes this?").set_value(name)


def newest(records: Records) -> CycleRecord:
    return records.read(CycleRecord, CLINIC)[-1]


def test_without_an_aim_the_page_says_what_comes_first(practice: Path) -> None:
    assert "Say first what you aim for" in said(page())
    assert "Say first what you aim for" in said(page(cycle="new"))


def test_without_a_test_the_page_says_how_to_begin(project: Project) -> None:
    told = said(page())
    assert "Begin small" in told
    assert "There is no cycle 7" in said(page(cycle="7"))


def test_a_test_is_planned_with_a_prediction_in_per_cent(records: Records, project: Project) -> None:
    running = page(cycle="new")
    sign(running)
    press(running, "Plan this test")
    assert "has no name yet" in said(running)
    named(running.text_input, "Name of the test").set_value("Pamphlet at check-in")
    press(running, "Plan this test")
    assert running.query_params["cycle"] == ["1"] or running.query_params["cycle"] == "1"
    assert named(running.radio, "What is it about?").value == "The test itself"
    named(running.radio, "What is it about?").set_value("A measure").run()
    named(running.number_input, "From (%)").set_value(30)
    named(running.number_input, "To (%)").set_value(20)
    press(running, "Keep this prediction")
    assert "lower number first" in said(running)
    assert named(running.number_input, "From (%)").value == 30
    named(running.number_input, "From (%)").set_value(0.2)
    named(running.number_input, "To (%)").set_value(0.3)
    press(running, "Keep this prediction")
    assert "If you mean 20% to 30%, type 20 and 30." in said(running)
    named(running.number_input, "From (%)").set_value(20)
    named(running.number_input, "To (%)").set_value(30)
    press(running, "Keep this prediction")
    (one,) = newest(records).cycle.predictions
    assert (one.measure, one.low, one.high) == (RATE, 0.2, 0.3)
    july_to_september = (9 + 7 + 4) / (40 + 37 + 33)
    assert one.start == pytest.approx(july_to_september, abs=0.001)
    assert not running.exception


def test_starting_asks_once_and_locks_the_prediction(records: Records, project: Project) -> None:
    kept(records, project)
    running = page(cycle="1")
    sign(running)
    press(running, "Start the test")
    assert newest(records).cycle.started is None
    press(running, "Yes, start and lock the prediction")
    assert newest(records).cycle.started == date(2026, 11, 22)
    told = said(running)
    assert "locked since the start on 22 November 2026" in told
    assert not [button for button in running.button if button.label == "Keep this prediction"]


def test_a_test_is_ended_studied_from_the_data_and_adopted_with_its_reviews(records: Records, project: Project) -> None:
    kept(records, project, replace(PLANNED, started=date(2026, 8, 1)))
    running = page(cycle="1")
    sign(running)
    named(running.text_area, "What did you see?").set_value("All took it.")
    named(running.date_input, "Last day of the test").set_value(date(2026, 7, 1))
    press(running, "End the test")
    assert "before it began" in said(running)
    named(running.date_input, "Last day of the test").set_value(date(2026, 9, 30))
    press(running, "End the test")
    assert newest(records).cycle.observations == "All took it."  # ending keeps what was just typed
    press(running, "Keep what was learned")
    assert "Say what came of prediction 1" in said(running)
    named(running.radio, "What came of prediction 1?").set_value("data").run()
    named(running.text_area, "What did we learn?").set_value("People ask more.")
    press(running, "Keep what was learned")
    assert newest(records).cycle.results == (pytest.approx((7 + 4) / (37 + 33)),)
    assert "found 16%" in said(running)
    assert "16% (11 of 70) from August to September 2026, from the data" in said(running)
    named(running.radio, "What do we do with the change?").set_value(Decision.ADOPT).run()
    named(running.date_input, "From which day is it how we work?").set_value(date(2026, 12, 1))
    press(running, "Keep the decision")
    assert "Reviews after 3 and 6 months: 1 March 2027 and 1 June 2027" in said(running)
    assert newest(records).cycle.implemented == date(2026, 12, 1)


def test_two_people_at_the_same_part_are_told_and_what_was_typed_stays(records: Records, project: Project) -> None:
    seen = kept(records, project, replace(PLANNED, started=TODAY))
    running = page(cycle="1")
    sign(running)
    named(running.text_area, "What did you see?").set_value("Ann saw this.")
    theirs = replace(seen, cycle=replace(seen.cycle, observations="Ben saw that."))
    records.keep_cycle(theirs, who="Ben Birch")
    press(running, "Keep the notes")
    told = said(running)
    assert "Ben Birch changed this" in told
    assert "Ben saw that." in told
    assert named(running.text_area, "What did you see?").value == "Ann saw this."
    assert newest(records).cycle.observations == "Ben saw that."
    press(running, "Keep mine instead")
    assert newest(records).cycle.observations == "Ann saw this."
    assert not [button for button in running.button if button.label == "Keep mine instead"]


def test_what_a_colleague_wrote_can_be_left_as_it_is(records: Records, project: Project) -> None:
    seen = kept(records, project, replace(PLANNED, started=TODAY))
    running = page(cycle="1")
    sign(running)
    named(running.text_area, "What surprised you?").set_value("Nothing.")
    records.keep_cycle(replace(seen, cycle=replace(seen.cycle, surprises="Two asked.")), who="Ben Birch")
    press(running, "Keep the notes")
    press(running, "Leave theirs")
    assert named(running.text_area, "What surprised you?").value == "Two asked."
    assert newest(records).cycle.surprises == "Two asked."


def test_two_people_at_different_parts_do_not_stand_in_each_others_way(records: Records, project: Project) -> None:
    seen = kept(records, project, replace(PLANNED, started=TODAY))
    running = page(cycle="1")
    sign(running)
    named(running.text_area, "What did you see?").set_value("Ann saw this.")
    records.keep_cycle(replace(seen, cycle=replace(seen.cycle, question="Ben's question")), who="Ben Birch")
    press(running, "Keep the notes")
    assert (newest(records).cycle.observations, newest(records).cycle.question) == ("Ann saw this.", "Ben's question")


def test_what_cannot_be_kept_is_said_and_stays_in_its_field(records: Records, project: Project) -> None:
    kept(records, project, replace(PLANNED, started=TODAY))
    running = page(cycle="1")
    named(running.text_area, "What did you see?").set_value("Patient 123456789 took it.")
    press(running, "Keep the notes")
    assert "Nobody is named" in said(running)
    sign(running)
    press(running, "Keep the notes")
    assert "may be a patient's" in said(running)
    assert named(running.text_area, "What did you see?").value == "Patient 123456789 took it."
    assert newest(records).cycle.observations == ""


def test_tasks_grow_line_by_line_and_are_ticked_off(records: Records, project: Project) -> None:
    kept(records, project)
    running = page(cycle="1")
    sign(running)
    named(running.text_input, "Where (task 1)").set_value("front desk")
    press(running, "Keep the tasks")
    assert "Task 1 does not say what" in said(running)
    named(running.text_input, "What (task 1)").set_value("Print 20 pamphlets")
    press(running, "Keep the tasks")
    named(running.checkbox, "Done (task 1)").set_value(True)
    named(running.text_input, "What (task 2)").set_value("Tell the front desk")
    press(running, "Keep the tasks")
    assert [(task.what, task.done) for task in newest(records).cycle.tasks] == [
        ("Print 20 pamphlets", True), ("Tell the front desk", False),
    ]  # fmt: skip


def test_the_next_test_carries_on_from_an_earlier_one(records: Records, project: Project) -> None:
    done = replace(PLANNED, started=TODAY, ended=TODAY, learning="People ask more.", next_step="Two clinicians")
    kept(records, project, done)
    running = page(cycle="new", after="1")
    sign(running)
    assert "Grows out of Cycle 1: Pamphlet at check-in. It taught: People ask more." in said(running)
    named(running.text_input, "Name of the test").set_value("Pamphlet with two clinicians")
    press(running, "Plan this test")
    assert (newest(records).cycle.after, newest(records).cycle.change) == (1, "Two clinicians")


def test_an_idea_in_the_address_begins_a_test_of_it(records: Records, project: Project) -> None:
    idea = IdeaRecord(clinic=CLINIC, project_id=project.id, title="Words for the visit", measures=(RATE,))
    idea = records.kept(idea, who="Ann Aspen")
    running = page(idea=str(idea.id))
    sign(running)
    press(running, "Plan this test")
    made = newest(records)
    assert (made.cycle.title, made.idea_id, made.measures) == ("Words for the visit", idea.id, (RATE,))


def test_an_idea_of_the_library_is_taken_up_with_the_test(records: Records, project: Project) -> None:
    running = page(cycle="new")
    sign(running)
    named(running.text_input, "Name of the test").set_value("A small try")
    wanted = change_ideas()[0]
    named(running.selectbox, "Change idea").set_value(f"library {wanted.id}")
    press(running, "Plan this test")
    (idea,) = records.read(IdeaRecord, CLINIC)
    assert (idea.library, newest(records).idea_id) == (wanted.id, idea.id)


def test_a_test_closed_early_says_why_stays_in_the_list_and_can_be_opened_again(
    records: Records, project: Project
) -> None:
    kept(records, project)
    running = page(cycle="1")
    sign(running)
    press(running, "Close this test")
    assert "why it is closed" in said(running)
    named(running.text_input, "Why close it before it is finished?").set_value("The printer broke.")
    press(running, "Close this test")
    assert "Closed on 22 November 2026 before it was finished" in said(running)
    assert "Why: The printer broke." in said(running)
    assert [header.value for header in running.header] == ["Plan"]
    assert "Closed on 22 November 2026 before it was finished" in said(page())
    press(running, "Open this test again")
    assert newest(records).cycle.closed is None


def test_the_overview_tells_ramps_predictions_and_method(records: Records, project: Project) -> None:
    done = replace(PLANNED, started=date(2026, 8, 3), ended=date(2026, 8, 28), results=(0.25,), learning="They ask.")
    kept(records, project, done)
    kept(records, project, replace(PLANNED, title="Two clinicians", after=1, started=date(2026, 11, 2)))
    told = said(page())
    assert "the result lay within the range in 1 of 1" in told
    assert "Cycle 2 builds on what cycle 1 taught." in told
    assert "out of cycle 1" in told


def test_tests_of_a_closed_project_are_read_and_not_changed(records: Records, project: Project) -> None:
    kept(records, project, replace(PLANNED, started=date(2026, 8, 3)))
    records.kept(replace(project, closed=TODAY), who="Ann Aspen")
    assert "Tests of earlier projects" in said(page())
    running = page(cycle="1", project=str(project.id))
    assert "Will people take it?" in said(running)
    assert not running.text_area


def test_a_part_that_is_being_written_stays_open_when_a_colleague_completes_it(
    records: Records, project: Project
) -> None:
    seen = kept(records, project, replace(PLANNED, question=""))
    running = page(cycle="1")
    sign(running)
    named(running.text_area, "What do we want to find out?").set_value("Ann's question")
    records.keep_cycle(replace(seen, cycle=replace(seen.cycle, question="Ben's question")), who="Ben Birch")
    press(running, "Keep the plan")
    assert "Ben Birch changed this" in said(running)
    assert named(running.expander, "Correct or complete the plan").proto.expanded


def test_what_was_predicted_stands_as_a_box_on_the_chart_of_the_test(records: Records, project: Project) -> None:
    told = replace(PLANNED.predictions[0], by=date(2026, 9, 30))
    kept(records, project, replace(PLANNED, predictions=(told,), started=date(2026, 8, 3)))
    assert "Predicted, in the dashed box: 20% to 30% by 30 September 2026." in said(page(cycle="1"))


def test_notes_typed_while_a_colleague_ends_the_test_are_not_lost(records: Records, project: Project) -> None:
    seen = kept(records, project, replace(PLANNED, started=TODAY))
    running = page(cycle="1")
    sign(running)
    named(running.text_area, "What did you see?").set_value("Ann saw this.")
    ended = replace(seen.cycle, ended=TODAY, observations="Ben saw that.")
    records.keep_cycle(replace(seen, cycle=ended), who="Ben Birch")
    press(running, "Keep the notes")
    assert "Ben Birch changed this" in said(running)
    assert named(running.expander, "Correct or complete Do").proto.expanded
    press(running, "Keep mine instead")
    assert (newest(records).cycle.observations, newest(records).cycle.ended) == ("Ann saw this.", TODAY)


def test_who_was_typing_a_prediction_when_a_colleague_started_the_test_is_told(
    records: Records, project: Project
) -> None:
    seen = kept(records, project)
    running = page(cycle="1")
    sign(running)
    named(running.radio, "What is it about?").set_value("A measure").run()
    named(running.number_input, "From (%)").set_value(5)
    records.keep_cycle(replace(seen, cycle=replace(seen.cycle, started=TODAY)), who="Ben Birch")
    press(running, "Keep this prediction")
    assert "The test was started meanwhile" in said(running)
    assert newest(records).cycle.predictions == (FALL,)


def test_a_number_counted_by_hand_says_where_it_is_from(records: Records, project: Project) -> None:
    kept(records, project, replace(PLANNED, started=date(2026, 11, 2), ended=TODAY))
    running = page(cycle="1")
    sign(running)
    assert "the data end on 31 October 2026" in said(running)
    named(running.radio, "What came of prediction 1?").set_value("own").run()
    named(running.text_area, "What did we learn?").set_value("Eight charts are soon counted.")
    press(running, "Keep what was learned")
    assert "type it, or choose" in said(running)
    named(running.number_input, "Our number for prediction 1 (%)").set_value(25)
    named(running.text_input, "Where our number for prediction 1 is from").set_value("a count of 8 charts")
    press(running, "Keep what was learned")
    assert newest(records).cycle.results == (0.25,)
    assert "25%, a count of 8 charts" in said(running)


def test_a_small_test_predicts_how_many_will_go_as_planned_and_study_asks_for_that_number(
    records: Records, project: Project
) -> None:
    kept(records, project, replace(PLANNED, predictions=(), scale=HowSmall(5, Of.PATIENT)))
    running = page(cycle="1")
    sign(running)
    named(running.number_input, "At least so many go as planned").set_value(6)
    press(running, "Keep this prediction")
    assert "6 of 5 cannot be" in said(running)
    named(running.number_input, "At least so many go as planned").set_value(4)
    press(running, "Keep this prediction")
    (one,) = newest(records).cycle.predictions
    assert (one.measure, one.low, one.of, one.by) == (ITSELF, 0.8, 5, date(2026, 11, 29))
    press(running, "Start the test")
    press(running, "Yes, start and lock the prediction")
    press(running, "End the test")
    named(running.number_input, "How many of 5 went as planned? (empty: cannot tell yet)").set_value(3)
    named(running.text_area, "What did we learn?").set_value("Two left before the pamphlet came.")
    press(running, "Keep what was learned")
    assert newest(records).cycle.results == (0.6,)
    assert "expected at least 4 of 5 go as planned by 29 November 2026; found 3 of 5, outside the range" in said(
        running
    )
    assert "3 of 5, counted in the test" in said(running)
    assert not running.exception
