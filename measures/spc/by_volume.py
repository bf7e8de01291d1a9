"""Which chart suits a practice's own volumes: the one that seldom cries wolf there, and finds a halving soonest.

Every candidate is simulated on stable series of just these volumes, and on series whose rarer side (events, or cases
without one) is halved after the history. Of the charts that signal on at most `AT_MOST` of stable series the one that
finds the halving soonest is advised. Where none will do there is no chart of limits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from measures.spc.false_alarms import AT_MOST, TOO_OFTEN, Judging, Stable, false_alarms, judged, made_up, speaks
from measures.spc.phase import Booleans, Floats

FEW_EVENTS = 2.0  # of fewer events (or non-events) a period the unit of the chart is the event
RARE = 0.25  # of one case in four or fewer half of the gaps hold two cases or more
GAPS_AT_LEAST = 10  # of fewer gaps nothing is said of runs (Anhøj & Wentzel-Larsen 2020), of limits even less
LOOKS = (3, 6, 9, 12, 18, 24, 36)  # periods after the change at which the chart is looked at
SOON = 0.5  # found by half of the practices
SEES_AT_LEAST = 0.2  # a chart that shows a halving to fewer than a fifth within three years is none
CHANGED = 300
AFTER_GAPS = 30
SEED = 20_261_201


@dataclass(frozen=True)
class Volumes:
    """What a practice counts: its level (a share, or events for each of `sizes`), and for how many periods."""

    kind: str  # proportion, rate, count
    level: float
    sizes: tuple[float, ...]  # denominators, one for each period or one for all; none in a count
    periods: int
    stretch: float = 1.0
    gaps: int | None = None  # complete gaps between dated events; None where only periods are known
    days: float = 30.4  # of a period

    @property
    def rarer(self) -> float:
        """Events, or cases without one where those are fewer, in a usual period."""
        size = float(np.median(self.sizes)) if self.sizes else 1.0
        share = min(self.level, 1 - self.level) if self.kind == "proportion" else self.level
        return share * size


@dataclass(frozen=True)
class Candidate:
    """A chart with a rule set at these volumes.

    `finds` is the number of periods after which half of such practices see a halving of the rarer side, None where
    they do not within three years; `sees` is the share that does within three years.
    """

    chart: str
    rules: str
    of: str  # periods, days, cases: what one point is
    false_alarms: float
    finds: float | None = None
    sees: float = 0.0


def best(volumes: Volumes) -> Candidate | None:
    """The candidate to advise; None where none will do."""
    rarely = volumes.kind != "proportion" or volumes.level <= 0.5
    level = volumes.level if rarely else 1 - volumes.level  # a share and its counterpart make the same chart, mirrored
    return _best(replace(volumes, level=float(f"{level:.2g}"), stretch=round(volumes.stretch, 1)))


@lru_cache(maxsize=4096)
def _best(volumes: Volumes) -> Candidate | None:
    asked = _asked(volumes)
    of_events = [one for one in asked if one[2] != "periods"]
    return _soonest(volumes, of_events) or _soonest(volumes, [one for one in asked if one not in of_events])


def _soonest(volumes: Volumes, asked: list[tuple[str, str, str]]) -> Candidate | None:
    measured = [_measured(volumes, *one) for one in asked]
    found = [_timed(volumes, one) for one in measured if one.false_alarms <= AT_MOST]
    useful = [one for one in found if one.sees >= SEES_AT_LEAST]
    return min(useful, key=lambda one: (one.finds or np.inf, -one.sees), default=None)


def _timed(volumes: Volumes, candidate: Candidate) -> Candidate:
    found, sees = time_to_find(volumes, candidate, 0.5)
    return replace(candidate, finds=found, sees=sees)


def of_values(kind: str, points: int, usual: float = 1.0, charts: tuple[str, ...] = ("i",)) -> Candidate | None:
    """The first chart of measurements, or of gaps between events, that seldom cries wolf at this length.

    The order is from the usual to the plainest; of single values nobody knows what a halving is. `kind` is that of a
    stable process (`Stable`), `usual` the mean of gaps.
    """
    wanted = [*((chart, rules) for chart in charts for rules in ("anhoej", "limits")), ("run", "anhoej")]
    one = Stable(kind, points, 0.0 if kind == "measurement" else usual)
    of = "periods" if kind == "measurement" else "cases" if "ge" in charts else "days"
    found = (Candidate(chart, rules, of, false_alarms(one, Judging(chart, rules))) for chart, rules in wanted)
    return next((candidate for candidate in found if candidate.false_alarms <= TOO_OFTEN), None)


def _asked(volumes: Volumes) -> list[tuple[str, str, str]]:
    """The candidates: charts of the event where events are few and dated, else charts of the period.

    Where events are few a run chart of the periods is only for when no chart of the event will do; limits about shares
    of a few cases are none.
    """
    few = volumes.rarer < FEW_EVENTS
    if few and volumes.gaps is not None and _is_rare(volumes):
        if volumes.gaps < GAPS_AT_LEAST:
            return []
        chart, of = ("g", "cases") if volumes.kind == "proportion" else ("t", "days")
        exact = f"{chart}e"
        charts = [(one, rules, of) for one in (chart, exact) for rules in ("anhoej", "limits")]
        of_periods = [("run", "anhoej", "periods")] if volumes.periods >= GAPS_AT_LEAST else []
        return [*charts, ("run", "anhoej", of), *of_periods]
    if volumes.periods < GAPS_AT_LEAST:
        return []
    plain = {"proportion": "p", "rate": "u", "count": "c"}[volumes.kind]
    primed = {"proportion": "pp", "rate": "up", "count": "i"}[volumes.kind]
    chart = primed if volumes.stretch > 1 else plain
    limited = volumes.periods >= 12 and not (few and volumes.kind == "proportion")
    with_limits = [(chart, "anhoej", "periods"), (chart, "limits", "periods")] if limited else []
    return [*with_limits, ("run", "anhoej", "periods")]


def _is_rare(volumes: Volumes) -> bool:
    """Whether more than a few cases lie between two of the rarer kind: else most gaps are 0, and say nothing."""
    return volumes.kind != "proportion" or min(volumes.level, 1 - volumes.level) <= RARE


def _measured(volumes: Volumes, chart: str, rules: str, of: str) -> Candidate:
    return Candidate(chart, rules, of, false_alarms(stable(volumes, of), Judging(chart, rules)))


def stable(volumes: Volumes, of: str) -> Stable:
    """The practice without change, in periods or in what lies between its events."""
    if of == "periods":
        return Stable(volumes.kind, volumes.periods, volumes.level, volumes.sizes, None, volumes.stretch)
    if of == "cases":
        rate = min(volumes.level, 1 - volumes.level)
        return Stable("cases", volumes.gaps or 0, (1 - rate) / rate, opened=True)
    return Stable("whole_days", volumes.gaps or 0, volumes.days / volumes.rarer, opened=True)


def time_to_find(volumes: Volumes, candidate: Candidate, factor: float) -> tuple[float | None, float]:
    """After how many periods half of such practices see the rarer side times `factor` (None: not in three years).

    And the share of them that does within three years. 0.5 is a halving, 2 a doubling.
    """
    rng = np.random.default_rng(SEED)
    seen = _seen_in_periods if candidate.of == "periods" else _seen_in_gaps
    shares = seen(volumes, candidate, factor, rng)
    before, last = 0.0, 0
    for look, share in zip(LOOKS, shares, strict=True):
        if share >= SOON:
            part = (SOON - before) / (share - before) if share > before else 1.0
            return last + part * (look - last), shares[-1]
        before, last = max(before, share), look
    return None, shares[-1]


def _seen_in_periods(volumes: Volumes, candidate: Candidate, factor: float, rng: np.random.Generator) -> list[float]:
    history, after = volumes.periods, LOOKS[-1]
    changed = _changed(volumes, factor)
    usual = float(np.median(volumes.sizes)) if volumes.sizes else 0.0
    many = len(volumes.sizes) > 1
    later = tuple(rng.choice(volumes.sizes, after)) if many else volumes.sizes
    y0, n0 = made_up(stable(volumes, "periods"), rng, CHANGED)
    y1, n1 = made_up(
        Stable(volumes.kind, after, changed, later or ((usual,) if usual else ()), None, volumes.stretch), rng, CHANGED
    )
    y = np.concatenate([y0, y1], axis=1)
    n = None if n0 is None or n1 is None else np.concatenate([n0, n1], axis=1)
    way = np.sign(changed - volumes.level)
    seen = np.zeros(CHANGED, dtype=bool)
    told = []
    for look in LOOKS:
        end = history + look
        seen |= _marked(y[:, :end], None if n is None else n[:, :end], candidate, history, way, volumes.kind)
        told.append(float(seen.mean()))
    return told


def _changed(volumes: Volumes, factor: float) -> float:
    if volumes.kind != "proportion":
        return volumes.level * factor
    share = volumes.level if volumes.level <= 0.5 else 1 - volumes.level
    moved = min(share * factor, 0.99)
    return moved if volumes.level <= 0.5 else 1 - moved


def _marked(y: Floats, n: Floats | None, candidate: Candidate, history: int, way: float, kind: str) -> Booleans:
    """For each series: a mark on the right side since the change, where the chart says something at all."""
    found = judged(y, n, Judging(candidate.chart, candidate.rules), history)
    bounds = (0.0, 1.0 if kind == "proportion" and candidate.of == "periods" else None)
    says = speaks(found, bounds)
    since = [mark[:, history:] == way for mark in found.marks.values()]
    return says & np.logical_or.reduce([one.any(axis=-1) for one in since])


def _seen_in_gaps(volumes: Volumes, candidate: Candidate, factor: float, rng: np.random.Generator) -> list[float]:
    """Gaps in days or cases; an open gap counts as what it is once it passes the centre."""
    history = volumes.gaps or 0
    of_days = candidate.of == "days"
    each = volumes.days if of_days else float(np.median(volumes.sizes))  # days, or cases, of a period
    y0 = made_up(replace(stable(volumes, candidate.of), opened=False), rng, CHANGED)[0]
    if of_days:
        y1 = made_up(Stable("whole_days", AFTER_GAPS, each / (volumes.rarer * factor)), rng, CHANGED)[0]
        ends = np.cumsum(y1, axis=1)
    else:
        share = min(min(volumes.level, 1 - volumes.level) * factor, 0.99)
        y1 = made_up(Stable("cases", AFTER_GAPS, (1 - share) / share), rng, CHANGED)[0]
        ends = np.cumsum(y1 + 1, axis=1)
    begun = np.concatenate([np.zeros((CHANGED, 1)), ends[:, :-1]], axis=1)
    centre = judged(y0, None, Judging(candidate.chart, candidate.rules)).lines.centre[:, :1]
    seen = np.zeros(CHANGED, dtype=bool)
    told = []
    for look in LOOKS:
        now = look * each
        opened = np.where((begun < now) & (ends > now), now - begun, np.nan)
        y = np.where(ends <= now, y1, np.where(opened > centre, opened, np.nan))
        used = history + int(np.isfinite(y).any(axis=0).sum())
        y = np.concatenate([y0, y], axis=1)[:, :used]
        seen |= _marked(y, None, candidate, history, 1.0 if factor < 1 else -1.0, "days")
        told.append(float(seen.mean()))
    return told
