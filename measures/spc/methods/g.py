"""The G chart: cases between rare events, with limits from the geometric distribution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from measures.spc.centre import across, given_or, mean, median
from measures.spc.methods import Method
from measures.spc.phase import Lines, Phase, three_sigma

MEDIAN_OF_MEAN = 0.693  # ln 2: the median of a geometric distribution, as a part of its mean


def lines(phase: Phase) -> Lines:
    """The median is drawn, because half of the gaps should lie on either side; the limits are of the mean.

    A centre given from outside is a mean, so what is drawn is 0.693 of it. The lower limit is almost always
    0: a G chart sees gaps grow longer, and shows them growing shorter only by its runs.
    """
    average = given_or(phase, mean(phase.used))
    middle = median(phase.used)[:, None] if phase.centre is None else MEDIAN_OF_MEAN * average
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.sqrt(average * (average + 1))
        z = (phase.y - average) / one
    return across(phase, replace(three_sigma(average, one, floor=0.0), centre=middle, z=z))


METHOD = Method(
    title="G chart",
    centre_says="median",
    formula="""g = mean(y)
centre = median(y), or 0.693 g where g is given
limits = g +- 3 sqrt(g (g + 1)), not below 0""",
    source="Benneyan 2001, Health Care Management Science 4:305, doi 10.1023/A:1011846412909; "
    "Provost & Murray 2011, The Health Care Data Guide, pages 228 and 229",
    lines=lines,
    takes_n=False,
    not_negative=True,
)
