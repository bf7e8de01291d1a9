"""What may be said of a chart: the findings of its shape, how often it cries wolf, and which words both leave.

A verdict may only use words that its findings allow. No pattern is called unlikely to be chance where the same chart
signals on more than 10 % of stable series like this one, or where a finding says that chance is not what it is
measured by here (`SILENT`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np
import polars as pl

from measures.spc.chart import ENOUGH_FOR_LIMITS, Chart
from measures.spc.false_alarms import ABOUT_SIDES, TOO_OFTEN, Judging, Stable, false_alarms, gaps_kind
from measures.spc.findings import Allowed, SeriesFinding
from measures.spc.folders import method_called, rule_set_called
from measures.spc.phase import SAME, Booleans, Floats
from measures.spc.series_facts import Facts, facts_of

ENOUGH_POINTS = 10  # Perla, Provost & Murray 2011 (BMJ Qual Saf 20:46): fewer tell little about chance
ENOUGH_FOR_ICONS = 13  # NHS Making Data Count: fewer points are no ground for an icon
A_PHASE = 3  # two values have a distance and no centre; a round number of ours
A_YEAR = 12
SEASON, SLOW = 0.6, 0.15  # correlations with the year before, and with the point before, that are worth a word
COPIES = 0.005  # a stretch of equal values that stable numbers would show less often is taken for copied

#: Findings that take the words "unlikely to be chance" away, whatever the rate of false alarms is.
SILENT = frozenset((
    "slow", "season", "copied", "constant", "cumulative", "few_points", "few_for_limits", "short_phase",
    "over_dispersed", "duplicates_kept", "order_unread", "dates_ambiguous", "no_time", "median_edge", "skewed",
    "carried",
    "irregular", "dates_unsure",
))  # fmt: skip
KINDS = {
    "p": "proportion", "np": "count", "pp": "proportion", "u": "rate", "up": "rate", "c": "count", "g": "cases",
    "ge": "cases", "t": "days", "te": "days",
}  # fmt: skip


def allowed(chart: Chart, before: tuple[SeriesFinding, ...] = (), every: str = "month") -> Allowed:
    """What may be said of a chart, given what was found of its series `before` (`series_doctor.examine`)."""
    newest = Newest(chart, every)
    shapes = SHAPES if chart.in_time_order else (_limit_impossible,)
    found = (*before, *(one for finds in shapes for one in finds(newest)))
    codes = {finding.code for finding in found}
    rate = _rate(newest) if chart.in_time_order and not codes & {"slow", "constant", "short_phase"} else None
    chance = rate is not None and rate <= TOO_OFTEN and not codes & SILENT
    return Allowed(found, rate, chance)


def as_allowed(chart: Chart, before: tuple[SeriesFinding, ...] = (), every: str = "month") -> Chart:
    """The chart with what may be said of it, and without the lines and marks that say nothing.

    A phase of one or two values has no lines; limits that no value can pass on either side are no limits; about a
    centre at the end of what is possible no run is marked; with fewer than 13 points there is no icon.
    """
    told = allowed(chart, before, every)
    chart = _without_lines(chart, told)
    silent = {part for part, edge in _edges(chart).items() if edge}
    part = dict(chart.points.select("i", "part").rows())
    kept = tuple(s for s in chart.signals if not (part[s.first] in silent and s.rule in ABOUT_SIDES))
    icons = None if "few_for_icon" in told.codes else chart.icons
    return replace(chart, signals=kept, points=_unmarked(chart, silent), icons=icons, allowed=told)


def _edges(chart: Chart) -> dict[int, bool]:
    """For each phase: whether its centre lies at the end of what a value can be."""
    bounds = [end * chart.multiply for end in Newest(chart, "month").bounds if end is not None]
    judged = chart.points.filter(pl.col("include") & pl.col("y").is_not_null())
    seen = judged.group_by("part").agg(pl.col("centre").last(), low=pl.col("y").min(), high=pl.col("y").max())
    return {
        part: centre is not None and any(abs(centre - end) <= SAME for end in (*bounds, low, high))
        for part, centre, low, high in seen.rows()
    }


def _unmarked(chart: Chart, silent: set[int]) -> pl.DataFrame:
    """The points of these phases without the marks of runs."""
    if not silent:
        return chart.points
    here = pl.col("part").is_in(sorted(silent))
    hit = pl.when(here & pl.col("rule_hit").is_in(ABOUT_SIDES)).then(None).otherwise(pl.col("rule_hit"))
    return chart.points.with_columns(hit.alias("rule_hit"), runs_signal=pl.col("runs_signal") & ~here)


def _without_lines(chart: Chart, told: Allowed) -> Chart:
    judged = chart.points.filter(pl.col("include") & pl.col("y").is_not_null()).group_by("part").len()
    there = dict(judged.rows())
    short = [part for part in chart.points["part"].unique().to_list() if there.get(part, 0) < A_PHASE]
    none = {"no_lower_limit", "no_upper_limit"} <= told.codes
    if not short and not none:
        return chart
    limits = ("lower", "upper", "lower_2s", "upper_2s")
    gone = pl.col("part").is_in(short)
    newest = pl.col("part") == pl.col("part").max() if none else pl.lit(False)
    hidden = [pl.when(gone | newest).then(None).otherwise(pl.col(name)).alias(name) for name in limits]
    centre = pl.when(gone).then(None).otherwise(pl.col("centre")).alias("centre")
    limited = newest & (pl.col("rule_hit") == "beyond_limits")
    hit = pl.when(gone | limited).then(None).otherwise(pl.col("rule_hit")).alias("rule_hit")
    past = (pl.col("beyond_limits") & ~gone & ~newest).alias("beyond_limits")
    points = chart.points.with_columns(*hidden, centre, hit, past, pl.col("runs_signal") & ~gone)
    part = dict(chart.points.select("i", "part").rows())
    last = chart.points["part"].max()
    kept = tuple(
        s for s in chart.signals
        if part[s.first] not in short and not (none and s.rule == "beyond_limits" and part[s.first] == last)
    )  # fmt: skip
    return replace(chart, points=points, signals=kept)


class Newest:
    """The newest phase of a chart as columns, in the unit of the measure."""

    def __init__(self, chart: Chart, every: str) -> None:
        self.chart, self.every = chart, every
        points = chart.points
        newest = points.filter(pl.col("part") == points["part"].max()) if points.height else points
        self.i = newest["i"].to_numpy()
        self.y = _floats(newest, "y") / chart.multiply
        self.n = _floats(newest, "n")
        self.include = newest["include"].to_numpy().astype(bool)
        self.baseline = newest["baseline"].to_numpy().astype(bool)
        self.centre = _floats(newest, "centre") / chart.multiply
        self.lower, self.upper = (_floats(newest, side) / chart.multiply for side in ("lower", "upper"))

    @cached_property
    def judged(self) -> Booleans:
        """True where a point may signal."""
        return self.include & np.isfinite(self.y)

    @cached_property
    def values(self) -> Floats:
        """The judged values."""
        return self.y[self.judged]

    @cached_property
    def sizes(self) -> Floats:
        """The denominators of the judged values; empty where there are none."""
        n = self.n[self.judged]
        return n if n.size and np.isfinite(n).all() else np.zeros(0)

    @cached_property
    def has_limits(self) -> bool:
        """Whether the newest phase has a limit at any judged point."""
        return bool((np.isfinite(self.lower) | np.isfinite(self.upper))[self.judged].any())

    @property
    def kind(self) -> str:
        """What the numbers are: proportion, rate, count, measurement, days or cases between events."""
        told = KINDS.get(self.chart.chart)
        if told:
            return told
        return (
            "proportion" if self.sizes.size and (self.values <= 1).all() and (self.values >= 0).all() else "measurement"
        )

    @cached_property
    def bounds(self) -> tuple[float | None, float | None]:
        """The least and the most that a value can be, as far as that is known."""
        method = method_called(self.chart.chart)
        known = self.kind in ("proportion", "rate", "count", "days", "cases") or method.not_negative
        return 0.0 if known else None, 1.0 if self.kind == "proportion" or method.at_most_one else None

    @cached_property
    def facts(self) -> Facts:
        """What the adviser knows of shares, rates and counts: their spread beside chance."""
        n = self.sizes if self.sizes.size else None
        counted = self.values if n is None else np.rint(self.values * n)
        kind = self.kind if self.kind in ("proportion", "rate", "count") else "measurement"
        return facts_of(counted, n, kind, None, (), self.every)

    @cached_property
    def z(self) -> Floats:
        """The judged values as distances alike in spread: shares and rates by their size, days by their root."""
        values = self.values
        if self.kind in ("days", "cases"):
            return np.maximum(values, 0.0) ** (1 / 3.6)
        if self.sizes.size and self.kind in ("proportion", "rate"):
            middle = float((values * self.sizes).sum() / self.sizes.sum())
            room = middle * (1 - middle) if self.kind == "proportion" else middle
            if room > 0:
                return (values - middle) / np.sqrt(room / self.sizes)
        return values - values.mean() if values.size else values

    @cached_property
    def rest(self) -> Floats:
        """What is left of `z` when its largest step, or its slope where that explains more, is taken out."""
        return left_over(self.z)


def _floats(points: pl.DataFrame, name: str) -> Floats:
    return np.asarray(points[name].cast(pl.Float64).to_numpy(), dtype=np.float64)


def left_over(z: Floats) -> Floats:
    """Distances without the one step, or the one slope, that explains most of them: a change is no slowness."""
    m = len(z)
    if m < 2 * A_PHASE:
        return z - z.mean() if m else z
    total, place = np.cumsum(z), np.arange(A_PHASE, m - A_PHASE + 1)
    before, after = total[place - 1] / place, (total[-1] - total[place - 1]) / (m - place)
    gain = place * before**2 + (m - place) * after**2
    best = int(np.argmax(gain))
    stepped = z - np.where(np.arange(m) < place[best], before[best], after[best])
    time = np.arange(m) - (m - 1) / 2
    sloped = z - z.mean() - time * float((time * z).sum() / (time**2).sum())
    return stepped if (stepped**2).sum() <= (sloped**2).sum() else sloped


def correlation(a: Floats, b: Floats) -> float:
    """How far two rows of numbers go together, from -1 to 1; 0 where one of them never varies."""
    if len(a) < A_PHASE or a.std() <= SAME or b.std() <= SAME:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def _short_phase(newest: Newest) -> list[SeriesFinding]:
    """A phase of one or two values has no centre of its own, and nothing in it is judged."""
    found = len(newest.values)
    return (
        [SeriesFinding("short_phase", tuple(newest.i.tolist()), {"points": found, "needed": A_PHASE})]
        if found < A_PHASE
        else []
    )


def _few_points(newest: Newest) -> list[SeriesFinding]:
    found = len(newest.values)
    few = A_PHASE <= found < ENOUGH_POINTS and newest.chart.in_time_order
    return [SeriesFinding("few_points", (), {"points": found, "needed": ENOUGH_POINTS})] if few else []


def _few_for_limits(newest: Newest) -> list[SeriesFinding]:
    resting = int((newest.judged & newest.baseline).sum())
    few = newest.has_limits and resting < ENOUGH_FOR_LIMITS and not newest.chart.centre_given
    return [SeriesFinding("few_for_limits", (), {"points": resting, "needed": ENOUGH_FOR_LIMITS})] if few else []


def _few_for_icon(newest: Newest) -> list[SeriesFinding]:
    few = newest.chart.icons is not None and len(newest.values) < ENOUGH_FOR_ICONS
    return (
        [SeriesFinding("few_for_icon", (), {"points": len(newest.values), "needed": ENOUGH_FOR_ICONS})] if few else []
    )


def _constant(newest: Newest) -> list[SeriesFinding]:
    values = newest.values[~np.isin(newest.i[newest.judged], newest.chart.apart)]
    same = len(values) >= A_PHASE and bool(np.ptp(values) <= SAME * max(1.0, abs(float(values[0]))))
    return [SeriesFinding("constant", (), {"value": float(values[0])})] if same else []


def _median_edge(newest: Newest) -> list[SeriesFinding]:
    """A centre at the least or the most that is possible: every run lies on one side of it."""
    centre = newest.centre[np.isfinite(newest.centre)]
    ends = [*newest.bounds, *((newest.values.min(), newest.values.max()) if newest.values.size else ())]
    at = [float(end) for end in ends if end is not None and centre.size and abs(float(centre[-1]) - end) <= SAME]
    return [SeriesFinding("median_edge", (), {"value": at[0]})] if at and not _constant(newest) else []


def _carried(newest: Newest) -> list[SeriesFinding]:
    apart = newest.chart.apart if newest.every != "gap" else ()  # an open gap is judged, and no centre rests on it
    return [SeriesFinding("carried", apart)] if apart else []


def _copied(newest: Newest) -> list[SeriesFinding]:
    """Equal values in a row that stable numbers with as many equal ones elsewhere would hardly ever show."""
    values = newest.y[newest.include]
    if len(values) < ENOUGH_POINTS or _constant(newest):
        return []
    first, length = _longest_same(values)
    if length < 4 or values[first] in newest.bounds:
        return []
    others = np.delete(values, np.arange(first, first + length))
    others = others[np.isfinite(others)]
    alike = max(float((others == values[first]).mean()) if others.size else 0.0, 1 / (len(values) + 1))
    if len(values) * alike ** (length - 1) >= COPIES:
        return []
    places = newest.i[newest.include][first : first + length]
    return [
        SeriesFinding(
            "copied", tuple(int(place) for place in places), {"value": float(values[first]), "points": length}
        )
    ]


def _longest_same(values: Floats) -> tuple[int, int]:
    best = start = length = 0
    for place in range(len(values)):
        if place and values[place] != values[place - 1]:
            start = place
        if np.isfinite(values[place]) and place - start + 1 > length:
            best, length = start, place - start + 1
    return best, length


def _cumulative(newest: Newest) -> list[SeriesFinding]:
    """Values that only ever rise, or rise through each year and fall back: sums so far, whose steps were meant."""
    values = newest.values
    if len(values) < A_YEAR or newest.kind in ("days", "cases") or (values < 0).any():
        return []
    steps = np.diff(values)
    falls = np.flatnonzero(steps < 0)
    rising = (steps > 0).mean() >= 0.75
    resets = (
        falls.size > 0 and set(np.diff(falls).tolist()) <= {A_YEAR} and (values[falls + 1] < values[falls] / 2).all()
    )
    climbs = not falls.size and bool(values[-1] > 3 * max(values[0], SAME))
    return (
        [SeriesFinding("cumulative")] if rising and (climbs or resets) and len(values) > falls.size + A_YEAR - 2 else []
    )


def _slow(newest: Newest) -> list[SeriesFinding]:
    """Neighbours that resemble each other although the largest change was taken out.

    Of independent points about 6 in 100 series do, of points that keep 0.8 of the one before about 9 in 10.
    """
    rest = newest.rest
    if len(rest) < ENOUGH_FOR_LIMITS or _constant(newest) or _cumulative(newest):
        return []
    found = correlation(rest[1:], rest[:-1])
    return [SeriesFinding("slow", (), {"correlation": found})] if found > SLOW else []


def _season(newest: Newest) -> list[SeriesFinding]:
    """The same months of the year high or low again."""
    lag = {"month": A_YEAR, "quarter": 4, "week": 52, "day": 7}.get(newest.every)
    if lag is None or newest.kind in ("days", "cases") or len(newest.values) != len(newest.y[newest.include]):
        return []
    rest = newest.rest
    if len(rest) < max(2 * lag, A_YEAR) or len(rest) - lag < 8:
        return []
    found = correlation(rest[lag:], rest[:-lag])
    shorter = max((correlation(rest[k:], rest[:-k]) for k in (3, 4, 6) if k < lag and lag % k == 0), default=0.0)
    if shorter > found / 2:
        return []  # a shorter round than a year is a pattern of another kind
    return [SeriesFinding("season", (), {"correlation": found, "lag": lag})] if found > SEASON else []


def _spread(newest: Newest) -> list[SeriesFinding]:
    """More than chance, or less, between the points of a chart whose limits know chance alone."""
    if newest.chart.chart not in ("p", "u", "c") or len(newest.values) < ENOUGH_FOR_LIMITS or _constant(newest):
        return []
    facts = newest.facts
    if facts.over_dispersed:
        return [SeriesFinding("over_dispersed", (), {"stretch": float(facts.stretch or 0)})]
    return (
        [SeriesFinding("under_dispersed", (), {"stretch": float(facts.stretch or 0)})] if facts.under_dispersed else []
    )


def _skewed(newest: Newest) -> list[SeriesFinding]:
    """Measurements with a long tail: limits at equal distances do not fit them."""
    if newest.chart.chart not in ("i", "ip", "mr") or len(newest.values) < ENOUGH_FOR_LIMITS or _constant(newest):
        return []
    found = skewness(newest)
    return [SeriesFinding("skewed", (), {"skew": found})] if abs(found) > 1.0 else []


def skewness(newest: Newest) -> float:
    """The skewness of what is left when the largest change and values set apart are taken out; 0 where it is slight."""
    apart = np.isin(newest.i[newest.judged], newest.chart.apart)
    rest = left_over(newest.z[~apart])
    spread = rest.std() if rest.size else 0.0
    if spread <= SAME or len(rest) < ENOUGH_FOR_LIMITS:
        return 0.0
    found = float(((rest - rest.mean()) ** 3).mean() / spread**3)
    return found if abs(found) > 2 * np.sqrt(6 / len(rest)) else 0.0


def _limit_impossible(newest: Newest) -> list[SeriesFinding]:
    """A limit that no value can pass, at more than half of the points."""
    found = []
    for side, line, end, way in (
        ("lower", newest.lower, newest.bounds[0], 1),
        ("upper", newest.upper, newest.bounds[1], -1),
    ):
        there = newest.judged & np.isfinite(line)
        if end is not None and there.any() and 2 * int((way * (line - end) <= SAME)[there].sum()) > int(there.sum()):
            found.append(
                SeriesFinding(f"no_{side}_limit", (), {"points": int((way * (line - end) <= SAME)[there].sum())})
            )
    return found


SHAPES: tuple[Callable[[Newest], list[SeriesFinding]], ...] = (
    _short_phase, _few_points, _few_for_limits, _few_for_icon, _constant, _median_edge, _carried, _copied, _cumulative,
    _slow, _season, _spread, _skewed, _limit_impossible,
)  # fmt: skip


def _rate(newest: Newest) -> float | None:
    """How often just this chart signals on a stable series of this kind, length and volume."""
    stable = stable_of(newest)
    if stable is None:
        return None
    chart = newest.chart
    edge = any(f.code == "median_edge" for f in _median_edge(newest))
    given = float(newest.centre[np.isfinite(newest.centre)][-1]) if chart.centre_given else None
    if given is not None and stable.kind == "measurement":
        return None
    judging = Judging(chart.chart, chart.rules, chart.screens, False, given, edge)
    return false_alarms(stable, judging)


def stable_of(newest: Newest) -> Stable | None:
    """The stable process that a phase would be were nothing changing; None where none is known for such a chart."""
    chart, kind, judged = newest.chart, newest.kind, newest.judged
    points, values = int(judged.sum()), newest.values
    if points < A_PHASE or chart.chart in ("mr", "xbar", "s", "r", "np"):
        return None
    if chart.chart in ("ewma", "cusum"):
        return Stable("measurement", points)
    speak = (judged & newest.baseline)[judged]
    baseline = int(np.flatnonzero(speak)[-1]) + 1 if speak.any() and not speak[-1] and not chart.apart else None
    if not newest.has_limits and not _asks_of_size(chart):
        return Stable("values", points, baseline=baseline, values=tuple(np.sort(values).tolist()))
    steady = values[speak] if speak.any() else values
    if kind in ("proportion", "rate"):
        weights = newest.sizes[speak] if speak.any() else newest.sizes
        if not newest.sizes.size or not weights.sum():
            return None
        level = float((steady * weights).sum() / weights.sum())
        one = set(newest.sizes.tolist())
        sizes = tuple(one) if len(one) == 1 else tuple(newest.sizes.tolist())
        return Stable(kind, points, level, sizes, baseline, _stretch(newest))
    if newest.every == "gap" and kind in ("days", "cases"):
        whole = values[speak]
        found = gaps_kind(whole) if kind == "days" else kind
        return Stable(found, len(whole), float(whole.mean()), opened=True) if len(whole) >= A_PHASE else None
    if kind in ("days", "cases"):
        found = gaps_kind(values) if kind == "days" else kind
        return Stable(found, points, float(steady.mean()), (), baseline)
    if kind == "count":
        return Stable(kind, points, float(steady.mean()), (), baseline, _stretch(newest))
    return Stable("measurement", points, baseline=baseline, grain=_grain(newest), skew=skewness(newest))


def _asks_of_size(chart: Chart) -> bool:
    """Whether a rule of the set looks at how far points lie apart: then their order alone is not enough."""
    return any(rule not in ABOUT_SIDES and rule not in ("beyond_limits",) for rule in rule_set_called(chart.rules).says)


def _stretch(newest: Newest) -> float:
    """How many times as much as chance the points differ, where that is clear; else 1."""
    facts = newest.facts
    return max(1.0, float(facts.stretch or 1.0)) if facts.over_dispersed else 1.0


def _grain(newest: Newest) -> float:
    """The step that measurements are rounded to, in standard deviations; 0 where it does not matter."""
    values = np.unique(newest.values)
    spread = float(newest.rest.std()) if newest.rest.size else 0.0
    if len(values) < 2 or spread <= SAME:
        return 0.0
    step = float(np.diff(values).min())
    return step / spread if np.allclose(np.diff(values) / step, np.rint(np.diff(values) / step), atol=1e-6) else 0.0


def set_apart(y: Floats, kind: str = "measurement") -> tuple[int, ...]:
    """Places (from 1) of the few values that would carry the mean away from all others; they stay marked.

    A value 8 robust standard deviations (of the median distance from the median) from the median, or of gaps 20
    medians, where leaving those few out moves the mean by more than one such deviation. At most one in seven.
    """
    there = np.isfinite(y)
    values = y[there]
    if len(values) < 5 or kind in ("proportion", "rate"):
        return ()
    middle = float(np.median(values))
    if kind in ("days", "cases"):
        far = values > 20 * max(middle, 1.0)
        one = max(middle, 1.0)
    else:
        one = _robust_deviation(values, middle, kind)
        far = np.abs(values - middle) > 8 * one
    rest = values[~far]
    if not far.any() or far.sum() > max(1, len(values) // 7) or abs(values.mean() - rest.mean()) <= one:
        return ()
    return tuple(int(k) + 1 for k in np.flatnonzero(there)[far])


def _robust_deviation(values: Floats, middle: float, kind: str) -> float:
    away = np.sort(np.abs(values - middle))
    deviation = 1.4826 * float(np.median(away))
    if deviation <= SAME:
        most = away[: max(int(0.85 * len(away)), 1)]
        deviation = 1.2533 * float(most.mean())
    chance = float(np.sqrt(max(middle, 1.0))) if kind == "count" else 0.0
    return max(deviation, chance, abs(middle) * 0.01, SAME)
