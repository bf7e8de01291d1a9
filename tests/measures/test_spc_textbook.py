"""Control limits as they are printed in textbooks, recomputed from the data printed beside them.

A book rounds as it goes, so each example says how near its printed numbers can be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from measures.spc import analyse
from measures.spc.methods.s import c4

NIST = "NIST/SEMATECH e-Handbook of Statistical Methods, "
MONTGOMERY = "Montgomery, Introduction to Statistical Quality Control, "
RUNGER = "Montgomery & Runger 2003, Applied Statistics and Probability for Engineers, 3rd ed., "


@dataclass(frozen=True)
class Printed:
    """One example: where it is printed, its data, and its limits (one number, or one a point)."""

    source: str
    chart: str
    y: list[float]
    centre: float
    upper: float | list[float]
    lower: float | list[float]
    within: float  # of the printed numbers
    n: list[float] | None = None
    exclude: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.chart}: {self.source}"


FLOW_RATE = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
WAFERS = [16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13]
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
ASSEMBLIES = [7, 4, 1, 3, 6, 8, 10, 5, 2, 7, 6, 15, 0, 9, 5, 1, 4, 5, 7, 12]
SUBSTRATES = [44, 48, 32, 50, 29, 31, 46, 52, 44, 48, 36, 52, 35, 41, 42, 30, 46, 38, 26, 30]
CIRCUITS = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15]
SOLDERED = [6, 4, 8, 10, 9, 12, 16, 2, 3, 10, 9, 15, 8, 10, 8, 2, 7, 1, 7, 13]
SHIPMENTS = [2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4]
CLOTH = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
ROLLS = [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5]
LOANS = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304]
PRIMER = [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84]
CONCENTRATION = [102.0, 94.8, 98.3, 98.4, 102.0, 98.5, 99.0, 97.7, 100.0, 98.1]
CONCENTRATION += [101.3, 98.7, 101.1, 98.4, 97.0, 96.7, 100.3, 101.4, 97.2, 101.0]

EXAMPLES = [
    Printed(NIST + "6.3.2.2, flow rate", "i", FLOW_RATE, 50.81, 55.8041, 45.8159, 0.0001),
    Printed(RUNGER + "table 16-3, concentration", "i", CONCENTRATION, 99.1, 105.99, 92.21, 0.01),
    Printed(MONTGOMERY + "5th ed., example 5-5, primer", "i", PRIMER, 33.52, 34.80, 32.24, 0.006),
    Printed(MONTGOMERY + "5th ed., example 5-5, primer", "mr", PRIMER, 0.48, 1.57, 0, 0.006),
    Printed(MONTGOMERY + "6th ed., example 6.5, loans", "i", LOANS, 300.5, 321.22, 279.78, 0.006),
    Printed(MONTGOMERY + "6th ed., example 6.5, loans", "mr", LOANS, 7.79, 25.45, 0, 0.006),
    Printed(NIST + "6.3.3.1, wafers", "c", WAFERS, 16, 28, 4, 1e-9),
    Printed(MONTGOMERY + "6th ed., example 7.3, circuit boards", "c", CIRCUITS, 19.85, 33.22, 6.48, 0.01),
    Printed(
        source=MONTGOMERY + "6th ed., example 7.3, without samples 6 and 20",
        chart="c",
        y=CIRCUITS,
        centre=19.67,
        upper=32.97,
        lower=6.36,
        within=0.006,
        exclude=(6, 20),
    ),
    Printed(MONTGOMERY + "6th ed., example 7.1, juice cans", "p", CANS, 0.2313, 0.4102, 0.0524, 0.0001, [50] * 30),
    Printed(
        source=MONTGOMERY + "6th ed., example 7.1, without samples 15 and 23",
        chart="p",
        y=CANS,
        n=[50] * 30,
        centre=0.2150,
        upper=0.3893,
        lower=0.0407,
        within=0.0001,
        exclude=(15, 23),
    ),
    Printed(MONTGOMERY + "5th ed., exercise 6-1", "p", ASSEMBLIES, 0.0585, 0.1289, 0, 0.0001, [100] * 20),
    Printed(
        source=MONTGOMERY + "5th ed., exercise 6-1, without sample 12",
        chart="p",
        y=ASSEMBLIES,
        n=[100] * 20,
        centre=0.0537,
        upper=0.1213,
        lower=0,
        within=0.0001,
        exclude=(12,),
    ),
    Printed(RUNGER + "example 16-4, substrates", "p", SUBSTRATES, 0.40, 0.55, 0.25, 0.006, [100] * 20),
    Printed(RUNGER + "example 16-5, soldered boards", "u", SOLDERED, 1.6, 3.3, 0, 0.01, [5] * 20),
    Printed(MONTGOMERY + "6th ed., example 7.4, shipments", "u", SHIPMENTS, 0.0740, 0.1894, 0, 0.0001, [50] * 20),
    Printed(
        source=MONTGOMERY + "6th ed., example 7.5, dyed cloth",
        chart="u",
        y=CLOTH,
        centre=1.42,
        upper=[2.55, 2.68, 2.41, 2.55, 2.58, 2.55, 2.45, 2.52, 2.45, 2.43],
        lower=[0.29, 0.16, 0.43, 0.29, 0.26, 0.29, 0.39, 0.32, 0.39, 0.41],
        within=0.01,
        n=ROLLS,
    ),
]

# Inside diameters of 25 x 5 piston rings in mm, less 74; Montgomery, 6th ed., table 6.3.
RINGS = """
    .030 .002 .019 -.008 .008  -.005 -.008 .001 .011 .004  -.012 .024 .021 .005 .002  .002 -.004 -.007 .015 .009
    -.008 .007 .015 -.011 .014  .009 -.006 -.003 -.015 -.007  -.005 .006 -.006 .000 .005  -.015 .003 -.007 .015 -.012
    .008 -.005 .009 .005 .004  -.002 .000 -.010 .007 -.005  -.006 -.002 -.006 -.005 -.010  .004 .000 .007 .000 -.004
    -.017 .002 -.002 -.003 .012  .006 -.033 -.006 .000 -.016  .012 .014 -.002 -.001 .007  .000 -.016 .005 -.002 -.004
    -.006 .012 -.014 .005 .007  .006 .010 .018 .003 .000  -.016 .002 .003 .005 -.003  .000 .010 .013 .020 .003
    -.018 .001 .015 .005 -.004  .004 -.001 -.010 .006 .009  .010 -.011 -.010 .009 .014  .015 .008 -.007 .000 .010
    -.018 -.016 -.005 .017 .013
