"""Laws that every count keeps, whatever happened in a clinic."""

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_events import LATER, MadeUp, month

from measures.base_counts import BASE_COUNTS
from measures.catalogue import measures
from measures.count import COLUMNS, counts, unit_frame
from measures.engine import native
from measures.units import Units

ALL = {**measures(), **BASE_COUNTS}
#: Units that belong to one provider each, so that providers sum to ALL.
OF_ONE_PROVIDER = ("visit", "episode")

ticks = st.sampled_from([True, False, None])
visit = st.fixed_dictionaries(
    {
        "patient": st.integers(1, 3),
        "day": st.integers(LATER, LATER + 45) | st.integers(150, 230),
        "provider": st.sampled_from(["A", "B"]),
        "status": st.sampled_from(["completed", "completed", "cancelled", "?Roomed"]),
        "tier": st.sampled_from([1, 3, None]),
        "low_back_words": st.booleans(),
        "mode": st.sampled_from(["in_person", "phone", "?Odd"]),
        "minutes": st.sampled_from([None, 0, 15, 25, 200]),
        "booked_minutes": st.just(15),
        "warm_referral": st.sampled_from([None, "Riverbank Physio", "Somebody"]),
        **dict.fromkeys(("pamphlet", "exercise", "assessment", "agreement", "barriers"), ticks),
    }
)
order = st.fixed_dictionaries(
    {
        "patient": st.integers(1, 3),
        "day": st.integers(LATER, LATER + 45),
        "provider": st.sampled_from(["A", "B", "CEDAR, CID", None]),
        "status": st.sampled_from([None, "live", "cancelled"]),
        "requisition": st.sampled_from([None, "R1", "R2"]),
        "planning": st.sampled_from([False, False, True]),
    }
)
finding = st.fixed_dictionaries(
    {
        "patient": st.integers(1, 3),
        "day": st.integers(LATER - 40, LATER + 40),
        "atom": st.sampled_from(["trauma", "cancer", "cauda_equina", "unnamed", "all"]),
        "state": st.sampled_from(["present", "absent", "queried"]),
        "window": st.sampled_from([0, 30]),
    }
)
referral = st.fixed_dictionaries(
    {
        "patient": st.integers(1, 3),
        "day": st.integers(LATER, LATER + 45),
        "provider": st.sampled_from(["A", "B", None]),
        "service": st.sampled_from(["specialist", "back_program", "?Odd"]),
        "eligible": ticks,
    }
)
Story = tuple[list[dict[str, object]], ...]
stories = st.tuples(
    st.lists(visit, max_size=7),
    st.lists(order, max_size=4),
    st.lists(finding, max_size=3),
    st.lists(referral, max_size=2),
)
few = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def clinic(story: Story) -> MadeUp:
    made = MadeUp()
    visits, orders, findings, referrals = story
    rows = [made.visit(**one) for one in visits]  # type: ignore[arg-type]
    for one in orders:
        made.order(**one)  # type: ignore[arg-type]
    for place, one in enumerate(findings):
        own = rows[place % len(rows)] if rows and one["window"] == 0 else None
        made.says(row=own, **one)  # type: ignore[arg-type]
    for one in referrals:
        made.add("referrals", **{"age_low": 40, "age_high": 40, **one})  # type: ignore[arg-type]
    return made


def every_count(
    made: MadeUp, every: str = "month", by_provider: bool = True, keys: list[int] | None = None
) -> pl.DataFrame:
    return counts(Units(made.events(keys), made.practice), ALL, every, by_provider)


