"""Funnels: units beside each other, judged by limits as wide as their size allows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from dashboard.telling.advice import funnel_notices
from measures.spc.funnel import funnel
from measures.spc.funnel_limits import LIMITS

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "spc"
units = st.lists(
    st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=12
)


def outside_of_exact(counts: list[tuple[int, int]], target: float, tail: float) -> list[str | None]:
    """The verdicts of the exact one-sided tests, each at the chance `tail`."""
    below = [binom.cdf(o, n, target) < tail for o, n in counts]
    above = [binom.sf(o - 1, n, target) < tail for o, n in counts]
    return ["below" if b else "above" if a else None for b, a in zip(below, above)]


def verdicts(counts: list[tuple[int, int]], **asked: Any) -> pl.DataFrame:
    return funnel([o for o, _ in counts], [n for _, n in counts], **asked).points


@pytest.mark.slow
@given(units, st.floats(0.02, 0.98))
def test_a_unit_lies_outside_exactly_where_the_exact_test_says_so(counts: list[tuple[int, int]], target: float) -> None:
    points = verdicts(counts, target=target)
    assert points["side"].to_list() == outside_of_exact(counts, target, 0.025)
    far = points.select(pl.when(pl.col("outside") == "998").then("side")).to_series().to_list()
    assert far == outside_of_exact(counts, target, 0.001)


@pytest.mark.slow
@given(units)
def test_counting_the_cases_without_the_event_mirrors_every_limit(counts: list[tuple[int, int]]) -> None:
    events = verdicts(counts, target=0.3)
    others = verdicts([(n - o, n) for o, n in counts], target=0.7)
    for name in ("95", "998"):
        assert np.allclose(events[f"lower_{name}"].to_numpy(), 1 - others[f"upper_{name}"].to_numpy(), atol=1e-9)
    assert events["outside"].to_list() == others["outside"].to_list()


@pytest.mark.slow
@given(units, st.randoms())
def test_the_order_of_the_units_changes_nothing(counts: list[tuple[int, int]], chance: Any) -> None:
    order = list(range(len(counts)))
    chance.shuffle(order)
    one = verdicts(counts, units=order, overdispersion="additive").sort("unit")
    other = verdicts([counts[i] for i in np.argsort(order)], overdispersion="additive")
    for name in ("y", "z", *LIMITS):
        assert np.allclose(one[name].to_numpy(), other[name].to_numpy(), rtol=1e-9, atol=1e-12), name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limits", "expected", "below", "above"),
    [
        ("exact", (1, 50), (0.0186, 0.0, 0.0250), (0.0201, 0.0052, 0.0250)),
        ("exact", (501, 1000), (0.0239, 0.0224, 0.0250), None),
        ("chi_square", (1, 50), (0.0325, 0.0219, 0.3679), (0.0121, 0.0003, 0.0177)),
        ("chi_square", (501, 1000), (0.0261, 0.0249, 0.0277), None),
    ],
)
def test_the_true_chances_of_falling_outside_are_those_published(
    limits: str, expected: tuple[int, int], below: tuple[float, ...], above: tuple[float, ...] | None
) -> None:
    """Median, least and greatest chance outside the 95 % limits: Seaton & Manktelow 2012, table 1."""
    size = np.arange(expected[0], expected[1], 0.01)
    points = funnel(size, size, kind="ratio", limits=limits).points
    low, high = (np.round(points[name].to_numpy() * size, 9) for name in ("lower_95", "upper_95"))
    chances = {"below": poisson.cdf(np.ceil(low) - 1, size), "above": poisson.sf(np.floor(high), size)}
    for side, printed in {"below": below, "above": above}.items():
        if printed:
            found = [float(of(chances[side])) for of in (np.median, np.min, np.max)]
            assert found == pytest.approx(printed, abs=4e-4), side


def test_ten_of_twenty_worked_out_by_hand() -> None:
    """20 tosses: P(X <= 2, 3, 5, 6) = 0.0002, 0.0013, 0.0207, 0.0577: 2 lie outside 99.8 %, 3 and 5 outside 95 %."""
    points = verdicts([(5, 20), (6, 20), (14, 20), (15, 20), (3, 20), (2, 20)], target=0.5)
    assert points["outside"].to_list() == ["95", None, None, "95", "95", "998"]
    assert points["side"].to_list() == ["below", None, None, "above", "below", "below"]


def test_spiegelhalters_interpolation_is_the_exact_one_below_and_a_count_lower_above() -> None:
    """20 tosses: F(6) = 0.057659, F(5) = 0.020695, so the lower limit is 6 - 0.8835 events."""
    exact, printed = (funnel([10], [20], target=0.5, limits=name).points for name in ("exact", "spiegelhalter"))
    assert printed["lower_95"][0] == pytest.approx((6 - (0.0576591 - 0.025) / (0.0576591 - 0.0206947)) / 20, abs=1e-6)
    assert exact["lower_95"][0] == printed["lower_95"][0]
    assert exact["upper_95"][0] == pytest.approx(printed["upper_95"][0] + 1 / 20)


def test_units_alike_but_for_chance_are_not_widened() -> None:
    counts = [(int(binom.ppf((i + 0.5) / 20, 200, 0.3)), 200) for i in range(20)]
    found = funnel([o for o, _ in counts], [n for _, n in counts], overdispersion="auto")
    assert found.tau2 == 0
    assert found.limits.widened == "none"
    assert found.notices == ()


def test_units_that_differ_by_more_than_chance_are_said_so_and_widened_on_request() -> None:
    counts = [(round(1000 * share), 1000) for share in np.linspace(0.2, 0.4, 20)]
    plain, auto = (
        funnel([o for o, _ in counts], [n for _, n in counts], overdispersion=asked) for asked in ("none", "auto")
    )
    assert plain.phi is not None
    assert plain.phi > 5
    assert plain.notices[0].code == "over_dispersed_units"
    assert auto.limits.widened == "additive"
    assert (auto.points["lower_95"] < plain.points["lower_95"]).all()
    assert auto.points["outside"].null_count() > plain.points["outside"].null_count()


def at_distances(z: list[float]) -> tuple[list[float], list[int]]:
    """Large units of 30 % that lie these many standard deviations from it."""
    size = 10**8
    return [round(size * np.sin(np.arcsin(np.sqrt(0.3)) + far / (2 * np.sqrt(size))) ** 2) for far in z], [size] * len(
        z
    )


@pytest.mark.parametrize(("far", "said"), [(1.2, False), (1.3, True)])
def test_twenty_units_differ_by_more_than_chance_from_a_phi_of_1_51_on(far: float, said: bool) -> None:
    """The upper 5 % point of chi-square with 19 degrees of freedom is 30.14, and 30.14 / 20 = 1.51 = 1.23²."""
    found = funnel(*at_distances([far, -far] * 10), target=0.3, trim=0)
    assert found.phi == pytest.approx(far**2, rel=1e-3)
    assert bool(found.notices) == said


def test_truncating_counts_units_off_by_rank_as_the_shmi_does() -> None:
    """Of 11 units a tenth is one at each end: floor(rank / 0.1 / 12) is 0 for the first alone, 9 for the last alone."""
    z = [-5, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 5]
    points = funnel(*at_distances(z), target=0.3, trimming="truncate").points
    assert points["z_winsorised"].null_count() == 2
    assert points["z_winsorised"].to_list()[2:9] == pytest.approx(z[2:9], abs=1e-3)


def test_additive_widening_worked_out_by_hand() -> None:
    """Two units of 100, arcsine: s = 0.05, w = 400; z = ±4.0 apart; tau2 = (sum z² - 1) / (800 - 400)."""
    found = funnel([30, 70], [100, 100], overdispersion="additive", trim=0)
    z = (np.arcsin(np.sqrt(0.3)) - np.pi / 4) / 0.05
    assert found.points["z"][0] == pytest.approx(z)
    assert found.phi == pytest.approx(z**2)
    assert found.tau2 == pytest.approx((2 * z**2 - 1) / 400)
    half = 1.959964 * np.sqrt(0.05**2 + (2 * z**2 - 1) / 400)
    assert found.points["upper_95"][0] == pytest.approx(np.sin(min(np.pi / 4 + half, np.pi / 2)) ** 2)


def test_multiplicative_widening_is_one_factor_for_all() -> None:
    o, n = [200, 250, 300, 350, 400, 300, 310, 290, 240, 360], [1000] * 10
    found = funnel(o, n, overdispersion="multiplicative")
    assert found.phi is not None
    half = 1.959964 * np.sqrt(found.phi) / (2 * np.sqrt(1000))
    assert found.points["lower_95"][0] == pytest.approx(np.sin(np.arcsin(np.sqrt(0.3)) - half) ** 2)


def test_the_limits_of_a_very_small_unit_stop_at_nothing() -> None:
    """One case at 10 %: arcsin √0.1 = 0.32, s = 0.5; FunnelPlotR turns the limit back up to sin²(-0.66) = 0.37."""
    ours, theirs = (
        funnel([0], [1], target=0.1, overdispersion="additive", method=method).points
        for method in ("arcsine", "arcsine_reflected")
    )
    assert ours["lower_95"][0] == 0
    assert theirs["lower_95"][0] == pytest.approx(0.374, abs=0.001)


def test_a_unit_of_nothing_is_a_gap_and_said() -> None:
    found = funnel([3, 0, None, 4], [10, 0, 10, 10], units=["A", "B", "C", "D"])
    assert found.points["y"].to_list() == [0.3, None, None, 0.4]
    assert found.points["outside"].to_list() == [None] * 4
    assert found.overall == 0.35
    assert funnel_notices(found) == ["2 of 4 units have nothing to count, and are gaps."]


@pytest.mark.parametrize("kind", ["proportion", "rate", "ratio"])
@pytest.mark.parametrize("counts", [[], [(0, 0)], [(3, 10)], [(0, 10)], [(10, 10)], [(0, 5), (0, 7)], [(2, 4)] * 6])
@pytest.mark.parametrize("overdispersion", ["none", "auto", "additive", "multiplicative"])
def test_one_unit_none_and_all_alike_are_safe(kind: str, counts: list[tuple[int, int]], overdispersion: str) -> None:
    method = {"proportion": ["arcsine", "log"], "rate": ["square_root", "log"], "ratio": ["square_root", "log_counts"]}
    for scale in method[kind]:
        found = funnel(
            [o for o, _ in counts], [n for _, n in counts], kind=kind, overdispersion=overdispersion, method=scale
        )
        assert found.points.height == len(counts)
        if kind != "ratio":
            assert found.points["outside"].null_count() == len(counts)
        assert found.curve().columns == ["denominator", "target", *LIMITS]


def test_curves_pass_through_the_limits_of_the_units() -> None:
    found = funnel([3, 40, 90], [10, 100, 300], multiply=100, overdispersion="additive")
    curve = found.curve(50)
    for name in LIMITS:
        assert curve[name][0] == pytest.approx(found.points[name][0])
        assert curve[name][-1] == pytest.approx(found.points[name][2])
    assert curve["target"][0] == found.target == pytest.approx(100 * 133 / 410)


def test_multiplying_multiplies_what_is_plotted_and_nothing_else() -> None:
    one, per_thousand = (funnel([3, 9, 4], [800.5, 900, 1000], kind="rate", multiply=m).points for m in (1, 1000))
    for name in ("y", "target", *LIMITS):
        assert np.allclose(one[name].to_numpy() * 1000, per_thousand[name].to_numpy())
    assert one.select("z", "s", "outside").equals(per_thousand.select("z", "s", "outside"))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"kind": "share"}, "kind"),
        ({"limits": "normal"}, "limits"),
        ({"trim": 0.5}, "trim"),
        ({"kind": "rate", "method": "arcsine"}, "arcsine"),
        ({"units": ["A"]}, "1 units"),
        ({"numerators": [11, 2]}, "Unit 1"),
        ({"numerators": [-1, 2]}, "below 0"),
        ({"numerators": [1.5, 2]}, "whole"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(asked: dict[str, Any], says: str) -> None:
    numerators = asked.pop("numerators", [1, 2])
    with pytest.raises(ValueError, match=says):
        funnel(numerators, [10, 10], **asked)


REFERENCE = {
    ("PR", None): {"kind": "proportion", "method": "arcsine_reflected"},
    ("RC", None): {"kind": "rate", "method": "log_counts"},
    ("SR", "CQC"): {"kind": "ratio", "method": "square_root_unsquared"},
    ("SR", "SHMI"): {"kind": "ratio", "method": "log", "trimming": "truncate"},
}


def differences(theirs: pl.DataFrame) -> list[str]:
    case = theirs.row(0, named=True)
    asked = {**REFERENCE[case["data_type"], case["sr_method"]], "trim": case["trim_by"], "limits": "chi_square"}
    counts = theirs["numerator"], theirs["denominator"]
    plain, widened, auto = (
        funnel(*counts, units=theirs["unit"], overdispersion=how, **asked) for how in ("none", "additive", "auto")
    )
    ours = {name: plain.points[name] for name in ("z", "z_winsorised", "s")}
    for width in ("95", "998"):
        for end, short in (("lower", "lcl"), ("upper", "ucl")):
            ours[f"poisson_{short}{width}"] = plain.points[f"{end}_{width}"]
            ours[f"od_{short}{width}"] = widened.points[f"{end}_{width}"]
    constants = {"phi": plain.phi, "tau2": plain.tau2, "target": plain.overall}
    ours |= {name: pl.Series([value] * theirs.height, dtype=pl.Float64) for name, value in constants.items()}
    ours["outlier"] = (auto.points["outside"] == "998").fill_null(False).cast(pl.Int64)
    return [
        f"{case['case_id']}: {name}"
        for name, column in ours.items()
        if not np.allclose(
            column.cast(pl.Float64).to_numpy(), theirs[name].cast(pl.Float64).to_numpy(), 1e-11, 1e-11, equal_nan=True
        )
    ]


@pytest.mark.skipif(not GOLDEN.is_dir(), reason=f"the golden SPC data are not here ({GOLDEN})")
def test_every_golden_funnel_is_reproduced() -> None:
    golden = pl.read_csv(GOLDEN / "funnel_points.csv", infer_schema_length=None)
    cases = golden.partition_by("case_id")
    assert cases
    assert [difference for case in cases for difference in differences(case)] == []


@pytest.mark.parametrize(("units", "trim"), [(11, 0.1), (17, 0.1), (23, 0.1), (37, 0.05), (9, 0.2), (14, 0.25)])
def test_truncating_where_trim_times_units_is_not_whole_cuts_by_groups_of_ranks(units: int, trim: float) -> None:
    """FunnelPlotR: k = 1/trim groups, floor(rank k / (n + 1)); the first and the last go; phi of the rest."""
    z = [round(3 * np.sin(5 * k) + 0.1 * k, 2) for k in range(units)]
    found = funnel(*at_distances(z), target=0.3, trimming="truncate", trim=trim)
    k = round(1 / trim)
    order = sorted(z)
    kept = [value for value in z if 0 < (order.index(value) + 1) * k // (units + 1) < k - 1]
    assert found.points["z_winsorised"].drop_nulls().to_list() == pytest.approx(kept, abs=1e-3)
    assert found.phi == pytest.approx(np.mean(np.square(kept)), rel=1e-3)