"""
# Vane openings, 20 x 5; Montgomery & Runger, 3rd ed., table 16-1.
VANES = """
    33 29 31 32 33  33 31 35 37 31  35 37 33 34 36  30 31 33 34 33  33 34 35 33 34  38 37 39 40 38  30 31 32 34 31
    29 39 38 39 39  28 33 35 36 43  38 33 32 35 32  28 30 28 32 31  31 35 35 35 34  27 32 34 35 37  33 33 35 37 36
    35 37 32 35 39  33 33 27 31 30  35 34 34 30 32  32 33 30 30 33  25 27 34 27 28  35 35 36 33 30
"""
# Hours between valve failures, and the same raised to 0.2777 as printed beside them; 6th ed., table 7.14.
HOURS = [286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96]
TRANSFORMED = [4.80986, 6.70903, 5.72650, 3.81367, 6.43541, 6.23705, 1.46958, 3.96768, 5.39007, 1.78151]
TRANSFORMED += [9.09619, 5.89774, 3.38833, 4.51095, 5.91690, 5.59189, 7.16124, 7.18601, 9.09083, 3.55203]


@pytest.mark.parametrize("printed", EXAMPLES, ids=str)
def test_the_printed_limits_come_out_of_the_printed_data(printed: Printed) -> None:
    chart = analyse(printed.y, printed.n, chart=printed.chart, screen_moving_ranges=False, exclude=printed.exclude)
    for line, said in (("centre", printed.centre), ("upper", printed.upper), ("lower", printed.lower)):
        drawn = chart.points[line].to_numpy()
        np.testing.assert_allclose(drawn, np.broadcast_to(said, drawn.shape), rtol=0, atol=printed.within)


def test_screening_changes_nothing_where_no_moving_range_is_too_large() -> None:
    screened, plain = (analyse(FLOW_RATE, chart="i", screen_moving_ranges=wanted) for wanted in (True, False))
    assert screened.points["upper"].equals(plain.points["upper"])


def raw_rows(text: str) -> tuple[np.ndarray, np.ndarray]:
    """The values one after the other, and the subgroup of five that each belongs to."""
    values = np.array([float(word) for word in text.split()])
    return values, np.arange(values.size) // 5 + 1


def test_the_piston_rings_have_the_printed_means_and_spreads() -> None:
    values, subgroups = raw_rows(RINGS)
    means = analyse(values + 74, subgroups=subgroups, chart="xbar").points.row(0, named=True)
    spreads = analyse(values + 74, subgroups=subgroups, chart="s").points.row(0, named=True)
    assert [means[line] for line in ("centre", "upper", "lower")] == pytest.approx([74.001, 74.014, 73.988], abs=0.001)
    assert [spreads[line] for line in ("centre", "upper", "lower")] == pytest.approx([0.0094, 0.0196, 0], abs=0.0001)


def test_the_vane_openings_have_the_printed_spreads() -> None:
    values, subgroups = raw_rows(VANES)
    spreads = analyse(values, subgroups=subgroups, chart="s").points.row(0, named=True)
    assert [spreads[line] for line in ("centre", "upper", "lower")] == pytest.approx([2.345, 4.899, 0], abs=0.001)


def test_the_times_between_failures_are_transformed_as_printed() -> None:
    chart = analyse(HOURS, chart="t")
    printed = np.mean(TRANSFORMED) ** (1 / 0.2777)  # the book rounds 1 / 3.6
    assert chart.latest_centre == pytest.approx(printed, rel=0.002)


# Montgomery, 6th ed., appendix VI: factors for subgroups of 2 to 10, and of 25.
SIZES = [2, 3, 4, 5, 6, 7, 8, 9, 10, 25]
FACTORS = {
    "c4": [0.7979, 0.8862, 0.9213, 0.9400, 0.9515, 0.9594, 0.9650, 0.9693, 0.9727, 0.9896],
    "A3": [2.659, 1.954, 1.628, 1.427, 1.287, 1.182, 1.099, 1.032, 0.975, 0.606],
    "B3": [0, 0, 0, 0, 0.030, 0.118, 0.185, 0.239, 0.284, 0.565],
    "B4": [3.267, 2.568, 2.266, 2.089, 1.970, 1.882, 1.815, 1.761, 1.716, 1.435],
}


def test_the_factors_for_subgroups_are_those_of_the_printed_table() -> None:
    spread = c4(np.array([SIZES], dtype=float))[0]
    reach = 3 * np.sqrt(1 - spread**2) / spread
    ours = {"c4": spread, "A3": 3 / spread / np.sqrt(SIZES), "B3": np.maximum(1 - reach, 0), "B4": 1 + reach}
    for name, printed in FACTORS.items():
        np.testing.assert_allclose(ours[name], printed, rtol=0, atol=0.00006 if name == "c4" else 0.0006)
