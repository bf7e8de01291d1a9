"""How wide chance may take a unit of any size: the limits of a funnel, exact or widened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from measures.spc.phase import Floats

Z_95, Z_998 = 1.959964, 3.090232  # normal quantiles to six decimals, as FunnelPlotR has them; 1e-8 from the true ones
TAILS = {"95": (0.025, Z_95), "998": (0.001, Z_998)}
LIMITS = [f"{side}_{name}" for name in TAILS for side in ("lower", "upper")]


@dataclass(frozen=True)
class FunnelScale:
    """A scale on which the spread of chance hardly depends on the middle: there, there, and back again."""

    says: str
    there: Callable[[Floats, Floats], Floats]  # numerator, denominator
    middle: Callable[[float], float]
    spread: Callable[[Floats, Floats, float], Floats]  # numerator, denominator, target
    back: Callable[[Floats], Floats]


SCALES = {
    "arcsine": FunnelScale(
        "arcsin √y, s = 1/(2√n)",
        lambda o, n: np.arcsin(np.sqrt(o / n)),
        lambda target: float(np.arcsin(np.sqrt(target))),
        lambda o, n, target: 1 / (2 * np.sqrt(n)),
        lambda v: np.sin(np.clip(v, 0, np.pi / 2)) ** 2,
    ),
    "arcsine_reflected": FunnelScale(
        "arcsin √y, s = 1/(2√n), limits past 0 turned back up (FunnelPlotR 0.3.9999, for very small units)",
        lambda o, n: np.arcsin(np.sqrt(o / n)),
        lambda target: float(np.arcsin(np.sqrt(target))),
        lambda o, n, target: 1 / (2 * np.sqrt(n)),
        lambda v: np.sin(v) ** 2,
    ),
    "square_root": FunnelScale(
        "√y, s = 1/(2√n)",
        lambda o, n: np.sqrt(o / n),
        lambda target: float(np.sqrt(target)),
        lambda o, n, target: 1 / (2 * np.sqrt(n)),
        lambda v: np.maximum(v, 0) ** 2,
    ),
    "log": FunnelScale(
        "ln y, s = 1/√(n·target), an event count of 0 taken as 0.5",
        lambda o, n: np.log(np.where(o == 0, 0.5, o) / n),
        lambda target: float(np.log(target)),
        lambda o, n, target: 1 / np.sqrt(n * target),
        np.exp,
    ),
    "log_counts": FunnelScale(
        "ln((O+½)/(n+½)), s² = O/(O+½)² + n/(n+½)²: both are counts",
        lambda o, n: np.log((o + 0.5) / (n + 0.5)),
        lambda target: float(np.log(target)),
        lambda o, n, target: np.sqrt(o / (o + 0.5) ** 2 + n / (n + 0.5) ** 2),
        np.exp,
    ),
    "square_root_unsquared": FunnelScale(
        "√y, s = 1/(2√n), limits not squared back (FunnelPlotR 0.3.9999, SR with CQC; half as wide as they should be)",
        lambda o, n: np.sqrt(o / n),
        lambda target: float(np.sqrt(target)),
        lambda o, n, target: 1 / (2 * np.sqrt(n)),
        lambda v: v,
    ),
}

CHANCE = {"proportion": "binomial", "rate": "Poisson", "ratio": "Poisson"}
USUAL_SCALE = {"proportion": "arcsine", "rate": "square_root", "ratio": "square_root"}
EXACTNESS = {
    "exact": "exact {chance} limits, a unit as expected outside each no oftener than 2.5 % and 0.1 %",
    "spiegelhalter": "exact {chance} quantiles, interpolated as in Spiegelhalter's appendix on both sides",
    "chi_square": "Poisson limits by chi-square with the denominator as the count, also for proportions",
}


@dataclass(frozen=True)
class Limits:
    """How wide chance alone may take a unit of any size; in the unit of y, before anything is multiplied."""

    kind: str  # proportion, rate, ratio
    method: str  # the scale on which units are standardised
    exactness: str  # exact, spiegelhalter, chi_square
    widened: str  # none, additive, multiplicative
    target: float | None
    factor: float = 1.0  # phi where the limits are widened by a factor
    tau2: float = 0.0

    def at(self, o: Floats, n: Floats) -> dict[str, Floats]:
        """lower_95, upper_95, lower_998 and upper_998 for units with these numerators and denominators."""
        if self.target is None:
            return {name: np.full(n.shape, np.nan) for name in LIMITS}
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            ends = [self._ends(tail, z, o, n) for tail, z in TAILS.values()]
        return dict(zip(LIMITS, [self._possible(end) for pair in ends for end in pair]))

    def _ends(self, tail: float, z: float, o: Floats, n: Floats) -> tuple[Floats, Floats]:
        assert self.target is not None
        if self.widened == "none":
            return _exact(self.kind, self.exactness, tail, n, self.target)
        scale = SCALES[self.method]
        half = z * np.sqrt(scale.spread(o, n, self.target) ** 2 * self.factor + self.tau2)
        middle = scale.middle(self.target)
        return scale.back(middle - half), scale.back(middle + half)

    def _possible(self, limit: Floats) -> Floats:
        """No limit is drawn where no unit can be."""
        if self.method == "square_root_unsquared" and self.widened != "none":
            return limit
        return np.clip(limit, 0, 1 if self.kind == "proportion" and self.exactness != "chi_square" else None)

    @property
    def formula(self) -> str:
        """The limits in one line."""
        if self.widened == "none":
            return EXACTNESS[self.exactness].format(chance=CHANCE[self.kind])
        root = {"additive": "√(s² + τ²)", "multiplicative": "s√φ"}[self.widened]
        return f"target ± z {root} with z = 1.96 and 3.09, on the scale {SCALES[self.method].says}"


def _exact(kind: str, exactness: str, tail: float, n: Floats, target: float) -> tuple[Floats, Floats]:
    """Both limits from the counts themselves, as shares or rates.

    The exact ones keep each tail at or under its nominal chance, and counting the cases without the event gives
    the same verdicts. Spiegelhalter 2005 (Stat Med 24:1185, appendix) interpolates alike on both sides, so his upper
    limit lies one count lower: up to 8 % instead of 2.5 % fall above it by chance where few events are expected.
    The chi-square limits are a confidence interval of a count, which Seaton & Manktelow 2012 advise against.
    """
    if exactness == "chi_square":
        from scipy.special import gammaincinv

        return target * gammaincinv(n, tail) / n, target * gammaincinv(n + 1, 1 - tail) / n
    low, below = _quantile(kind, tail, n, target)
    high, above = _quantile(kind, 1 - tail, n, target)
    beside = 1 if exactness == "exact" else 0
    return (low - below) / n, (high - above + beside) / n


def _quantile(kind: str, p: float, n: Floats, target: float) -> tuple[Floats, Floats]:
    """The smallest count that p of chance reaches, and the part of that count's chance which goes past p."""
    from scipy.special import bdtr, pdtr

    def reached(k: Floats) -> Floats:
        whole = np.maximum(k, 0)
        chance = bdtr(whole, n.astype(np.int64), target) if kind == "proportion" else pdtr(whole, n * target)
        return np.where(k < 0, 0.0, chance)

    mean = n * target
    low, high = np.full(n.shape, -1.0), n if kind == "proportion" else np.ceil(mean + 9 * np.sqrt(mean) + 30)
    while ((high - low) > 1).any():
        middle = np.floor((low + high) / 2)
        enough = reached(middle) >= p
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    before, after = reached(high - 1), reached(high)
    return high, (after - p) / (after - before)
