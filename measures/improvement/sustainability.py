"""Was the gain kept? The verdict of a review at 3 or 6 months, with its reason; a person confirms or overrules it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

import numpy as np
import polars as pl

from measures.improvement.own_level import OwnLevel, own_level
from measures.improvement.review_reasons import Reasons
from measures.improvement.split import Split, split_at
from measures.improvement.volume import Volume, chart_for, volume_of
from measures.said import Said, said
from measures.series import Series
from measures.spc.analyse import analyse_series
from measures.spc.chart import Chart, Signal
from measures.spc.runs import count_runs, longest_run_max, sides

BASELINE_AT_LEAST = 8
TO_HOLD_AT_LEAST = 5  # whole periods since: 3 improved ones, and 2 later ones in which the gain could slip
EXPECTED_AT_LEAST = 5  # events since at the old level: with fewer, even none of them would say little
LEANS = 1.0  # standard errors better than the baseline, to be called held so far; a coin would say it half the time
GAIN_LEFT = 0.5  # an all-clear wants at least this much of the first gain left in the later periods
SELDOM = ("few_crossings", "too_few_runs")


class ReviewFinding(Enum):
    """What a review can find."""

    HELD = "held"
    SO_FAR = "so_far"
    DRIFTING = "drifting"
    LOST = "lost"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class ReviewVerdict:
    """A finding and the reason it rests on; `notes` are what a reader should weigh beside it."""

    finding: ReviewFinding
    reason: Said
    notes: tuple[Said, ...] = ()
    since: int = 0  # whole periods since implementation
    chart: Chart | None = None  # the baseline frozen at implementation; None where nothing could be drawn
    level: float | None = None  # of the improved periods, and of the later ones
    later_level: float | None = None


def review_verdict(
    series: Series,
    implemented: date,
    *,
    process: Sequence[Series] = (),
    balancing: Sequence[Series] = (),
    chart: str | None = None,
    rules: str = "anhoej",
    baseline_from: date | None = None,
    changed: Said | str | None = None,
) -> ReviewVerdict:
    """Judge a series as it stood on the day of the review, from the day the change was implemented.

    Improved: a signal in the better direction since, on a chart whose centre is frozen at the baseline. Held: at
    least 5 whole periods since, no signal in the worse direction (neither from the baseline nor from the improved
    periods' own level), process measures not falling. Lost: such a signal. Drifting: half a run of it, or a process
    measure that falls. Periods before `baseline_from` stay out altogether. `changed` says what else changed between
    baseline and today (definition, source, data quality): then nothing can be told. Balancing measures never change
    the verdict; they are notes.
    """
    if changed:
        return ReviewVerdict(ReviewFinding.CANNOT_TELL, said("then_and_now_differ", what=changed))
    if baseline_from is not None:
        series = replace(series, points=series.points.filter(pl.col("start") >= baseline_from))
    split = split_at(series, implemented)
    since = int(split.since.sum())
    if reason := _nothing_to_judge(series, split, implemented):
        return ReviewVerdict(ReviewFinding.CANNOT_TELL, reason, since=since)
    drawn = _chart(series, split, chart, rules)
    own = _own(series, split, rules)
    falling = [one.title for one in process if _falls(one, implemented, rules)]
    finding, reason = _found(series, split, drawn, own, falling, implemented)
    return ReviewVerdict(
        finding=finding,
        reason=reason,
        notes=_notes([series, *process], balancing, implemented, rules),
        since=since,
        chart=drawn,
        level=own.level,
        later_level=own.later_level,
    )


def _nothing_to_judge(series: Series, split: Split, implemented: date) -> Said | None:
    if series.better not in ("lower", "higher"):
        return said("no_direction", title=series.title)
    if (known := int(split.before.sum())) < BASELINE_AT_LEAST:
        return said("short_baseline", every=series.every, known=known, least=BASELINE_AT_LEAST)
    return None if split.since.any() else said("nothing_since", every=series.every, implemented=implemented)


def _found(
    series: Series, split: Split, drawn: Chart, own: OwnLevel, falling: Sequence[str], implemented: date
) -> tuple[ReviewFinding, Said]:
    """The verdict in the order of what matters most: a loss before a drift, a drift before an all-clear."""
    told = Reasons(series, split, own, implemented)
    gain = _gain(series, split, own)
    signals = _signals(drawn, split, "improvement")
    if _ends_worse(_signals(drawn, split, "concern"), signals):
        return ReviewFinding.LOST, told.worse_than_before()
    if gain > 0 and own.lost:
        return ReviewFinding.LOST, told.lost()
    if falling:
        return ReviewFinding.DRIFTING, told.process_falls(falling)
    if gain > 0 and own.drifting:
        return ReviewFinding.DRIFTING, told.drifting()
    if (expected := _expected(split)) < EXPECTED_AT_LEAST:
        return ReviewFinding.CANNOT_TELL, told.few_expected(expected)
    leans = _better_by(series, split, split.since) > LEANS * split.error()
    improved = bool(signals) or (leans and _crosses_too_seldom(drawn, split))
    if improved and gain > 0:
        return _held(split, own, told)
    if not leans:
        return ReviewFinding.CANNOT_TELL, told.no_better()
    enough = int(longest_run_max(np.array(int(split.judged.sum())))) + 1
    if split.since.sum() < enough:
        return ReviewFinding.SO_FAR, told.better_but_few(enough)
    return ReviewFinding.CANNOT_TELL, told.no_signal()


def _expected(split: Split) -> float:
    """How many events, or units without one, the baseline's level leads to expect since: the fewer of the two."""
    level, of = split.level(split.before), split.of(split.since)
    return level * of if split.n is None else min(level, 1 - level) * of


def _held(split: Split, own: OwnLevel, told: Reasons) -> tuple[ReviewFinding, Said]:
    """There is a signal of improvement; was there time enough for the gain to slip, and did it stay?"""
    if split.since.sum() < TO_HOLD_AT_LEAST:
        return ReviewFinding.SO_FAR, told.improved_but_few(TO_HOLD_AT_LEAST)
    if told.gain_left() < GAIN_LEFT:
        return ReviewFinding.CANNOT_TELL, told.half_gone()
    return ReviewFinding.HELD, told.held()


def _chart(series: Series, split: Split, chart: str | None, rules: str) -> Chart:
    """The series with its baseline frozen at implementation; periods on neither side are drawn and not judged."""
    volume = _baseline(series, split)
    left_out = np.flatnonzero(~split.judged & np.isfinite(split.values)) + 1
    return analyse_series(
        series,
        chart=chart or (chart_for(volume) if volume else "run"),
        rules=rules,
        freeze=int(np.flatnonzero(split.before)[-1]) + 1,
        exclude=[int(place) for place in left_out if place not in series.shaded()],
    )


def _own(series: Series, split: Split, rules: str) -> OwnLevel:
    volume = _baseline(series, split)
    return own_level(split, series.better == "lower", series.every, rules, volume.stretch if volume else 1.0)


def _baseline(series: Series, split: Split) -> Volume | None:
    return volume_of(series, series.points["start"][int(np.flatnonzero(split.after)[0])])


def _signals(drawn: Chart, split: Split, meaning: str) -> list[Signal]:
    """Patterns of one meaning that belong to the time since: most of their judged points are."""
    return [
        signal
        for signal in drawn.signals
        if signal.meaning == meaning and _inside(split.since, signal) > _inside(split.before, signal)
    ]


def _ends_worse(worse: Sequence[Signal], better: Sequence[Signal]) -> bool:
    """Whether a signal in the worse direction is not outlived by one in the better: a poor start may come right."""
    turned = max((signal.first for signal in better), default=0)
    return any(signal.last > turned for signal in worse)


def _crosses_too_seldom(drawn: Chart, split: Split) -> bool:
    """Whether the whole chart signals by its crossings, and its baseline alone does not.

    Such a signal has no place and no side; it belongs to the time since where the baseline was quiet by itself.
    """
    if not any(signal.rule in SELDOM for signal in drawn.signals):
        return False
    y, centre = (drawn.points[name].to_numpy()[None, :] for name in ("y", "centre"))
    alone = count_runs(sides(y, centre, split.before[None, :]))
    return bool(alone.crossings[0] >= alone.crossings_min[0])


def _inside(periods: np.ndarray, signal: Signal) -> int:
    return int(periods[signal.first - 1 : signal.last].sum())


def _better_by(series: Series, split: Split, periods: np.ndarray) -> float:
    """How far these periods lie on the better side of the baseline's level; below 0 on the worse."""
    away = split.level(periods) - split.level(split.before)
    return -away if series.better == "lower" else away


def _gain(series: Series, split: Split, own: OwnLevel) -> float:
    """The gain of the improved periods; with fewer than 3, of all there are."""
    return _better_by(series, split, own.improved if own.level is not None else split.since)


def _falls(series: Series, implemented: date, rules: str) -> bool:
    """Whether a process measure slips from the level it had when the change began."""
    split = split_at(series, implemented)
    if not split.since.any() or series.better not in ("lower", "higher"):
        return False
    own = _own(series, split, rules)
    return own.lost or own.drifting


def _notes(process: Sequence[Series], balancing: Sequence[Series], implemented: date, rules: str) -> tuple[Said, ...]:
    told = [] if any(one.kind == "process" for one in process) else [said("no_process")]
    for one in balancing:
        split = split_at(one, implemented)
        if _nothing_to_judge(one, split, implemented):
            told.append(said("balancing_unknown", title=one.title, every=one.every))
        elif _signals(_chart(one, split, None, rules), split, "concern"):
            told.append(said("balancing_worse", title=one.title))
    return tuple(told)
