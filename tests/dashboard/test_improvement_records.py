"""The improvement work as it is kept: predictions locked, reviews made, tallies added up, nothing written over."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from made_up_records import fresh, meanwhile

from dashboard.records import (
    ChangedMeanwhile,
    ChartPhase,
    Counted,
    CycleRecord,
    NotKept,
    PhaseKind,
    Project,
    Records,
    ReviewRecord,
    Tally,
)
from dashboard.records.written import written
from ingest import database as db
from measures.improvement import Cycle, Decision, Direction, HowSmall, Of, Prediction, Stage, Task, stage

ANN, BEN = "Ann Aspen", "Ben Birch"
EXPECTED = Prediction("pamphlet_or_exercise", date(2026, 4, 30), Direction.UP, 0.5, 0.7, start=0.3)
PLAN = Cycle(
    number=0,
    title="Pamphlet at check-in",
    question="Will patients take it?",
    predictions=(EXPECTED,),
    scale=HowSmall(1, Of.PATIENT),
    tasks=(Task("Print ten", "Ann", "front desk", date(2026, 3, 2)),),
)


@pytest.fixture
def records() -> Records:
    return fresh()


@pytest.fixture
def project(records: Records) -> Project:
    return records.kept(Project(clinic="elm", title="Fewer images", gaps={"harms": {"answer": "yes"}}), who=ANN)


@pytest.fixture
def planned(records: Records, project: Project) -> CycleRecord:
    return records.keep_cycle(CycleRecord(clinic="elm", project_id=project.id, cycle=PLAN, owner="Ann"), who=ANN)


def having(record: CycleRecord, **said: object) -> CycleRecord:
    return replace(record, cycle=replace(record.cycle, **said))  # type: ignore[arg-type]


def adopted(records: Records, record: CycleRecord, day: date) -> CycleRecord:
    done = having(
        record, started=date(2026, 3, 3), ended=date(2026, 3, 10), learning="It helped",
        decision=Decision.ADOPT, implemented=day,
    )  # fmt: skip
    return records.keep_cycle(done, who=BEN)


# Cycles


def test_a_cycle_comes_back_as_it_was_written(records: Records, planned: CycleRecord) -> None:
    full = having(
        planned, started=date(2026, 3, 3), as_planned=False, observations="Two forgot", surprises="They asked",
        ended=date(2026, 3, 10), results=(0.6, None)[:1], learning="Ask early", decision=Decision.ADAPT,
        next_step="Two clinicians", after=None,
    )  # fmt: skip
    kept = records.keep_cycle(full, who=BEN)
    assert records.read(CycleRecord, "elm") == [kept]
    assert kept.cycle == full.cycle


def test_cycles_are_numbered_within_their_project(records: Records, project: Project, planned: CycleRecord) -> None:
    other = records.kept(Project(clinic="elm", title="Warm hand-offs"), who=ANN)
    numbers = [
        records.keep_cycle(CycleRecord(clinic="elm", project_id=of.id, cycle=PLAN), who=ANN).cycle.number
        for of in (project, other, project)
    ]
    assert (planned.cycle.number, numbers) == (1, [2, 1, 3])


def test_before_do_starts_a_prediction_can_change(records: Records, planned: CycleRecord) -> None:
    kept = records.keep_cycle(having(planned, predictions=(replace(EXPECTED, high=0.9),)), who=BEN)
    assert kept.cycle.predictions[0].high == 0.9


def test_from_the_day_do_starts_the_prediction_is_locked(records: Records, planned: CycleRecord) -> None:
    running = records.keep_cycle(having(planned, started=date(2026, 3, 3)), who=ANN)
    with pytest.raises(NotKept, match="locked since Do started on 2026-03-03"):
        records.keep_cycle(having(running, predictions=(replace(EXPECTED, high=0.9),)), who=BEN)
    with pytest.raises(NotKept, match="can be corrected to another day, not taken back"):
        records.keep_cycle(having(running, started=None), who=BEN)
    assert records.read(CycleRecord, "elm") == [running]


def test_neither_can_a_prediction_change_in_the_moment_do_starts_nor_a_plan_be_unlocked_by_its_dates(
    records: Records, planned: CycleRecord
) -> None:
    both = having(planned, started=date(2026, 3, 3), predictions=(replace(EXPECTED, low=0.4),))
    kept = records.keep_cycle(both, who=ANN)
    assert kept.cycle.predictions[0].low == 0.4, "what is on the form when Do starts is what is locked"
    moved = records.keep_cycle(having(kept, started=date(2026, 3, 4)), who=ANN)
    assert stage(moved.cycle) is Stage.DO


def test_two_people_editing_one_cycle_do_not_overwrite_one_another(records: Records, planned: CycleRecord) -> None:
    records.keep_cycle(having(planned, question="Do they read it?"), who=BEN)
    with pytest.raises(ChangedMeanwhile, match=BEN):
        records.keep_cycle(having(planned, question="Do they keep it?"), who=ANN)
    assert records.read(CycleRecord, "elm")[0].cycle.question == "Do they read it?"


def test_two_new_cycles_at_one_moment_get_two_numbers(tmp_path: Path) -> None:
    records = Records(db.connect(tmp_path))
    project = records.kept(Project(clinic="elm", title="Fewer images"), who=ANN)
    new = CycleRecord(clinic="elm", project_id=project.id, cycle=PLAN)
    with ThreadPoolExecutor(4) as people:
        kept = list(people.map(lambda who: records.keep_cycle(new, who=who), [ANN, BEN, "Cleo", "Dan"]))
    assert sorted(one.cycle.number for one in kept) == [1, 2, 3, 4]


# Reviews


def due_days(records: Records) -> list[tuple[int, date, bool]]:
    return [(one.months, one.due, one.active) for one in records.read(ReviewRecord, "elm")]


def test_adopting_a_change_makes_its_reviews_three_and_six_months_after_implementation(
    records: Records, planned: CycleRecord
) -> None:
    adopted(records, planned, date(2026, 8, 31))
    assert due_days(records) == [(3, date(2026, 11, 30), True), (6, date(2027, 2, 28), True)]
    made = records.read(ReviewRecord, "elm")[0]
    assert (made.measure, made.owner) == ("pamphlet_or_exercise", "Ann")


@pytest.mark.parametrize(
    ("aim", "linked", "judged"),
    [
        ("imaging", ("imaging",), "imaging"),
        ("imaging", (), "pamphlet_or_exercise"),
        ("", ("x",), "pamphlet_or_exercise"),
    ],
    ids=["about the aim", "not about it", "no aim yet"],
)
def test_a_review_looks_at_the_measure_of_the_aim_where_the_cycle_is_about_it(
    records: Records, aim: str, linked: tuple[str, ...], judged: str
) -> None:
    project = records.kept(Project(clinic="elm", title="Fewer images", aim_measure=aim), who=ANN)
    new = CycleRecord(clinic="elm", project_id=project.id, cycle=PLAN, measures=linked)
    adopted(records, records.keep_cycle(new, who=ANN), date(2026, 4, 1))
    assert {one.measure for one in records.read(ReviewRecord, "elm")} == {judged}


def test_a_corrected_day_of_implementation_moves_the_reviews_not_yet_held(
    records: Records, planned: CycleRecord
) -> None:
    kept = adopted(records, planned, date(2026, 4, 1))
    first = records.read(ReviewRecord, "elm")[0]
    records.kept(replace(first, held=date(2026, 7, 1), finding="cannot_tell"), who=ANN)
    records.keep_cycle(having(kept, implemented=date(2026, 5, 1)), who=BEN)
    assert due_days(records) == [(3, date(2026, 7, 1), True), (6, date(2026, 11, 1), True)]


def test_a_change_no_longer_adopted_has_no_reviews_to_hold_and_adopted_again_has_them_back(
    records: Records, planned: CycleRecord
) -> None:
    kept = adopted(records, planned, date(2026, 4, 1))
    dropped = records.keep_cycle(having(kept, decision=Decision.ABANDON, implemented=None), who=BEN)
    assert written(records, "elm").reviews == ()
    records.keep_cycle(having(dropped, decision=Decision.ADOPT, implemented=date(2026, 4, 2)), who=BEN)
    assert due_days(records) == [(3, date(2026, 7, 2), True), (6, date(2026, 10, 2), True)]


def test_what_a_held_review_looked_at_stays_as_it_was(records: Records, planned: CycleRecord) -> None:
    adopted(records, planned, date(2026, 4, 1))
    held = records.kept(
        replace(
            records.read(ReviewRecord, "elm")[0],
            held=date(2026, 7, 1), finding="lost", confirmed="lost", evidence={"points": [1, 2]},
        ),
        who=ANN,
    )  # fmt: skip
    with pytest.raises(NotKept, match="held on 2026-07-01"):
        records.kept(replace(held, finding="held", confirmed="held"), who=BEN)
    with pytest.raises(NotKept, match="Write the reason"):
        records.kept(replace(held, confirmed="drifting"), who=BEN)
    assert records.kept(replace(held, confirmed="drifting", confirmed_reason="One locum"), who=BEN).version == 3


def test_a_patient_story_says_whether_it_is_real(records: Records, planned: CycleRecord) -> None:
    adopted(records, planned, date(2026, 4, 1))
    review = records.read(ReviewRecord, "elm")[0]
    with pytest.raises(NotKept, match="real, with the patient's consent, or a typical one"):
        records.kept(replace(review, patient_story="She was glad."), who=ANN)
    assert records.kept(replace(review, patient_story="She was glad.", patient_story_is="typical"), who=ANN).id


def test_of_several_ratings_of_one_person_all_are_kept(records: Records, planned: CycleRecord) -> None:
    adopted(records, planned, date(2026, 4, 1))
    review = records.read(ReviewRecord, "elm")[0]
    for score in (2, 4):
        records.rate(review, "Ann", {"benefit": score}, who=ANN)
    with pytest.raises(NotKept, match="Nobody is named"):
        records.rate(review, " ", {"benefit": 1}, who=ANN)
    assert [one.scores["benefit"] for one in records.ratings("elm")] == [2, 4]


# Phases


def test_a_decision_about_a_chart_needs_its_reason_and_its_day(records: Records) -> None:
    baseline = ChartPhase(clinic="elm", measure="m", kind=PhaseKind.BASELINE, reason="", last=date(2026, 1, 31))
    with pytest.raises(NotKept, match="The reason is empty"):
        records.kept(baseline, who=ANN)
    with pytest.raises(NotKept, match="Say until which day"):
        records.kept(replace(baseline, reason="Before the pamphlet", last=None), who=ANN)
    kept = records.kept(replace(baseline, reason="Before the pamphlet"), who=ANN)
    assert records.read(ChartPhase, "elm") == [kept]
    undone = records.kept(replace(kept, active=False), who=BEN, reason="Wrong month")
    assert written(records, "elm").phases("m") == ()
    assert [line.reason for line in records.changes("elm", "phases", undone.id)] == ["", "Wrong month"]


# Tallies


@pytest.fixture
def tally(records: Records) -> Tally:
    return records.kept(
        Tally(clinic="elm", title="Pamphlets", kind="process", better="higher", is_rate=True,
              numerator_says="given one", denominator_says="asked", started=date(2026, 3, 2)),
        who=ANN,
    )  # fmt: skip


def test_two_people_tallying_at_once_add_up(records: Records, tally: Tally) -> None:
    for who in (ANN, BEN):
        records.tally_up(tally, [Counted(date(2026, 3, 2), 1, 1)], who=who)
    entries = written(records, "elm").entries_of(tally)
    assert [(one.numerator, one.denominator, one.who) for one in entries] == [(1, 1, ANN), (1, 1, BEN)]


def test_a_card_is_kept_whole_or_not_at_all(records: Records, tally: Tally) -> None:
    card = [Counted(date(2026, 3, 2), 3, 4, source="card"), Counted(date(2026, 3, 3), -1, 4, source="card")]
    with pytest.raises(NotKept, match="A tally counts 0, 1, 2"):
        records.tally_up(tally, card, who=ANN)
    with pytest.raises(ValueError, match="a rate has denominators"):
        records.tally_up(tally, [Counted(date(2026, 3, 2), 3)], who=ANN)
    assert records.entries("elm") == []


def test_an_entry_taken_back_twice_is_taken_back_once(records: Records, tally: Tally) -> None:
    records.tally_up(tally, [Counted(date(2026, 3, 2), 1, 1), Counted(date(2026, 3, 2), 0, 1)], who=ANN)
    first, second = records.entries("elm")
    for _ in range(2):
        records.take_back(tally, first, who=BEN)
    assert written(records, "elm").entries_of(tally) == (second,)
    assert len(records.entries("elm")) == 3, "what was taken back and what took it back stay readable"


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=6))
def test_what_stands_is_what_was_counted_less_what_was_taken_back(taps: list[tuple[int, int, bool]]) -> None:
    records = fresh()
    tally = records.kept(
        Tally(clinic="elm", title="Pamphlets", kind="process", better="higher", is_rate=True,
              numerator_says="given one", denominator_says="asked", started=date(2026, 3, 2)),
        who=ANN,
    )  # fmt: skip
    for yes, more, back in taps:
        records.tally_up(tally, [Counted(date(2026, 3, 2), yes, yes + more)], who=ANN)
        if back:
            records.take_back(tally, records.entries("elm")[-1], who=BEN)
    standing = written(records, "elm").entries_of(tally)
    left = [(yes, yes + more) for yes, more, back in taps if not back]
    assert [(one.numerator, one.denominator) for one in standing] == left
    every = records.entries("elm")
    assert sum(one.numerator for one in every) == sum(yes for yes, _ in left)


# Reading


def test_what_is_written_is_seen_at_once_and_read_again_only_after_a_change(records: Records, project: Project) -> None:
    asked: list[str] = []
    sa.event.listen(records.database, "before_cursor_execute", lambda *told: asked.append(told[2]))
    first = written(records, "elm")
    before = len(asked)
    assert written(records, "elm") is first
    assert len(asked) == before + 1, "one question: whether anything was written since"
    records.kept(replace(project, title="Fewer images by June"), who=BEN)
    assert written(records, "elm").project == records.read(Project, "elm")[0]


def test_one_clinic_never_sees_what_another_wrote(records: Records, project: Project, planned: CycleRecord) -> None:
    assert written(records, "oak").projects == ()
    with pytest.raises(ValueError, match="has no record"):
        records.keep_cycle(replace(planned, clinic="oak"), who=ANN)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda c: having(c, learning="987 654 321 came back"),
        lambda c: having(c, tasks=(Task("Call 780-555-0100 1"),)),
        lambda c: replace(c, owner="98765432"),
    ],
    ids=["learning", "tasks", "owner"],
)
def test_a_patient_number_gets_in_nowhere_in_a_cycle(
    records: Records, planned: CycleRecord, spoilt: Callable[[CycleRecord], CycleRecord]
) -> None:
    with pytest.raises(NotKept, match="holds a number"):
        records.keep_cycle(spoilt(planned), who=ANN)
    assert records.read(CycleRecord, "elm") == [planned]


def test_a_colleague_who_writes_in_between_is_not_written_over(tmp_path: Path) -> None:
    records = Records(db.connect(tmp_path))
    project = records.kept(Project(clinic="elm", title="Fewer images"), who=ANN)
    opened = records.keep_cycle(CycleRecord(clinic="elm", project_id=project.id, cycle=PLAN), who=ANN)
    meanwhile(records, sa.Update, lambda: records.keep_cycle(having(opened, question="Theirs"), who=BEN))
    with pytest.raises(ChangedMeanwhile, match=BEN):
        adopted(records, opened, date(2026, 4, 1))
    assert records.read(ReviewRecord, "elm") == [], "no review of an adoption that was not kept"
    assert records.read(CycleRecord, "elm")[0].cycle.question == "Theirs"


def test_a_day_that_somebody_gave_a_review_stays_when_the_cycle_is_written_again(
    records: Records, planned: CycleRecord
) -> None:
    kept = adopted(records, planned, date(2026, 3, 11))
    first = records.read(ReviewRecord, "elm")[0]
    records.kept(replace(first, due=date(2026, 7, 1)), who=ANN, reason="the summer rota")
    records.keep_cycle(having(kept, next_step="Tell the night team"), who=BEN)
    assert [one.due for one in records.read(ReviewRecord, "elm")] == [date(2026, 7, 1), date(2026, 9, 11)]
    records.keep_cycle(having(records.read(CycleRecord, "elm")[0], implemented=date(2026, 3, 20)), who=BEN)
    assert [one.due for one in records.read(ReviewRecord, "elm")] == [date(2026, 7, 1), date(2026, 9, 20)]
