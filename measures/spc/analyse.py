"""From numbers to a chart: gather the points, draw each phase's lines, judge each by one rule set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from measures.series import Series
from measures.spc.chart import Chart, Signal
from measures.spc.engine import RUNS_SCHEMA, JudgedPhase, columns, findings, frame, judge, runs_of_one, runs_row
from measures.spc.folders import method_called, rule_set_called
from measures.spc.gather import Gathered, Numbers, gather, has_an_order, of_summaries, places
from measures.spc.icons import icons
from measures.spc.methods import Method
from measures.spc.phase import Booleans, Options, Phase
from measures.spc.rules import RuleFinding, RuleSet

Targets = Sequence[tuple[Any, float]]  # from which point on (its number or its label), and how much


def analyse(
    y: Numbers,
    n: Numbers | None = None,
    *,
    x: Sequence[Any] | pl.Series | None = None,
    chart: str = "run",
    freeze: int | Sequence[int] | None = None,
    parts: Sequence[int] | int = (),
    exclude: Sequence[int] | int = (),
    centre: float | None = None,
    multiply: float = 1.0,
    rules: str = "anhoej",
    better: str | None = None,
    target: float | Targets | None = None,
    screen_moving_ranges: bool = True,
    floor_zero: bool = False,
    subgroups: Sequence[Any] | pl.Series | None = None,
    aggregate: str = "mean",
    period: str | None = None,
    shaded: Sequence[int] = (),
    apart: Sequence[int] = (),
    in_time_order: bool | None = None,
    sigma: float | None = None,
    sd: Numbers | None = None,
) -> Chart:
    """Judge one series in order of time. Positions count from 1; `parts` ends each phase but the last.

    y, n: values, or numerators with their denominators; None or NaN is missing. x: a label a point (dates,
    numbers, text). chart: a file of `methods/`. rules: a file of `rules/`. freeze: the last point of the
    baseline, or one for each phase. subgroups: the subgroup of each raw row; `aggregate` (mean, median, sum,
    sd) says what stands for its rows. period: gather dated rows by day, week, month, quarter or year.

    A missing value, and a denominator of 0, are gaps: they keep their place, and neither make nor hide a signal.
    Excluded and shaded points are drawn, but are outside centre, limits and rules; those set `apart` are outside
    centre and limits, and judged. `centre` and `target` are given in the measure's own unit, before `multiply`. A
    target that changed is given as pairs: from which point (its number, or its label in x), and how much.
    `sigma` is one standard deviation of single values known from elsewhere (charts of moving ranges). With `sd` rows
    are summaries of subgroups, y their means and n their sizes (xbar, s).
    Names instead of times as x mean units side by side: then no rule about neighbours is applied, unless
    `in_time_order` says that they are times, in the order given. Raises ValueError with what was seen and where.
    """
    method, rule_set = method_called(chart), rule_set_called(rules)
    refuse_unknown_better(better)
    if sd is not None:
        points = of_summaries(method, y, sd, n, x)
    else:
        points = gather(method, y, n, x, subgroups, aggregate, period, as_given=in_time_order is not None)
    total = len(points.y)
    cuts, frozen = positions(parts, total - 1, "parts"), positions(freeze, total, "freeze")
    left_out, pale = positions(exclude, total, "exclude"), positions(shaded, total, "shaded")
    ordered = points.in_time_order if in_time_order is None else in_time_order
    options = Options(screen_moving_ranges, rule_set.range_to_sigma, sigma, ordered)
    alone = positions(apart, total, "apart")
    whole = _whole(points, _include(total, left_out + pale), _include(total, alone), centre, options)
    refuse_impossible(method, whole)
    judged = judge(whole, cuts, frozen, method, rule_set, floor_zero)
    told = _points(judged, points.labels, rule_set, multiply, better)
    targets = () if target is None else steps_of_target(target, points.labels, multiply)
    aim = targets[-1][1] if targets else None
    return Chart(
        chart=chart,
        title=method.title,
        centre_says=method.centre_says,
        formula=method.formula,
        source=method.source,
        rules=rules,
        rules_title=rule_set.title,
        rules_source=rule_set.source,
        rules_say=rule_set.says,
        points=told,
        runs=_runs(judged),
        signals=_signals(judged, rule_set, better),
        icons=icons(told, better, aim) if rule_set.types_points else None,
        screened=_screened(judged),
        freeze=frozen,
        parts=cuts,
        exclude=left_out,
        shaded=pale,
        in_time_order=ordered,
        centre_given=centre is not None,
        multiply=multiply,
        better=better,
        target=aim,
        targets=targets if targets and (len(targets) > 1 or targets[0][0] > 1) else (),
        apart=alone,
        screens=screen_moving_ranges,
    )


def analyse_series(series: Series, **choices: Any) -> Chart:
    """The chart of a measure's series: its shares or counts, its periods as x, its open periods shaded."""
    return analyse(
        series.points["numerator"],
        series.denominators(),
        x=series.points["period"],
        shaded=series.shaded(),
        better=series.better,
        **choices,
    )


