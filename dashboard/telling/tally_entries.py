"""The entries of a tally: what stands on a day, and all of them as a table, with those taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo

import polars as pl

from dashboard.records import Entry, Tally
from dashboard.telling.codes import writer_words
from dashboard.telling.phrases import day_words, period_words
from measures.periods import period_at

SOURCE_WORDS = {"tapped": "tapped", "card": "from a card", "pasted": "monthly figure pasted"}
CHANGE, ENTRIES = "Stop or change", "Entries"  # the parts of the page that messages lead to
COLUMNS = ("day", "counted", "out of", "source", "who", "when", "taken back")


def standing(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that neither were taken back nor take one back."""
    gone = {one.undoes for one in entries}
    return tuple(one for one in entries if one.undoes is None and one.id not in gone)


def on_day(entries: Sequence[Entry], day: date) -> tuple[Entry, ...]:
    """Of the standing entries those of one day; a monthly figure is of none."""
    return tuple(one for one in entries if one.every == "day" and one.day == day)


def in_month(entries: Sequence[Entry], day: date, every: str) -> tuple[Entry, ...]:
    """Of the standing entries of a day's month those kept day by day, or those that are a figure of the month."""
    month = period_at("month", day)
    return tuple(one for one in entries if one.every == every and period_at("month", one.day) == month)


def total(entries: Sequence[Entry]) -> tuple[int, int]:
    """How many counted, and out of how many (0 in a count)."""
    return sum(one.numerator for one in entries), sum(one.denominator or 0 for one in entries)


def why_not(tally: Tally, entries: Sequence[Entry], day: date, today: date) -> str:
    """Why nothing can be tallied for a day; empty where it can. `entries` are those that stand."""
    if day > today:
        return f"{day_words(day)} is still to come."
    if day < tally.started:
        return f"This tally begins on {day_words(tally.started)}. Its first day can be changed under “{CHANGE}”."
    if tally.stopped is not None and day > tally.stopped:
        return f"This tally stopped on {day_words(tally.stopped)}. To go on, reopen it under “{CHANGE}”."
    if pasted := in_month(entries, day, "month"):
        month = period_words("month", day)
        return (
            f"{month} has a pasted figure ({total_words(tally, pasted)}). A day beside it would count twice: take "
            f"that figure back under “{ENTRIES}” first."
        )
    return ""


def total_words(tally: Tally, entries: Sequence[Entry]) -> str:
    """ "3 of 7", "3", or that nothing was tallied, which is not 0."""
    if not entries:
        return "nothing tallied"
    counted, out_of = total(entries)
    return f"{counted} of {out_of}" if tally.is_rate else str(counted)


def entries_table(tally: Tally, entries: Sequence[Entry], zone: tzinfo | None = None) -> pl.DataFrame:
    """Every entry of the tally, the oldest first, as the rows behind its points; those taken back say by whom.

    `entries` may hold other tallies' too. A monthly figure stands on the first day of its month. Times are of `zone`,
    else UTC.
    """
    own = [one for one in entries if one.tally_id == tally.id]
    undone = {one.undoes: one for one in own if one.undoes is not None}
    rows = []
    for one in (one for one in own if one.undoes is None):
        back = undone.get(one.id)
        told = f"by {writer_words(back)}, {_moment(back, zone)}" if back else ""
        source = SOURCE_WORDS[one.source]
        rows.append((one.day, one.numerator, one.denominator, source, writer_words(one), _moment(one, zone), told))
    schema = dict.fromkeys(COLUMNS, pl.String) | {"day": pl.Date, "counted": pl.Int64, "out of": pl.Int64}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return table if tally.is_rate else table.drop("out of")


def _moment(entry: Entry, zone: tzinfo | None) -> str:
    at = entry.at.astimezone(zone) if zone else entry.at
    return f"{at:%Y-%m-%d %H:%M}{'' if zone else ' UTC'}"
