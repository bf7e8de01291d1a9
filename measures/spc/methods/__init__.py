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

    name: str
    title: str
    centre_says: str
    source: str
    lines: Callable[[Phase], Lines]