def steps_of_target(target: float | Targets, labels: pl.Series, multiply: float = 1.0) -> tuple[tuple[int, float], ...]:
    """The first point of each target, and the target as plotted. One that begins after the last point waits for it.

    Raises ValueError where a label is none of the series', and cannot be put between two of them.
    """
    if isinstance(target, int | float):
        return ((1, target * multiply),)
    words = labels.to_list()
    found = {_first_of(when, words): value * multiply for when, value in target}
    return tuple(sorted((first, value) for first, value in found.items() if first <= max(len(words), 1)))


def _first_of(when: Any, labels: Sequence[Any]) -> int:
    if when in labels:
        return labels.index(when) + 1
    if isinstance(when, int) and when >= 1:
        return when
    known = [(place, label) for place, label in enumerate(labels, 1) if type(label) is type(when)]
    if not known or not has_an_order([when, *(label for _, label in known)]):
        raise ValueError(f"A target begins at {when!r}, which is no point of this series: give the number of a point.")
    return next((place for place, label in known if label >= when), len(labels) + 1)


def positions(points: int | Sequence[int] | None, last: int, name: str) -> tuple[int, ...]:
    """Positions in order, each once. One past the end waits for its point, and changes nothing yet."""
    given = () if points is None else (points,) if isinstance(points, int | np.integer) else points
    ordered = sorted({int(point) for point in given})
    if ordered and ordered[0] < 1:
        raise ValueError(f"{name} names point {ordered[0]}; points are counted from 1.")
    return tuple(point for point in ordered if point <= last)


def refuse_unknown_better(better: str | None) -> None:
    """Refuse a direction that nobody defined."""
    if better not in (None, "lower", "higher", "neither", "none"):
        raise ValueError(f'better is "{better}"; it may be lower, higher or neither.')


def refuse_impossible(method: Method, whole: Phase) -> None:
    """Refuse values that this kind of chart cannot mean, naming the first of them."""
    if method.needs_n and whole.n is None:
        raise ValueError(f"The {method.title} needs n, the denominator of each value.")
    judged = whole.judged
    for asked, wrong, says in (
        (method.not_negative, np.less, "below 0"),
        (method.above_zero, lambda y, end: y <= end, "not above 0"),
        (method.at_most_one, lambda y, end: y > end + 1, "more than its denominator"),
    ):
        found = wrong(whole.y, 0) & judged if asked else judged[:0]
        if found.any():
            place = int(np.argwhere(found)[0][-1]) + 1
            raise ValueError(f"The value at point {place} is {says}; a {method.title} cannot hold it.")


def _whole(points: Gathered, include: Booleans, speaks: Booleans, centre: float | None, options: Options) -> Phase:
    """All points as one phase of one series."""
    n, size, sd = (None if line is None else line[None, :] for line in (points.n, points.size, points.sd))
    return Phase(1, 1, points.y[None, :], n, speaks, include, centre, size, sd, options)


def _include(total: int, left_out: Sequence[int]) -> Booleans:
    include = np.ones(total, dtype=bool)
    if left_out:
        include[[point - 1 for point in left_out]] = False
    return include


def _points(
    judged: Sequence[JudgedPhase], labels: pl.Series, rule_set: RuleSet, multiply: float, better: str | None
) -> pl.DataFrame:
    told = columns(judged, rule_set, multiply) if judged else _NOTHING
    return pl.DataFrame([places(len(labels)), labels, *frame(told, None, rule_set, better)])


_NOTHING: dict[str, np.ndarray] = {
    "part": np.zeros(0, dtype=np.int64),
    **{name: np.zeros(0) for name in ("y", "n")},
    **{name: np.zeros(0, dtype=bool) for name in ("baseline", "include")},
    **{name: np.zeros(0) for name in ("centre", "lower", "upper", "lower_2s", "upper_2s")},
    **{name: np.zeros(0, dtype=bool) for name in ("beyond_limits", "runs_signal")},
    "rule_hit": np.zeros(0, dtype=np.int8),
}


def _runs(judged: Sequence[JudgedPhase]) -> pl.DataFrame:
    if len(judged) == 1:
        return runs_of_one(judged[0])
    return pl.DataFrame([runs_row(j, 0) for j in judged], schema=RUNS_SCHEMA, orient="row")


def _screened(judged: Sequence[JudgedPhase]) -> tuple[int, ...]:
    found = [(j.phase.first, j.lines.screened) for j in judged if j.lines.screened is not None]
    return tuple(first + int(i) for first, screened in found for i in np.flatnonzero(screened[0]))


def _signals(judged: Sequence[JudgedPhase], rule_set: RuleSet, better: str | None) -> tuple[Signal, ...]:
    return tuple(
        Signal(found.rule, found.first, found.last, found.direction, _meaning(found, better))
        for one in judged
        for found in findings(one, rule_set, 0)
    )


def _meaning(found: RuleFinding, better: str | None) -> str:
    """A pattern with a side is good or not only where somebody said which side is better."""
    if found.direction is None or better not in ("lower", "higher"):
        return "change"
    return "improvement" if (found.direction == "up") == (better == "higher") else "concern"
