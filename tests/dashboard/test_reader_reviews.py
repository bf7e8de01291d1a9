"""Checks of the reader: judged from the chart first, and a sample anybody can draw again."""

from dataclasses import replace
from pathlib import Path
from random import Random

import polars as pl
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from made_up_records import VISIT, fresh, meanwhile

from dashboard.records import ChangedMeanwhile, Drawn, NotJudgedYet, NotKept, Records, ReviewItem, drawn
from ingest import database as db

SAID = {"any": "present", "trauma": "present", "cancer": "not_recorded"}
ABSENT = {"any": "absent", "trauma": "absent", "cancer": "absent"}


def sample_of(count: int) -> list[Drawn]:
    return [Drawn(replace(VISIT, number=f"V{n}"), "flagged", 2.5, SAID) for n in range(1, count + 1)]


def judged(records: Records, answers: dict[str, str] = ABSENT, who: str = "Ann Aspen") -> ReviewItem:
    """The first item of a new check, judged."""
    review = records.new_review(
        "elm", sample_of(2), {"flagged": 5}, seed=7, reader="r1", definition="d3", who="Ben Birch"
    )
    item = records.next_item(review)
    assert item is not None
    records.judge(item, answers, who=who)
    return item


@pytest.fixture
def records() -> Records:
    return fresh()


def test_a_check_is_kept_with_its_seed_strata_and_versions(records: Records) -> None:
    made = records.new_review(
        "elm", sample_of(2), {"flagged": 5}, seed=7, reader="r1", definition="d3", who="Ben Birch"
    )
    assert records.reviews("elm") == [made]
    assert (made.seed, made.size, made.strata, made.reader, made.definition) == (7, 2, {"flagged": 5}, "r1", "d3")
    assert [item.unit.number for item in records.items(made)] == ["V1", "V2"]


def test_nothing_of_an_item_tells_what_the_machine_said_before_it_is_judged(records: Records) -> None:
    judged(records)
    (review,) = records.reviews("elm")
    item = records.next_item(review)
    assert item is not None
    assert "flagged" not in repr(item)
    assert "present" not in repr(item)
    with pytest.raises(NotJudgedYet, match="Judge this one"):
        records.revealed(item, who="Ann Aspen")


def test_after_judging_the_clinician_sees_the_machine_and_a_colleague_does_not_yet(records: Records) -> None:
    item = judged(records)
    seen = records.revealed(item, who="Ann Aspen")
    assert (seen.machine, seen.stratum, seen.weight) == (SAID, "flagged", 2.5)
    assert {one.asked: one.answer for one in seen.judgements} == ABSENT
    with pytest.raises(NotJudgedYet):
        records.revealed(item, who="Ben Birch")


def test_each_item_is_offered_until_somebody_judged_it(records: Records) -> None:
    first = judged(records)
    (review,) = records.reviews("elm")
    second = records.next_item(review)
    assert (first.place, second and second.place) == (1, 2)
    assert second is not None
    records.judge(second, {"any": "cannot_tell"}, who="Ben Birch")
    assert records.next_item(review) is None


def test_results_hold_what_was_judged_beside_what_the_machine_said(records: Records) -> None:
    judged(records)
    (review,) = records.reviews("elm")
    told = records.results(review).select("place", "asked", "machine", "answer", "corrected", "weight")
    assert told.rows() == [
        (1, "any", "present", "absent", None, 2.5),
        (1, "trauma", "present", "absent", None, 2.5),
        (1, "cancer", "not_recorded", "absent", None, 2.5),
    ]


def test_a_slip_corrected_after_seeing_the_machine_does_not_become_a_blind_answer(records: Records) -> None:
    item = judged(records)
    seen = records.revealed(item, who="Ann Aspen")
    records.judge(item, {"any": "present", "trauma": "present", "steroids": "absent"}, who="Ann Aspen", instead_of=seen)
    (review,) = records.reviews("elm")
    told = {row["asked"]: (row["answer"], row["corrected"]) for row in records.results(review).to_dicts()}
    assert told == {
        "any": ("absent", "present"),
        "trauma": ("absent", "present"),
        "cancer": ("absent", None),
        "steroids": (None, "absent"),
    }


