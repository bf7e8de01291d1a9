"""How well the reader agrees with clinicians: each answer weighted by the orders it stands for, honest at the edges."""

from itertools import product
from math import comb, inf, prod

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.agreement import FIGURES, AgreementGroup, agreements, figure, ratio_limits

FLAGGED, SILENT, DENIED = "present", "not_recorded", "stated_absent"
STRATA = {FLAGGED: 100, SILENT: 300, DENIED: 100}


def answered(*rows: tuple[str, str, str], asked: str = "any", who: str = "Ann Aspen", first: int = 1) -> pl.DataFrame:
    """Blind answers (stratum, machine, answer), each on an order of its own."""
    columns = ["place", "stratum", "asked", "machine", "answer", "who"]
    told = [(place, stratum, asked, machine, said, who) for place, (stratum, machine, said) in enumerate(rows, first)]
    return pl.DataFrame(told, schema=columns, orient="row")


def judged(flagged: str, silent: str, denied: str) -> pl.DataFrame:
    """Answers by stratum, a letter each: p present, a absent, c cannot tell."""
    words = {"p": "present", "a": "absent", "c": "cannot_tell"}
    by_stratum = zip((FLAGGED, SILENT, DENIED), (flagged, silent, denied), strict=True)
    return answered(*[(name, name, words[letter]) for name, letters in by_stratum for letter in letters])


@pytest.mark.slow
def test_each_answer_is_weighted_by_the_orders_it_stands_for() -> None:
    (told,) = agreements(judged("pppppppppa", "paaaaaaaaa", "aaaaaaaaaa"), STRATA)
    values = {name: told.figure(name).value for name in FIGURES}
    # 90 flagged rightly, 10 wrongly; of 300 silent orders 30 missed, and none of the 100 denied.
    assert values == pytest.approx({"sensitivity": 90 / 120, "specificity": 370 / 380, "ppv": 0.9, "npv": 370 / 400})
    assert (told.figure("sensitivity").agree, told.figure("sensitivity").judged) == (9, 10)


def test_the_published_correction_for_partial_verification_is_reproduced() -> None:
    """Hepatic scintigraphy: Drum and Christacopoulos, J Nucl Med 1972; corrected by Begg and Greenes 1983."""
    groups = [AgreementGroup(True, 429, 263, 231), AgreementGroup(False, 221, 81, 27)]
    assert figure("sensitivity", groups).value == pytest.approx(0.836, abs=5e-4)
    assert figure("specificity", groups).value == pytest.approx(0.738, abs=5e-4)


