"""Where labels go, so that none covers another and all stay on the picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Extent = tuple[float, float]
Box = tuple[Extent, Extent]  # (left, right), (top, bottom)
Spot = tuple[float, float]
WIDE, SLIM = frozenset("mwMWOQ%@…—"), frozenset("iljtfrI.,:;'|()[]! ")


def width_of(words: str, size: float) -> float:
    """How wide a line of text will be in the widest of the usual fonts (Verdana and DejaVu; others are narrower)."""
    wide, slim = sum(letter in WIDE for letter in words), sum(letter in SLIM for letter in words)
    return size * (0.62 * len(words) + 0.32 * wide - 0.24 * slim)


def lines_within(words: str, width: float, size: float) -> list[str]:
    """Lines that stay within a width in any usual font; a word that is wider than that goes on in the next line."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= width:
            lines[-1] = longer
            continue
        *full, rest = _cut_to(word, width, size)
        lines += [*full, rest]
    return [line for line in lines if line]


def _cut_to(word: str, width: float, size: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def every_how_many(total: int, fits: int, counted: bool = False) -> int:
    """Label every so many points, in steps of the calendar or, for points that are only counted, of ten fingers."""
    wanted = -(-total // max(fits, 1))
    steps = (1, 2, 5, 10, 20, 50, 100, 200, 500) if counted else (1, 2, 3, 4, 6, 12, 24, 52)
    return next((step for step in steps if step >= wanted), wanted)


def within(middle: float, wide: float, room: Extent) -> float:
    """The middle of a label, moved as little as keeps the whole label in its room."""
    low, high = room[0] + wide / 2, room[1] - wide / 2
    return (room[0] + room[1]) / 2 if low > high else min(max(middle, low), high)


def in_lanes(extents: Sequence[Extent], gap: float = 6) -> list[int]:
    """A lane (0, 1, …) for each extent, so that extents of one lane do not touch; those on the left choose first."""
    ends: list[float] = []
    lanes = [0] * len(extents)
    for place in sorted(range(len(extents)), key=lambda k: extents[k]):
        left, right = extents[place]
        free = next((lane for lane, end in enumerate(ends) if end + gap <= left), len(ends))
        ends[free:] = [right] if free == len(ends) else [right, *ends[free + 1 :]]
        lanes[place] = free
    return lanes


def bunched(spots: Sequence[float], size: float, most: int = 3) -> list[tuple[int, int, int]]:
    """The numbers of flags over their spots, from left to right: first and last of those that share a label, and lane.

    Each has its own while `most` lanes are enough; where flags crowd, the nearest neighbours share one.
    """
    groups = [(k, k) for k in range(len(spots))]
    while True:
        lanes = in_lanes([bunch_extent(spots, group, size) for group in groups], 1)
        crowded = next((k for k, lane in enumerate(lanes) if lane >= most), None)
        if crowded is None:
            return [(first, last, lane) for (first, last), lane in zip(groups, lanes, strict=True)]
        pairs = range(max(crowded - most, 0), min(crowded + most, len(groups) - 1))
        nearest = min(pairs, key=lambda k: spots[groups[k + 1][1]] - spots[groups[k][0]])
        groups[nearest : nearest + 2] = [(groups[nearest][0], groups[nearest + 1][1])]


def bunch_extent(spots: Sequence[float], group: tuple[int, int], size: float) -> Extent:
    """From where to where the label of one or more flags reaches, in the middle of them."""
    first, last = group
    middle, half = (spots[first] + spots[last]) / 2, max(9.0, width_of(bunch_words(group), size) / 2 + 4)
    return middle - half, middle + half


def bunch_words(group: tuple[int, int]) -> str:
    """The numbers of flags that share a label: 4, or 4–9."""
    first, last = group
    return str(first + 1) if first == last else f"{first + 1}–{last + 1}"


def spread(heights: Sequence[float], tall: float | Sequence[float], room: Extent) -> list[float]:
    """The same heights in the same order, moved apart as little as they need, within their room if it is enough.

    `tall` is how much room each takes around its height; two neighbours share half of each one's.
    """
    order = sorted(range(len(heights)), key=lambda k: heights[k])
    talls = [tall] * len(heights) if isinstance(tall, int | float) else [tall[k] for k in order]
    apart = [0.0, *((one + other) / 2 for one, other in pairwise(talls))]
    placed: list[float] = []
    for k, gap in zip(order, apart, strict=False):
        placed.append(max(heights[k], placed[-1] + gap if placed else room[0]))
    ceiling = room[1]
    for k in range(len(placed) - 1, -1, -1):
        placed[k] = min(placed[k], ceiling)
        ceiling = placed[k] - apart[k]
    back = dict(zip(order, placed, strict=True))
    return [back[k] for k in range(len(heights))]


def overlaps(a: Box, b: Box) -> bool:
    """Whether two boxes share any room."""
    return all(one[0] < other[1] and other[0] < one[1] for one, other in zip(a, b, strict=True))


@dataclass(frozen=True)
class LabelPlace:
    """A label beside a point: how far its base line lies from the point, and which end of it is held there."""

    dx: float
    dy: float
    anchor: str  # start, middle, end
    box: Box


def beside(spot: Spot, words: str, up: bool, hard: Sequence[Box], soft: Sequence[Box], room: Box) -> LabelPlace | None:
    """The first place round a point where a label is free; over a soft thing rather than over a hard one.

    None where every place would cover a point, a line between two points, or another label.
    """
    places = [_at(spot, words, *where) for where in (_WHERE if up else [*_WHERE[3:6], *_WHERE[:3], *_WHERE[6:]])]
    inside = [place for place in places if _holds(room, place.box)]
    for obstacles in ([*hard, *soft], hard):
        free = (place for place in inside if not any(overlaps(place.box, other) for other in obstacles))
        if found := next(free, None):
            return found
    return None


_WHERE = [
    *((dx, -11.0, anchor) for dx, anchor in ((0.0, "middle"), (-7.0, "start"), (7.0, "end"))),
    *((dx, 21.0, anchor) for dx, anchor in ((0.0, "middle"), (-7.0, "start"), (7.0, "end"))),
    (12.0, 4.0, "start"),
    (-12.0, 4.0, "end"),
]


def _at(spot: Spot, words: str, dx: float, dy: float, anchor: str) -> LabelPlace:
    wide = width_of(words, 12)
    left = spot[0] + dx - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
    base = spot[1] + dy
    return LabelPlace(dx, dy, anchor, ((left, left + wide), (base - 10, base + 3)))


def _holds(room: Box, box: Box) -> bool:
    return all(outer[0] <= inner[0] and inner[1] <= outer[1] for outer, inner in zip(room, box, strict=True))


def path_boxes(spots: Iterable[Spot | None], size: float = 5) -> list[Box]:
    """Small boxes along a line from point to point; a gap (None) interrupts it."""
    found = []
    for one, other in pairwise(spots):
        if one is None or other is None:
            continue
        steps = max(int(max(abs(other[0] - one[0]), abs(other[1] - one[1])) / size), 1)
        for k in range(steps + 1):
            x, y = (a + (b - a) * k / steps for a, b in zip(one, other, strict=True))
            found.append(((x - 1, x + 1), (y - 1, y + 1)))
    return found


def point_boxes(spots: Iterable[Spot | None], size: float = 6) -> list[Box]:
    """The room that the points themselves take."""
    return [((x - size, x + size), (y - size, y + size)) for x, y in (spot for spot in spots if spot is not None)]
