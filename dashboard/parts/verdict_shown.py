"""THE verdict on a page: its mark and sentence, alike on a tile, at the head of a measure, in a list and on paper."""

from __future__ import annotations

from html import escape

from dashboard.drawing.marks import mark_image
from dashboard.telling.levels import level_words
from dashboard.telling.phrases import begun
from dashboard.telling.verdict import MARKS, aim_in_short, in_short, said, why
from measures.verdict import MeasureVerdict


def verdict_html(found: MeasureVerdict, is_rate: bool, every: str = "month", whole: bool = False) -> str:
    """Mark and sentence as HTML; `whole` with the reason and how often the aim was met, else with its state."""
    word = MARKS[found.state].word
    told = said(found, is_rate, every) if whole else in_short(found, is_rate, every)
    aim = "" if whole else aim_in_short(found.aim, is_rate, every)
    head = f"{mark_image(found.state)}<strong>{escape(word)}</strong>{escape(told.removeprefix(word))}"
    under = f'<p class="hb-aim">{escape(aim)}</p>' if aim else ""
    return f'<p class="hb-verdict hb-{found.state.replace("_", "-")}">{head}</p>{under}'


def moved_words(found: MeasureVerdict, is_rate: bool, every: str = "month") -> str:
    """ "39% → 16%", "8.1 → 5.9 a month": from what to what; the level alone where there is nothing before it."""
    if found.now is None:
        return ""
    now = level_words(found.now.value, is_rate, every)
    before = level_words(found.before.value, is_rate, every) if found.before else ""
    return f"{before.removesuffix(f' a {every}')} → {now}" if before else now


def since_words(found: MeasureVerdict, is_rate: bool, every: str = "month") -> str:
    """The sentence without its word, where that stands above it already: since when, and from what to what."""
    told = in_short(found, is_rate, every).removeprefix(MARKS[found.state].word).lstrip(":. ")
    return begun(told) if told else why(found)
