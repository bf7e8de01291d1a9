"""THE verdict on a page: its mark and sentence, alike on a tile, at the head of a measure, in a list and on paper."""

from __future__ import annotations

from html import escape

from dashboard.drawing.marks import mark_image
from dashboard.telling.phrases import begun
from dashboard.telling.verdict import MARKS, aim_at_a_glance, aim_in_short, at_a_glance, in_short, said, why
from measures.verdict import MeasureVerdict


def verdict_html(found: MeasureVerdict, is_rate: bool, every: str = "month", whole: bool = False) -> str:
    """Mark and sentence as HTML; `whole` with the reason and how often the aim was met, else with its state."""
    word = MARKS[found.state].word
    told = said(found, is_rate, every) if whole else in_short(found, is_rate, every)
    aim = "" if whole else aim_in_short(found.aim, is_rate, every)
    head = f"{mark_image(found.state)}<strong>{escape(word)}</strong>{escape(told.removeprefix(word))}"
    under = f'<p class="hb-aim">{escape(aim)}</p>' if aim else ""
    return f'<p class="hb-verdict hb-{found.state.replace("_", "-")}">{head}</p>{under}'


def glance_html(found: MeasureVerdict, is_rate: bool, every: str = "month") -> str:
    """The verdict on a tile: mark, since when, from what to what, and the aim; counts for a pointer and paper."""
    word, told = MARKS[found.state].word, in_short(found, is_rate, every)
    short = at_a_glance(found, is_rate, every).removeprefix(word)
    kind = f"hb-{found.state.replace('_', '-')}"
    told_both = _two_lengths(short, told.removeprefix(word))
    head = f'<p class="hb-verdict {kind}" title="{escape(told)}">{mark_image(found.state)}'
    return f"{head}<strong>{escape(word)}</strong>{told_both}</p>{_aim_at_a_glance(found, is_rate, every)}"


def _aim_at_a_glance(found: MeasureVerdict, is_rate: bool, every: str) -> str:
    whole = aim_in_short(found.aim, is_rate, every)
    told = _two_lengths(aim_at_a_glance(found.aim, is_rate, every), whole)
    return f'<p class="hb-aim" title="{escape(whole)}">{told}</p>' if whole else ""


def _two_lengths(short: str, whole: str) -> str:
    return f'<span class="hb-on-screen">{escape(short)}</span><span class="hb-on-paper">{escape(whole)}</span>'


def since_words(found: MeasureVerdict, is_rate: bool, every: str = "month") -> str:
    """The sentence without its word, where that stands above it already: since when, and from what to what."""
    told = in_short(found, is_rate, every)
    if (
        found.state == "no_change" and found.now
    ):  # figures that differ are no contradiction only beside the whole of its words
        return told
    told = told.removeprefix(MARKS[found.state].word).lstrip(":. ")
    return begun(told) if told else why(found)
