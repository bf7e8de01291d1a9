"""The page Reviews: what waits, one review held by a team, ratings given alone, and the story."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_up_reviews import ANN, BEN, RATE, adopted, brought, copied, held
from places import goes
from streamlit.testing.v1 import AppTest

from dashboard.records import ReviewRecord
from dashboard.study import Study

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "streamlit_app.py"
LATE = "2025-09-30"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half of the patients imaged in 2024, two of twelve in the 21 months to September 2025."""
    folder = tmp_path_factory.mktemp("practice")
    brought(folder, months=21)
    return folder


@pytest.fixture
def study(practice: Path, tmp_path: Path) -> Study:
    """A copy of it with a change adopted on 1 January 2025."""
    done = copied(practice, tmp_path)
    adopted(done, RATE, "overtime_appointments")
    return done


def page(monkeypatch: pytest.MonkeyPatch, study: Study, today: str = LATE, **query: str) -> AppTest:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(study.store.folder))
    monkeypatch.setenv("HUDDLEBOARD_TODAY", today)
    running = AppTest.from_file(str(APP), default_timeout=30).run()
    running.session_state["writer"] = ANN
    goes(running, "reviews", **query).run()
    assert not running.exception
    return running


def said(running: AppTest) -> str:
    """Every word that AppTest can read."""
    boxes = [*running.title, *running.header, *running.markdown, *running.info, *running.error]
    return "\n".join([*(str(box.value) for box in boxes), *(str(part.proto.body) for part in running.get("html"))])


def press(running: AppTest, label: str) -> AppTest:
    next(button for button in running.button if button.label == label).click()
    return running.run()


def field(boxes: object, label: str) -> object:
    return next(box for box in boxes if box.label == label)  # type: ignore[attr-defined]


def review_of(study: Study, months: int) -> ReviewRecord:
    return next(one for one in study.written.reviews if one.months == months)


@pytest.mark.slow
def test_before_any_change_is_adopted_the_page_says_when_reviews_come(
    monkeypatch: pytest.MonkeyPatch, practice: Path, tmp_path: Path
) -> None:
    running = page(monkeypatch, copied(practice, tmp_path))
    assert "No review is planned yet." in said(running)
    assert "3 and 6 months after" in said(running)


@pytest.mark.slow
def test_what_waits_stands_first_and_what_comes_after_it(monkeypatch: pytest.MonkeyPatch, study: Study) -> None:
    running = page(monkeypatch, study, "2025-04-10")
    words = said(running)
    assert "1 review waits for you" in words
    assert [one.value for one in running.header] == ["Waiting", "To come"]
    assert "Due on 1 April 2025, 9 days ago" in words.replace("\\", "")


@pytest.mark.slow
def test_an_address_of_a_review_that_is_not_here_shows_those_that_are(
    monkeypatch: pytest.MonkeyPatch, study: Study
) -> None:
    running = page(monkeypatch, study, review="99")
    assert "asks for a review that is not here" in said(running)
    assert running.title[0].value == "Reviews"


@pytest.mark.slow
def test_a_team_holds_a_review_and_the_page_then_shows_what_was_found_that_day(
    monkeypatch: pytest.MonkeyPatch, study: Study
) -> None:
    running = page(monkeypatch, study, review=str(review_of(study, 6).id))
    assert "Improved and held." in said(running)
    assert "54% before, 17% since" in said(running)
    field(running.text_area, "What drifted, or is out of date?").set_value("Room 2 has old sheets")  # type: ignore[attr-defined]
    assert field(running.selectbox, "Our decision").value == "hold"  # type: ignore[attr-defined]
    assert field(running.text_area, "What drifted, or is out of date?").value == "Room 2 has old sheets"  # type: ignore[attr-defined]
    field(running.selectbox, "Our decision").set_value("strengthen")  # type: ignore[attr-defined]
    press(running, "Hold the review")
    assert "The review is held." in said(running)
    kept = review_of(study, 6)
    assert (kept.finding, kept.decision, kept.drifted) == ("held", "strengthen", "Room 2 has old sheets")
    assert kept.held is not None
    assert "newer data do not change it" in said(running)


