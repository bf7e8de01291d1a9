"""What a red-flag measure would be if red flags were read otherwise, and how much of a fall is only recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.drawing import svg
from dashboard.drawing.scene_lines import ticks_to
from dashboard.study import Filters, Study
from dashboard.telling.phrases import number_words, period_words
from dashboard.telling.unclear_words import reach_words
from measures.documentation_drift import Drift, Recording, drift, recorded
from measures.periods import covered
from measures.sensitivity import FlagReading, readings
from measures.series import Series
from measures.unclear import Reach

LONGEST = 12  # periods at either end that are compared for a change in recording
FEWEST = 6
NAMES = {"strict": "strictly", "as_written": "as written", "extended": "extended set"}
IF_TURNED = "As written, were every waiting finding to turn"
UNSAID = "silence unknown"  # as written, where silence is not taken for absence
HARDLY = 0.1  # a smaller part of a fall than this is not worth a number; our own choice
WIDTH, LEFT, RIGHT, TOP, STEP = 340, 10, 290, 14, 46  # narrow enough for a phone, its words above each line


@dataclass(frozen=True)
class _Row:
    """One row of the bar: its words, its value, and the ends of the line over it."""

    words: str
    low: float | None
    value: float | None
    high: float | None


def whole_periods(series: Series) -> list[str]:
    """The periods that are judged: neither open nor partly covered."""
    return series.points.filter(~pl.col("immature") & ~pl.col("partial"))["period"].to_list()


def of_measure(study: Study, series: Series, filters: Filters) -> list[FlagReading]:
    """The measure under each reading of the red flags, over the whole periods of a series."""
    measure, units = study.available[series.measure], study.units(filters.modality)
    return readings(units, measure, filters.every, whole_periods(series), filters.provider)


def told(found: Sequence[FlagReading], is_rate: bool) -> pl.DataFrame:
    """A row a reading, in words: its value, and what the unknown ones could make of it."""
    return pl.DataFrame(
        {
            "Red flags read": [NAMES[one.flags] if one.silence_is_none else UNSAID for one in found],
            "Value": [_value(one, is_rate) for one in found],
            "Unknown": [one.unknown for one in found],
            "With the unknown ones in": [_range(one, is_rate) for one in found],
        }
    )


def explained(found: Sequence[FlagReading]) -> list[str]:
    """What each reading counts as a red flag."""
    return [f"**{one.title}:** {one.says}." for one in found]


def _value(one: FlagReading, is_rate: bool) -> str:
    if one.value is None:
        return "no value"
    said = number_words(one.value, is_rate)
    return f"{said} ({one.numerator:,} of {one.denominator:,})" if is_rate else f"{said} a period ({one.numerator:,})"


def _range(one: FlagReading, is_rate: bool, to: str = " to ") -> str:
    low, high = (number_words(value, is_rate) for value in (one.lowest, one.highest))
    return low if low == high else f"{low}{to}{high}"


def moves(reach: Reach | None, is_rate: bool) -> str:
    """How far the figure could move if every finding that waits for a clinician's eye turned; empty where none can."""
    ends = reach_words(reach, is_rate) if reach else ""
    if not ends:
        return ""
    return f"Some findings wait for a clinician's eye: were all of them to turn, the figure would lie in {ends}."


def bar(found: Sequence[FlagReading], is_rate: bool, reach: Reach | None = None) -> str:
    """The readings under one another on one scale: a dot, and a line over what the unknown ones could make of it;
    then the figure as written, with a line over what the findings that wait for a clinician could make of it.
    """
    rows = [_Row(_words(one), one.lowest, one.value, one.highest) for one in found]
    if reach is not None and reach.ends and reach.width:
        rows.append(_Row(IF_TURNED, reach.ends[0], reach.said, reach.ends[1]))
    highest = max((one.high or 0.0 for one in rows), default=0.0) * (100 if is_rate else 1)
    ticks = ticks_to(highest, is_rate)
    scale = (RIGHT - LEFT) / ticks[-1][0] * (100 if is_rate else 1)
    bottom = TOP + STEP * len(rows)
    drawn = [svg.opening(WIDTH, bottom + 28, "Readings of the red flags", sentence(found, is_rate))]
    for value, words in ticks:
        x = LEFT + value / (100 if is_rate else 1) * scale
        drawn += [svg.line((x, x), (TOP, bottom), 1, ink="#e0e0e0"), svg.text(words, x, bottom + 18, 12, "middle")]
    for place, one in enumerate(rows):
        drawn += _row(one, is_rate, TOP + STEP * place + 30, scale)
    return "".join(drawn) + "</svg>"


