"""How likely a change has shown on the chart so many periods after it, by making up clinics and judging each look."""

from __future__ import annotations

import numpy as np
import polars as pl

from measures.improvement.volume import Volume
from measures.spc.many import analyse_many
from measures.spc.phase import Booleans, Floats

MADE_UP = 400  # clinics: a chance of 80 % is then known within 4 points (two standard errors)


def shown(volume: Volume, level: float, lower: bool, chart: str, rules: str, horizon: int, seed: int) -> Floats:
    """For each period after the change: the share of made-up clinics whose chart has signalled by then.

    `level` is what holds after the baseline, `lower` the side on which a signal counts. Each period is a look at
    the chart of that day, with its centre frozen at the baseline; who has seen a signal once has seen it.
    """
    y, n = made_up(volume, level, horizon, np.random.default_rng(seed))
    seen = np.zeros(len(y), dtype=bool)
    told = []
    for after in range(1, horizon + 1):
        end = volume.baseline + after
        rest = np.flatnonzero(~seen)
        if rest.size:
            seen[rest] = _signals(y[rest, :end], None if n is None else n[rest, :end], volume, lower, chart, rules)
        told.append(seen.mean())
    return np.array(told)


def made_up(
    volume: Volume, level: float, horizon: int, rng: np.random.Generator, number: int = MADE_UP
) -> tuple[Floats, Floats | None]:
    """Clinics like this one: numerators and denominators, a row a clinic, the baseline and then `horizon` periods."""
    shape = (number, volume.baseline + horizon)
    usual = np.broadcast_to(np.where(np.arange(shape[1]) < volume.baseline, volume.usual, level), shape)
    beyond = volume.stretch**2
    if volume.each is None:
        mean = rng.gamma(usual / (beyond - 1), beyond - 1) if beyond > 1 else usual
        return rng.poisson(mean).astype(np.float64), None
    n = rng.choice(volume.sizes, shape) if volume.sizes else np.maximum(rng.poisson(volume.each, shape), 1.0)
    return rng.binomial(n.astype(np.int64), _varying(usual, volume.each, beyond, rng)).astype(np.float64), n


def _varying(usual: Floats, each: float, beyond: float, rng: np.random.Generator) -> Floats:
    """Shares that make counts of `each` vary `beyond` times as much as chance (beta-binomial)."""
    if beyond <= 1 or each <= 1:
        return usual
    alike = min((beyond - 1) / (each - 1), 0.9)
    weight = 1 / alike - 1
    return rng.beta(usual * weight, (1 - usual) * weight)


def _signals(y: Floats, n: Floats | None, volume: Volume, lower: bool, chart: str, rules: str) -> Booleans:
    """For each clinic: a pattern since the change on the wanted side, or one of the whole chart that leans there."""
    series = np.repeat(np.arange(len(y)), y.shape[1])
    frame = {"series": series, "y": y.ravel()} | ({} if n is None else {"n": n.ravel()})
    judged = analyse_many(pl.DataFrame(frame), chart=chart, rules=rules, freeze=volume.baseline)
    value, centre, whole = (judged[name].to_numpy().reshape(y.shape) for name in ("y", "centre", "runs_signal"))
    marked = judged["rule_hit"].is_not_null().to_numpy().reshape(y.shape)
    away = (centre - value if lower else value - centre)[:, volume.baseline :]
    with np.errstate(invalid="ignore"):
        at_points = (marked[:, volume.baseline :] & (away > 0)).any(axis=1)
        return at_points | (whole[:, -1] & (np.nanmean(away, axis=1) > 0))
