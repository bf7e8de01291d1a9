"""Funnels: units side by side at one time, with limits as wide as their size allows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from measures.spc.funnel_limits import EXACTNESS, LIMITS, SCALES, USUAL_SCALE, FunnelScale, Limits
from measures.spc.notices import Notice
from measures.spc.phase import Booleans, Floats

Numbers = Sequence[float | int | None] | np.ndarray | pl.Series

FEW_UNITS = 10  # fewer say next to nothing of how much units differ; a round number of ours
ROUNDING = 1e-9  # 20 groups of 0.05 are 20, whatever binary makes of it
OVERDISPERSION = ("none", "auto", "additive", "multiplicative")
SOURCE = (
    "Spiegelhalter 2005, Stat Med 24:1185, doi 10.1002/sim.1970, and QSHC 14:347; "
    "exact limits: Seaton & Manktelow 2012, BMC Med Res Methodol 12:98, doi 10.1186/1471-2288-12-98"
)


@dataclass(frozen=True)
class Funnel:
    """Units judged by their size. `points` has a row a unit, in the order given; a unit of 0 is a gap.

    `overall` is what all units together come to, `target` the line that they are judged by; both are
    multiplied, as y and the limits are; z and s are not.
    """

    points: pl.DataFrame
    limits: Limits
    overall: float | None
    phi: float | None  # the mean of the squared winsorised z: about 1 where only chance is at work
    tau2: float | None  # the variance between units, on the scale of the method
    multiply: float
    notices: tuple[Notice, ...]
    source: str = SOURCE

    @property
    def target(self) -> float | None:
        """The line that units are judged by, as plotted."""
        return None if self.limits.target is None else self.limits.target * self.multiply

    @property
    def formula(self) -> str:
        """The limits in one line."""
        return self.limits.formula

    def curve(self, n_grid: int = 200) -> pl.DataFrame:
        """The limits over the range of sizes, for drawing: denominator, target and the four limits.

        The grid is finer among small sizes, where the limits bend.
        """
        sizes = self.points.filter(pl.col("y").is_not_null())["denominator"].to_numpy()
        if self.limits.target is None or not len(sizes):
            return pl.DataFrame(schema=dict.fromkeys(("denominator", "target", *LIMITS), pl.Float64))
        grid = np.geomspace(sizes.min(), sizes.max(), max(n_grid, 2))
        grid = np.unique(np.rint(grid) if self.limits.kind == "proportion" else grid)
        lines = self.limits.at(grid * self.limits.target, grid)
        columns = {name: line * self.multiply for name, line in lines.items()}
        return pl.DataFrame({"denominator": grid, "target": self.target} | columns, nan_to_null=True)


def funnel(
    numerators: Numbers,
    denominators: Numbers,
    *,
    units: Sequence[Any] | pl.Series | None = None,
    kind: str = "proportion",
    target: float | None = None,
    overdispersion: str = "none",
    trim: float = 0.1,
    trimming: str = "winsorise",
    method: str | None = None,
    limits: str = "exact",
    multiply: float = 1.0,
) -> Funnel:
    """Judge units beside each other: a `proportion`, a `rate` per exposure, or a `ratio` of observed to expected.

    Limits at 95 % and 99.8 % are exact (binomial, else Poisson). Where units differ by more than chance,
    `overdispersion` widens them: `additive` by a variance between units, `multiplicative` by one factor, `auto`
    additively but only where there is such a variance. `trim` of the units at each end do not shape the
    widening (`winsorise` pulls them in, `truncate` leaves them out). Without a `target` it is all units together,
    and 1 for a ratio. The order of units means nothing here: no run rule is ever used.
    Spiegelhalter 2005 (doi 10.1002/sim.1970; QSHC 14:347); the exact limits hold a unit as expected outside each
    side no oftener than 2.5 % and 0.1 % (prediction limits, Seaton & Manktelow 2012, doi 10.1186/1471-2288-12-98).
    """
    method = method or USUAL_SCALE.get(kind, "")
    _refuse_unknown(kind, method, overdispersion, limits, trim, trimming)
    o, n = _floats(numerators, "numerators"), _floats(denominators, "denominators")
    names = _named(units, o, n)
    there = np.isfinite(o) & np.isfinite(n) & ~(n == 0)
    _refuse_impossible(o, n, there, kind, names)
    overall = float(o[there].sum() / n[there].sum()) if there.any() else None
    middle = target if target is not None else 1.0 if kind == "ratio" and there.any() else overall
    z, s = _standardised(o, n, there, middle, SCALES[method])
    pulled = _pulled(z, trim, trimming)
    phi, tau2 = _dispersion(pulled, s)
    chosen = _limits(kind, method, limits, overdispersion, middle, phi, tau2, int(np.isfinite(pulled).sum()))
    y = np.where(there, o / np.where(there, n, 1), np.nan)
    points = _points(names, o, n, y, (z, pulled, s), chosen, multiply)
    notices = _notices(there, pulled, phi, chosen.widened)
    return Funnel(points, chosen, None if overall is None else overall * multiply, phi, tau2, multiply, notices)


def _refuse_unknown(kind: str, method: str, overdispersion: str, limits: str, trim: float, trimming: str) -> None:
    """A word that is not known is answered with those that are."""
    known: dict[str, tuple[str, Collection[str]]] = {
        "kind": (kind, USUAL_SCALE),
        "method": (method, SCALES),
        "overdispersion": (overdispersion, OVERDISPERSION),
        "limits": (limits, EXACTNESS),
        "trimming": (trimming, ("winsorise", "truncate")),
    }
    for name, (word, words) in known.items():
        if word not in words:
            raise ValueError(f'{name} is "{word}"; it may be {", ".join(words)}.')
    if method.startswith("arcsine") and kind != "proportion":
        raise ValueError(f"method {method} is for a proportion; a rate or a ratio may pass 1.")
    if not 0 <= trim < 0.5:
        raise ValueError(f"trim is {trim}; it is a share of the units at each end, from 0 to below 0.5.")


def _floats(values: Numbers, name: str) -> Floats:
    column = values if isinstance(values, pl.Series) else pl.Series(values, dtype=pl.Float64, strict=False)
    row = column.cast(pl.Float64).to_numpy()
    if np.isinf(row).any():
        raise ValueError(f"{name} hold an infinite number; a value that does not exist is None.")
    return row


def _named(units: Sequence[Any] | pl.Series | None, o: Floats, n: Floats) -> pl.Series:
    names = pl.Series("unit", range(1, len(o) + 1) if units is None else units)
    if not len(names) == len(o) == len(n):
        raise ValueError(
            f"There are {len(names)} units, {len(o)} numerators and {len(n)} denominators; each unit needs both."
        )
    return names


def _refuse_impossible(o: Floats, n: Floats, there: Booleans, kind: str, names: pl.Series) -> None:
    """Counts that cannot be, named by the unit they belong to."""
    whole = (o == np.rint(o)) & (n == np.rint(n))
    faults = {
        "is below 0": (o < 0) | (n < 0),
        "is not whole, as a proportion counts": there & ~whole & (kind == "proportion"),
        "has more in the numerator than in the denominator": there & (o > n) & (kind == "proportion"),
    }
    for says, where in faults.items():
        if where.any():
            place = int(np.argmax(where))
            raise ValueError(f"Unit {names[place]} {says}: {o[place]:g} of {n[place]:g}.")


def _standardised(
    o: Floats, n: Floats, there: Booleans, target: float | None, scale: FunnelScale
) -> tuple[Floats, Floats]:
    """How many standard deviations each unit lies from the target, and the standard deviation, on the scale."""
    if target is None:
        return np.full(o.shape, np.nan), np.full(o.shape, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        s = np.where(there, scale.spread(o, n, target), np.nan)
        z = np.where(there, (scale.there(o, n) - scale.middle(target)) / s, np.nan)
    known = np.isfinite(z) & np.isfinite(s)
    return np.where(known, z, np.nan), np.where(known, s, np.nan)


def _pulled(z: Floats, trim: float, trimming: str) -> Floats:
    """z with its ends pulled in to the quantiles, or with what lies on or past them left out."""
    known = z[np.isfinite(z)]
    if not known.size:
        return z
    if trimming == "truncate":
        return np.where(_inside(z, trim), z, np.nan)
    return np.clip(z, *np.quantile(known, [trim, 1 - trim]))


def _inside(z: Floats, trim: float) -> Booleans:
    """The units that stay when the lowest and the highest `trim` of them go, as the SHMI counts them off.

    1/trim groups by floor(rank / trim / (units + 1)), equal values by their middle rank; the first and the last
    group go. Where trim x units is not whole that is one unit fewer at an end than a quantile would cut.
    """
    known = np.isfinite(z)
    _, place, many = np.unique(z[known], return_inverse=True, return_counts=True)
    rank = (np.cumsum(many) - (many - 1) / 2)[place]
    group = np.floor(rank / trim / (known.sum() + 1) + ROUNDING)
    inside = np.zeros(z.shape, dtype=bool)
    inside[known] = (group > 0) & (group < 1 / trim - 1 - ROUNDING)
    return inside if inside.any() else known


def _dispersion(z: Floats, s: Floats) -> tuple[float | None, float | None]:
    """phi, and the variance between units by the method of moments (DerSimonian & Laird, as Spiegelhalter has it)."""
    kept = np.isfinite(z)
    units = int(kept.sum())
    if not units:
        return None, None
    phi = float(np.mean(z[kept] ** 2))
    w = 1 / s[kept] ** 2
    left = float(w.sum() - (w**2).sum() / w.sum())
    return phi, max(0.0, (units * phi - (units - 1)) / left) if units > 1 else 0.0


def _more_than_chance(phi: float | None, units: int) -> bool:
    """Whether the units differ by more than chance: I phi above the upper 5 % point of chi-square with I - 1.

    Spiegelhalter 2005, Stat Med 24:1185, section on over-dispersion. Winsorised, so a few units cannot do it.
    """
    if phi is None or units < 2:
        return False
    from scipy.special import chdtri

    return bool(units * phi > chdtri(units - 1, 0.05))


def _limits(
    kind: str,
    method: str,
    exactness: str,
    asked: str,
    target: float | None,
    phi: float | None,
    tau2: float | None,
    units: int,
) -> Limits:
    """What was asked, with `auto` decided; a factor is used only where it is clearly above 1."""
    widened = asked if asked != "auto" else "additive" if tau2 else "none"
    if widened == "multiplicative":
        factor = phi if phi is not None and _more_than_chance(phi, units) else 1.0
        return Limits(kind, method, exactness, widened, target, factor=factor)
    return Limits(kind, method, exactness, widened, target, tau2=tau2 or 0.0 if widened == "additive" else 0.0)


def _points(
    names: pl.Series,
    o: Floats,
    n: Floats,
    y: Floats,
    standardised: tuple[Floats, Floats, Floats],
    limits: Limits,
    multiply: float,
) -> pl.DataFrame:
    """A row a unit; what a gap has none of is null."""
    there = np.isfinite(y)
    lines = {name: np.full(y.shape, np.nan) for name in LIMITS}
    for name, line in limits.at(o[there], n[there]).items():
        lines[name][there] = line
    z, pulled, s = standardised
    columns = {"numerator": o, "denominator": n, "y": y, "z": z, "z_winsorised": pulled, "s": s, **lines}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64), nan_to_null=True)
    target = pl.lit(limits.target, dtype=pl.Float64).alias("target")
    measured = pl.col("y", "target", *LIMITS) * multiply
    ordered = ["unit", "numerator", "denominator", "y", "target", "z", "z_winsorised", "s", *LIMITS, "outside", "side"]
    return frame.with_columns(names, target, *_outside()).with_columns(measured).select(ordered)


def _outside() -> tuple[pl.Expr, pl.Expr]:
    """The widest limits that a unit lies outside of (95, 998; null within both), and on which side."""
    y = pl.col("y")
    past = {name: (y > pl.col(f"upper_{name}")) | (y < pl.col(f"lower_{name}")) for name in ("998", "95")}
    outside = pl.when(past["998"]).then(pl.lit("998")).when(past["95"]).then(pl.lit("95"))
    side = pl.when(y > pl.col("upper_95")).then(pl.lit("above")).when(y < pl.col("lower_95")).then(pl.lit("below"))
    return outside.alias("outside"), side.alias("side")


def _notices(there: Booleans, z: Floats, phi: float | None, widened: str) -> tuple[Notice, ...]:
    """What a reader of the funnel must know."""
    units, gaps = int(np.isfinite(z).sum()), int((~there).sum())
    told = [Notice("unit_gaps", {"points": gaps, "units": len(there)})] if gaps else []
    if phi is not None and _more_than_chance(phi, units) and widened == "none":
        told.append(Notice("over_dispersed_units", {"phi": phi}))
    if widened != "none" and units < FEW_UNITS:
        told.append(Notice("few_units", {"units": units}))
    return tuple(told)
