"""Tests of change: their words and ramps, results from the data, what does not fit, and two people at one test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_records import fresh
from made_up_series import months

from dashboard.forms.edit import OpenedForm
from dashboard.pages.changing.cycles import checks
from dashboard.pages.changing.cycles.history import Names, differences, history, predicted_on, results_from
from dashboard.pages.changing.cycles.ramps import ramps
from dashboard.pages.changing.cycles.results import LATELY, now, observed
from dashboard.pages.changing.cycles.strip import strip, strip_words
from dashboard.records import ChangedMeanwhile, CycleRecord, Project, Records
from dashboard.records.charted import Charted
from dashboard.records.written import written
from dashboard.telling.cycles import (
    expected_words,
    level_words,
    result_words,
    scale_words,
    stands,
    task_words,
    title_words,
    weekday_words,
)
from dashboard.telling.labels import labels_of
from dashboard.telling.next_test import next_test, predicted_days, running, to_look_at
from measures.improvement import ITSELF, Cycle, Decision, Direction, HowSmall, Of, Prediction, Task
from measures.improvement.prediction_scores import score
from measures.said import said
from measures.series import Series

TODAY = date(2026, 11, 22)
START, END, BY = date(2026, 11, 2), date(2026, 11, 13), date(2026, 12, 31)
RATE = Charted("imaging", "Imaging rate", "outcome", "lower", True, "images", "visits")
FOUR_OF_FIVE = Prediction(ITSELF, date(2026, 11, 20), low=0.8, high=1.0, of=5)
COUNT = Charted("overtime", "Overtime", "balancing", "lower", False, "appointments", "")
NAMES = Names(lambda _: RATE, lambda number: f"idea {number}")
FALL = Prediction("imaging", BY, low=0.2, high=0.3, start=0.41)
PLANNED = Cycle(2, "Pamphlet at check-in", predictions=(FALL,), scale=HowSmall(1, Of.PATIENT))
RUNNING = replace(PLANNED, started=START)
STUDIED = replace(RUNNING, ended=END, results=(0.25,), learning="People ask more.")


# Words


@pytest.mark.parametrize(
    ("cycle", "said"),
    [
        (PLANNED, "Being planned"),
        (RUNNING, "Running since 2 November 2026"),
        (replace(STUDIED, learning=""), "Ran until 13 November 2026; to study now"),
        (STUDIED, "Studied; to decide now"),
        (replace(STUDIED, decision=Decision.ABANDON), "Abandoned after 13 November 2026"),
        (replace(STUDIED, decision=Decision.ADOPT, implemented=TODAY), "Adopted: how we work since 22 November 2026"),
        (replace(RUNNING, closed=TODAY), "Closed on 22 November 2026 before it was finished"),
    ],
)
def test_a_cycle_says_where_it_stands(cycle: Cycle, said: str) -> None:
    assert stands(cycle) == said


def test_names_sizes_and_tasks_read_as_people_say_them() -> None:
    assert title_words(PLANNED) == "Cycle 2: Pamphlet at check-in"
    assert scale_words(HowSmall(1, Of.PATIENT)) == "1 patient"
    assert scale_words(HowSmall(2, Of.WEEK)) == "2 weeks"
    assert scale_words(HowSmall(1, Of.PRACTICE)) == "the whole practice"
    assert weekday_words(date(2026, 11, 24)) == "Tuesday 24 November 2026"
    task = Task("Print 20", "Ann", "front desk", date(2026, 11, 24))
    assert task_words(task) == "Print 20 (front desk), Tuesday 24 November 2026: Ann"
    assert task_words(Task("Print 20")) == "Print 20"


def test_numbers_are_told_in_the_units_of_people() -> None:
    assert level_words(RATE, 0.25) == "25%"
    assert level_words(COUNT, 12.0) == "12 a month"
    assert expected_words(FALL, RATE) == "between 20% and 30% by 31 December 2026 (was about 41%)"
    up = Prediction("overtime", BY, Direction.SAME)
    assert expected_words(up, COUNT) == "about the same by 31 December 2026"


def test_a_prediction_stands_beside_its_result_and_a_miss_is_a_question() -> None:
    held = result_words(FALL, 0.25, RATE)
    assert "found 25%, within the range; the direction came true." in held
    assert not held.endswith("?")
    missed = result_words(FALL, 0.35, RATE)
    assert "outside the range" in missed
    assert missed.endswith("What did we not know?")
    assert "cannot be told yet" in result_words(FALL, None, RATE)


# Ramps


def cycle(number: int, after: int | None = None) -> Cycle:
    return Cycle(number, f"test {number}", after=after)


def test_a_cycle_stands_under_the_one_it_grew_out_of() -> None:
    steps = ramps([cycle(1), cycle(2), cycle(3, 1), cycle(4, 3), cycle(5, 1)])
    assert [(step.cycle.number, step.depth) for step in steps] == [(1, 0), (3, 1), (4, 2), (5, 1), (2, 0)]


@given(st.lists(st.none() | st.integers(1, 12), max_size=12))
def test_every_cycle_stands_in_the_ramps_once_whatever_it_says_it_grew_out_of(parents: list[int | None]) -> None:
    cycles = [cycle(number, after) for number, after in enumerate(parents, 1)]
    steps = ramps(cycles)
    assert sorted(step.cycle.number for step in steps) == [one.number for one in cycles]
    assert not steps or steps[0].depth == 0
    assert all(after.depth <= before.depth + 1 for before, after in pairwise(steps))


def test_the_tests_are_drawn_along_time_with_what_became_of_each() -> None:
    adopted = replace(STUDIED, number=1, title="<b>Pamphlet</b>", decision=Decision.ADOPT, implemented=END)
    steps = ramps([adopted, replace(RUNNING, number=2, after=1), cycle(3, 2), replace(cycle(4), closed=TODAY)])
    drawn = ElementTree.fromstring(strip(steps, TODAY))
    words = [part.text for part in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"adopted", "running", "planned", "closed early", "Cycle 1: <b>Pamphlet</b>"} <= set(words)
    assert "2 November 2026" in words
    assert "22 November 2026" in words
    assert "Cycle 2: Pamphlet at check-in: Running since 2 November 2026; grew out of cycle 1." in strip_words(steps)


@given(st.lists(st.tuples(st.dates(), st.dates()), min_size=1, max_size=6))
def test_every_test_is_drawn_within_the_picture_whenever_it_was(days: list[tuple[date, date]]) -> None:
    cycles = [Cycle(n, "t", started=min(pair), ended=max(pair)) for n, pair in enumerate(days, 1)]
    drawn = ElementTree.fromstring(strip(ramps(cycles), TODAY))
    for circle in drawn.iter("{http://www.w3.org/2000/svg}circle"):
        assert 0 <= float(circle.attrib["cx"]) <= float(drawn.attrib["width"])
        assert 0 <= float(circle.attrib["cy"]) <= float(drawn.attrib["height"])


# Results from the data


def by_month(series: Series) -> Callable[[str], Series]:
    nothing = months([], [])
    return lambda every: series if every == "month" else replace(nothing, every="week")


def test_a_result_takes_the_whole_months_between_the_days_together() -> None:
    series = months([8, 3, 1, 9], [10, 10, 10, 10])
    found = observed(by_month(series), date(2024, 1, 15), date(2024, 3, 31))
    assert (found.value, found.says) == (0.2, "20% (4 of 20) from February to March 2024")


def test_a_month_that_is_still_open_or_empty_has_no_say() -> None:
    series = months([5, 0, 9], [10, 0, 10], immature=1)
    found = observed(by_month(series), date(2024, 1, 1), date(2024, 12, 31))
    assert (found.value, found.says) == (0.5, "50% (5 of 10) in January 2024")


def test_without_a_whole_month_a_share_is_told_over_weeks_and_a_count_is_not_told() -> None:
    weeks = replace(months([2, 3], [10, 10]), every="week")
    short = date(2024, 1, 3), date(2024, 2, 29)
    nothing = months([], [])
    assert observed(lambda every: weeks if every == "week" else nothing, *short).value == 0.3
    count = observed(lambda _: months([4]), date(2024, 1, 3), date(2024, 1, 20))
    assert count.value is None
    assert "No whole month" in count.says


def test_where_the_data_cannot_tell_the_reason_says_until_when_they_go() -> None:
    series = months([8], [10], data_to=date(2024, 1, 31))
    found = observed(by_month(series), date(2024, 2, 5), date(2024, 3, 5))
    assert found.value is None
    assert "the data end on 31 January 2024" in found.says


def test_where_a_measure_stands_is_told_over_the_newest_whole_months() -> None:
    series = months([9, 9, 1, 2, 3, 9], [10] * 6, immature=1)
    assert LATELY == 3
    assert now(series).value == pytest.approx(0.2)
    assert now(months([], [])).value is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=12), st.data())
def test_a_result_is_all_events_over_all_units_of_the_months_it_names(
    counts: list[tuple[int, int]], data: st.DataObject
) -> None:
    pairs = [(min(pair), max(pair)) for pair in counts]
    series = months([n for n, _ in pairs], [d for _, d in pairs])
    first = data.draw(st.integers(0, len(pairs) - 1))
    last = data.draw(st.integers(first, len(pairs) - 1))
    found = observed(by_month(series), series.points["start"][first], series.points["end"][last])
    of = sum(d for _, d in pairs[first : last + 1])
    assert (found.value is None) == (of == 0)
    assert not of or found.value == pytest.approx(sum(n for n, _ in pairs[first : last + 1]) / of)


# What does not fit


@pytest.mark.parametrize(
    ("told", "word"),
    [
        (checks.start_problem(PLANNED, date(2026, 11, 23), TODAY), "still to come"),
        (checks.start_problem(replace(RUNNING, ended=END), date(2026, 11, 14), TODAY), "before it began"),
        (checks.start_problem(PLANNED, None, TODAY), "which day"),
        (checks.end_problem(RUNNING, date(2026, 11, 1), TODAY), "before it began"),
        (checks.end_problem(RUNNING, date(2026, 11, 23), TODAY), "still to come"),
        (checks.end_problem(replace(STUDIED, implemented=END), TODAY, TODAY), "before that"),
        (checks.implemented_problem(STUDIED, START), "Correct one of the two days"),
        (checks.prediction_problem(RATE, TODAY, TODAY, []), "not ahead of us"),
        (checks.prediction_problem(RATE, None, TODAY, []), "by which day"),
        (checks.prediction_problem(RATE, BY, TODAY, [None, 120]), "between 0 and 100%"),
        (checks.prediction_problem(COUNT, BY, TODAY, [-1]), "0 or more"),
        (checks.range_problem(RATE, 20, None), "two ends"),
        (checks.range_problem(RATE, 30, 20), "lower number first"),
        (checks.range_problem(RATE, 0, 100), "Narrow the range"),
        (checks.tasks_problem([Task("", who="Ann")]), "Task 1"),
        (checks.number_problem(RATE, None, "prediction 1"), "cannot tell yet"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(told: str | None, word: str) -> None:
    assert told is not None
    assert word in told
    assert told[0].isupper() or told[0].isdigit() or told[0] == "“"
    assert told.endswith((".", "?"))


def test_what_fits_is_let_through() -> None:
    assert checks.start_problem(PLANNED, TODAY, TODAY) is None
    assert checks.end_problem(RUNNING, START, TODAY) is None
    assert checks.implemented_problem(STUDIED, END) is None
    assert checks.implemented_problem(STUDIED, date(2027, 1, 4)) is None  # adopted today, how we work from January
    assert checks.prediction_problem(RATE, BY, TODAY, [41, 20, 30]) is None
    assert checks.range_problem(RATE, 20, 20) is None
    assert checks.tasks_problem([Task("Print")]) is None


@given(st.integers(0, 100), st.integers(0, 100))
def test_per_cent_that_were_typed_are_kept_as_shares_and_shown_as_per_cent(a: int, b: int) -> None:
    low, high = sorted((a, b))
    one = checks.prediction_of(RATE, BY, 41, (low, high), None)
    assert (one.low, one.high, one.start) == (low / 100, high / 100, 0.41)
    assert f"{low}%" in expected_words(one, RATE)


# Two people at one test


@pytest.fixture
def records() -> Records:
    return fresh()


def kept(records: Records, told: Cycle = PLANNED, **own: object) -> CycleRecord:
    project = next(iter(records.read(Project, "elm")), None) or records.kept(
        Project(clinic="elm", title="Fewer images"), who="Ann"
    )
    return records.keep_cycle(
        CycleRecord(clinic="elm", project_id=project.id, cycle=replace(told, number=0), **own), who="Ann"
    )


def test_two_people_at_different_parts_of_a_test_both_keep_what_they_wrote(records: Records) -> None:
    seen = kept(records)
    theirs = records.keep_cycle(seen.having({"observations": "All took it."}), who="Ben")
    both = records.keep_cycle(
        OpenedForm("what", 0, seen, theirs).to_keep({"question": "Will they take it?"}), who="Ann"
    )
    assert (both.cycle.observations, both.cycle.question) == ("All took it.", "Will they take it?")


def test_two_people_at_the_same_part_are_told_and_nothing_is_written_over(records: Records) -> None:
    seen = kept(records)
    theirs = records.keep_cycle(seen.having({"question": "Ben's question"}), who="Ben")
    mine = {"question": "Ann's question", "owner": "Ann"}
    with pytest.raises(ChangedMeanwhile, match="Ben"):
        records.keep_cycle(OpenedForm("what", 0, seen, theirs).to_keep(mine), who="Ann")
    assert records.read(CycleRecord, "elm") == [theirs]
    after = records.keep_cycle(OpenedForm("what", 0, seen, theirs).mine_over(mine), who="Ann")
    assert (after.cycle.question, after.owner) == ("Ann's question", "Ann")


FIELDS = st.dictionaries(st.sampled_from(["question", "change", "owner", "title"]), st.text(max_size=3))


@given(theirs=FIELDS, mine=FIELDS)
def test_keeping_mine_changes_only_what_i_changed(theirs: dict[str, str], mine: dict[str, str]) -> None:
    seen = CycleRecord(clinic="elm", project_id=1, cycle=PLANNED, version=1, id=1)
    now_there = replace(seen.having(theirs), version=2)
    everything = seen.saying(("question", "change", "owner", "title"))
    after = OpenedForm("what", 0, seen, now_there).mine_over(everything | mine)
    for name, before in everything.items():
        wanted = mine[name] if name in mine and mine[name] != before else theirs.get(name, before)
        assert after.saying([name])[name] == wanted
    assert after.version == 2


# History


def test_the_history_tells_what_changed_in_words_with_who_and_when(records: Records) -> None:
    first = kept(records)
    zone = ZoneInfo("America/Edmonton")
    second = records.keep_cycle(first.having({"started": START}), who="Ben")
    counted = said("result_own", value=0.25, is_rate=True, where="by hand")
    last = records.keep_cycle(second.having({"ended": END, "results": (0.25,), "results_from": (counted,)}), who="Ann")
    changes = records.changes("elm", "cycles", first.id)
    rows = history(changes, zone, NAMES)
    assert [row["Who"] for row in rows] == ["Ann", "Ben", "Ann"]
    assert rows[1]["What"] == "First day: 2 November 2026"
    assert rows[0]["What"].startswith("Last day: 13 November 2026; Results: 25%")
    assert rows[2]["What"] == "planned this test"
    assert results_from(last, NAMES.charted) == "Imaging rate: 25%, by hand"
    assert predicted_on(changes, zone) == date(2026, 3, 2)


def test_every_field_of_a_test_has_words_for_its_history() -> None:
    blank = CycleRecord(clinic="elm", project_id=1, cycle=Cycle(1, "A"))
    full = replace(
        STUDIED, title="B", question="q", change="c", tasks=(Task("Print", "Ann", "desk", START, True),),
        as_planned=False, observations="o", surprises="s", decision=Decision.ADOPT, next_step="n", implemented=BY,
        closed=TODAY, after=1,
    )  # fmt: skip
    there = CycleRecord(
        clinic="elm", project_id=1, cycle=full, measures=("imaging",), owner="Ann", idea_id=3,
        results_from=(said("result_own", value=0.25, is_rate=True, where="by hand"),),
    )  # fmt: skip
    told = differences(blank.to_row(), there.to_row(), NAMES)
    assert len(told) == len(labels_of(CycleRecord))
    assert "Where the results are from: Imaging rate: 25%, by hand" in told
    assert "Prediction: Imaging rate between 20% and 30% by 31 December 2026 (was about 41%)" in told
    assert "Tasks: Print (desk), Monday 2 November 2026: Ann, done" in told
    assert "Results: 25%" in told
    assert "Change idea: idea 3" in told
    back = differences(there.to_row(), blank.to_row(), NAMES, ["owner", "measures"])
    assert back == ["Led by: nothing (before: Ann)", "Measures it may move: nothing (before: Imaging rate)"]


def test_of_a_test_brought_in_from_a_file_nobody_knows_when_its_prediction_was_written(records: Records) -> None:
    record = kept(records, RUNNING)
    changes = records.changes("elm", "cycles", record.id)
    assert predicted_on(changes, ZoneInfo("America/Edmonton")) is None
    results = replace(record, cycle=replace(record.cycle, results=(0.25,)))
    assert results_from(records.keep_cycle(results, who="Ann", reason="brought in from a file"), NAMES.charted) == ""


# The next test


def test_the_huddle_hears_of_the_nearest_open_task(records: Records) -> None:
    tasks = (
        Task("Count", "Ben", when=date(2026, 11, 27)),
        Task("Print 20", "Ann", when=date(2026, 11, 24)),
        Task("Ask", when=date(2026, 11, 23), done=True),
    )
    kept(records, replace(PLANNED, tasks=tasks))
    there = written(records, "elm")
    told = next_test(there, TODAY)
    assert told == "Next: cycle 1, Pamphlet at check-in: Print 20, on Tuesday 24 November (Ann)."
    assert "tomorrow" in (next_test(there, date(2026, 11, 23)) or "")
    assert "Overdue since 24 November: cycle 1, Pamphlet at check-in: Print 20 (Ann)" in (
        next_test(there, date(2026, 11, 27)) or ""
    )
    assert running(there) == ()


def test_without_a_day_the_huddle_hears_of_the_running_test_before_the_planned_one(records: Records) -> None:
    assert next_test(written(records, "elm"), TODAY) is None
    kept(records, RUNNING, owner="Ann")
    kept(records, PLANNED)
    there = written(records, "elm")
    assert next_test(there, TODAY) == (
        "Next: cycle 1, Pamphlet at check-in, running since 2 November 2026 with 1 patient (Ann)."
    )
    assert [one.cycle.number for one in running(there)] == [1]


def test_a_test_that_has_ended_asks_what_came_of_it(records: Records) -> None:
    kept(records, replace(STUDIED, learning=""))
    assert (next_test(written(records, "elm"), TODAY) or "").endswith("has ended: what came of it?")


@pytest.mark.slow
def test_a_test_whose_predicted_day_has_come_asks_for_its_number(records: Records) -> None:
    record = kept(records, replace(RUNNING, predictions=(FOUR_OF_FIVE,), results=()))
    there = written(records, "elm")
    assert to_look_at(there, date(2026, 11, 19)) == []
    (told,) = to_look_at(there, date(2026, 11, 20))
    assert told.endswith("its prediction was for 20 November 2026. What came of it?")
    assert predicted_days(there) == [(record, date(2026, 11, 20))]
    assert expected_words(FOUR_OF_FIVE, RATE) == "at least 4 of 5 go as planned by 20 November 2026"


def test_a_prediction_of_a_test_itself_is_about_no_measure_and_holds_from_so_many_on() -> None:
    assert replace(PLANNED, predictions=(FOUR_OF_FIVE,)).watched == ()
    assert [score(FOUR_OF_FIVE, kept / 5).range_held for kept in (3, 4, 5)] == [False, True, True]
    with pytest.raises(ValueError, match="how many"):
        Prediction("a measure", date(2026, 11, 20), low=0.8, high=1.0, of=5)