def test_an_item_judged_in_another_window_is_not_judged_over(records: Records) -> None:
    item = judged(records)
    with pytest.raises(ChangedMeanwhile, match="Ann Aspen"):
        records.judge(item, {"any": "present"}, who="Ann Aspen")


def test_a_correction_of_an_answer_seen_before_the_last_correction_is_refused(records: Records) -> None:
    item = judged(records)
    records.judge(item, {"any": "present"}, who="Ben Birch")
    seen = records.revealed(item, who="Ann Aspen")
    records.judge(item, {"any": "present"}, who="Ann Aspen", instead_of=seen)
    with pytest.raises(ChangedMeanwhile, match="Ann Aspen"):
        records.judge(item, {"any": "cannot_tell"}, who="Ann Aspen", instead_of=seen)


def test_of_two_windows_judging_at_the_same_moment_one_is_told_and_keeps_nothing(tmp_path: Path) -> None:
    records = Records(db.connect(tmp_path))
    review = records.new_review("elm", sample_of(1), {"flagged": 1}, seed=7, reader="r1", definition="d3", who="Ann")
    (item,) = records.items(review)
    meanwhile(records, sa.Insert, lambda: records.judge(item, {"any": "absent"}, who="Ann"))
    with pytest.raises(ChangedMeanwhile, match="Ann changed this"):
        records.judge(item, {"cancer": "present", "any": "present"}, who="Ann")
    assert records.results(review).select("asked", "answer").rows() == [("any", "absent")]


def test_two_clinicians_judge_the_same_item_each_for_themselves(records: Records) -> None:
    item = judged(records)
    records.judge(item, {"any": "present"}, who="Ben Birch")
    (review,) = records.reviews("elm")
    answers = records.results(review).filter(pl.col("asked") == "any").sort("who")
    assert answers.select("who", "answer").rows() == [("Ann Aspen", "absent"), ("Ben Birch", "present")]


@pytest.mark.parametrize(
    ("answers", "says"),
    [({"trauma": "present"}, "any red flag"), ({"any": "absent", "trauma": "present"}, "trauma is present, yet")],
)
def test_answers_that_leave_it_open_or_contradict_themselves_are_refused(
    records: Records, answers: dict[str, str], says: str
) -> None:
    with pytest.raises(NotKept, match=says):
        judged(records, answers)


def test_an_empty_sample_is_refused_with_what_to_do(records: Records) -> None:
    with pytest.raises(NotKept, match="Bring in an export"):
        records.new_review("elm", [], {}, seed=1, reader="r1", definition="d3", who="Ann Aspen")


# The seeded sample

strata = st.lists(st.sampled_from(["flagged", "not_flagged"]), min_size=1, max_size=40)


def frame_of(kinds: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"key": [f"visit|accuro.visits|#{n}" for n in range(len(kinds))], "stratum": kinds})


@pytest.mark.slow
@given(strata, st.integers(0, 2**31), st.integers(0, 12), st.randoms())
def test_the_same_seed_draws_the_same_units_in_whatever_order_they_come(
    kinds: list[str], seed: int, size: int, shuffling: Random
) -> None:
    units = frame_of(kinds)
    sizes = {"flagged": size, "not_flagged": 3}
    order = shuffling.sample(range(units.height), units.height)
    assert drawn(units, sizes, seed).equals(drawn(units[order], sizes, seed))


@given(strata, st.integers(0, 2**31), st.integers(0, 12))
def test_the_weights_of_a_stratum_add_up_to_its_units(kinds: list[str], seed: int, size: int) -> None:
    sample = drawn(frame_of(kinds), {"flagged": size, "not_flagged": 3}, seed)
    for stratum, wanted in (("flagged", size), ("not_flagged", 3)):
        own = sample.filter(pl.col("stratum") == stratum)
        assert own.height == min(wanted, kinds.count(stratum))
        assert own["weight"].sum() == pytest.approx(kinds.count(stratum) if wanted else 0)


def test_another_seed_draws_others_and_the_order_tells_nothing_of_the_stratum() -> None:
    units = frame_of(["flagged"] * 40 + ["not_flagged"] * 2000)
    one, other = (drawn(units, {"flagged": 40, "not_flagged": 40}, seed) for seed in (1, 2))
    assert set(one["key"]) != set(other["key"])
    assert 10 <= one["stratum"].head(40).to_list().count("flagged") <= 30
