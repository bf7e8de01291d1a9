"""Phases for the tests of chart methods: one written out by hand, or one with whatever a chart needs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from measures.discover import discover
from measures.spc import methods
from measures.spc.methods import Method
from measures.spc.moving_ranges import plotted
from measures.spc.phase import Lines, Options, Phase

METHODS: dict[str, Method] = discover(methods, "METHOD")


def phase(
    y: list[float | None],
    n: list[float] | None = None,
    *,
    exclude: tuple[int, ...] = (),
    freeze: int | None = None,
    centre: float | None = None,
    options: Options | None = None,
) -> Phase:
    """One series as plotted; positions count from 1."""
    values = np.array([[np.nan if value is None else value for value in y]])
    points = np.arange(1, len(y) + 1)
    return Phase(
        part=1,
        first=1,
        y=values,
        n=None if n is None else np.array([n], dtype=float),
        baseline=points <= (freeze or len(y)),
        include=~np.isin(points, exclude),
        centre=centre,
        options=options or Options(),
    )


def drawn_from(name: str, points: list[tuple[int | None, int, int, int]]) -> Phase:
    """A phase that has whatever the chart of that name needs; shares where y is out of n."""
    y, n, size, sd = (np.array([[np.nan if cell is None else cell for cell in row]], float) for row in zip(*points))
    sized = METHODS[name].needs_n
    there = np.isfinite(y)
    return Phase(
        part=1,
        first=1,
        y=y / n if sized else np.where(there, sd, np.nan) if name == "s" else y,
        n=n if sized else None,
        baseline=np.ones(len(points), dtype=bool),
        include=np.ones(len(points), dtype=bool),
        centre=None,
        size=np.where(there, size, 0),
        sd=np.where(there, sd, np.nan),
    )


def lines(name: str, of: Phase) -> Lines:
    return METHODS[name].lines(plotted(of) if METHODS[name].plots == "moving_range" else of)


def kept(of: Phase, points: np.ndarray) -> Phase:
    """The phase as if only these points had ever been there."""
    cut = {name: line[:, points] for name in ("n", "size", "sd") if (line := getattr(of, name)) is not None}
    return replace(of, y=of.y[:, points], baseline=of.baseline[points], include=of.include[points], **cut)
