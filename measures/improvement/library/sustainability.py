"""Ten short statements on whether a change will last, each rated 1 to 5 by several people, each alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from measures.improvement.library.reading import rows

#: What each number of the rating means.
SCALE = {1: "not at all", 2: "a little", 3: "partly", 4: "mostly", 5: "fully"}
SOURCE = (
    "Our own wording of the 10 factors of the NHS Sustainability Model (Maher, Gustafson and Evans, NHS Institute "
    "2010) and the 12 of the Long Term Success Tool (Lennox and others 2017, BMJ Open 7:e014417). It has no pass mark: "
    "an evaluation in 19 teams (Doyle and others 2013, Implement Sci 8:127) found scoring hard to keep up, and looked "
    "at how far opinions within a team lay apart. That spread is what to talk about."
)


@dataclass(frozen=True)
class SustainabilityFactor:
    """One statement to agree with or not; `nhs` and `ltst` are the published factors it stands for."""

    id: str
    title: str
    statement: str
    nhs: tuple[str, ...]
    ltst: tuple[str, ...]


@cache
def sustainability_factors() -> tuple[SustainabilityFactor, ...]:
    """Every statement, in the order of the form."""
    return tuple(SustainabilityFactor(**row) for row in rows("sustainability", "factor"))
