"""The small words that sentences about the improvement work share: levels, days, so many of something."""

from __future__ import annotations

from datetime import date

from dashboard.telling.phrases import day_words


def level_words(value: float | None, is_rate: bool, every: str) -> str:
    """A level in the measure's own unit: 14%, or 2.5 a month."""
    if value is None:
        return "no value"
    if is_rate:
        return f"{100 * value:.0f}%"
    return f"{f'{value:.1f}'.removesuffix('.0')} a {every}"


def day_said(day: str) -> str:
    """A day of a finding (ISO text) as people read it."""
    return day_words(date.fromisoformat(day))


def begin_words(every: str, day: str) -> str:
    """When something began: a month by its name where it began on the first, else the day."""
    since = date.fromisoformat(day)
    return f"{since:%B %Y}" if since.day == 1 and every != "week" else day_words(since)


def many(count: int, what: str) -> str:
    """1 month, 2 months."""
    return f"{count} {what}{'' if count == 1 else 's'}"
