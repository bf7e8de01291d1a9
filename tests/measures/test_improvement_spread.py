"""How far an estimate may be off: never less than chance, more where periods vary and remember."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.improvement.spread import Spread, draws, spread_of

MONTHS = 36
DESIGN = np.column_stack([np.ones(MONTHS), np.arange(MONTHS) / 12, np.arange(MONTHS) >= 24])
PRECISION = np.full(MONTHS, 12.0)
BREAD = np.linalg.inv((PRECISION[:, None] * DESIGN).T @ DESIGN)


def of(noise: np.ndarray) -> Spread:
    """The spread for these months' noise, after a fit has taken out what the design explains."""
    left = noise - DESIGN @ np.linalg.lstsq(DESIGN, noise, rcond=None)[0]
    return spread_of(DESIGN, left, PRECISION, np.arange(MONTHS), BREAD)


def noise(seed: int, sd: float, memory: float = 0.0) -> np.ndarray:
    """Normal noise of chance alone, plus an autoregression of that standard deviation."""
    rng = np.random.default_rng(seed)
    extra = rng.normal(0, sd, MONTHS)
    for month in range(1, MONTHS):
        extra[month] = memory * extra[month - 1] + np.sqrt(1 - memory**2) * extra[month]
    return extra + rng.normal(0, 1 / np.sqrt(PRECISION))


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), sd=st.floats(0, 1), memory=st.floats(0, 0.6))
def test_no_candidate_is_narrower_than_chance_and_the_weights_are_shares(seed: int, sd: float, memory: float) -> None:
    spread = of(noise(seed, sd, memory))
    assert spread.weights.sum() == pytest.approx(1)
    assert (spread.weights >= 0).all()
    assert np.linalg.eigvalsh(spread.covariances - BREAD).min() > -1e-9


@pytest.mark.slow
def test_extra_variation_and_memory_are_seen_where_they_are() -> None:
    calm, wild, remembering = ([of(noise(seed, *how)) for seed in range(12)] for how in ((0.0,), (0.8,), (0.8, 0.6)))
    extra = [np.mean([np.sum(one.weights * one.extra) for one in group]) for group in (calm, wild)]
    assert extra[1] > 2 * extra[0]
    memory = [np.mean([one.usual_memory for one in group]) for group in (wild, remembering)]
    assert memory[1] > memory[0] + 0.1


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_draws_are_the_same_for_a_seed_and_mirror_each_other(seed: int) -> None:
    spread, at = of(noise(1, 0.5)), np.array([0.3, -0.1, 2.0])
    once, twice = (draws(at, spread, seed, number=200) for _ in range(2))
    assert np.array_equal(once, twice)
    assert once.mean(axis=0) == pytest.approx(at)
    assert np.sort(once, axis=0) == pytest.approx(np.sort(2 * at - once, axis=0))


def test_a_month_that_is_missing_weakens_what_its_neighbours_share() -> None:
    left = noise(3, 0.8, 0.6)
    next_door, far_apart = (
        spread_of(DESIGN, left, PRECISION, np.arange(MONTHS) * step, BREAD).covariances[-1, 0, 0] for step in (1, 5)
    )
    assert far_apart < next_door
