"""Advice: which chart suits a series, why, and what its reader should know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from measures.spc import notices
from measures.spc.notices import Notice
from measures.spc.series_facts import POINTS_FOR_LIMITS, Facts, Numbers, facts_of

KINDS = ("proportion", "rate", "count", "measurement", "gaps")
UNLIKE_SIZES = 0.25  # sizes within 25 % of their mean may share limits; Montgomery, Statistical Quality Control, ch. 7


@dataclass(frozen=True)
class Advice:
    """A chart's name (as in `analyse`; funnel or pareto for units side by side), its reason, and notices.

    Reason and notices are codes with their numbers; `dashboard.telling.advice` has the words.
    """

    chart: str
    reason: str
    notices: tuple[Notice, ...]
    every: str = "month"  # the word for the time of one point
    numbers: Mapping[str, float | int | str] = field(default_factory=dict)  # what the reason rests on


def advise(
    y: Numbers,
    n: Numbers | None = None,
    *,
    kind: str,
    in_time_order: bool = True,
    freeze: int | None = None,
    exclude: Sequence[int] = (),
    between: str = "days",
    every: str = "month",
) -> Advice:
    """The chart for a series of this `kind`: proportion, rate, count, measurement, or gaps between rare events.

    A proportion or rate gives numerators and denominators; a count with denominators is a rate. Gaps are counted
    in "days" (or any time) or in "cases" `between` events. Under 12 values the advice is a run chart (Provost &
    Murray 2011). Shares, rates and counts whose neighbours differ by clearly more than chance (Laney's sigma_z,
    see `Facts.over_dispersed`) get P', U' and I. No series is refused: what is odd about one is a notice.
    `freeze` and `exclude` are those of `analyse`; `every` is the word for the time of one point.
    """
    if kind not in KINDS:
        raise ValueError(f'kind is "{kind}"; it may be {", ".join(KINDS)}.')
    facts = facts_of(y, n, kind, freeze, exclude, every)
    if not in_time_order:
        return _side_by_side(facts)
    chart, reason = ("run", "few") if facts.judged < POINTS_FOR_LIMITS else _chosen(facts, between)
    return Advice(chart, reason, _notices(facts, kind, chart), every, _numbers(facts))


def _numbers(facts: Facts) -> dict[str, float | int | str]:
    return {"points": facts.judged, "stretch": facts.stretch or 0.0}


def _notices(facts: Facts, asked: str, chart: str) -> tuple[Notice, ...]:
    """All that apply, what is wrong with the numbers first; a run chart has no limits to speak of."""
    always = [
        notices.gaps(facts),
        notices.beyond_the_whole(facts, asked),
        notices.below_zero(facts, asked),
        notices.constant(facts),
        notices.mostly_empty(facts),
    ]
    if chart == "run":
        return tuple(notice for notice in (*always, notices.too_few_for_runs(facts)) if notice)
    of_limits = [
        notices.trial_limits(facts),
        *notices.no_limit(facts, chart),
        notices.under_dispersion(facts, chart),
        notices.very_large(facts, chart),
        notices.alike_neighbours(facts),
    ]
    return tuple(notice for notice in (*always, *of_limits) if notice)


def _side_by_side(facts: Facts) -> Advice:
    """Units have no before and after, so nothing that counts runs or compares neighbours fits them."""
    if facts.kind in ("proportion", "rate"):
        return Advice("funnel", "funnel", (), facts.every)
    if facts.kind == "count":
        return Advice("pareto", "pareto", (), facts.every)
    return Advice("run", "units", (Notice("units"),), facts.every)


def _chosen(facts: Facts, between: str) -> tuple[str, str]:
    """The chart and the code of its reason, for a series that is long enough for limits."""
    if facts.kind == "gaps":
        return _of_gaps(facts, between)
    if facts.kind == "measurement":
        return _of_values(facts)
    wanders = {"proportion": ("pp", "share_wanders"), "rate": ("up", "rate_wanders"), "count": ("i", "count_wanders")}
    usual = {"proportion": ("p", "share"), "rate": ("u", "rate"), "count": ("c", "count")}
    return (wanders if facts.over_dispersed else usual)[facts.kind]


def _of_gaps(facts: Facts, between: str) -> tuple[str, str]:
    if between == "cases":
        return "g", "cases_between"
    if (facts.y[facts.there] == 0).any():
        return "g", "same_day"
    return "t", "time_between"


def _of_values(facts: Facts) -> tuple[str, str]:
    """One value a point; where the values stand for unlike numbers of cases, that counts."""
    sizes = facts.sizes[facts.there]
    if facts.n is not None and (np.abs(sizes - sizes.mean()) > UNLIKE_SIZES * sizes.mean()).any():
        return "ip", "unlike_sizes"
    return "i", "value"
