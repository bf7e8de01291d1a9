"""The few SVG strokes that tiles and printed charts are made of, every text escaped."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape

from dashboard.drawing.picture import INK, LINE, MEANING_COLOUR, SHADE, Ending, Mark, Sign
from dashboard.drawing.placing import width_of
from dashboard.drawing.typeface import IN_A_PICTURE, brought

NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Spot = tuple[float, float]

SIZE = re.compile(r'width="(\d+)" height="(\d+)"')


def as_image(drawn: str, told: str) -> str:
    """A drawing as an HTML image with words: a page of Streamlit drops SVG that stands in its HTML."""
    return f'<img alt="{escape(told)}" src="{as_address(drawn)}">'


def as_images(wide: str, narrow: str, told: str) -> str:
    """The same drawing for a screen or a sheet of paper and for a telephone; the page's style shows one of them."""
    kinds = zip(("hb-wide", "hb-narrow"), (wide, narrow), strict=True)
    both = "".join(f'<img class="{kind}" alt="{escape(told)}" src="{as_address(drawn)}">' for kind, drawn in kinds)
    return f'<div class="hb-drawn">{both}</div>'


def as_address(drawn: str) -> str:
    """A drawing as an address that holds it whole."""
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode('utf-8')).decode('ascii')}"


def clean(words: str) -> str:
    """Text that is safe in an element or an attribute, whatever a file or a person put into it."""
    return escape(NOT_IN_XML.sub("", words))


def text(
    words: str,
    x: float,
    y: float,
    size: float = 13,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
) -> str:
    """One line of text; a halo keeps it readable over a line."""
    weight = ' font-weight="600"' if bold else ""
    weight += ' stroke="#ffffff" stroke-width="4" paint-order="stroke"' if halo else ""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}"'
    return f'<text {place}{weight} fill="{INK}">{clean(words)}</text>'


def turned(words: str, x: float, y: float, size: float) -> str:
    """A line of text that ends at its place and comes up to it from the left."""
    place = f'transform="translate({x:.1f} {y:.1f}) rotate(-40)" font-size="{size:g}" text-anchor="end"'
    return f'<text {place} fill="{INK}">{clean(words)}</text>'


