"""The variation and assurance icons of the Making Data Count rules, in a drawing and words of our own."""

from __future__ import annotations

from dashboard.drawing import svg
from dashboard.drawing.picture import INK, MEANING_COLOUR
from dashboard.drawing.placing import width_of
from measures.spc.icons import Icons

# What the two icons answer: is it changing, and will it reach its target? NHS England, Making Data Count, 2019.
VARIATION = {
    "common_cause": "no unusual change",
    "improvement_high": "improved: higher",
    "improvement_low": "improved: lower",
    "concern_high": "worsened: higher",
    "concern_low": "worsened: lower",
    "neutral_high": "changed: higher",
    "neutral_low": "changed: lower",
    "neutral": "changed",
}
ASSURANCE = {"pass": "meets target", "fail": "misses target", "inconsistent": "hit and miss"}
TOLD = {
    "pass": "the process as it is will meet its target each time",
    "fail": "the process as it is will not reach its target",
    "inconsistent": "chance alone decides whether the target is met",
}
MARKS = {"pass": "P", "fail": "F", "inconsistent": "?"}
ICON_ROOM = 76.0  # the width of one icon with its words
ICON_HEIGHT = 72.0


NONE = ("", "")  # no limits: the chart has none, or none that a value can pass


def icon_words(icons: Icons, limits: tuple[str, str] = NONE) -> str:
    """What the icons say, for a screen reader or a table."""
    said = f"variation: {VARIATION[icons.variation]}{_between(icons, limits)}"
    return f"{said}; target: {TOLD[icons.assurance]}" if icons.assurance else said


def icon_label(icons: Icons, limits: tuple[str, str] = NONE) -> str:
    """The words under the icons in one line."""
    said = [
        VARIATION[icons.variation] + _between(icons, limits),
        *([ASSURANCE[icons.assurance]] if icons.assurance else []),
    ]
    return " · ".join(said)


def _between(icons: Icons, limits: tuple[str, str]) -> str:
    """Between which limits the grey icon expects the next point: " (L 12% to H 34%)"."""
    said = [f"{letter} {value}" for letter, value in zip("LH", limits, strict=True) if value]
    return f" ({' to '.join(said)})" if said and icons.variation == "common_cause" else ""


def icon_svg(icons: Icons, better: str | None = None, words: bool = True, limits: tuple[str, str] = NONE) -> str:
    """Both icons as a picture by themselves, with their words beneath and as its alternative text."""
    width = icons_width(icons, limits) if words else 44.0 * len(_kinds(icons))
    told = f"{icon_words(icons, limits)}{f' ({better} is better)' if better in ('lower', 'higher') else ''}"
    opening = svg.opening(round(width), round(ICON_HEIGHT if words else 42.0), "Icons", told)
    return "".join([opening, *icon_marks(icons, 0, 0, words=words, limits=limits), "</svg>"])


def icons_width(icons: Icons | None, limits: tuple[str, str] = NONE) -> float:
    """The room that the icons and their words take beside a title."""
    return ICON_ROOM * len(_kinds(icons)) + _beside(icons, limits) if icons else 0.0


def _beside(icons: Icons, limits: tuple[str, str]) -> float:
    """The room that the figures of the limits take to the right of the grey icon."""
    if icons.variation != "common_cause" or not any(limits):
        return 0.0
    return max(max(width_of(f"H {value}", 11) for value in limits) - 14, 0.0)


