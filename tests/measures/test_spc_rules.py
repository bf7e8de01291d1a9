"""What every rule set promises for every series, and each pattern against a reading point by point."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_judgements import SETS, judge, judged

from measures.spc import analyse
from measures.spc.phase import Phase, three_sigma

ALL = pytest.mark.parametrize("name", SETS)

# Quarter sigmas up to 4: exact in binary, so that nothing hangs on rounding. None is a month without a value.
SIGMAS = st.lists(st.one_of(st.integers(-16, 16).map(lambda q: q / 4), st.none()), min_size=1, max_size=40)
# Few values, so that long runs, trends, ties and points on the centre are common.
PATTERNED = st.lists(st.sampled_from([-2.5, -1.5, -0.5, 0.0, 0.5, 1.5, 2.5, None]), min_size=1, max_size=40)
SERIES = st.one_of(SIGMAS, PATTERNED)


# ---- what every rule set promises


@ALL
def test_every_rule_set_has_a_title_a_source_and_words_for_each_of_its_rules(name: str) -> None:
    declared = SETS[name]
    assert declared.title
    assert any(year in declared.source for year in ("19", "20")) or "NHS" in declared.source
    assert all(len(words) > 20 and words[0] == words[0].lower() for words in declared.says.values())


def test_no_two_rule_sets_share_a_title() -> None:
    assert len({declared.title for declared in SETS.values()}) == len(SETS)


@pytest.mark.slow
@ALL
@given(y=SERIES)
def test_a_rule_set_tells_of_no_rule_that_it_has_no_words_for(name: str, y: list[float | None]) -> None:
    found = judge(name, y)
    assert set(found.marks) | {told.rule for told in found.told} <= set(SETS[name].says)


@ALL
@given(y=SERIES)
def test_a_signal_and_a_finding_are_the_same_news(name: str, y: list[float | None]) -> None:
    found = judge(name, y)
    assert found.signal[0] == any(told.rule != "beyond_limits" for told in found.told)


@ALL
@given(y=SERIES)
def test_a_finding_begins_and_ends_on_points_of_its_pattern(name: str, y: list[float | None]) -> None:
    found = judge(name, y)
    for told in found.told:
        if told.rule in found.marks:
            assert {told.first, told.last} <= set(found.points(told.rule))
    for rule in found.marks:
        inside = {i for told in found.told if told.rule == rule for i in range(told.first, told.last + 1)}
        assert set(found.points(rule)) <= inside


@ALL
@given(y=SERIES)
def test_mirroring_a_series_mirrors_its_marks(name: str, y: list[float | None]) -> None:
    there, back = judge(name, y), judge(name, [None if v is None else -v for v in y])
    turned = {1: -1, -1: 1, 0: 0, 2: 2}
    for rule, marks in there.marks.items():
        assert [turned[int(m)] for m in marks[0]] == back.marks[rule][0].tolist()
    assert there.signal == back.signal


@pytest.mark.slow
@ALL
@given(y=SERIES, scale=st.sampled_from([0.01, 1 / 3, 7.0, 1e6]))
def test_the_unit_of_a_series_changes_nothing(name: str, y: list[float | None], scale: float) -> None:
    values = np.array([[np.nan if v is None else v for v in y]], dtype=float)
    marks = []
    for unit in (1.0, scale):
        everything = np.ones(len(y), dtype=bool)
        phase = Phase(1, 1, values * unit, None, everything, everything, None)
        marks.append(judged(name, phase, three_sigma(np.zeros(values.shape), np.full(values.shape, unit))))
    assert all((marks[0].marks[rule] == marks[1].marks[rule]).all() for rule in marks[0].marks)


@pytest.mark.slow
@ALL
@given(y=SERIES, where=st.integers(0, 40))
def test_an_absent_month_neither_makes_nor_hides_a_pattern(name: str, y: list[float | None], where: int) -> None:
    place = min(where, len(y))
    there, gapped = judge(name, y), judge(name, [*y[:place], None, *y[place:]])
    for rule, marks in there.marks.items():
        assert marks[0].tolist() == np.delete(gapped.marks[rule][0], place).tolist()
        assert gapped.marks[rule][0, place] == 0
    assert there.signal == gapped.signal
    assert [t.rule for t in there.told] == [t.rule for t in gapped.told]


@pytest.mark.slow
@ALL
@given(y=SERIES, left_out=st.sets(st.integers(0, 39)))
def test_a_point_left_out_is_judged_like_a_missing_one(name: str, y: list[float | None], left_out: set[int]) -> None:
    absent = [None if place in left_out else value for place, value in enumerate(y)]
    there, gone = judge(name, y, include=[place not in left_out for place in range(len(y))]), judge(name, absent)
    assert all((there.marks[rule] == gone.marks[rule]).all() for rule in there.marks)
    assert there.told == gone.told


@pytest.mark.slow
@ALL
@settings(max_examples=40)
@given(many=st.lists(SERIES.map(lambda y: (y * 40)[:24]), min_size=2, max_size=5))
def test_many_series_with_gaps_of_their_own_are_judged_like_each_alone(
    name: str, many: list[list[float | None]]
) -> None:
    for row, y in enumerate(many):
        together, alone = judge(name, *many, row=row), judge(name, y)
        for rule, marks in alone.marks.items():
            assert together.marks[rule][row].tolist() == marks[0].tolist()
        assert together.signal[row] == alone.signal[0]
        assert together.told == alone.told


CONSTANT: list[list[float | None]] = [[], [None, None], [3], [3] * 40, [None, 3] * 20, [0.1] * 40]


@ALL
@pytest.mark.parametrize("chart", ["run", "i"])
@pytest.mark.parametrize("y", CONSTANT)
def test_series_that_never_vary_say_nothing(name: str, chart: str, y: list[float | None]) -> None:
    assert analyse(y, chart=chart, rules=name).signals == ()


@ALL
@pytest.mark.parametrize("chart", ["p", "c"])
@pytest.mark.parametrize("y", CONSTANT)
def test_counts_that_never_vary_are_at_most_steadier_than_chance(name: str, chart: str, y: list[float | None]) -> None:
    told = analyse(y, [10] * len(y) if chart == "p" else None, chart=chart, rules=name).signals
    assert {signal.rule for signal in told} <= {"fifteen_within_one_sigma"}


@ALL
def test_without_limits_no_rule_speaks_that_needs_them(name: str) -> None:
    far_but_mixed = [9.0, -9.0, 9.0, 9.0, -9.0, 9.0, -9.0, -9.0, 9.0, -9.0, 9.0, -9.0]
    assert not analyse(far_but_mixed, chart="run", rules=name).signals


# ---- each pattern against a reading of the series point by point


def stretches_of(hits: list[bool], length: int) -> set[int]:
    """Places in runs of at least `length` hits, found by walking."""
    found: set[int] = set()
    for start in range(len(hits) - length + 1):
        if all(hits[start : start + length]):
            found |= set(range(start, start + length))
    return found


def some_of(hits: list[bool], enough: int, length: int) -> set[int]:
    found: set[int] = set()
    for start in range(1 - length, len(hits)):
        window = [place for place in range(max(start, 0), min(start + length, len(hits))) if hits[place]]
        if len(window) >= enough:
            found |= set(window)
    return found


def rising(y: list[float], length: int) -> set[int]:
    return {p for s in stretches_of([b > a for a, b in pairwise(y)], length - 1) for p in (s, s + 1)}


def by_hand(rule: str, y: list[float]) -> set[int]:
    """The points of one pattern on the high side, or without a side, read from the definition."""
    if rule == "fourteen_alternating":
        turns = [(b - a) * (c - b) < 0 for a, b, c in zip(y, y[1:], y[2:])]
        return {p for t in stretches_of(turns, 12) for p in (t, t + 1, t + 2)}
    return {
        "nine_on_one_side": lambda: stretches_of([v > 0 for v in y], 9),
        "eight_on_one_side": lambda: stretches_of([v > 0 for v in y], 8),
        "six_trending": lambda: rising(y, 6),
        "two_of_three": lambda: some_of([v > 2 for v in y], 2, 3),
        "four_of_five": lambda: some_of([v > 1 for v in y], 4, 5),
        "fifteen_within_one_sigma": lambda: stretches_of([-1 <= v <= 1 for v in y], 15),
        "eight_outside_one_sigma": lambda: {
            place
            for start in range(len(y) - 7)
            if all(abs(v) > 1 for v in y[start : start + 8])
            and min(y[start : start + 8]) < 0 < max(y[start : start + 8])
            for place in range(start, start + 8)
        },
        "beyond_limits": lambda: {place for place, v in enumerate(y) if v > 3},
    }[rule]()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["western_electric", "nelson"])
@settings(max_examples=80)
@given(y=SERIES)
def test_every_zone_rule_finds_what_its_definition_says(name: str, y: list[float | None]) -> None:
    found = judge(name, y)
    there = [place for place, value in enumerate(y) if value is not None]
    values = [value for value in y if value is not None]
    for rule, marks in found.marks.items():
        high = {place for place in range(len(y)) if marks[0, place] in (1, 2)}
        expected = {there[place] for place in by_hand(rule, values)}
        if rule == "six_trending":  # a turning point belongs to what follows it
            assert high <= expected
            assert expected - high <= {place for place in range(len(y)) if marks[0, place] == -1}
        else:
            assert high == expected


@pytest.mark.slow
@settings(max_examples=80)
@given(y=SERIES)
def test_the_mdc_rules_find_what_their_definition_says(y: list[float | None]) -> None:
    found = judge("mdc", y)
    there = [place for place, value in enumerate(y) if value is not None]
    v = [value for value in y if value is not None]
    near: set[int] = set()
    for start in range(len(v) - 2):
        window = range(start, start + 3)
        members = [place for place in window if 2 < v[place] <= 3]
        if all(v[place] > 0 for place in window) and len(members) >= 2:
            near |= set(members)
    assert np.flatnonzero(found.marks["two_of_three"][0] == 1).tolist() == sorted(there[place] for place in near)
    shift = stretches_of([value > 0 for value in v], 7)
    assert np.flatnonzero(found.marks["shift"][0] == 1).tolist() == sorted(there[place] for place in shift)
