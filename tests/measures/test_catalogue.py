"""Every measure of the catalogue keeps its promise: its examples table is what it counts."""

import narwhals as nw
import polars as pl
import pytest

from measures.catalogue import measures
from measures.declare import Measure

ALL = measures()

IDS = {
    "imaging_without_red_flags",
    "imaging_rate_without_red_flags",
    "episode_imaging_28d",
    "satisfied_with_plan",
    "pamphlet_or_exercise",
    "physical_assessment",
    "warm_referral",
    "agreement_and_barriers",
    "red_flags_recorded",
    "overtime_appointments",
    "overtime_share",
    "imaging_sought_elsewhere",
    "urgent_flag_not_acted_on",
    "specialist_consults",
    "quality_of_life_improved",
    "definitely_better_able",
    "assessed_within_4_weeks",
    "referral_eligible",
    "lower_back_imaging_ebi",
}
COUNTS = {
    "imaging_without_red_flags",
    "overtime_appointments",
    "imaging_sought_elsewhere",
    "lower_back_imaging_ebi",
}
FOLLOW_UP = {
    "imaging_rate_without_red_flags": 7,
    "episode_imaging_28d": 28,
    "assessed_within_4_weeks": 28,
    "satisfied_with_plan": 30,
    "urgent_flag_not_acted_on": 2,
}
LOWER = COUNTS | {
    "imaging_rate_without_red_flags",
    "episode_imaging_28d",
    "overtime_share",
    "urgent_flag_not_acted_on",
}


def test_the_nineteen_measures_of_the_definitions_are_all_there() -> None:
    assert set(ALL) == IDS


def test_each_measure_bears_the_name_of_its_file() -> None:
    from measures import catalogue
    from measures.discover import discover

    assert all(name == measure.name for name, measure in discover(catalogue, "MEASURE").items())


@pytest.mark.parametrize("measure", ALL.values(), ids=ALL)
def test_the_examples_table_is_what_the_measure_counts(measure: Measure) -> None:
    examples = measure.example_rows()
    columns = {c: pl.Boolean for a in (measure.denominator, measure.numerator) if a for c in a.columns}
    frame = pl.DataFrame(examples, schema={**columns, "counted": pl.String})
    found = nw.from_native(frame).with_columns(verdict=measure.verdict()).to_native()
    assert found["verdict"].to_list() == found["counted"].to_list()


@pytest.mark.parametrize("measure", ALL.values(), ids=ALL)
def test_the_examples_show_a_yes_and_a_no_over_every_column_the_measure_reads(measure: Measure) -> None:
    examples = measure.example_rows()
    read = {c for a in (measure.denominator, measure.numerator) if a for c in a.columns}
    assert {"yes", "no"} <= {row["counted"] for row in examples}
    assert set(examples[0]) <= read | {"counted"}


@pytest.mark.parametrize("measure", ALL.values(), ids=ALL)
def test_a_measure_says_what_it_is_in_words_and_where_it_comes_from(measure: Measure) -> None:
    assert measure.title
    assert measure.numerator_says
    assert measure.source
    assert bool(measure.denominator_says) == measure.is_rate


@pytest.mark.parametrize("measure", ALL.values(), ids=ALL)
def test_kind_direction_and_follow_up_are_those_of_the_definitions(measure: Measure) -> None:
    assert measure.is_rate == (measure.name not in COUNTS)
    assert measure.follow_up == FOLLOW_UP.get(measure.name, 0)
    wanted = "neither" if measure.name == "specialist_consults" else "lower" if measure.name in LOWER else "higher"
    assert measure.better == wanted


@pytest.mark.parametrize("measure", ALL.values(), ids=ALL)
def test_nothing_carried_means_not_available_and_says_what_is_missing(measure: Measure) -> None:
    assert measure.missing(frozenset())
    assert all(
        text and text.startswith(("no ", "flags", "referrals", "inclusion")) for text in measure.missing(frozenset())
    )


def test_one_of_two_alternatives_is_enough_and_is_named() -> None:
    measure = ALL["pamphlet_or_exercise"]
    carried = frozenset({"visits.day", "visits.pamphlet"})
    assert measure.missing(carried) == []
    assert measure.rests_on(carried) == ["a pamphlet was given"]
    assert measure.rests_on(carried | {"visits.exercise"}) == []
