"""What a review weighs beside its verdict: the measures around it, and whether then and now are counted alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from measures.documentation_drift import ENOUGH_ORDERS, Recording, drift
from measures.improvement.own_level import REFERENCE_AT_LEAST
from measures.improvement.split import Split, split_at
from measures.said import Said, said
from measures.series import Series

MIX_MOVED = 0.2  # our own choice: a fifth of what is counted comes from somewhere else than before
MOSTLY = 0.5  # our own choice: from half of a fall on, something else may be all of the story


@dataclass(frozen=True)
class Line:
    """One thing to weigh: what it is about, and what was found.

    `changed` is set where then and now cannot be compared because of it, `explains` where a gain may be no gain at all
    because of it; without a gain that takes nothing away.
    """

    title: Said
    says: Said
    changed: Said | None = None
    explains: Said | None = None


def since_baseline(series: Series, baseline_from: date | None) -> Series:
    """The series without the periods that begin before the baseline the team chose."""
    if baseline_from is None:
        return series
    return replace(series, points=series.points.filter(pl.col("start") >= baseline_from))


def course_line(series: Series, implemented: date) -> Line:
    """A measure beside: before, at the time of implementation (its first whole periods since), and newest."""
    split = split_at(series, implemented)
    since = np.flatnonzero(split.since)
    before = _level(split, np.flatnonzero(split.before)) if split.before.any() else None
    first, newest = since[:REFERENCE_AT_LEAST], since[-1] if since.size else None
    return Line(
        said("named", title=series.title),
        said(
            "course",
            every=series.every,
            before=before,
            first=None if newest is None or newest in first else _level(split, first),
            first_periods=len(first),
            newest=None if newest is None else _level(split, np.array([newest])),
        ),
    )


def volume_line(series: Series, implemented: date) -> Line:
    """How many there were a period, before and since."""
    split = split_at(series, implemented)
    title = said("named", title=series.title)
    if not split.before.any() or not split.since.any():
        return Line(title, said("nothing_to_compare"))
    before, since = (float(split.y[part].mean()) for part in (split.before, split.since))
    return Line(title, said("volumes", every=series.every, before=before, since=since))


def volume_explains(outcome: Series, volume: Series, implemented: date) -> Said | None:
    """Whether a count fell (or rose) mostly because there was less (or more) to count; None where it did not.

    A count of images halves by itself when the practice sees half the patients. A share cannot be moved so.
    """
    if outcome.is_rate:
        return None
    moved, flowed = (_relative(split_at(series, implemented)) for series in (outcome, volume))
    better = moved is not None and (moved < 0 if outcome.better == "lower" else moved > 0)
    if moved is None or flowed is None or not better or flowed / moved < MOSTLY:
        return None
    return said(
        "less_to_count",
        outcome=_moved(outcome, implemented),
        volume=_moved(volume, implemented),
        less=moved < 0,
    )


def _moved(series: Series, implemented: date) -> Said:
    """A measure's levels before and since."""
    split = split_at(series, implemented)
    before, since = (split.level(side) for side in _sides(split))
    return said(
        "moved", title=series.title, before=before, since=since, is_rate=series.is_rate, every=series.every
    )


def silence_line(series: Series, implemented: date) -> Line | None:
    """The share of what was counted about which nothing was recorded, before and since; None without anything."""
    split = split_at(series, implemented)
    silent = series.points["not_recorded"].fill_null(0).to_numpy()
    parts = [
        (float(silent[part].sum()), float((split.y if split.n is None else split.n)[part].sum()))
        for part in _sides(split)
    ]
    if not all(whole for _, whole in parts):
        return None
    return Line(said("flags_not_recorded"), said("not_recorded", before=parts[0], since=parts[1]))


def mix_line(title: Said, before: Mapping[str, int], since: Mapping[str, int], counts: bool = True) -> Line | None:
    """Where the numbers come from, before and since. Without `counts` a change is told and changes no answer.

    How far two mixes differ is half the sum of their differences, share by share (total variation): 0 for the same, 1
    for nothing in common.
    """
    if not sum(before.values()) or not sum(since.values()):
        return None
    told = said("mix", before=_mix(before), since=_mix(since))
    apart = _apart(before, since) > MIX_MOVED
    changed = said("mix_changed", title=title, mix=told) if apart and counts else None
    return Line(title, told, changed)


def recording_line(before: Recording, since: Recording, every: str) -> Line | None:
    """Whether red flags are written down more often, and how much of a fall that explains; None without orders."""
    if not before.orders or not since.orders:
        return None
    title, few = said("flags_written_down"), min(before.orders, since.orders)
    shares = said("recorded_shares", before=before.recorded, since=since.recorded)
    if few < ENOUGH_ORDERS:
        return Line(title, said("recording_too_few", shares=shares, orders=few))
    split = drift(before, since)
    if split is None:
        return Line(title, said("recording_no_fall", shares=shares))
    fall: dict[str, object] = {"shares": shares, "fall": split.fall, "every": every}
    by_recording = min(split.by_recording, split.fall)
    if round(by_recording, 1) == 0:
        return Line(title, said("recording_explains_nothing", **fall))
    mostly = split.share_of_recording >= MOSTLY
    told = said("recording_explains", **fall, by_recording=by_recording, rest=not mostly)
    explains = said("recording_explained", **fall, by_recording=by_recording)
    return Line(title, told, explains=explains if mostly else None)


def what_changed(lines: Sequence[Line], gain: bool = False) -> Said | None:
    """Everything that keeps then and now from being compared; None where nothing does.

    Where the data by themselves show a `gain`, what may explain it away counts too.
    """
    told = [line.changed for line in lines if line.changed]
    told += [line.explains for line in lines if line.explains and gain]
    return said("all_of", findings=told) if told else None


def _sides(split: Split) -> tuple[np.ndarray, np.ndarray]:
    return split.before, split.since


def _level(split: Split, places: np.ndarray) -> list[float]:
    """The level of some periods; a share is followed by what it is of: events and units."""
    some = np.isin(np.arange(len(split.y)), places)
    of = [] if split.n is None else [float(split.y[some].sum()), float(split.n[some].sum())]
    return [split.level(some), *of]


def _relative(split: Split) -> float | None:
    """The relative change of a level since; None where there is nothing to compare."""
    if not split.before.any() or not split.since.any() or not split.level(split.before):
        return None
    return split.level(split.since) / split.level(split.before) - 1


def _mix(counts: Mapping[str, int]) -> list[tuple[float, str]]:
    """The parts that are there as shares, from the largest on."""
    whole = sum(counts.values())
    return sorted(((count / whole, name) for name, count in counts.items() if count), reverse=True)


def _apart(before: Mapping[str, int], since: Mapping[str, int]) -> float:
    wholes = sum(before.values()), sum(since.values())
    names = {*before, *since}
    return sum(abs(before.get(n, 0) / wholes[0] - since.get(n, 0) / wholes[1]) for n in names) / 2