@pytest.mark.parametrize(
    ("present", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_of_one_kind_of_order_the_interval_is_wilsons(present: int, of: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 1998;17:857-72, table I, method 3."""
    found = figure("ppv", [AgreementGroup(True, 999, of, present)])
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_none_missed_among_a_few_is_not_none_missed_at_all() -> None:
    found = figure("sensitivity", [AgreementGroup(True, 100, 13, 13), AgreementGroup(False, 2000, 13, 0)])
    assert found.value == 1
    assert found.low is not None
    assert found.low < 0.3
    assert found.high == pytest.approx(1)


counts = st.tuples(st.integers(1, 3000), st.integers(1, 30), st.integers(0, 30)).filter(lambda one: one[2] <= one[1])


@given(counts, counts, counts)
def test_a_figure_lies_within_its_interval_and_both_within_0_and_1(
    one: tuple[int, int, int], other: tuple[int, int, int], third: tuple[int, int, int]
) -> None:
    groups = [AgreementGroup(True, *one), AgreementGroup(False, *other), AgreementGroup(False, *third)]
    for name in FIGURES:
        found = figure(name, groups)
        if found.value is not None and found.low is not None and found.high is not None:
            assert -1e-9 <= found.low <= found.value + 1e-9
            assert found.value - 1e-9 <= found.high <= 1 + 1e-9


@given(counts, counts, st.integers(2, 50))
def test_only_the_shares_of_the_kinds_count_not_how_many_orders_the_clinic_has(
    one: tuple[int, int, int], other: tuple[int, int, int], times: int
) -> None:
    small = [AgreementGroup(True, *one), AgreementGroup(False, *other)]
    large = [AgreementGroup(g.flagged, g.orders * times, g.judged, g.present) for g in small]
    for name in FIGURES:
        a, b = figure(name, small), figure(name, large)
        assert (a.value, a.low, a.high) == (None, None, None) or (a.value, a.low, a.high) == pytest.approx(
            (b.value, b.low, b.high)
        )


@given(counts, counts)
def test_calling_absent_what_was_present_swaps_sensitivity_and_specificity(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    groups = [AgreementGroup(True, *one), AgreementGroup(False, *other)]
    mirrored = [AgreementGroup(not g.flagged, g.orders, g.judged, g.absent) for g in groups]
    for name, twin in (("sensitivity", "specificity"), ("ppv", "npv")):
        a, b = figure(name, groups), figure(twin, mirrored)
        assert (a.value or 0, a.low or 0, a.high or 0) == pytest.approx((b.value or 0, b.low or 0, b.high or 0))


def test_more_than_92_of_100_intervals_hold_the_truth_even_of_32_orders() -> None:
    """Worked out over every likely outcome of a small sample and a grid of truths, rather than by chance."""
    orders, sizes = (300, 900, 300), (13, 13, 6)
    outcomes = list(product(range(5, 14), range(6), range(4)))
    found = [
        figure(
            "sensitivity",
            [AgreementGroup(place == 0, orders[place], sizes[place], x) for place, x in enumerate(present)],
        )
        for present in outcomes
    ]
    low, high = (np.array([getattr(one, limit) for one in found]) for limit in ("low", "high"))
    coverage = []
    for rates in product((0.8, 0.85, 0.9, 0.95), (0.01, 0.03, 0.06, 0.1), (0.005, 0.02, 0.05)):
        chance = np.array([prod(_chance(x, n, p) for x, n, p in zip(one, sizes, rates)) for one in outcomes])
        meant = [count * rate for count, rate in zip(orders, rates)]
        truth = meant[0] / sum(meant)
        coverage.append(chance[(low <= truth) & (truth <= high)].sum() / chance.sum())
    assert np.mean(coverage) > 0.925
    assert min(coverage) > 0.8


def _chance(found: int, of: int, rate: float) -> float:
    return comb(of, found) * rate**found * (1 - rate) ** (of - found)


def test_what_cannot_be_told_is_counted_and_in_no_figure() -> None:
    with_some, without = (agreements(judged("ppppp" + c, "aaaaa" + c, "aaaaa"), STRATA)[0] for c in ("c", ""))
    assert (with_some.clear, with_some.cannot_tell, without.cannot_tell) == (15, 2, 0)
    assert with_some.figures == without.figures


def test_two_clinicians_who_agree_count_once_and_who_differ_not_at_all() -> None:
    one = judged("ppppp", "aaaaa", "aaaaaa")
    alike = one.with_columns(who=pl.lit("Ben Birch"))
    (same,) = agreements(pl.concat([one, alike]), STRATA)
    assert same == agreements(one, STRATA)[0]
    other = alike.with_columns(answer=pl.when(pl.col("place") == 16).then(pl.lit("present")).otherwise("answer"))
    (told,) = agreements(pl.concat([one, other]), STRATA)
    assert (told.clear, told.differ) == (15, 1)


def test_an_answer_given_after_the_readers_was_seen_changes_nothing() -> None:
    one = judged("ppppp", "aaaaa", "aaaaa")
    late = one.with_columns(answer=pl.lit(None, pl.String), who=pl.lit("Ben Birch"))
    assert agreements(pl.concat([one, late]), STRATA) == agreements(one, STRATA)


def test_too_few_answers_carry_no_figure() -> None:
    (told,) = agreements(judged("pppp", "aaaaa", "aaaaa"), STRATA)
    assert told.figure("ppv").value is None
    assert told.figure("sensitivity").value is None
    assert told.figure("npv").value == 1


def test_a_kind_nobody_looked_at_leaves_only_what_does_not_need_it() -> None:
    (told,) = agreements(judged("pppppp", "aaaaaa", ""), STRATA)
    assert [one.name for one in told.figures if one.value is not None] == ["ppv"]
    (told,) = agreements(judged("pppppp", "aaaaaa", ""), {**STRATA, DENIED: 0})
    assert all(one.value is not None for one in told.figures)


def test_a_single_flag_is_weighted_within_each_kind_of_order() -> None:
    """Of 100 flagged orders a fifth name trauma; the reader misses it in one of the 8 others it flagged for cancer."""
    trauma = answered(
        *[(FLAGGED, "present", "present")] * 5,
        *[(FLAGGED, "not_recorded", "absent")] * 19,
        (FLAGGED, "unknown", "present"),
        *[(SILENT, "not_recorded", "absent")] * 10,
        *[(DENIED, "stated_absent", "absent")] * 10,
        asked="trauma",
    )
    (told,) = agreements(trauma, STRATA)
    assert told.figure("ppv").value == 1
    assert told.figure("sensitivity").value == pytest.approx(5 / 6)
    assert told.figure("npv").value == pytest.approx(476 / 480)


def test_a_flag_the_reader_never_named_in_the_sample_may_still_be_named_wrongly_elsewhere() -> None:
    rare = answered(
        *[(FLAGGED, "not_recorded", "absent")] * 10, *[(SILENT, "not_recorded", "absent")] * 10,
        *[(DENIED, "stated_absent", "absent")] * 10, asked="steroids",
    )  # fmt: skip
    (told,) = agreements(rare, STRATA)
    specificity = told.figure("specificity")
    assert specificity.value == 1
    assert specificity.low is not None
    # Of 10 flagged orders none was named wrongly, which leaves room for up to 28 of the 100 (Wilson).
    assert 0.9 < specificity.low < 0.98


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0.1, 100), st.floats(0.1, 100), st.floats(0, 1), st.floats(0, 1))
def test_a_ratio_lies_within_its_limits(a: float, up_a: float, b: float, up_b: float, down: float, part: float) -> None:
    low, high = ratio_limits(a, (a * down, a + up_a), b, (b * part, b + up_b))
    assert low <= a / b * (1 + 1e-9) + 1e-9
    assert high == inf or high >= a / b * (1 - 1e-9) - 1e-9
