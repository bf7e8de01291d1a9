"""The middle of what a phase counts: a mean, a weighted mean or a median of each series, gaps left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from measures.spc.phase import Floats, Lines, Phase

LINES = ("centre", "sigma", "lower", "upper", "lower_2s", "upper_2s")


def mean(values: Floats) -> Floats:
    """The mean of each row as a column, NaN left out; NaN for a row without a value."""
    return _among(average(values), values)


def average(values: Floats) -> Floats:
    """The same, but rounding may leave it a hair outside its values: for what is not compared with them."""
    there = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.where(there, values, 0.0).sum(axis=-1, keepdims=True) / there.sum(axis=-1, keepdims=True)


def weighted_mean(phase: Phase, weights: Floats) -> Floats:
    """The mean of the baseline values, each with its weight; never the plain mean of unequal shares.

    Of shares with their denominators as weights this is all numerators over all denominators.
    """
    there = phase.counts & (weights > 0)
    values, heavy = np.where(there, phase.y, 0.0), np.where(there, weights, 0.0)
    with np.errstate(invalid="ignore"):
        found = np.einsum("sp,sp->s", values, heavy)[:, None] / heavy.sum(axis=-1, keepdims=True)
    return _among(found, np.where(there, phase.y, np.nan))


def _among(found: Floats, values: Floats) -> Floats:
    """A mean lies among its values: rounding must not push the centre of a constant series off its points."""
    lowest, highest = (reach.reduce(values, axis=-1, keepdims=True) for reach in (np.fmin, np.fmax))
    return np.minimum(np.maximum(found, lowest), highest)


def denominators(phase: Phase) -> Floats:
    """The denominators, NaN where there is none or it is 0; a phase without denominators counts ones."""
    if phase.n is None:
        return np.ones(phase.y.shape)
    return np.where(phase.n > 0, phase.n, np.nan)


def median(values: Floats) -> Floats:
    """The median of each row, NaN left out; NaN for a row without a value."""
    ordered = np.sort(values, axis=-1)  # NaN sorts last
    count = np.isfinite(ordered).sum(axis=-1, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=-1)
    high = np.take_along_axis(ordered, np.minimum(count // 2, ordered.shape[-1] - 1), axis=-1)
    return np.where(count > 0, (low + high) / 2, np.nan)[:, 0]


def standard_deviation(values: Floats) -> Floats:
    """The standard deviation of each row around its own mean, with n - 1; NaN for fewer than two values."""
    degrees = np.isfinite(values).sum(axis=-1, keepdims=True) - 1
    squares = np.nan_to_num(values - average(values), nan=0.0) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(degrees > 0, np.sqrt(squares.sum(axis=-1, keepdims=True) / degrees), np.nan)


def given_or(phase: Phase, found: Floats) -> Floats:
    """The centre told from outside where there is one, else the one found; a column either way."""
    return found if phase.centre is None else np.full((phase.y.shape[0], 1), phase.centre)


def across(phase: Phase, lines: Lines) -> Lines:
    """The same lines, those of one value a series drawn through all its points."""
    drawn = {name: getattr(lines, name) for name in LINES}
    level = {name: line for name, line in drawn.items() if line is not None and line.shape != phase.y.shape}
    return replace(lines, **{name: np.broadcast_to(line, phase.y.shape) for name, line in level.items()})