@pytest.mark.slow
def test_overruling_asks_for_the_reason_and_keeps_both(monkeypatch: pytest.MonkeyPatch, study: Study) -> None:
    running = page(monkeypatch, study, review=str(review_of(study, 6).id))
    field(running.selectbox, "Our verdict").set_value("cannot tell")  # type: ignore[attr-defined]
    field(running.selectbox, "Our decision").set_value("hold")  # type: ignore[attr-defined]
    press(running, "Hold the review")
    assert "You overrule" in said(running)
    assert review_of(study, 6).held is None
    field(running.text_area, "If you see it otherwise: why?").set_value("June is missing")  # type: ignore[attr-defined]
    press(running, "Hold the review")
    assert "The team says otherwise: cannot tell. Why: June is missing" in said(running).replace("\\", "")


@pytest.mark.slow
def test_what_a_colleague_arranged_meanwhile_stays_when_the_review_is_held(
    monkeypatch: pytest.MonkeyPatch, study: Study
) -> None:
    review = review_of(study, 6)
    running = page(monkeypatch, study, review=str(review.id))
    study.records.kept(replace(review, owner=BEN), who=BEN, reason="Ann is away")
    field(running.selectbox, "Our decision").set_value("hold")  # type: ignore[attr-defined]
    press(running, "Hold the review")
    kept = review_of(study, 6)
    assert (kept.owner, kept.decision, kept.held is not None) == (BEN, "hold", True)


@pytest.mark.slow
def test_answers_about_another_measure_are_asked_about_before_the_review_is_held(
    monkeypatch: pytest.MonkeyPatch, study: Study
) -> None:
    review = review_of(study, 6)
    running = page(monkeypatch, study, review=str(review.id))
    study.records.kept(replace(review, measure="overtime_appointments"), who=BEN, reason="It is about time")
    field(running.selectbox, "Our decision").set_value("hold")  # type: ignore[attr-defined]
    press(running, "Hold the review")
    words = said(running).replace("\\", "")
    assert "What stands there now." in words
    assert "- Measure: overtime_appointments (before:" in words
    assert review_of(study, 6).held is None
    press(running, "Leave theirs")
    field(running.selectbox, "Our decision").set_value("hold")  # type: ignore[attr-defined]
    press(running, "Hold the review")
    kept = review_of(study, 6)
    assert (kept.measure, kept.confirmed, kept.held is not None) == ("overtime_appointments", kept.finding, True)


@pytest.mark.slow
def test_what_a_colleague_wrote_into_the_same_part_is_shown_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, study: Study
) -> None:
    review = held(study, decision="strengthen")
    running = page(monkeypatch, study, review=str(review.id))
    study.records.kept(replace(review, drifted="Old sheets", decision="restart"), who=BEN)
    field(running.selectbox, "Our decision").set_value("hold")  # type: ignore[attr-defined]
    press(running, "Keep the correction")
    words = said(running).replace("\\", "")
    assert "Ben Birch changed this" in words
    assert "What stands there now." in words
    assert "- Decision: restart PDSA" in words
    assert review_of(study, 6).decision == "restart"
    press(running, "Keep mine instead")
    kept = review_of(study, 6)
    assert (kept.decision, kept.drifted) == ("hold", "Old sheets")


@pytest.mark.slow
def test_a_review_that_a_colleague_held_meanwhile_is_not_held_twice(
    monkeypatch: pytest.MonkeyPatch, study: Study
) -> None:
    running = page(monkeypatch, study, review=str(review_of(study, 6).id))
    theirs = held(study, decision="strengthen")
    field(running.selectbox, "Our decision").set_value("hold")  # type: ignore[attr-defined]
    press(running, "Hold the review")
    kept = review_of(study, 6)
    assert (kept.version, kept.decision) == (theirs.version, "strengthen")
    assert "Keep the correction" in [button.label for button in running.button]


