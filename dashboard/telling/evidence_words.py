"""The words of what a review weighs: the measures around it, volumes, where rows come from, what was written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard.telling.levels import day_said, level_words, many

TITLES = {
    "flags_not_recorded": "Red flags not recorded",
    "flags_written_down": "Red flags written down",
    "source_of_rows": "Source of the rows",
    "reader_of_words": "Reader of the words",
    "source_of_numbers": "Source of the numbers",
}
#: What a part of a mix is called where it is not a name already.
PARTS = {
    "at_desk": "the tally at the desk",
    "pasted": "pasted monthly figures",
    "unknown_file": "a file no longer known",
}


def named(title: str) -> str:
    """What is called by its own name."""
    return title


def as_written(words: str) -> str:
    """What an earlier version of Huddleboard wrote down as a sentence."""
    return words


def course(
    every: str,
    before: Sequence[float] | None,
    first: Sequence[float] | None,
    first_periods: int,
    newest: Sequence[float] | None,
) -> str:
    """Before, in the first periods since, and newest; each a level, a share with what it is of."""
    begin = "nothing known before" if before is None else f"{_level(before, every)} before"
    if newest is None:
        return f"{begin}; no whole {every} since, yet."
    told = [begin]
    if first is not None:
        told.append(f"{_level(first, every)} in the first {many(first_periods, every)} since")
    told.append(f"{_level(newest, every).removesuffix(f' a {every}')} in the newest whole {every}")
    return f"{'; '.join(told)}."


def nothing_to_compare() -> str:
    """No period on one of the two sides."""
    return "nothing to compare yet."


def volumes(every: str, before: float, since: float) -> str:
    """How many a period, then and now."""
    return f"about {_number(before)} a {every} before, {_number(since)} a {every} since."


def moved(title: str, before: float, since: float, is_rate: bool, every: str) -> str:
    """A measure's levels before and since."""
    then, now = (level_words(value, is_rate, every) for value in (before, since))
    return f"{title.lower()} went from {then} to {now}"


def less_to_count(outcome: str, volume: str, less: bool) -> str:
    """A count that moved because there was less, or more, to count."""
    was = "less" if less else "more"
    return f"{outcome}, but {volume}: at least half of the change is that there was {was} to count."


def not_recorded(before: Sequence[float], since: Sequence[float]) -> str:
    """Two shares, each with what it is of."""
    return f"{_share(*before)} before, {_share(*since)} since."


def mix(before: Sequence[tuple[float, str]], since: Sequence[tuple[float, str]]) -> str:
    """Where numbers come from, then and now."""
    then, now = _mix(before), _mix(since)
    return f"{then}, before and since." if then == now else f"{then} before, {now} since."


def mix_changed(title: str, mix: str) -> str:
    """A mix that cannot be compared with the other."""
    return f"{title.lower()}: {mix}"


def recorded_shares(before: float, since: float) -> str:
    """How often red flags are written down."""
    return f"on {before:.0%} of the imaging orders before, on {since:.0%} since"


def recording_too_few(shares: str, orders: int) -> str:
    """Too few orders."""
    return f"{shares}; {orders} orders are too few to say whether that explains a fall."


def recording_no_fall(shares: str) -> str:
    """There is no fall to explain."""
    return f"{shares}; that explains no fall."


def recording_explains_nothing(shares: str, fall: float, every: str) -> str:
    """A fall that is not of the writing down."""
    return f"{shares}; that explains nothing of the fall of {_number(fall)} orders a {every}."


def recording_explains(shares: str, fall: float, every: str, by_recording: float, rest: bool) -> str:
    """A fall, part or all of which is more writing down."""
    told = f"{shares}. About {_part(by_recording, fall, every)} without a red flag is more writing down"
    return f"{told}; the rest is fewer orders." if rest else f"{told}."


def recording_explained(shares: str, fall: float, every: str, by_recording: float) -> str:
    """The same as a reason why nothing can be told."""
    part = _part(by_recording, fall, every)
    return f"red flags are written down {shares}, and that explains about {part} without a red flag."


def all_of(findings: Sequence[str]) -> str:
    """Several as one text."""
    return " Also, ".join(findings)


def not_adopted() -> str:
    """No day to count from."""
    return "The change is not adopted, so there is no day to count from."


def no_measure_named() -> str:
    """Nothing to judge by."""
    return "No measure is named for this review. Choose one below."


def measure_not_counted(title: str, missing: Sequence[str]) -> str:
    """What the exports lack, and what can be done."""
    which = f" “{title}”" if title else ""
    lacks = f": {'; '.join(missing)}" if missing else ""
    return (
        f"The measure of this review{which} cannot be counted from the exports of today{lacks}. Bring in an export "
        "that carries it, or choose another measure below."
    )


def old_data(ends: str, on: str, days: int) -> str:
    """The newest months are not in it."""
    return (
        f"These data end on {day_said(ends)}, {days} days before {day_said(on)}: the months since are "
        "not in them. Bring in what is newer first, then look again."
    )


def _part(by_recording: float, fall: float, every: str) -> str:
    return f"{_number(by_recording)} of the fall of {_number(fall)} orders a {every}"


def _level(found: Sequence[float], every: str) -> str:
    value, *of = found
    said = level_words(value, bool(of), every)
    return f"{said} ({of[0]:,.0f} of {of[1]:,.0f})" if of else said


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f}% ({part:,.0f} of {whole:,.0f})"


def _mix(parts: Sequence[tuple[float, str]]) -> str:
    """The parts from the largest on: "A", "80% A and 20% B"."""
    told = [(share, PARTS.get(name, name)) for share, name in parts]
    return told[0][1] if len(told) == 1 else " and ".join(f"{100 * share:.0f}% {name}" for share, name in told)


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _title(code: str) -> Callable[[], str]:
    return lambda: TITLES[code]


SENTENCES: Mapping[str, Callable[..., str]] = {
    **{code: _title(code) for code in TITLES},
    **{
        one.__name__: one
        for one in (
            named, course, nothing_to_compare, volumes, moved, less_to_count, not_recorded, mix, mix_changed,
            recorded_shares, recording_too_few, recording_no_fall, recording_explains_nothing, recording_explains,
            recording_explained, all_of, not_adopted, no_measure_named, measure_not_counted, old_data, as_written,
        )
    },
}  # fmt: skip