def line(x: tuple[float, float], y: tuple[float, float], width: float, dash: str = "", ink: str = INK) -> str:
    """One straight stroke; `dash` as SVG writes it, empty for solid."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    ends = f'x1="{x[0]:.1f}" x2="{x[1]:.1f}" y1="{y[0]:.1f}" y2="{y[1]:.1f}"'
    return f'<line {ends} stroke="{ink}" stroke-width="{width:g}"{dashes}/>'


def band(x: tuple[float, float], y: tuple[float, float]) -> str:
    """The grey behind what is not judged."""
    size = f'width="{x[1] - x[0]:.1f}" height="{y[1] - y[0]:.1f}"'
    return f'<rect x="{x[0]:.1f}" y="{y[0]:.1f}" {size} fill="{SHADE}"/>'


def path(spots: Sequence[Spot | None], width: float, dash: str = "", ink: str = LINE) -> str:
    """A line from point to point that a gap (None) interrupts."""
    strokes, joined = [], False
    for spot in spots:
        if spot is not None:
            strokes.append(f"{'L' if joined else 'M'}{spot[0]:.1f} {spot[1]:.1f}")
        joined = spot is not None
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    style = f'fill="none" stroke="{ink}" stroke-width="{width:g}" stroke-linejoin="round"{dashes}'
    return f'<path d="{"".join(strokes)}" {style}/>' if strokes else ""


def lines_through(marks: Sequence[Mark], spots: Sequence[Spot | None], width: float) -> str:
    """A solid line through what is judged, a dotted one out to what is not."""
    solid = [spot if mark.judged else None for mark, spot in zip(marks, spots, strict=True)]
    dotted = "".join(
        path([spots[place - 1], spots[place]], width * 0.8, "2 3")
        for place in range(1, len(marks))
        if not (marks[place].judged and marks[place - 1].judged)
        and spots[place] is not None
        and spots[place - 1] is not None
    )
    return path(solid, width) + dotted


def steps(stretches: Sequence[tuple[float, float, float]], width: float, ink: str) -> str:
    """Level stretches of (from, to, height), joined upright where one begins where the last one ended."""
    drawn, end = [], None
    for left, right, height in stretches:
        drawn.append(f"{'V' if left == end else f'M{left:.1f} '}{height:.1f}H{right:.1f}")
        end = right
    return f'<path d="{"".join(drawn)}" fill="none" stroke="{ink}" stroke-width="{width:g}"/>'


def symbol(mark: Mark, spot: Spot, size: float) -> str:
    """Shape says what a point is: dot, diamond beyond a limit, triangle to the side of a run, hollow, or a cross."""
    if mark.sign is not None:
        return _sign(mark.sign, spot, size)
    x, y = spot
    hollow = f'fill="#ffffff" stroke="{INK}" stroke-width="{size * 0.4:.2g}"'
    if mark.state == "open":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}" {hollow}/>'
    if mark.state == "part":
        corner = f'x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size:g}" height="{2 * size:g}"'
        return f"<rect {corner} {hollow}/>"
    if mark.state == "left out":
        a, b = (x - size, x + size), (y - size, y + size)
        return line(a, b, size * 0.4) + line(a, (b[1], b[0]), size * 0.4)
    return dot((x, y), size)


def _sign(sign: Sign, spot: Spot, size: float) -> str:
    x, y = spot
    colour = MEANING_COLOUR[sign.meaning]
    if sign.shape == "diamond":
        r = size * 1.6
        return _shape([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], colour)
    r = size * (1.5 if sign.shape == "triangle" else 1.2)
    if sign.shape == "square":
        return _shape([(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)], colour)
    tip = -r if sign.direction == "up" else r
    return _shape([(x, y + tip), (x - r, y - tip * 0.7), (x + r, y - tip * 0.7)], colour)


def _shape(corners: Sequence[Spot], colour: str) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    return f'<polygon points="{points}" fill="{colour}" stroke="{INK}" stroke-width="1"/>'


def numbered(number: int | str, spot: Spot) -> str:
    """The number of a flag, or of several, in a ring as wide as it needs."""
    wide = max(16.0, width_of(str(number), 11) + 8)
    ring = f'x="{spot[0] - wide / 2:.1f}" y="{spot[1] - 8:.1f}" width="{wide:.1f}" height="16" rx="8"'
    drawn = f'<rect {ring} fill="#ffffff" stroke="{INK}" stroke-width="1.2"/>'
    return drawn + text(str(number), spot[0], spot[1] + 4, 11, "middle", bold=True)


def dot(spot: Spot, size: float) -> str:
    """A plain point."""
    return f'<circle cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="{size:g}" fill="{INK}"/>'


def opening(width: int, height: int, title: str, told: str) -> str:
    """The start of a picture that a screen reader reads as one sentence."""
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    named = f'role="img" aria-label="{clean(told)}" font-family="{clean(IN_A_PICTURE)}"'
    words = f"<title>{clean(title)}</title><desc>{clean(told)}</desc>"
    back = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named}>{words}{brought()}{back}'


def stacked(above: str, below: str) -> str:
    """Two pictures of one width as one, the one over the other."""
    sizes = [SIZE.search(one) for one in (above, below)]
    width = max(int(size[1]) for size in sizes if size)
    heights = [int(size[2]) for size in sizes if size]
    moved = below.replace("<svg ", f'<svg y="{heights[0]}" ', 1)
    size = f'viewBox="0 0 {width} {sum(heights)}" width="{width}" height="{sum(heights)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{above}{moved}</svg>'


def wrapped(words: str, width: float, size: float) -> list[str]:
    """Lines that fit a width, by the usual width of a letter (a little over half its height)."""
    room = max(int(width / (size * 0.54)), 12)
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if len(longer) <= room or not lines[-1] else [*lines, word]
    return lines


def at_most(many: int, lines: list[str]) -> list[str]:
    """The first lines; the last of them says when there was more."""
    return lines if len(lines) <= many else [*lines[: many - 1], f"{lines[many - 1]} …"]


def ending_lines(ending: Ending) -> list[str]:
    """The name of a line in as many short lines as it needs beside the plot."""
    return wrapped(ending.name, 80, 12)