@pytest.mark.slow
@few
@given(stories, st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_the_order_of_rows_changes_nothing(story: Story, keys: list[int]) -> None:
    made = clinic(story)
    assert every_count(made).equals(every_count(made, keys=keys))


@pytest.mark.slow
@few
@given(stories)
def test_a_patient_of_another_kind_changes_no_count_but_that_of_completed_visits(story: Story) -> None:
    made = clinic(story)
    before = every_count(made)
    made.visit(patient=99, tier=None, spine_code=False, pamphlet=True, minutes=60, booked_minutes=15)
    made.order(patient=99, lumbar=False)
    made.says(patient=99)
    after = every_count(made)
    rest = pl.col("measure") != "_visits_completed"
    assert before.filter(rest).equals(after.filter(rest))
    assert after["numerator"].sum() == before["numerator"].sum() + 2  # for clinician A and for ALL


@pytest.mark.slow
@few
@given(stories)
def test_the_providers_sum_to_all_where_a_unit_has_one_provider(story: Story) -> None:
    table = every_count(clinic(story))
    of_one = [name for name, measure in ALL.items() if measure.unit.name in OF_ONE_PROVIDER]
    some = table.filter(pl.col("measure").is_in(of_one))
    values = [pl.col(c).sum() for c in ("numerator", "denominator", "unknown", "not_recorded")]
    whole = some.filter(pl.col("provider") == "ALL").group_by("measure", "period").agg(values)
    parts = some.filter(pl.col("provider") != "ALL").group_by("measure", "period").agg(values)
    assert whole.sort("measure", "period").equals(parts.sort("measure", "period"))


@pytest.mark.slow
@few
@given(stories)
def test_every_unit_is_yes_no_unknown_or_left_out_and_the_counts_say_the_same(story: Story) -> None:
    made = clinic(story)
    units, table = made.units(), every_count(made, by_provider=False)
    carried = made.carries | made.traits
    for name, measure in measures().items():
        judged = native(
            unit_frame(units, measure.unit.name, "month", False).with_columns(verdict=measure.verdict(carried))
        )
        found = dict(judged.group_by("verdict").len().rows())
        assert set(found) <= {"yes", "no", "unknown", "left out"}, name
        own = table.filter(pl.col("measure") == name)
        assert own["numerator"].sum() == found.get("yes", 0), name
        assert own["unknown"].sum() == found.get("unknown", 0), name
        if measure.is_rate:
            assert own["denominator"].sum() == found.get("yes", 0) + found.get("no", 0), name


@pytest.mark.slow
@few
@given(stories)
def test_weeks_and_quarters_sum_to_the_months_where_a_unit_is_an_event(story: Story) -> None:
    made = clinic(story)
    events = [name for name, measure in ALL.items() if measure.unit.name not in ("patient_period", "elsewhere")]
    sums = []
    for every in ("month", "quarter", "week"):
        table = every_count(made, every, by_provider=False).filter(pl.col("measure").is_in(events))
        values = [pl.col(c).sum() for c in ("numerator", "denominator", "unknown", "not_recorded")]
        sums.append(table.group_by("measure").agg(values).sort("measure"))
    assert all(one.equals(next_one) for one, next_one in pairwise(sums))


@pytest.mark.slow
@few
@given(stories)
def test_a_numerator_is_never_more_than_its_denominator_and_not_recorded_is_part_of_what_is_shown(
    story: Story,
) -> None:
    table = every_count(clinic(story))
    rates = table.filter(pl.col("denominator").is_not_null())
    assert (rates["numerator"] <= rates["denominator"]).all()
    shown = table.with_columns(shown=pl.coalesce("denominator", "numerator"))
    assert (shown["not_recorded"] <= shown["shown"]).all()


@pytest.mark.slow
def test_the_table_has_the_columns_of_the_command_line_and_a_row_for_every_month() -> None:
    made = clinic(([], [], [], []))
    table = every_count(made, by_provider=False)
    assert dict(table.schema) == COLUMNS
    assert table.group_by("measure").len()["len"].unique().to_list() == [24]


@pytest.mark.parametrize(("name", "immature"), [("episode_imaging_28d", 1), ("red_flags_recorded", 0)])
def test_the_last_month_is_immature_for_a_measure_that_follows_up(name: str, immature: int) -> None:
    table = MadeUp().counted(name)
    assert table["immature"].to_list() == [0] * 23 + [immature]
    assert table["partial"].sum() == 0


def test_elsewhere_has_no_row_by_provider() -> None:
    table = MadeUp().counted("_lumbar_images_elsewhere", by_provider=True)
    assert table["provider"].unique().to_list() == ["ALL"]
    assert table.filter(pl.col("period") == month(LATER)).height == 1