def icon_marks(
    icons: Icons, left: float, top: float, size: float = 19, words: bool = True, limits: tuple[str, str] = NONE
) -> list[str]:
    """The icons side by side: a circle with its sign, and words beneath where there is room for them.

    The grey icon of chance alone has the limits as its edges, H above and L below, with their figures beside them.
    """
    drawn = []
    step = ICON_ROOM if words else 2 * size + 6
    for number, (kind, which) in enumerate(_kinds(icons)):
        x, y = left + step * (number + 0.5), top + size + 2
        if kind == "variation":
            drawn += _variation(which, (x, y), size)
            drawn += _edges((x, y), size, limits, words) if which == "common_cause" else []
            left += _beside(icons, limits) if words else 0.0
        else:
            drawn += _assurance(which, (x, y), size)
        if words:
            said = svg.wrapped(VARIATION[which] if kind == "variation" else ASSURANCE[which], ICON_ROOM, 11)
            drawn += [svg.text(line, x, top + 2 * size + 17 + 12 * k, 11, "middle") for k, line in enumerate(said)]
    return drawn


def _kinds(icons: Icons) -> list[tuple[str, str]]:
    pairs = (("variation", icons.variation), ("assurance", icons.assurance))
    return [(kind, which) for kind, which in pairs if which]


def _variation(which: str, spot: svg.Spot, size: float) -> list[str]:
    """A wave for chance; else H or L beside an arrow, in the colour and the ring of its meaning."""
    x, y = spot
    meaning, _, side = which.partition("_")
    if which == "common_cause":
        wave = f"M{x - size * 0.6:.1f} {y:.1f}q{size * 0.3:.1f} {-size * 0.7:.1f} {size * 0.6:.1f} 0"
        return [_ring(spot, size, INK), _stroke(f"{wave}t{size * 0.6:.1f} 0", INK, size)]
    colour = MEANING_COLOUR["change" if meaning == "neutral" else meaning]
    if not side:
        return [_ring(spot, size, colour), svg.text("↕", x, y + size * 0.35, size, "middle", bold=True)]
    letter = svg.text("H" if side == "high" else "L", x - size * 0.3, y + size * 0.3, size * 0.85, "middle", bold=True)
    up = 1 if side == "high" else -1
    ax, tip, foot = x + size * 0.42, y - up * size * 0.45, y + up * size * 0.45
    arrow = f"M{ax:.1f} {foot:.1f}V{tip:.1f}"
    head = f"M{ax - size * 0.22:.1f} {tip + up * size * 0.28:.1f}L{ax:.1f} {tip:.1f}L{ax + size * 0.22:.1f} "
    return [_ring(spot, size, colour), letter, _stroke(f"{arrow}{head}{tip + up * size * 0.28:.1f}", INK, size)]


def _edges(spot: svg.Spot, size: float, limits: tuple[str, str], words: bool) -> list[str]:
    """The limits as dashed lines over and under the wave; their letters and figures where there is room."""
    x, y = spot
    drawn = []
    for letter, value, way in zip("LH", limits, (1, -1), strict=True):
        if value:
            height = y + way * size * 0.58
            drawn.append(svg.line((x - size * 0.62, x + size * 0.62), (height, height), size * 0.07, "2 2"))
            beside = svg.text(f"{letter} {value}", x + size + 1, height + 4 + way * 2, 11)
            drawn += [beside] if words else []
    return drawn


def _assurance(which: str, spot: svg.Spot, size: float) -> list[str]:
    """P, F or a question mark over a target line."""
    x, y = spot
    colour = {"pass": MEANING_COLOUR["improvement"], "fail": MEANING_COLOUR["concern"]}.get(which, INK)
    line = svg.line((x - size * 0.55, x + size * 0.55), (y + size * 0.5, y + size * 0.5), size * 0.09, "3 2")
    return [_ring(spot, size, colour), line, svg.text(MARKS[which], x, y + size * 0.3, size * 0.9, "middle", bold=True)]


def _ring(spot: svg.Spot, size: float, colour: str) -> str:
    around = f'cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="{size * 0.92:.1f}"'
    return f'<circle {around} fill="#ffffff" stroke="{colour}" stroke-width="{size * 0.16:.1f}"/>'


def _stroke(path: str, colour: str, size: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{size * 0.12:.1f}" stroke-linecap="round"/>'