@pytest.mark.slow
def test_owner_and_day_are_changed_with_a_reason(monkeypatch: pytest.MonkeyPatch, study: Study) -> None:
    review = review_of(study, 6)
    running = page(monkeypatch, study, review=str(review.id))
    field(running.text_input, "Owner").set_value(BEN)  # type: ignore[attr-defined]
    press(running, "Keep the change")
    assert "The reason is empty" in said(running)
    field(running.text_input, "Why is it changed?").set_value("Ann is away")  # type: ignore[attr-defined]
    press(running, "Keep the change")
    assert review_of(study, 6).owner == BEN
    changes = study.records.changes(study.clinic, "sustainability_reviews", review.id)
    assert (changes[-1].who, changes[-1].reason) == (ANN, "Ann is away")


@pytest.mark.slow
def test_people_rate_alone_and_see_the_spread_together(monkeypatch: pytest.MonkeyPatch, study: Study) -> None:
    review = review_of(study, 6)
    study.records.rate(review, BEN, {"worth_it": 2, "believed": 4}, who=BEN)
    running = page(monkeypatch, study, rate=str(review.id))
    assert running.title[0].value == "Will it last?"
    assert "differ" not in said(running)
    press(running, "Give my rating")
    assert "Nothing is answered yet" in said(running)
    running.radio[0].set_value(5)
    press(running, "Give my rating")
    assert "Thank you, your rating is kept" in said(running)
    assert [one.scores for one in study.written.ratings][-1] == {"worth_it": 5}
    running = page(monkeypatch, study, review=str(review.id))
    assert "Your views differ most on “Worth it”" in said(running).replace("\\", "")


@pytest.mark.slow
def test_the_story_waits_for_the_review_and_then_tells_it(monkeypatch: pytest.MonkeyPatch, study: Study) -> None:
    asked = str(review_of(study, 6).id)
    assert "Hold the review first" in said(page(monkeypatch, study, story=asked))
    running = page(monkeypatch, study, review=asked)
    field(running.selectbox, "Our decision").set_value("hold")  # type: ignore[attr-defined]
    press(running, "Hold the review")
    field(running.text_area, "What would you tell a colleague?").set_value("We asked <first>.")  # type: ignore[attr-defined]
    field(running.text_area, "A patient's story (optional)").set_value("A carpenter came.")  # type: ignore[attr-defined]
    press(running, "Keep the story")
    assert "Say of the patient story" in said(running)
    field(running.radio, "If there is one, it is").set_value("typical")  # type: ignore[attr-defined]
    press(running, "Keep the story")
    assert review_of(study, 6).story == "We asked <first>."
    words = said(page(monkeypatch, study, story=asked))
    assert "What we improved: Pamphlet at check-in" in words
    assert "We asked &lt;first&gt;." in words
    assert "A typical story, made up from many" in words


@pytest.mark.slow
def test_a_reason_that_may_name_a_patient_is_asked_about_once(monkeypatch: pytest.MonkeyPatch, study: Study) -> None:
    running = page(monkeypatch, study, review=str(review_of(study, 6).id))
    field(running.selectbox, "Our decision").set_value("hold")  # type: ignore[attr-defined]
    field(running.text_area, "What drifted, or is out of date?").set_value("seen with patient: Ada Fir")  # type: ignore[attr-defined]
    press(running, "Hold the review")
    assert "may name a patient" in said(running)
    assert review_of(study, 6).held is None
    press(running, "Hold the review")
    assert review_of(study, 6).held is not None


@pytest.mark.slow
def test_a_review_on_its_very_day_says_which_month_is_still_open(monkeypatch: pytest.MonkeyPatch, study: Study) -> None:
    number = str(review_of(study, 3).id)
    assert "March 2025 is over, but what follows late visits" in said(
        page(monkeypatch, study, "2025-04-01", review=number)
    )
    assert "is over, but" not in said(page(monkeypatch, study, "2025-04-10", review=number))
