"""The story of a held review: before and since in words, claiming no more than the data and the team say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from made_up_reviews import ANN, BEN, LATE, RATE, adopted, brought, copied, held

from dashboard.pages.changing.reviewing.story import Story, body, picture_svg, standalone, story_of, verdict_sentence
from dashboard.parts.reviews.evidence import project_of
from dashboard.parts.reviews.snapshot import of_snapshot
from dashboard.records import Person
from dashboard.study import Study
from measures.improvement import ReviewFinding


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half of the patients imaged in 2024, two of twelve since, and the change adopted on 1 January 2025."""
    folder = tmp_path_factory.mktemp("practice")
    adopted(brought(folder, months=21), RATE, "overtime_appointments")
    return folder


@pytest.fixture
def study(practice: Path, tmp_path: Path) -> Study:
    """A copy of that practice to write in."""
    return copied(practice, tmp_path)


def told_story(study: Study, **said: object) -> Story:
    review = study.records.kept(replace(held(study), **said), who=ANN) if said else held(study)
    study.records.kept(Person(clinic=study.clinic, name=BEN, role="physician"), who=ANN)
    record = study.written.cycles[0]
    found = of_snapshot(review.evidence or {})
    return story_of(
        "Elm", review, record, study.written.all_cycles, project_of(study, record), study.written.team, found
    )


@pytest.mark.slow
def test_a_story_of_a_kept_gain_says_before_and_since_with_what_they_are_of(study: Study) -> None:
    story = told_story(study, story="We asked first.\nThen we explained.")
    assert story.heading == "What we improved: Pamphlet at check-in"
    assert "54% (78 of 144, 12 months) before, 17% (16 of 96, 8 months) since 1 January 2025" in verdict_sentence(story)
    sheet = body(story, "")
    for words in ("We asked first.", "Somebody knows how to do it", "Ben Birch (physician)", "to 20%", "Definition "):
        assert words in sheet


@pytest.mark.slow
@pytest.mark.parametrize("finding", [f for f in ReviewFinding if f not in (ReviewFinding.HELD, ReviewFinding.SO_FAR)])
def test_a_story_without_a_gain_is_about_what_was_learned(study: Study, finding: ReviewFinding) -> None:
    story = told_story(study, confirmed=finding.value, confirmed_reason="June is missing")
    assert story.heading.startswith("What we learned")
    assert "June is missing" in verdict_sentence(story)


@pytest.mark.slow
def test_a_team_cannot_make_a_story_claim_more_than_the_data(study: Study) -> None:
    story = told_story(study)
    lost = replace(story.review, finding=ReviewFinding.LOST.value, confirmed=ReviewFinding.HELD.value)
    assert replace(story, review=lost).heading.startswith("What we learned")


@pytest.mark.slow
def test_a_patient_story_stands_only_under_what_it_is(study: Study) -> None:
    story = told_story(study, patient_story="A carpenter came.", patient_story_is="typical")
    assert "A typical story, made up from many</h3><p>A carpenter came.</p>" in body(story, "")
    unmarked = replace(story, review=replace(story.review, patient_story_is=""))
    assert "carpenter" not in body(unmarked, "")


@pytest.mark.slow
def test_the_file_of_a_story_needs_nothing_else_and_runs_nothing(study: Study) -> None:
    story = told_story(study, story="<script>alert(1)</script>")
    text = standalone(story)
    assert text.count("<svg") == 1
    assert "<script" not in text
    assert "src=" not in text
    assert "href=" not in text
    assert picture_svg(story.found) in text


@pytest.mark.slow
def test_a_story_has_the_cycles_begun_before_it_was_told(study: Study) -> None:
    story = told_story(study)
    later = replace(story.record, id=9, cycle=replace(story.record.cycle, title="Later", started=LATE + timedelta(1)))
    again = story_of("Elm", story.review, story.record, [story.record, later], story.project, (), story.found)
    assert [one.cycle.title for one in again.cycles] == ["Pamphlet at check-in"]