def _words(one: FlagReading) -> str:
    return one.title if one.silence_is_none else "As written, silence not taken for absence"


def _row(one: _Row, is_rate: bool, y: float, scale: float) -> list[str]:
    drawn = [svg.text(one.words, LEFT, y - 14, 12, halo=True)]
    if one.value is None or one.low is None or one.high is None:
        return [*drawn, svg.text("no value", LEFT + 6, y + 4, 12)]
    low, dot, high = (LEFT + value * scale for value in (one.low, one.value, one.high))
    ends = [svg.line((x, x), (y - 5, y + 5), 1.4) for x in (low, high)] if high - low > 1 else []
    said = svg.text(number_words(one.value, is_rate), max(dot, high) + 9, y + 4, 12, bold=True)
    return [*drawn, svg.line((low, high), (y, y), 1.4), *ends, svg.dot((dot, y), 4.5), said]


def sentence(found: Sequence[FlagReading], is_rate: bool) -> str:
    """The values from the narrowest reading to the widest, and what the unknown ones could change."""
    known = [one for one in found if one.silence_is_none and one.value is not None]
    if not known:
        return "There is nothing to count in these periods, however red flags are read."
    values = [number_words(one.value, is_rate) for one in known]
    written = next((one for one in known if one.flags == "as_written"), known[0])
    if len(set(values)) == 1:
        same = f"However red flags are read, strictly, as written or more widely, the figure is {values[0]}."
    else:
        said = ", ".join(f"{value} {_short(one)}" for value, one in zip(values, known, strict=True))
        same = f"The figure depends on what counts as a red flag: {said}."
    if not written.unknown:
        return same
    between = _range(written, is_rate, " and ")
    return f"{same} Counting the {written.unknown:,} unknown in, as written it lies between {between}."


def _short(one: FlagReading) -> str:
    return {"strict": "read strictly", "as_written": "as written", "extended": "with the extended set"}[one.flags]


def of_recording(study: Study, series: Series, filters: Filters) -> Drift | None:
    """The first and the last whole periods compared, up to 12 of each; None where there is nothing to split."""
    numbers = {span.label: span.number for span in covered(study.practice, filters.every)}
    whole = [numbers[label] for label in whole_periods(series)]
    length = min(len(whole) // 2, LONGEST)
    if length < FEWEST:
        return None
    units = study.units(filters.modality)
    before, since = (recorded(units, filters.every, part) for part in (whole[:length], whole[-length:]))
    return drift(before, since)


def drift_words(found: Drift | None, series: Series) -> str:
    """How much of a fall in images without red flags is that red flags are written down more often."""
    if found is None:
        return ""
    starts = series.points.filter(~pl.col("immature") & ~pl.col("partial"))["start"].to_list()
    length = found.before.periods
    first = period_words(series.every, starts[0])
    last = period_words(series.every, starts[-length])
    fall, wrote = number_words(found.fall, False), number_words(found.by_recording, False)
    if found.share_of_recording < HARDLY:
        return (
            f"Red flags are written down about as often as before ({_share(found.before)} of the imaging orders, then "
            f"{_share(found.since)}): the fall in orders without one, {fall} a {series.every}, is hardly a matter of "
            "recording."
        )
    begins = (
        f"Red flags are written down more often than before: on {_share(found.before)} of the imaging orders in the "
        f"{length} {series.every}s from {first}, on {_share(found.since)} in the {length} from {last}. "
        f"Orders without a red flag fell by {fall} a {series.every}; "
    )
    if found.by_ordering <= 0:
        return f"{begins}more recording alone explains all of that. It is no sign that fewer images are ordered."
    rest = number_words(found.by_ordering, False)
    return f"{begins}about {wrote} of that is more recording, and {rest} is fewer orders of this kind."


def _share(one: Recording) -> str:
    return number_words(one.recorded, is_rate=True)
