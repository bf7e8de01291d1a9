"""Reviews: what is due, the evidence of a day, and holding one for good."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from made_up_reviews import ANN, BEN, COUNT, IMPLEMENTED, LATE, RATE, SAID, adopted, brought, copied, held, reviews

from dashboard.drawing.tiles import chart_svg
from dashboard.pages.changing.reviewing.rating import newest_ratings
from dashboard.pages.changing.reviewing.shown import earlier_words, otherwise
from dashboard.pages.changing.reviewing.story import picture_svg
from dashboard.parts.reviews.due import due_now, overdue_words
from dashboard.parts.reviews.evidence import definition_of, evidence
from dashboard.parts.reviews.found import ReviewEvidence
from dashboard.parts.reviews.holding import correct, hold
from dashboard.parts.reviews.snapshot import as_snapshot, of_snapshot
from dashboard.records import ChangedMeanwhile, Counted, NotKept, Tally
from dashboard.study import Study
from dashboard.telling.sentences import all_words, words
from ingest import database as db
from measures.improvement import When

THREE_MONTHS = date(2025, 4, 10)


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


# What is due


def test_an_adopted_change_is_due_for_review_after_three_and_six_months(study: Study) -> None:
    found = due_now(study.written, date(2025, 4, 10))
    assert [(due.months, due.due, due.when) for _, _, due in found] == [
        (3, date(2025, 4, 1), When.DUE),
        (6, date(2025, 7, 1), When.TO_COME),
    ]


def test_the_huddle_hears_of_what_is_due_in_one_sentence_each(study: Study) -> None:
    assert overdue_words(study.written, date(2025, 4, 13)) == [
        "Due since 1 April: 3-month review of “Pamphlet at check-in” (Ann Aspen)."
    ]
    assert overdue_words(study.written, date(2025, 3, 31)) == []
    assert "Due today: 3-month review" in overdue_words(study.written, date(2025, 4, 1))[0]


@pytest.mark.slow
def test_a_held_review_is_no_longer_due(study: Study) -> None:
    held(study, months=3)
    assert [due.when for _, _, due in due_now(study.written, LATE)] == [When.DONE, When.OVERDUE]


# The evidence of a day


@pytest.mark.slow
def test_a_kept_gain_is_improved_and_held(study: Study) -> None:
    found = evidence(study, reviews(study)[6], LATE)
    assert found.finding == "held"
    assert "54% before, 17% since" in words(found.reason)
    assert found.chart is not None
    assert found.chart.freeze == (12,)
    assert all_words(one.title for one in found.quality)[:2] == ["Low-back-pain visits", "Lumbar images of any kind"]


@pytest.mark.slow
def test_a_review_looks_at_the_data_as_they_stood_on_its_day(study: Study) -> None:
    found = evidence(study, reviews(study)[3], THREE_MONTHS)
    assert found.series is not None
    assert found.finding == "so_far"
    assert found.series.points["start"][-1] == date(2025, 4, 1)
    assert found.series.points["immature"].to_list()[-2:] == [False, True]
    assert found.data_to == THREE_MONTHS


@pytest.mark.slow
def test_the_adoption_stands_on_the_chart_though_its_cycle_names_another_measure(study: Study) -> None:
    moved = study.records.kept(replace(reviews(study)[6], measure=COUNT), who=ANN)
    assert [flag.at for flag in evidence(study, moved, LATE).flags] == [IMPLEMENTED]


@pytest.mark.slow
def test_a_fall_that_is_only_more_writing_down_cannot_be_told(tmp_path: Path) -> None:
    practice = brought(tmp_path, 20, lambda month: [""] * 6 if month < 12 else ["history of cancer"] * 4 + [""] * 2)
    adopted(practice, RATE)
    found = evidence(practice, reviews(practice)[6], LATE)
    assert found.finding == "cannot_tell"
    assert "on 67% since, and that explains about 4 of the fall of 4" in words(found.reason)
    assert found.chart is not None


@pytest.mark.slow
def test_a_count_that_halves_with_the_visits_cannot_be_told(tmp_path: Path) -> None:
    practice = brought(
        tmp_path, 20, lambda month: [""] * (6 if month < 12 else 3), seen=lambda month: 12 if month < 12 else 6
    )
    adopted(practice, COUNT)
    found = evidence(practice, reviews(practice)[6], LATE)
    assert found.finding == "cannot_tell"
    assert "less to count" in words(found.reason)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "value", "why"),
    [("profile_table", "oscar.visits", "Accuro before, OSCAR since"), ("reader", "1-older", "version 1-older since")],
)
def test_another_emr_or_reader_since_than_before_cannot_be_told(
    study: Study, column: str, value: str, why: str
) -> None:
    with study.store.engine.begin() as connection:
        later = db.sources.c.import_id == 2
        connection.execute(sa.update(db.sources).where(later).values({column: value}))
    found = evidence(study, reviews(study)[6], LATE)
    assert found.finding == "cannot_tell"
    assert why in words(found.reason)


@pytest.mark.slow
def test_a_tally_is_judged_like_a_measure_and_pasted_months_are_not_mixed_with_it(study: Study) -> None:
    asks = {"title": "Left without a scan", "kind": "outcome", "better": "higher", "is_rate": True}
    tally = study.records.kept(
        Tally(clinic=study.clinic, numerator_says="left without", started=date(2024, 1, 1), **asks), who=ANN
    )
    days = [date(2024 + k // 12, k % 12 + 1, 1) for k in range(21)]
    same = [Counted(day, 3 if day < IMPLEMENTED else 18, 20, "month", "pasted") for day in days]
    study.records.tally_up(tally, same, who=ANN)
    moved = study.records.kept(replace(reviews(study)[6], measure=tally.name), who=ANN)
    assert evidence(study, moved, date(2025, 10, 2)).finding == "held"
    for entry in study.written.entries_of(tally):
        if entry.day >= IMPLEMENTED:
            study.records.take_back(tally, entry, who=ANN)
    tapped = [replace(one, every="day", source="tapped") for one in same if one.day >= IMPLEMENTED]
    study.records.tally_up(tally, tapped, who=ANN)
    found = evidence(study, moved, date(2025, 10, 2))
    assert found.finding == "cannot_tell"
    assert "pasted monthly figures before, the tally at the desk since" in words(found.reason)


@pytest.mark.slow
def test_numbers_that_end_long_before_the_day_of_the_review_are_named_as_old(study: Study) -> None:
    six = reviews(study)[6]
    assert not any("days before" in note for note in all_words(evidence(study, six, LATE).notes))
    late = evidence(study, six, date(2026, 1, 1))
    assert words(late.notes[0]).startswith("These data end on 30 September 2025, 93 days before 1 January 2026")


def test_a_measure_that_the_exports_lost_is_named_with_what_is_missing(study: Study) -> None:
    gone = study.records.kept(replace(reviews(study)[6], measure="warm_referral"), who=ANN)
    found = evidence(study, gone, LATE)
    assert found.finding == "cannot_tell"
    assert "“Warm referral to the agreed list” cannot be counted from the exports of today: no " in words(found.reason)


def test_a_review_without_a_measure_says_what_to_do(study: Study) -> None:
    gone = study.records.kept(replace(reviews(study)[6], measure="tally-99"), who=ANN)
    found = evidence(study, gone, LATE)
    assert found.finding == "cannot_tell"
    assert "cannot be counted" in words(found.reason)
    assert of_snapshot(json.loads(json.dumps(as_snapshot(found)))) == found


@pytest.mark.slow
def test_weekly_points_are_a_second_look_where_a_week_holds_enough(tmp_path: Path) -> None:
    practice = brought(tmp_path, 16, lambda month: [""] * (48 if month < 12 else 12), seen=lambda month: 72)
    adopted(practice, RATE)
    found = evidence(practice, reviews(practice)[3], date(2025, 4, 20))
    assert found.finding == "so_far"
    assert found.weekly is not None
    assert found.weekly[0] == "held"
    assert evidence(practice, reviews(practice)[6], LATE).weekly is None


# Holding a review


@pytest.mark.slow
def test_a_held_review_keeps_what_it_looked_at_whatever_comes_later(study: Study) -> None:
    review = held(study, THREE_MONTHS, months=3)
    then = of_snapshot(review.evidence or {})
    assert (review.finding, then.finding) == ("so_far",) * 2
    later = evidence(study, review, LATE)
    assert later.finding == "held"
    assert "to 30 September 2025" in otherwise(then, later)
    assert otherwise(then, then) == ""


@pytest.mark.slow
def test_a_later_review_says_what_the_earlier_one_found_and_whether_they_are_counted_alike(study: Study) -> None:
    review = held(study, THREE_MONTHS, months=3)
    now = evidence(study, reviews(study)[6], LATE)
    assert earlier_words(now, [review]) == [
        "The 3-month review, held on 10 April 2025, found: held so far, too few points."
    ]
    told = earlier_words(replace(now, definition="0ther"), [review])
    assert "has changed since (definition" in told[0]
    assert earlier_words(now, [reviews(study)[6]]) == []


@pytest.mark.slow
def test_how_a_measure_is_counted_has_a_fingerprint_that_the_settings_change(study: Study) -> None:
    before = definition_of(study, RATE)
    study.store.save_settings(replace(study.store.settings(), adult_age=16))
    again = Study(study.store, study.clinic)
    assert definition_of(again, RATE) != before
    assert definition_of(again, COUNT) != definition_of(again, RATE)


@pytest.mark.slow
def test_a_tally_without_an_entry_is_told_calmly(study: Study) -> None:
    asks = {"title": "Left", "kind": "outcome", "better": "higher", "is_rate": False, "numerator_says": "left"}
    tally = study.records.kept(Tally(clinic=study.clinic, started=date(2024, 1, 1), **asks), who=ANN)
    moved = study.records.kept(replace(reviews(study)[6], measure=tally.name), who=ANN)
    found = evidence(study, moved, LATE)
    assert found.finding == "cannot_tell"
    assert picture_svg(found) == ""
    assert of_snapshot(json.loads(json.dumps(as_snapshot(found)))).reason == found.reason


@pytest.mark.slow
def test_a_snapshot_says_and_draws_exactly_what_was_seen(study: Study) -> None:
    found = evidence(study, reviews(study)[6], LATE)
    back = of_snapshot(json.loads(json.dumps(as_snapshot(found))))
    assert drawing(back) == drawing(found)
    plain = {"series": None, "chart": None}
    assert replace(back, **plain) == replace(found, **plain)
    assert back.data_to == found.data_to


def drawing(found: ReviewEvidence) -> str:
    assert found.chart is not None
    assert found.series is not None
    return chart_svg(found.chart, found.series, flags=found.flags)


@pytest.mark.slow
def test_overruling_wants_a_reason_and_what_was_found_stays(study: Study) -> None:
    with pytest.raises(NotKept, match="overrule"):
        held(study, confirmed="cannot_tell")
    review = held(study, confirmed="cannot_tell", confirmed_reason="June is missing")
    assert (review.finding, review.confirmed) == ("held", "cannot_tell")
    record = study.written.cycles[0]
    again = correct(study.records, review, record, {**SAID, "confirmed": "drifting", "confirmed_reason": "Room 2"},
                    who=BEN, today=LATE)  # fmt: skip
    assert (again.finding, again.evidence, again.held) == (review.finding, review.evidence, LATE)


@pytest.mark.slow
def test_without_a_decision_nothing_is_held(study: Study) -> None:
    with pytest.raises(NotKept, match="Nothing is decided"):
        held(study, decision="")
    assert reviews(study)[6].held is None


@pytest.mark.slow
def test_what_is_typed_of_staff_holds_no_patient_number(study: Study) -> None:
    with pytest.raises(NotKept, match="digits or more"):
        held(study, built_in={"in_use": "no", "items": [], "staff": "ask 9876 543 210"})
    assert reviews(study)[6].held is None


@pytest.mark.slow
def test_a_further_review_is_made_for_the_chosen_day_with_the_holding(study: Study) -> None:
    held(study, next_review=date(2026, 1, 15))
    found = reviews(study)
    assert sorted(found) == [3, 6, 12]
    assert (found[12].due, found[12].owner, found[12].measure) == (date(2026, 1, 15), ANN, RATE)


@pytest.mark.slow
def test_the_next_review_that_is_there_already_moves_to_the_chosen_day(study: Study) -> None:
    held(study, THREE_MONTHS, months=3, next_review=date(2025, 7, 1))
    assert sorted(reviews(study)) == [3, 6]
    review, record = reviews(study)[3], study.written.cycles[0]
    correct(study.records, review, record, {**SAID, "confirmed": review.finding, "next_review": date(2025, 7, 9)},
            who=ANN, today=THREE_MONTHS)  # fmt: skip
    assert {months: one.due for months, one in reviews(study).items()}[6] == date(2025, 7, 9)


@pytest.mark.slow
def test_a_next_review_that_is_not_after_today_is_refused_and_nothing_is_held(study: Study) -> None:
    with pytest.raises(NotKept, match="Choose a later day"):
        held(study, next_review=LATE)
    assert reviews(study)[6].held is None


@pytest.mark.slow
def test_two_people_holding_one_review_do_not_write_over_one_another(study: Study) -> None:
    seen = reviews(study)[6]
    held(study)
    with pytest.raises(ChangedMeanwhile, match=ANN):
        hold(study.records, seen, study.written.cycles[0], evidence(study, seen, LATE), SAID, who=BEN, today=LATE)


def test_of_one_person_the_newest_rating_speaks(study: Study) -> None:
    review = reviews(study)[6]
    for who, score in ((ANN, 2), (BEN, 4), ("ann aspen", 5)):
        study.records.rate(review, who, {"worth_it": score}, who=who)
    assert sorted(one["worth_it"] for one in newest_ratings(study.written, review).values()) == [4, 5]
