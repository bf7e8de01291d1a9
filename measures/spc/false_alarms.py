"""How often a chart signals on a process that does not change, with just these sizes, lengths and rules: simulated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from measures.spc.engine import JudgedPhase, judge
from measures.spc.folders import method_called, rule_set_called
from measures.spc.phase import SAME, Booleans, Floats, Options, Phase, side_of

SERIES = 2000  # a rate of 10 % is then known within 1.3 points (two standard errors)
SEED = 20_261_130
AT_MOST = 0.09  # of an advised chart: the level of a practice is itself only known from its history
TOO_OFTEN = 0.10  # above it no pattern of the chart may be called unlikely to be chance
FINE = 40  # levels are taken 40 to the factor e (2.5 % apart), so that alike series share one simulation
ABOUT_SIDES = (
    "long_run", "few_crossings", "shift", "eight_on_one_side", "nine_on_one_side", "too_few_runs", "too_many_runs",
)  # fmt: skip


@dataclass(frozen=True)
class Stable:
    """A process without change: how its numbers come about, and how many of them one phase of a chart holds.

    `level` is a share, or events or cases or days a point. `sizes` are the denominators, one for each point or one for
    all. `baseline` of the points speak for centre and limits. `stretch` is how many times as much as chance the points
    differ (Laney's sigma_z). `values` are those of a chart that only asks which side of the middle each point is on:
    they are put in any order. `grain` is the step of rounded measurements in their standard deviations. `days` may be
    of any length; `whole_days` are those between days with an event, 1 and more, from the calendar.
    """

    kind: str  # proportion, rate, count, measurement, days, whole_days, cases, values
    points: int
    level: float = 0.0
    sizes: tuple[float, ...] = ()
    baseline: int | None = None
    stretch: float = 1.0
    values: tuple[float, ...] = ()
    grain: float = 0.0
    skew: float = 0.0
    opened: bool = False  # beside the gaps between events those before the first and after the last, still open

    def rounded(self) -> Stable:
        """The same with its level and its stretch on a grid, for a shared simulation."""
        return replace(
            self, level=_on_grid(self.level, self.kind), stretch=round(self.stretch, 1), grain=round(self.grain, 1),
            skew=round(2 * self.skew) / 2,
        )  # fmt: skip


@dataclass(frozen=True)
class Judging:
    """The chart, its rule set and its options, as `analyse` takes them."""

    chart: str
    rules: str = "anhoej"
    screen_moving_ranges: bool = True
    floor_zero: bool = False
    centre: float | None = None
    sides_silent: bool = False  # runs about the centre are not asked, whatever the rule set has


def false_alarms(stable: Stable, judging: Judging) -> float:
    """The share of such stable series whose chart shows at least one signal. The same every time it is asked."""
    return _false_alarms(stable.rounded(), judging)


@lru_cache(maxsize=4096)
def _false_alarms(stable: Stable, judging: Judging) -> float:
    y, n = made_up(stable, np.random.default_rng(SEED), SERIES)
    return float(signals(y, n, stable, judging).mean())


def signals(y: Floats, n: Floats | None, stable: Stable, judging: Judging) -> Booleans:
    """For each series (row): whether its chart shows any signal that says something."""
    found = with_open_ends(y, judging) if stable.opened else judged(y, n, judging, stable.baseline)
    return speaks(found, bounds_of(stable.kind, judging.chart), judging.sides_silent)


def with_open_ends(y: Floats, judging: Judging) -> JudgedPhase:
    """Series of gaps whose first and last are open: judged where longer than the centre, and no part of it."""
    centre = judged(y[:, 1:-1], None, judging).lines.centre[:, :1]
    ends = np.zeros(y.shape[-1], dtype=bool)
    ends[[0, -1]] = True
    return judged(np.where(~ends | (y > centre), y, np.nan), None, judging, speaking=~ends)


def judged(
    y: Floats, n: Floats | None, judging: Judging, baseline: int | None = None, speaking: Booleans | None = None
) -> JudgedPhase:
    """Many series as one phase of one chart; points that are not `speaking` have no say in centre and limits."""
    rule_set = rule_set_called(judging.rules)
    every = np.ones(y.shape[-1], dtype=bool)
    options = Options(judging.screen_moving_ranges, rule_set.range_to_sigma)
    whole = Phase(1, 1, y, n, every if speaking is None else speaking, every, judging.centre, options=options)
    freeze = () if baseline is None else (baseline,)
    return judge(whole, (), freeze, method_called(judging.chart), rule_set, judging.floor_zero)[0]


def bounds_of(kind: str, chart: str) -> tuple[float | None, float | None]:
    """The least and the most that a plotted value can be."""
    method = method_called(chart)
    counted = kind in ("proportion", "rate", "count", "days", "whole_days", "cases")
    return 0.0 if counted or method.not_negative else None, 1.0 if kind == "proportion" or method.at_most_one else None


def speaks(found: JudgedPhase, bounds: tuple[float | None, float | None], sides_silent: bool = False) -> Booleans:
    """For each series: a signal. About a centre beyond which no value can lie no run says anything."""
    centre = found.lines.centre[:, -1]
    with np.errstate(invalid="ignore"):
        low, high = np.fmin.reduce(found.phase.y, axis=-1), np.fmax.reduce(found.phase.y, axis=-1)
    edge = (np.abs(centre - low) <= SAME) | (np.abs(centre - high) <= SAME) | sides_silent
    for end in bounds:
        if end is not None:
            edge |= np.abs(centre - end) <= SAME
    about = [rule for rule in found.marks if rule in ABOUT_SIDES]
    other = [found.marks[rule] != 0 for rule in found.marks if rule not in about]
    alone = np.logical_or.reduce([mark.any(axis=-1) for mark in other]) if other else np.zeros(edge.shape, dtype=bool)
    return alone | (found.signal & ~edge)


def made_up(stable: Stable, rng: np.random.Generator, series: int) -> tuple[Floats, Floats | None]:
    """So many stable series, a row each: what is plotted, and the denominators where there are any."""
    shape = (series, stable.points + 2 * stable.opened)
    if stable.kind == "values":
        n = np.broadcast_to(np.asarray(stable.sizes), shape).copy() if stable.sizes else None
        return rng.permuted(np.broadcast_to(np.asarray(stable.values), shape), axis=1), n
    if stable.kind in ("proportion", "rate"):
        n = np.broadcast_to(np.asarray(stable.sizes, dtype=np.float64), shape).copy()
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(n > 0, _counted(stable, n, rng) / n, np.nan), n
    return _values(stable, shape, rng), None


def _counted(stable: Stable, n: Floats, rng: np.random.Generator) -> Floats:
    beyond = stable.stretch**2
    if stable.kind == "rate":
        return _poisson(stable.level * n, beyond, rng)
    share = np.full(n.shape, min(max(stable.level, 0.0), 1.0))
    usual = float(np.median(n[n > 0])) if (n > 0).any() else 1.0
    if beyond > 1 and usual > 1 and 0 < stable.level < 1:
        weight = 1 / min((beyond - 1) / (usual - 1), 0.9) - 1
        share = rng.beta(share * weight, (1 - share) * weight)
    return rng.binomial(np.rint(n).astype(np.int64), share).astype(np.float64)


def _poisson(mean: Floats, beyond: float, rng: np.random.Generator) -> Floats:
    if beyond > 1:
        mean = rng.gamma(np.maximum(mean, 1e-12) / (beyond - 1), beyond - 1)
    return rng.poisson(mean).astype(np.float64)


def _values(stable: Stable, shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    if stable.kind == "count":
        return _poisson(np.full(shape, stable.level), stable.stretch**2, rng)
    if stable.kind == "days":
        return rng.exponential(stable.level, shape)
    if stable.kind == "whole_days":
        return rng.geometric(-np.expm1(-1 / stable.level), shape).astype(np.float64)
    if stable.kind == "cases":
        return rng.geometric(1 / (1 + stable.level), shape).astype(np.float64) - 1
    skew = abs(stable.skew)
    if skew >= 0.5:
        form = 4 / skew**2
        drawn = np.sign(stable.skew) * (rng.gamma(form, 1.0, shape) - form) / np.sqrt(form)
    else:
        drawn = rng.normal(size=shape)
    return np.rint(drawn / stable.grain) * stable.grain if stable.grain > 0.25 else drawn


def runs_by_chance(values: Floats) -> float:
    """How often a run chart of just these values, in any order, signals by the Anhøj rules.

    Only how many lie above the median and how many below can matter: those on it are passed over.
    """
    side = side_of(values, np.full(values.shape, np.median(values))) if values.size else np.zeros(0)
    return _of_sides(int((side > 0).sum()), int((side < 0).sum()))


def _of_sides(above: int, below: int) -> float:
    if not above or not below:
        return 0.0
    sides = (-1.0,) * below + (1.0,) * above
    return false_alarms(Stable("values", above + below, values=sides), Judging("run", centre=0.0))


def gaps_kind(days: Floats) -> str:
    """How gaps counted in days come about: as whole days of a calendar, with several on one day, or as any time."""
    if not days.size or (days != np.rint(days)).any():
        return "days"
    return "whole_days" if days.min() >= 1 else "cases"


def _on_grid(level: float, kind: str) -> float:
    """Near 0 (and, of a share, near 1) the grid is fine, and it stays on its side."""
    if level <= 0 or (kind == "proportion" and level >= 1):
        return level
    if kind == "proportion" and level > 0.5:
        return 1 - _on_grid(1 - level, kind)
    return float(np.exp(np.rint(np.log(level) * FINE) / FINE))
