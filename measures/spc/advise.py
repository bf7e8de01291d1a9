"""Advice: which chart suits a series, why in one sentence, and what its reader should know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measures.spc import notices
from measures.spc.series_facts import POINTS_FOR_LIMITS, Facts, Numbers, facts_of

KINDS = ("proportion", "rate", "count", "measurement", "gaps")
UNLIKE_SIZES = 0.25  # sizes within 25 % of their mean may share limits; Montgomery, Statistical Quality Control, ch. 7


@dataclass(frozen=True)
class Advice:
    """A chart's name (as in `analyse`; funnel or pareto for units side by side), its reason, and notices."""

    chart: str
    reason: str
    notices: tuple[str, ...]


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
    chart, reason = _few(facts) if facts.judged < POINTS_FOR_LIMITS else _chosen(facts, between)
    return Advice(chart, reason, _notices(facts, kind, chart))


def _notices(facts: Facts, asked: str, chart: str) -> tuple[str, ...]:
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
        return Advice("funnel", "Units side by side: a funnel gives each its limits by its own size.", ())
    if facts.kind == "count":
        return Advice("pareto", "Counts side by side: a Pareto chart shows which few make up most of them.", ())
    said = "These are units side by side: their order means nothing, and neither does any run."
    return Advice("run", "Units side by side with one value each: only their median can be drawn.", (said,))


def _few(facts: Facts) -> tuple[str, str]:
    points = f"1 {facts.every} is" if facts.judged == 1 else f"{facts.judged} {facts.many} are"
    return "run", f"{points} too few for limits, which want {POINTS_FOR_LIMITS}: a run chart does without."


def _chosen(facts: Facts, between: str) -> tuple[str, str]:
    """The chart and its reason, for a series that is long enough for limits."""
    one = facts.every
    if facts.kind == "gaps":
        return _of_gaps(facts, between)
    if facts.kind == "measurement":
        return _of_values(facts)
    if facts.over_dispersed:
        return _of_more_than_chance(facts)
    return {
        "proportion": ("p", f"Each {one} is a share of a known number: a P chart is narrower where that is larger."),
        "rate": (
            "u",
            f"Each {one} counts events over its own exposure: a U chart is narrower where that is larger.",
        ),
        "count": ("c", f"Each {one} is a count of events: a C chart has the limits that follow from the usual count."),
    }[facts.kind]


def _of_more_than_chance(facts: Facts) -> tuple[str, str]:
    more = f"The {facts.many} differ {facts.stretch:.1f} times as much as chance alone explains: "
    usual = f"chart takes that usual variation between {facts.many} into its limits."
    return {
        "proportion": ("pp", f"{more}a P′ {usual}"),
        "rate": ("up", f"{more}a U′ {usual}"),
        "count": ("i", f"{more}an I {usual}"),
    }[facts.kind]


def _of_gaps(facts: Facts, between: str) -> tuple[str, str]:
    if between == "cases":
        return "g", "Each point is the number of cases between two events: a G chart has the limits for such counts."
    if (facts.y[facts.there] == 0).any():
        return "g", "Some events fell on one day, and a T chart has no place for a time of 0: a G chart takes it."
    return "t", "Each point is the time between two events: a T chart has the limits for such uneven times."


def _of_values(facts: Facts) -> tuple[str, str]:
    """One value a point; where the values stand for unlike numbers of cases, that counts."""
    sizes = facts.sizes[facts.there]
    if facts.n is not None and (np.abs(sizes - sizes.mean()) > UNLIKE_SIZES * sizes.mean()).any():
        return (
            "ip",
            "The values stand for unlike numbers of cases: an I′ chart is narrower where they are more.",
        )
    return (
        "i",
        f"Each {facts.every} is one value: an I chart has limits from how far neighbouring {facts.many} lie apart.",
    )
