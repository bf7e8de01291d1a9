"""The mark of a verdict: a shape of its own for each state, told apart without colour, at three metres and in print."""

from __future__ import annotations

from dashboard.drawing import svg
from dashboard.telling.verdict import MARKS

WHITE = "#ffffff"
#: Outline, whether it is filled, and the sign within, on a field of 24 by 24.
SHAPES: dict[str, tuple[str, bool, str]] = {
    "better": ("M12 1a11 11 0 1 0 .01 0z", True, "M6.5 12.5l4 4 7-8.5"),
    "worse": ("M12 .5L23.5 12 12 23.5.5 12z", True, "M12 6v8M12 16.6v1.6"),
    "slipping": ("M1 3h22L12 23z", True, "M12 6.5v7M12 15.6v1.6"),
    "lost": ("M1.5 1.5h21v21h-21z", True, "M7 7l10 10M17 7L7 17"),
    "no_change": ("M12 1.8a10.2 10.2 0 1 0 .01 0z", False, "M6.5 9.5h11M6.5 14.5h11"),
    "too_soon": ("M12 1.8a10.2 10.2 0 1 0 .01 0z", False, "M12 6v6.5h5"),
    "cannot_count_yet": ("M2.3 2.3h19.4v19.4H2.3z", False, "M8.7 9.3a3.3 3.3 0 1 1 4.6 3l-1.3 1.2v1M12 17v1.4"),
}


def mark_svg(state: str, size: int = 24) -> str:
    """The shape by itself, with its word as alternative text."""
    word = svg.clean(MARKS[state].word)
    named = f'role="img" aria-label="{word}" viewBox="0 0 24 24" width="{size}" height="{size}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {named}><title>{word}</title>{mark_path(state)}</svg>'


def mark_path(state: str) -> str:
    """The shape as paths on a field of 24 by 24, for a picture that has more in it."""
    outline, filled, sign = SHAPES[state]
    colour = MARKS[state].colour
    field = f'fill="{colour}"' if filled else f'fill="{WHITE}" stroke="{colour}" stroke-width="2"'
    ink = WHITE if filled else colour
    line = f'fill="none" stroke="{ink}" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{outline}" {field}/><path d="{sign}" {line}/>'


def mark_image(state: str) -> str:
    """The shape as an image beside its word; the word says it aloud."""
    return svg.as_image(mark_svg(state), "")
