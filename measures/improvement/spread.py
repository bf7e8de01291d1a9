"""How far an estimate may be off when periods differ more than chance and remember one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EXTRA = (0.0, 0.4, 0.8, 1.2, 1.6, 2.2, 3.0, 4.0)  # standard deviations beyond chance, in those of chance
MEMORY = (0.0, 0.14, 0.28, 0.42, 0.56, 0.7)  # correlation of two neighbouring periods' extra variation
CALM = 4.0  # how much likelier than each other level of extra variation none at all is taken to be, before the data
REMEMBERS = 3.0  # how fast the weight of a candidate grows with its memory: clinics' months are seldom strangers
DRAWS = 4_000
SEED = 20_241_101


@dataclass(frozen=True)
class Spread:
    """What the coefficients' covariance may be, each candidate with its weight.

    A candidate says how far periods vary beyond chance and how well one remembers the one before. A few years
    of months settle neither, so nothing is chosen: every candidate speaks with the weight the residuals give it.
    """

    covariances: Floats  # (candidates, coefficients, coefficients)
    weights: Floats
    extra: Floats  # beyond chance, on the scale of the linear predictor
    memory: Floats

    @property
    def usual_memory(self) -> float:
        """The mean correlation of neighbouring periods' extra variation, 0 where there is no extra variation."""
        return float(np.sum(self.weights * self.memory * (self.extra > 0)))


def spread_of(design: Floats, residual: Floats, precision: Floats, place: NDArray[np.int64], bread: Floats) -> Spread:
    """The candidates for a fitted generalised linear model, judged by its own residuals.

    `residual` and `precision` are the working residuals and weights of the fit, `place` the periods' positions
    (a gap keeps its place), `bread` the covariance of the coefficients were there nothing but chance. A working
    residual is chance (1 / precision) plus a first-order autoregression; candidates are weighted by restricted
    likelihood (Patterson & Thompson 1971, Biometrika 58:545), and each gives the coefficients, which were
    fitted as if periods were independent, the covariance they have then (Liang & Zeger 1986, Biometrika 73:13).
    None is narrower than chance alone. What the candidates weigh beforehand is our own choice: alike, a few calm
    months gave intervals that held the truth in 98 to 99 % (benchmarks/effect_coverage.py).
    """
    extra, memory = _candidates(residual, precision, design.shape[1])
    apart = np.abs(place[:, None] - place[None, :])
    shared = extra[:, None, None] ** 2 * memory[:, None, None] ** apart
    likelihood = _restricted_likelihood(design, residual, shared + np.diag(1 / precision))
    weight = np.exp(likelihood - likelihood.max()) * _beforehand(extra, memory)
    meat = (precision[:, None] * design).T @ shared @ (precision[:, None] * design)
    return Spread(bread + bread @ meat @ bread, weight / weight.sum(), extra, memory)


def draws(coefficients: Floats, spread: Spread, seed: int = SEED, number: int = DRAWS) -> Floats:
    """Coefficients that the data leave plausible, a row a draw; the same seed gives the same draws.

    Draws come in pairs that mirror each other, so that a mirrored series has exactly the mirrored interval.
    """
    half = number // 2
    rng = np.random.default_rng(seed)
    normal = rng.standard_normal((half, len(coefficients)))
    level = rng.permutation((np.arange(half) + 0.5) / half)
    candidate = np.minimum(np.searchsorted(np.cumsum(spread.weights), level), len(spread.weights) - 1)
    away = np.einsum("kij,kj->ki", _root(spread.covariances)[candidate], normal)
    return coefficients + np.concatenate([away, -away])


def _candidates(residual: Floats, precision: Floats, coefficients: int) -> tuple[Floats, Floats]:
    """Every pair of extra variation and memory; a series that varies far more than chance stretches the scale."""
    beyond = np.sum(residual**2 * precision) / max(len(residual) - coefficients, 1)
    unit = np.sqrt(1 / precision.mean()) * max(1.0, np.sqrt(max(beyond - 1, 0.0)) / 1.3)
    pairs = [(0.0, 0.0), *((extra, memory) for extra in EXTRA[1:] for memory in MEMORY)]
    extra, memory = np.array(pairs).T
    return extra * unit, memory


def _beforehand(extra: Floats, memory: Floats) -> Floats:
    """What each candidate weighs before the data: nothing beyond chance `CALM`, each level of extra variation 1."""
    remembering = 1 + REMEMBERS * np.array(MEMORY)
    return np.where(extra > 0, (1 + REMEMBERS * memory) / remembering.sum(), CALM)


def _restricted_likelihood(design: Floats, residual: Floats, covariance: Floats) -> Floats:
    """The restricted log-likelihood of each candidate covariance of the working residuals, up to a constant."""
    root = np.linalg.cholesky(covariance)
    both = np.concatenate([design, residual[:, None]], axis=1)
    white = np.linalg.solve(root, np.broadcast_to(both, (len(root), *both.shape)))
    x, e = white[..., :-1], white[..., -1]
    inner, cross = np.swapaxes(x, 1, 2) @ x, np.einsum("jti,jt->ji", x, e)
    explained = np.einsum("ji,ji->j", cross, np.linalg.solve(inner, cross[..., None])[..., 0])
    log_det = 2 * np.log(np.einsum("jtt->jt", root)).sum(axis=1)
    return -0.5 * (log_det + np.linalg.slogdet(inner)[1] + (e**2).sum(axis=1) - explained)


def _root(covariances: Floats) -> Floats:
    """A square root of each covariance that rounding cannot refuse."""
    values, vectors = np.linalg.eigh(covariances)
    return vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
