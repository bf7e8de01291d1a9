"""The measures, one file each, found by looking into this folder."""

import sys

from measures.declare import Measure
from measures.discover import discover

MEASURES: dict[str, Measure] = {}


def measures() -> dict[str, Measure]:
    """Every measure of the catalogue by its id, in the order of their kinds: outcome, process, balancing, context."""
    if not MEASURES:
        order = ["outcome", "process", "balancing", "context"]
        found = discover(sys.modules[__name__], "MEASURE").values()
        for measure in sorted(found, key=lambda m: (order.index(m.kind.value), m.name)):
            MEASURES[measure.name] = measure
    return MEASURES
