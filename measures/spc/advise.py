"""Advice: which chart suits a series, why, and what its reader should know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from measures.spc import notices
from measures.spc.by_volume import Candidate, Volumes, best, of_values
from measures.spc.false_alarms import TOO_OFTEN, gaps_kind, runs_by_chance
from measures.spc.notices import Notice
from measures.spc.series_facts import POINTS_FOR_LIMITS, Facts, Numbers, facts_of
from measures.spc.single_cases import cusum_for

KINDS = ("proportion", "rate", "count", "measurement", "gaps", "cases")
COUNTED = ("proportion", "rate", "count")
DAYS_OF = {"day": 1.0, "week": 7.0, "month": 30.4, "quarter": 91.3, "year": 365.25}
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
    rules: str = "anhoej"
    of: str = "periods"  # what one point is: periods, or days or cases between events


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
    gaps: int | None = None,
) -> Advice:
    """The chart for a series of this `kind`: proportion, rate, count, measurement, gaps between rare events, cases.

    A proportion or rate gives numerators and denominators; a count with denominators is a rate. Gaps are counted
    in "days" (or any time) or in "cases" `between` events. Under 12 values the advice is a run chart (Provost &
    Murray 2011). Else it is the chart and the rule set that on just these volumes signal on at most 10 % of stable
    series and find a halving soonest (`by_volume`): simulated, and kept. Shares, rates and counts whose neighbours
    differ by clearly more than chance (Laney's sigma_z, see `Facts.over_dispersed`) are simulated, and charted, so.
    Cases are single ones in their order, 1 an event and 0 none: a Bernoulli CUSUM, with the limit for just so many.
    `gaps` is how many whole gaps lie between the dated events behind the numbers: where a period holds fewer than two,
    the chart may be one of gaps (`Advice.of`). No series is refused: what is odd about one is a notice. `freeze` and
    `exclude` are those of `analyse`; `every` is the word for the time of one point.
    """
    if kind not in KINDS:
        raise ValueError(f'kind is "{kind}"; it may be {", ".join(KINDS)}.')
    if kind == "cases":
        return _of_cases(facts_of(y, None, "measurement", freeze, exclude, every))
    facts = facts_of(y, n, kind, freeze, exclude, every)
    if not in_time_order:
        return _side_by_side(facts)
    few = facts.judged < POINTS_FOR_LIMITS
    if few and (gaps is None or facts.kind not in COUNTED):
        return Advice("run", "few", _notices(facts, kind, "run"), every, _numbers(facts))
    candidate = _candidate(facts, between, gaps)
    chart, reason = _reason(facts, between, candidate)
    told = {} if candidate is None else {"false_alarms": candidate.false_alarms, "finds": candidate.finds or 0.0}
    return Advice(
        chart, reason, _notices(facts, kind, chart), every, _numbers(facts) | told,
        "anhoej" if candidate is None else candidate.rules, "periods" if candidate is None else candidate.of,
    )  # fmt: skip


def _of_cases(facts: Facts) -> Advice:
    """The CUSUM for single cases; a run chart where they are too few, or no cases."""
    single = bool(np.isin(facts.y[facts.there], (0.0, 1.0)).all())
    found = cusum_for(facts.y) if single else None
    if found is None:
        return Advice("run", "few_cases" if single else "value", _notices(facts, "measurement", "run"), facts.every,
                      _numbers(facts))  # fmt: skip
    told = {"false_alarms": found.false_alarms, "limit": found.limit, "chance": found.chance}
    return Advice("bcusum", "single_cases", (), facts.every, _numbers(facts) | told, "limits", "cases")


def _candidate(facts: Facts, between: str, gaps: int | None) -> Candidate | None:
    """The chart that suits just these volumes; None where none will do."""
    if facts.constant:
        return None
    if facts.kind in COUNTED:
        return with_rate(best(volumes_of(facts, gaps)), runs_by_chance((facts.y / facts.sizes)[facts.there]))
    if facts.kind == "gaps":
        there = facts.y[facts.there]
        usual = float(there.mean()) if there.size else 1.0
        if between == "cases":
            return of_values("cases", facts.judged, usual, ("ge",))
        return of_values(gaps_kind(there), facts.judged, usual, ("te",) if (there == 0).any() else ("t", "te"))
    found = of_values("measurement", facts.judged)
    unlike = _of_values(facts)[0] == "ip"
    return replace(found, chart="ip") if found is not None and found.chart == "i" and unlike else found


def with_rate(candidate: Candidate | None, runs: float) -> Candidate | None:
    """A run chart of periods cries wolf as often as just these numbers do in any order; too often: None."""
    if candidate is None or candidate.chart != "run" or candidate.of != "periods":
        return candidate
    return replace(candidate, false_alarms=runs) if runs <= TOO_OFTEN else None


def volumes_of(facts: Facts, gaps: int | None = None) -> Volumes:
    """What a practice counts, from the history that speaks for its level."""
    sizes: tuple[float, ...] = ()
    if facts.n is not None:
        one = set(facts.sizes[facts.there].tolist())
        sizes = tuple(one) if len(one) == 1 else tuple(facts.sizes[facts.there].tolist())
    stretch = max(1.0, float(facts.stretch or 1.0)) if facts.over_dispersed else 1.0
    return Volumes(facts.kind, facts.centre, sizes, facts.judged, stretch, gaps, DAYS_OF.get(facts.every, 30.4))


def _reason(facts: Facts, between: str, candidate: Candidate | None) -> tuple[str, str]:
    """The chart, and the code of why it is this one."""
    if candidate is None:
        return "run", "constant" if facts.constant else "none_will_do"
    if candidate.of != "periods" and facts.kind in COUNTED:
        return candidate.chart, "rare_days" if candidate.of == "days" else "rare_cases"
    if candidate.chart == "run":
        return "run", "run_by_volume"
    return candidate.chart, _chosen(facts, between)[1]


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
        few = notices.too_few_for_runs(facts)
        told = [few] if few else [notices.under_dispersion(facts, asked), notices.alike_neighbours(facts)]
        return tuple(notice for notice in (*always, *told) if notice)
    of_limits = [
        notices.trial_limits(facts),
        *notices.no_limit(facts, chart),
        notices.under_dispersion(facts, asked),
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
        return "ge", "cases_between"
    return ("te", "same_day") if (facts.y[facts.there] == 0).any() else ("t", "time_between")


def _of_values(facts: Facts) -> tuple[str, str]:
    """One value a point; where the values stand for unlike numbers of cases, that counts."""
    sizes = facts.sizes[facts.there]
    if facts.n is not None and (np.abs(sizes - sizes.mean()) > UNLIKE_SIZES * sizes.mean()).any():
        return "ip", "unlike_sizes"
    return "i", "value"
