"""Chart methods, one file each: from one phase to its centre line, and its limits if it has any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from measures.spc.phase import Lines, Phase


@dataclass(frozen=True)
class Method:
    """A kind of chart: its name for people, how its lines are found, and who says so.

    Its name in `analyse` is the name of its file.
    """

    title: str  # "P chart"
    centre_says: str  # "mean" or "median": what people call the middle line
    formula: str  # of the centre and the limits, one line each, in the usual letters
    source: str
    lines: Callable[[Phase], Lines]
    needs_n: bool = False  # refuse a series without denominators
    takes_n: bool = True  # False: y is never divided by n (counts, gaps, raw values)
    plots: str = "value"  # value, count (never divided), sum (of raw rows), mean, sd, range, moving_range, shown
    shown: Callable[[Phase], Phase] | None = None  # what is plotted of the values, where that is another thing
    run_rules: bool = True  # False where neighbours share data (moving ranges)
    above_zero: bool = False  # every value must be greater than 0 (T)
    not_negative: bool = False  # no value may be below 0 (P, U, C, G)
    at_most_one: bool = False  # no value may be above 1 (P)
