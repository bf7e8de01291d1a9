"""A project as one file: out of one practice and anew into another, all of it or nothing, and nothing of a patient."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_records import fresh

from dashboard.pages.changing.aim.handover import preview
from dashboard.records import (
    ChartPhase,
    Counted,
    CycleRecord,
    IdeaRecord,
    Note,
    NotKept,
    Person,
    PhaseKind,
    Project,
    Records,
    ReviewRecord,
    Tally,
)
from dashboard.records.codec import plain
from dashboard.records.handover.file import as_text, file_name, handed_over
from dashboard.records.handover.reading import read
from dashboard.records.handover.taking import AlreadyHere, take_over
from dashboard.telling.codes import writer_words
from measures.improvement import Cycle, Decision, Direction, HowSmall, Of, Prediction, Task
from measures.said import said

MADE_ON = date(2026, 11, 22)
RATE = "imaging_rate_without_red_flags"
SATISFIED = Tally(
    clinic="elm", title="Pamphlet handed over", kind="process", better="higher", is_rate=True,
    numerator_says="handed over", denominator_says="patients with back pain", started=date(2026, 1, 5),
)  # fmt: skip


def project_of(records: Records) -> Project:
    """A project with a little of everything, as its team would have written it by November."""
    project = records.kept(
        Project(clinic="elm", title="Fewer images", aim_measure=RATE, aim_level=0.15), who="Ann Aspen"
    )
    records.kept(Person(clinic="elm", name="Ann Aspen", role="Champion"), who="Ann Aspen")
    tally = records.kept(SATISFIED, who="Ben Birch")
    records.tally_up(tally, [Counted(date(2026, 1, 6), 3, 5), Counted(date(2026, 1, 7), 2, 6)], who="Cid Cedar")
    records.take_back(tally, records.entries("elm")[0], who="Cid Cedar")
    idea = records.kept(
        IdeaRecord(clinic="elm", project_id=project.id, title="Pamphlet at check-in", library="pamphlet"),
        who="Ann Aspen",
    )
    project = records.kept(
        replace(project, measures=(tally.name,), aim_by=date(2027, 6, 30)), who="Ben Birch", reason="agreed"
    )
    adopted = Cycle(
        0, "One patient", predictions=(Prediction(tally.name, date(2026, 2, 1), low=0.5, high=0.8, start=0.2),),
        scale=HowSmall(1, Of.PATIENT), tasks=(Task("print it", "Ann Aspen", "front desk", date(2026, 1, 5), True),),
        started=date(2026, 1, 6), ended=date(2026, 1, 9), learning="it fits", results=(0.6,),
        decision=Decision.ADOPT, implemented=date(2026, 2, 2),
    )  # fmt: skip
    first = CycleRecord(
        clinic="elm", project_id=project.id, cycle=adopted, measures=(tally.name, RATE), idea_id=idea.id
    )
    records.keep_cycle(first, who="Ann Aspen")
    records.keep_cycle(replace(first, cycle=Cycle(0, "A week", after=1), idea_id=None), who="Ann Aspen")
    records.kept(Note(clinic="elm", day=date(2026, 3, 1), text="a clinician on leave", kind="leave"), who="Ann Aspen")
    frozen = ChartPhase(
        clinic="elm", measure=tally.name, kind=PhaseKind.BASELINE, reason="before the pamphlet", last=date(2026, 1, 31)
    )
    records.kept(frozen, who="Ann Aspen")
    return project


def held(records: Records) -> None:
    """The first review is held, and two people rate it."""
    first = records.read(ReviewRecord, "elm")[0]
    evidence = {
        "measure": first.measure,
        "points": [{"period": "2026-04", "value": 0.6}],
        "definition": "98765432",
    }
    kept = records.kept(replace(first, held=date(2026, 5, 4), evidence=evidence, finding="so_far"), who="Ann Aspen")
    records.rate(kept, "Ann", {"staff": 4}, who="Ann Aspen")
    records.rate(kept, "Ben", {"staff": 2}, who="Ben Birch")


@pytest.fixture
def records() -> Records:
    found = fresh()
    project_of(found)
    held(found)
    return found


def out(records: Records, clinic: str = "elm", project_id: int = 1) -> dict[str, Any]:
    return handed_over(records, clinic, project_id, made_on=MADE_ON, practice="Elm Clinic")


def without_history(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "history"}


def test_what_comes_out_of_the_other_practice_is_what_went_in(records: Records) -> None:
    told = out(records)
    other = fresh()
    taken = take_over(other, "oak", as_text(told), who="Dee Dogwood")
    again = out(other, "oak", taken.id)
    assert without_history(again) == without_history(told)
    assert again["history"][: len(told["history"])] == told["history"]
    marks = again["history"][len(told["history"]) :]
    assert [line["because"] for line in marks] == [plain(said("handed_over", made_on=MADE_ON))] * len(marks)
    assert {line["reason"] for line in marks} == {""}
    assert {line["who"] for line in marks} == {"Dee Dogwood"}


def test_a_tally_goes_by_its_new_name_wherever_it_was_meant(records: Records) -> None:
    other = fresh()
    for number in range(2):
        other.kept(replace(SATISFIED, clinic="oak", title=f"Something else {number}"), who="Dee Dogwood")
    take_over(other, "oak", as_text(out(records)), who="Dee Dogwood")
    (cycle, _), (phase,) = other.read(CycleRecord, "oak"), other.read(ChartPhase, "oak")
    (project,) = other.read(Project, "oak")
    assert (project.measures, cycle.measures) == (("tally-3",), ("tally-3", RATE))
    assert (cycle.cycle.predictions[0].measure, phase.measure) == ("tally-3", "tally-3")


def test_who_tallied_and_rated_first_stays_readable(records: Records) -> None:
    other = fresh()
    take_over(other, "oak", as_text(out(records)), who="Dee Dogwood")
    assert writer_words(other.entries("oak")[0]) == "Cid Cedar (2026-03-02 14:33 UTC; brought in by Dee Dogwood)"
    assert [(one.who, one.brought_by) for one in other.ratings("oak")] == [
        ("Ann Aspen", "Dee Dogwood"), ("Ben Birch", "Dee Dogwood"),
    ]  # fmt: skip
    third = fresh()
    take_over(third, "fir", as_text(out(other, "oak")), who="Eve Elm")
    assert writer_words(third.entries("fir")[0]) == "Cid Cedar (2026-03-02 14:33 UTC; brought in by Eve Elm)"


def test_an_entry_taken_back_is_taken_back_there_too(records: Records) -> None:
    other = fresh()
    take_over(other, "oak", as_text(out(records)), who="Dee Dogwood")
    first, second, back = other.entries("oak")
    assert (back.undoes, back.numerator, second.numerator) == (first.id, -first.numerator, 2)


def test_a_practice_keeps_its_own_numbers_of_cycles_and_gets_its_reviews_once(records: Records) -> None:
    other = fresh()
    other.kept(Project(clinic="oak", title="Their own"), who="Dee Dogwood")
    taken = take_over(other, "oak", as_text(out(records)), who="Dee Dogwood")
    assert [one.cycle.number for one in other.read(CycleRecord, "oak")] == [1, 2]
    first = other.read(CycleRecord, "oak")[0]
    other.keep_cycle(first, who="Dee Dogwood")
    assert [(one.months, one.project_id) for one in other.read(ReviewRecord, "oak")] == [(3, taken.id), (6, taken.id)]


@pytest.mark.slow
def test_the_same_file_twice_is_asked_about_and_then_doubles_only_the_project(records: Records) -> None:
    other = fresh()
    text = as_text(out(records))
    take_over(other, "oak", text, who="Dee Dogwood")
    with pytest.raises(AlreadyHere, match="“Fewer images” with the same cycles is here already"):
        take_over(other, "oak", text, who="Dee Dogwood")
    take_over(other, "oak", text, who="Dee Dogwood", again=True)
    assert len(other.read(Project, "oak")) == 2
    for kind in (Person, Note, ChartPhase, Tally):
        assert len(other.read(kind, "oak")) == 1
    assert len(other.entries("oak")) == 3


def test_the_same_records_give_the_same_file(records: Records) -> None:
    assert as_text(out(records)) == as_text(out(records))
    assert file_name(records.read(Project, "elm")[0]) == "huddleboard-fewer-images.json"


def test_another_project_of_the_practice_stays_at_home(records: Records) -> None:
    second = records.kept(Project(clinic="elm", title="Opioids"), who="Ann Aspen")
    records.keep_cycle(CycleRecord(clinic="elm", project_id=second.id, cycle=Cycle(0, "Taper")), who="Ann Aspen")
    told = as_text(out(records))
    assert "Taper" not in told
    assert "Opioids" not in told


# Files that are not taken


@cache
def good() -> str:
    """The file of a project with a little of everything."""
    found = fresh()
    project_of(found)
    held(found)
    return as_text(out(found))


def spoilt(change: Callable[[dict[str, Any]], object]) -> str:
    """A good file in which one thing was changed by hand."""
    told = json.loads(good())
    change(told)
    return json.dumps(told)


def nothing_taken(text: str, says: str) -> None:
    other = fresh()
    with pytest.raises(NotKept, match=says):
        take_over(other, "oak", text, who="Dee Dogwood")
    assert other.changes("oak") == []
    assert other.read(Project, "oak") == []
    assert other.entries("oak") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ('{"format": NaN}', "cannot be read as JSON"),
        ("[]", "does not say that it holds a Huddleboard project"),
        ('{"format": "huddleboard project", "version": 7}', r"newer Huddleboard \(version 7"),
        ('{"format": "huddleboard project", "version": "1"}', "damaged: its version is not a number"),
        ('{"format": "huddleboard project", "version": 1}', "damaged"),
    ],
)
def test_a_file_of_another_kind_or_a_newer_version_is_refused_with_what_to_do(text: str, says: str) -> None:
    nothing_taken(text, says)


SPOILT: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda told: told.pop("cycles"), "its cycles are not a list"),
    (lambda told: told["cycles"][0].pop("title"), "number 1 of the cycles lacks a part"),
    (lambda told: told["cycles"][0].update(started="soon"), "“started” of number 1 of the cycles is not a day"),
    (lambda told: told["cycles"][0].update(decision="maybe"), "number 1 of the cycles does not fit together"),
    (lambda told: told["cycles"][0]["predictions"][0].update(low="0.5"), "has not the shape"),
    (lambda told: told["cycles"][0].update(idea=2), "a cycle names a change idea that the file does not hold"),
    (lambda told: told["cycles"][1].update(after=9), "a cycle grew out of one that the file does not hold"),
    (lambda told: told["cycles"][1].update(number=1, after=None), "two cycles have the same number"),
    (lambda told: told["reviews"][0].update(cycle=None), "a review belongs to no cycle"),
    (lambda told: told["reviews"][1].update(months=3), "two reviews after the same number of months"),
    (lambda told: told["ratings"][0].update(review=3), "belongs to no review"),
    (lambda told: told["tallies"][0]["entries"][2].update(numerator=-9), "takes back what is not there"),
    (lambda told: told["tallies"][0]["entries"][0].update(numerator=-1), "is below 0"),
    (lambda told: told["tallies"][0]["entries"][0].update(denominator=None), "has no “out of”"),
    (lambda told: told["tallies"][0]["entries"][0].update(source="dreamt"), "does not say how it was counted"),
    (lambda told: told["project"].update(aim_level=float("1e400")), "cannot be read as JSON"),
    (lambda told: told["project"].update(aim_by=20270630), "“aim_by” of the project is not a day"),
    (lambda told: told["project"].update(measures="tally-1"), "has not the shape"),
    (lambda told: told["history"][0].update(at="yesterday"), "is not a moment"),
    (lambda told: told["notes"][0].update(text="a\x00b"), "signs that are no text"),
    (lambda told: told["phases"][0].update(reason=" "), "The reason is empty"),
]


@pytest.mark.parametrize(("change", "says"), SPOILT, ids=[says for _, says in SPOILT])
def test_a_damaged_file_is_refused_whole_with_the_place_of_the_harm(
    change: Callable[[dict[str, Any]], object], says: str
) -> None:
    nothing_taken(spoilt(change), says)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["notes"][0].update(text="see chart 987 654 321"),
        lambda told: told["cycles"][1].update(observations="98765-4321 came back"),
        lambda told: told["ratings"][0].update(rater="987654321"),
        lambda told: told["history"][0].update(reason="for 987-654-321"),
        lambda told: told["reviews"][0]["evidence"].update(note="987654321"),
        lambda told: told["project"]["gaps"].update({"987654321": {"answer": "yes"}}),
        lambda told: told["tallies"][0]["entries"][0].update(who="987 654 321"),
    ],
)
def test_a_file_with_what_may_be_a_patient_number_is_refused_without_repeating_it(
    change: Callable[[dict[str, Any]], object],
) -> None:
    text = spoilt(change)
    with pytest.raises(NotKept, match="digits or more") as told:
        take_over(fresh(), "oak", text, who="Dee Dogwood")
    assert "987" not in str(told.value)
    nothing_taken(text, "digits or more")


# The law


words = st.text(st.characters(codec="utf-8", categories=["L", "M", "P", "S", "Zs"]), max_size=12)
named = words.filter(lambda text: bool(text.strip()))
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
shares = st.floats(0, 1)


@st.composite
def cycles(draw: st.DrawFn) -> Cycle:
    low, high = sorted((draw(shares), draw(shares)))
    predictions = [Prediction(draw(words), draw(days), low=low, high=high), Prediction("m", draw(days), Direction.DOWN)]
    made = st.lists(st.sampled_from(predictions), max_size=2)
    return Cycle(
        0, draw(named), question=draw(words), predictions=tuple(draw(made)),
        scale=draw(st.none() | st.builds(HowSmall, st.integers(1, 40), st.sampled_from(Of))),
        tasks=tuple(draw(st.lists(st.builds(Task, named, words, words, st.none() | days, st.booleans()), max_size=2))),
        started=draw(st.none() | days), as_planned=draw(st.none() | st.booleans()), ended=draw(st.none() | days),
        results=tuple(draw(st.lists(st.none() | shares, max_size=2))), learning=draw(words),
        decision=draw(st.none() | st.sampled_from(Decision)), implemented=draw(st.none() | days),
    )  # fmt: skip


@st.composite
def practices(draw: st.DrawFn) -> Records:
    """The records of a practice in which people wrote what they liked."""
    records = fresh()
    tallies = [
        records.kept(replace(SATISFIED, title=draw(named), is_rate=draw(st.booleans())), who="Ann")
        for _ in range(draw(st.integers(0, 2)))
    ]
    for tally in tallies:
        counted = draw(st.lists(st.tuples(days, st.integers(0, 40)), max_size=3))
        records.tally_up(tally, [Counted(d, n, n + 1 if tally.is_rate else None) for d, n in counted], who="Ann")
        for entry in [one for one in records.entries("elm") if one.tally_id == tally.id][: draw(st.integers(0, 1))]:
            records.take_back(tally, entry, who="Ben")
    names = st.sampled_from([RATE, *(one.name for one in tallies)])
    project = Project(
        clinic="elm", title=draw(named), aim_words=draw(words), aim_measure=draw(names),
        aim_level=draw(st.none() | shares),
        aim_by=draw(st.none() | days), measures=tuple(draw(st.lists(names, max_size=3))),
        gaps=draw(st.dictionaries(named, st.fixed_dictionaries({"answer": words, "note": words}), max_size=2)),
    )  # fmt: skip
    kept = records.kept(project, who=draw(named))
    if draw(st.booleans()):
        records.kept(replace(kept, title="Another name"), who="Ben", reason=draw(words))
    ideas = [
        records.kept(
            IdeaRecord(clinic="elm", project_id=kept.id, title=draw(named), measures=(draw(names),)), who="Ann"
        ).id
        for _ in range(draw(st.integers(0, 2)))
    ]
    for cycle in draw(st.lists(cycles(), max_size=3)):
        idea = draw(st.sampled_from([None, *ideas]))
        records.keep_cycle(
            CycleRecord(clinic="elm", project_id=kept.id, cycle=cycle, measures=(draw(names),), idea_id=idea), who="Ann"
        )
    for text in draw(st.lists(named, max_size=2)):
        records.kept(Note(clinic="elm", day=draw(days), text=text, active=draw(st.booleans())), who="Ann")
        records.kept(Person(clinic="elm", name=text, role=draw(words), active=draw(st.booleans())), who="Ann")
    return records


@pytest.mark.slow
@settings(max_examples=max(8, settings().max_examples // 3))  # each example is some thirty transactions
@given(practices())
def test_out_in_and_out_again_is_the_same_but_for_the_marks_of_bringing_in(records: Records) -> None:
    told = out(records)
    taken = take_over(records, "oak", as_text(told), who="Dee Dogwood")
    again = out(records, "oak", taken.id)
    assert without_history(again) == without_history(told)
    assert again["history"][: len(told["history"])] == told["history"]


PARTS = [name for name in json.loads(good()) if name not in ("format", "version")]


@pytest.mark.parametrize("part", PARTS)
def test_a_file_with_a_part_gone_is_refused_and_never_half_taken(part: str) -> None:
    nothing_taken(spoilt(lambda told: told.pop(part)), "damaged")


def leaves(told: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of a file."""
    inside = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    yield place
    for key, value in inside:
        yield from leaves(value, (*place, key))


PLACES = list(leaves(json.loads(good())))[1:]
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["2026-05-04", "2026-13-44", "adopt", "tally-1"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=3,
)  # fmt: skip


@given(st.sampled_from(PLACES), anything)
def test_whatever_one_value_is_replaced_by_the_file_is_read_or_calmly_refused(place: tuple[Any, ...], by: Any) -> None:
    told = json.loads(good())
    inside = told
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = by
    with suppress(NotKept):
        assert read(json.dumps(told)).project.title == told["project"]["title"]


def test_what_is_in_the_file_can_be_read_before_it_is_taken(records: Records) -> None:
    lines = preview(read(as_text(out(records))), {})
    assert lines[0] == "Project: “Fewer images”"
    assert lines[4:] == [
        "Tests of change: 1 One patient; 2 A week",
        "Reviews: 2, 1 held so far",
        "Notes and phases on the charts: 1 and 1",
        "Tallies: Pamphlet handed over (3 entries)",
        f"Not counted here, so without a chart until an export carries them: {RATE}",
    ]
