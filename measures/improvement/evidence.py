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
from measures.improvement.verdict_words import level_words, many
from measures.series import Series

MIX_MOVED = 0.2  # our own choice: a fifth of what is counted comes from somewhere else than before
MOSTLY = 0.5  # our own choice: from half of a fall on, something else may be all of the story


@dataclass(frozen=True)
class Line:
    """One thing to weigh, in a sentence.

    `changed` is set where then and now cannot be compared because of it, `explains` where a gain may be no gain at all
    because of it; without a gain that takes nothing away.
    """

    title: str
    says: str
    changed: str = ""
    explains: str = ""


def since_baseline(series: Series, baseline_from: date | None) -> Series:
    """The series without the periods that begin before the baseline the team chose."""
    if baseline_from is None:
        return series
    return replace(series, points=series.points.filter(pl.col("start") >= baseline_from))


def course_line(series: Series, implemented: date) -> Line:
    """A measure beside: before, at the time of implementation (its first whole periods since), and newest."""
    split = split_at(series, implemented)
    since = np.flatnonzero(split.since)
    if not since.size:
        return Line(series.title, f"{_before(series, split)}; no whole {series.every} since, yet.")
    first, newest = since[:REFERENCE_AT_LEAST], since[-1]
    told = [_before(series, split)]
    if newest not in first:
        told.append(f"{_level(series, split, first)} in the first {many(len(first), series.every)} since")
    newest_said = _level(series, split, np.array([newest])).removesuffix(f" a {series.every}")
    told.append(f"{newest_said} in the newest whole {series.every}")
    return Line(series.title, f"{'; '.join(told)}.")


def volume_line(series: Series, implemented: date) -> Line:
    """How many there were a period, before and since."""
    split = split_at(series, implemented)
    if not split.before.any() or not split.since.any():
        return Line(series.title, "nothing to compare yet.")
    before, since = (_number(float(split.y[part].mean())) for part in (split.before, split.since))
    return Line(series.title, f"about {before} a {series.every} before, {since} a {series.every} since.")


def volume_explains(outcome: Series, volume: Series, implemented: date) -> str:
    """Whether a count fell (or rose) mostly because there was less (or more) to count; empty where it did not.

    A count of images halves by itself when the practice sees half the patients. A share cannot be moved so.
    """
    if outcome.is_rate:
        return ""
    moved, flowed = (_relative(split_at(series, implemented)) for series in (outcome, volume))
    better = moved is not None and (moved < 0 if outcome.better == "lower" else moved > 0)
    if moved is None or flowed is None or not better or flowed / moved < MOSTLY:
        return ""
    return (
        f"{outcome.title.lower()} went from {level_words(outcome, _at(outcome, implemented, 0))} to "
        f"{level_words(outcome, _at(outcome, implemented, 1))}, but {volume.title.lower()} went from "
        f"{level_words(volume, _at(volume, implemented, 0))} to {level_words(volume, _at(volume, implemented, 1))}: "
        "at least half of the change is that there was "
        f"{'less' if moved < 0 else 'more'} to count."
    )


def silence_line(series: Series, implemented: date) -> Line | None:
    """The share of what was counted about which nothing was recorded, before and since; None without anything."""
    split = split_at(series, implemented)
    silent = series.points["not_recorded"].fill_null(0).to_numpy()
    shares = [
        _share(silent[part].sum(), (split.y if split.n is None else split.n)[part].sum()) for part in _sides(split)
    ]
    if None in shares:
        return None
    return Line("Red flags not recorded", f"{shares[0]} before, {shares[1]} since.")


def mix_line(title: str, before: Mapping[str, int], since: Mapping[str, int], counts: bool = True) -> Line | None:
    """Where the numbers come from, before and since. Without `counts` a change is told and changes no answer.

    How far two mixes differ is half the sum of their differences, share by share (total variation): 0 for the same,
    1 for nothing in common.
    """
    if not sum(before.values()) or not sum(since.values()):
        return None
    then, now = _mix(before), _mix(since)
    if then == now:
        return Line(title, f"{then}, before and since.")
    told = f"{then} before, {now} since."
    apart = _apart(before, since) > MIX_MOVED
    said = f"{title.lower()}: {told}"
    return Line(title, told, said if apart and counts else "")


def recording_line(before: Recording, since: Recording, every: str) -> Line | None:
    """Whether red flags are written down more often, and how much of a fall that explains; None without orders."""
    title = "Red flags written down"
    if not before.orders or not since.orders:
        return None
    shares = f"on {before.recorded:.0%} of the imaging orders before, on {since.recorded:.0%} since"
    if min(before.orders, since.orders) < ENOUGH_ORDERS:
        few = min(before.orders, since.orders)
        return Line(title, f"{shares}; {few} orders are too few to say whether that explains a fall.")
    split = drift(before, since)
    if split is None:
        return Line(title, f"{shares}; that explains no fall.")
    by_recording = _number(min(split.by_recording, split.fall))
    part = f"{by_recording} of the fall of {_number(split.fall)} orders a {every}"
    if by_recording == "0":
        return Line(title, f"{shares}; that explains nothing of the fall of {_number(split.fall)} orders a {every}.")
    told = f"{shares}. About {part} without a red flag is more writing down"
    if split.share_of_recording < MOSTLY:
        return Line(title, f"{told}; the rest is fewer orders.")
    return Line(
        title,
        f"{told}.",
        explains=f"red flags are written down {shares}, and that explains about {part} without a red flag.",
    )


def what_changed(lines: Sequence[Line], gain: bool = False) -> str | None:
    """Everything that keeps then and now from being compared, as one text; None where nothing does.

    Where the data by themselves show a `gain`, what may explain it away counts too.
    """
    told = [line.changed for line in lines if line.changed]
    told += [line.explains for line in lines if line.explains and gain]
    return " Also, ".join(told) or None


def _sides(split: Split) -> tuple[np.ndarray, np.ndarray]:
    return split.before, split.since


def _before(series: Series, split: Split) -> str:
    if not split.before.any():
        return "nothing known before"
    return f"{_level(series, split, np.flatnonzero(split.before))} before"


def _level(series: Series, split: Split, places: np.ndarray) -> str:
    """The level of some periods, a share with what it is of."""
    some = np.isin(np.arange(len(split.y)), places)
    said = level_words(series, split.level(some))
    return said if split.n is None else f"{said} ({split.y[some].sum():,.0f} of {split.n[some].sum():,.0f})"


def _at(series: Series, implemented: date, side: int) -> float:
    split = split_at(series, implemented)
    return split.level(_sides(split)[side])


def _relative(split: Split) -> float | None:
    """The relative change of a level since; None where there is nothing to compare."""
    if not split.before.any() or not split.since.any() or not split.level(split.before):
        return None
    return split.level(split.since) / split.level(split.before) - 1


def _share(part: float, whole: float) -> str | None:
    return f"{100 * part / whole:.0f}% ({part:,.0f} of {whole:,.0f})" if whole else None


def _mix(counts: Mapping[str, int]) -> str:
    """The parts from the largest on: "A", "80% A and 20% B"."""
    whole = sum(counts.values())
    parts = sorted(((count, name) for name, count in counts.items() if count), reverse=True)
    if len(parts) == 1:
        return parts[0][1]
    return " and ".join(f"{100 * count / whole:.0f}% {name}" for count, name in parts)


def _apart(before: Mapping[str, int], since: Mapping[str, int]) -> float:
    wholes = sum(before.values()), sum(since.values())
    names = {*before, *since}
    return sum(abs(before.get(n, 0) / wholes[0] - since.get(n, 0) / wholes[1]) for n in names) / 2


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
