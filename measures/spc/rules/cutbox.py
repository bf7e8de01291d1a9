"""The cut box: the best box with a corner cut off where a long run and few crossings come together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from measures.spc.rules.bestbox import FEWEST, MOST, box_rules, in_reach
from measures.spc.rules.bestbox import limits as box
from measures.spc.runs import Runs

# Useful points to: the fewest crossings beside a run as long as the box allows, and the longest run beside as
# few crossings as it allows. Numbers of points that are not here have the best box uncut. Anhøj &
# Wentzel-Larsen 2020 (doi 10.1371/journal.pone.0233920).
# fmt: off
CUTS = {
    10: (3, 5), 11: (4, 6), 15: (6, 6), 16: (6, 7), 18: (6, 6), 19: (6, 5), 22: (7, 6), 23: (7, 6), 24: (7, 6),
    26: (10, 7), 27: (10, 7), 28: (11, 7), 30: (12, 9), 31: (14, 8), 33: (12, 7), 34: (13, 7), 36: (15, 8),
    41: (17, 8), 46: (19, 8), 47: (20, 7), 48: (20, 11), 49: (21, 9), 51: (21, 8), 52: (21, 7), 53: (23, 9),
    54: (23, 8), 56: (23, 8), 57: (25, 11), 58: (24, 9), 59: (26, 8), 61: (24, 8), 62: (27, 9), 63: (27, 9),
    64: (27, 10), 65: (27, 9), 66: (29, 10), 68: (29, 8), 69: (29, 8), 70: (30, 13), 71: (31, 9), 72: (30, 9),
    73: (31, 10), 75: (32, 9), 76: (34, 8), 77: (33, 9), 78: (33, 8), 79: (37, 11), 80: (35, 9), 82: (36, 10),
    83: (36, 7), 85: (38, 8), 86: (36, 9), 87: (38, 8), 88: (38, 10), 89: (39, 9), 91: (39, 9), 92: (41, 12),
    93: (40, 10), 94: (42, 8), 96: (41, 8), 97: (42, 9), 98: (44, 9), 99: (43, 10), 100: (42, 9),
}
# fmt: on
UNCUT = (0, MOST)
BESIDE = np.array([CUTS.get(useful, UNCUT) for useful in range(FEWEST, MOST + 1)])


def limits(runs: Runs) -> Runs:
    """The same runs, with the limits of the box, each one tighter where the other is only just kept."""
    boxed = box(runs)
    inside = in_reach(runs)
    crossings, longest = BESIDE[np.where(inside, runs.useful - FEWEST, 0)].T
    return replace(
        boxed,
        longest_max=boxed.longest_max - (inside & (runs.crossings < crossings)),
        crossings_min=boxed.crossings_min + (inside & (runs.longest > longest)),
    )


RULES = box_rules("Anhøj, cut box", limits)
