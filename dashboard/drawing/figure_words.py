"""The labels of a Plotly figure: placed so that a telephone of 390 shows them apart as a wide screen does."""

from __future__ import annotations

from html import escape
from typing import Any

from dashboard.drawing.icons import icon_label, icon_svg
from dashboard.drawing.picture import INK, Pin, Scene, SideNote
from dashboard.drawing.placing import (
    Extent,
    Spot,
    beside,
    bunch_words,
    bunched,
    in_lanes,
    path_boxes,
    point_boxes,
    spread,
    width_of,
)
from dashboard.drawing.svg import as_address, ending_lines, wrapped

NARROW = 262  # the width of the plot on a telephone of 390; labels are kept apart for it
PLOT = 300  # about the height of the plot
NOTE = 27  # a bracket and its words
BESIDE = 17  # a label over a point
ROW = 16  # a line of words
FLAG = 20  # the number of a flag
BASELINE = 22  # a bracket with a word over it
ICONS = 52
WHITE = {"bgcolor": "rgba(255,255,255,0.8)", "borderpad": 0}


def edges(picture: Scene, first: int, last: int) -> Extent:
    """Where the lines of a phase begin and end: a thin gap parts it from the next one."""
    gap = len(picture.marks) / 300
    return first - 0.5 + (gap if first > 1 else 0), last + 0.5 - (gap if last < len(picture.marks) else 0)


def header_height(picture: Scene) -> int:
    """The room above the plot: heading and icons, earlier phases, baselines, flags."""
    return _over_baselines(picture) + ROW * _lanes(lane for *_, lane in _phases(picture)) + _heading_height(picture)


def roof_share(picture: Scene) -> float:
    """How much of the plot's height is kept for the names of signals, above every value."""
    beside = BESIDE if any(note.kind == "point" and note.direction == "up" for note in picture.notes) else 0
    return (NOTE * _lanes(lane for *_, lane in _strip(picture)) + beside + 6) / PLOT


def labels(picture: Scene) -> list[dict[str, Any]]:
    """Every text on the figure that is not a hover, a tick or the legend."""
    if not picture.marks:
        empty = {"xref": "paper", "x": 0.5, "yref": "paper", "y": 0.5}
        return [_heading(picture), _text(f"no {picture.every} to draw yet", **empty)]
    base = _over_baselines(picture)
    phases = [_above(words, base + ROW * lane, x=x, xanchor=side) for words, (x, side), lane in _phases(picture)]
    strip = [_above(n.text, -5 - NOTE * lane, x=x, xanchor=side, **WHITE) for n, (x, side), lane in _strip(picture)]
    return [
        _heading(picture),
        *phases,
        *_baseline_words(picture),
        *_pins(picture),
        *_endings(picture),
        *strip,
        *_point_notes(picture),
    ]


def brackets(picture: Scene) -> list[dict[str, Any]]:
    """A line over the points of each named pattern, with its ends turned down; the same above a baseline."""
    spans = [(note, lane) for note, _, lane in _strip(picture) if note.kind == "span"]
    found = [_bracket(note.first, note.last, -3 - NOTE * lane) for note, lane in spans]
    return found + [_bracket(*edges(picture, *ends), _over_flags(picture) + 7) for ends in picture.baselines]


def images(picture: Scene) -> list[dict[str, Any]]:
    """The icons at the upper right, where the rules give any."""
    if picture.icons is None:
        return []
    place = {"xref": "paper", "x": 1, "xanchor": "right", "sizex": 0.3, "sizing": "contain"}
    height = (header_height(picture) - ICONS + 2) / PLOT
    tall = {"yref": "paper", "y": 1 + height, "yanchor": "bottom", "sizey": 44 / PLOT}
    drawn = icon_svg(picture.icons, picture.better, words=False, limits=picture.icon_limits)
    return [{"source": as_address(drawn), **place, **tall}]


def right_edge(picture: Scene) -> int:
    """The room right of the plot: as wide as the widest name of a line."""
    return round(max([66, *(width_of(words, 13) + 6 for e in picture.endings for words in ending_lines(e))]))


def _bracket(left: float, right: float, height: float) -> dict[str, Any]:
    """Upright sizes in pixels from the upper edge of the plot, so that no screen makes it taller."""
    path = f"M{left:g},{height - 6:g}L{left:g},{height:g}L{right:g},{height:g}L{right:g},{height - 6:g}"
    up = {"yref": "paper", "yanchor": 1, "ysizemode": "pixel"}
    return {"type": "path", "path": path, "line": {"color": INK, "width": 1.2}, **up}


def _text(words: str, **where: Any) -> dict[str, Any]:
    return {"text": words, "showarrow": False, "font": {"size": 12, "color": INK}} | where


def _above(words: str, height: float, **where: Any) -> dict[str, Any]:
    """A text so many pixels above the plot's upper edge; below it, hanging from there, where it is negative."""
    anchor = "bottom" if height >= 0 else "top"
    return _text(escape(words, quote=False), yref="paper", y=1, yanchor=anchor, yshift=height, **where)


def _heading(picture: Scene) -> dict[str, Any]:
    """The unit and the better direction; under them what the icons beside them say."""
    place = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": 4 - left_edge(picture), "align": "left"}
    told = _above("", header_height(picture) - 6, **place)
    lines = "<br>".join(escape(words, quote=False) for words in _heading_lines(picture))
    return told | {"text": lines, "yanchor": "top"}


def _heading_lines(picture: Scene) -> list[str]:
    if picture.icons is None:
        return wrapped(picture.heading, 370, 12)
    room = 195 if picture.icons.assurance else 225  # beside the icons on a phone
    return [*wrapped(picture.heading, room, 12), *wrapped(icon_label(picture.icons, picture.icon_limits), room, 12)]


def _heading_height(picture: Scene) -> int:
    return max(11 + 15 * len(_heading_lines(picture)), ICONS if picture.icons else 0)


def left_edge(picture: Scene) -> int:
    """The room left of the plot: as wide as its widest number."""
    return round(24 + max((width_of(words, 13) for _, words in picture.ticks), default=20))


def _over_flags(picture: Scene) -> int:
    return FLAG * _lanes(lane for *_, lane in bunches(picture))


def _over_baselines(picture: Scene) -> int:
    return _over_flags(picture) + (BASELINE if picture.baselines else 0)


def _lanes(lanes: Any) -> int:
    return 1 + max(lanes, default=-1)


def _anchor(picture: Scene, first: float, last: float) -> tuple[float, str]:
    """Where a label is held: at the edge it is near, so that a narrow screen keeps it whole."""
    middle = ((first + last) / 2 - 0.5) / max(len(picture.marks), 1)
    side = "left" if middle < 0.34 else "right" if middle > 0.66 else "center"
    return {"left": first, "right": last, "center": (first + last) / 2}[side], side


def _extent(picture: Scene, x: float, side: str, words: str) -> Extent:
    """From where to where a label reaches on a telephone, in pixels."""
    wide = width_of(words, 12)
    at = (x - 0.5) / max(len(picture.marks), 1) * NARROW
    left = at - {"left": 0, "center": wide / 2, "right": wide}[side]
    return left, left + wide


def _phases(picture: Scene) -> list[tuple[str, tuple[float, str], int]]:
    """The centre of each earlier phase: words, place, lane."""
    earlier = [level for level in picture.levels if level.last < len(picture.marks)]
    words = [f"{level.phase}: {level.name} {level.number}" for level in earlier]
    places = [_anchor(picture, level.first, level.last) for level in earlier]
    lanes = in_lanes([_extent(picture, *place, text) for place, text in zip(places, words, strict=True)])
    return list(zip(words, places, lanes, strict=True))


def _strip(picture: Scene) -> list[tuple[SideNote, tuple[float, str], int]]:
    """The signals of more than one point: note, place of its words, lane under the plot's upper edge."""
    notes = [note for note in picture.notes if note.kind != "point"]
    places = [_anchor(picture, note.first, note.last) for note in notes]
    extents = []
    for note, place in zip(notes, places, strict=True):
        left, right = _extent(picture, *place, note.text)
        if note.kind == "span":
            ends = [(end - 0.5) / max(len(picture.marks), 1) * NARROW for end in (note.first, note.last)]
            left, right = min(left, ends[0]), max(right, ends[1])
        extents.append((left, right))
    return list(zip(notes, places, in_lanes(extents), strict=True))


def _baseline_words(picture: Scene) -> list[dict[str, Any]]:
    height = _over_flags(picture) + 6
    return [_above("baseline", height, x=(a + b) / 2, xanchor="center") for a, b in picture.baselines]


def bunches(picture: Scene) -> list[tuple[int, int, int]]:
    """The flags that share a label on a telephone, and its lane."""
    return bunched([(pin.place - 0.5) / max(len(picture.marks), 1) * NARROW for pin in picture.pins], 12)


def _pins(picture: Scene) -> list[dict[str, Any]]:
    """The number of each flag above the plot; a pointer on it reads its text, and the page lists them."""
    box = {"bordercolor": INK, "borderwidth": 1, "borderpad": 2, "bgcolor": "#ffffff"}
    found = []
    for first, last, lane in bunches(picture):
        pins = picture.pins[first : last + 1]
        told = "<br>".join(escape(words, quote=False) for pin in pins for words in _pin_told(pin))
        middle = (pins[0].place + pins[-1].place) / 2
        found.append(_above(bunch_words((first, last)), FLAG * lane + 2, x=middle, hovertext=told, **box))
    return found


def _pin_told(pin: Pin) -> list[str]:
    """Its number and its words, in lines that fit a telephone."""
    return wrapped(f"{pin.number} · {pin.words}", 300, 13)


def _endings(picture: Scene) -> list[dict[str, Any]]:
    """The name and the value of each line at its right end, moved apart where lines lie close together."""
    pixels = PLOT * (1 - roof_share(picture)) / ((picture.high - picture.low) or 1)
    endings = picture.endings[::-1]  # from below, so that equal lines keep the upper limit on top
    wanted = [(ending.value - picture.low) * pixels for ending in endings]
    placed = spread(wanted, [17.0 * (1 + len(ending_lines(ending))) for ending in endings], (8, PLOT - 10))
    return [
        _text(
            "<br>".join(escape(words, quote=False) for words in ending_lines(ending))
            + f"<br><b>{escape(ending.number, quote=False)}</b>",
            xref="paper",
            x=1,
            y=ending.value,
            xanchor="left",
            align="left",
            xshift=4,
            yshift=round(height - was),
        )
        | {"font": {"size": 13, "color": INK}}
        for ending, was, height in zip(endings, wanted, placed, strict=True)
    ]


def _point_notes(picture: Scene) -> list[dict[str, Any]]:
    """Beside the point it names, where a telephone shows nothing; else it is left to hover and legend."""
    upright = PLOT * (1 - roof_share(picture)) / ((picture.high - picture.low) or 1)

    def spot(place: float, value: float) -> Spot:
        return (place - 0.5) / len(picture.marks) * NARROW, PLOT - (value - picture.low) * upright

    spots = [None if mark.value is None else spot(mark.i, mark.value) for mark in picture.marks]
    taken = [*point_boxes(spots), *(path_boxes(spots) if picture.in_time_order else [])]
    found = []
    for note in picture.notes:
        if note.at is None:
            continue
        place = beside(spot(*note.at), note.text, note.direction == "up", taken, [], ((-30, NARROW + 20), (0, PLOT)))
        if place:
            taken.append(place.box)
            side = {"start": "left", "middle": "center", "end": "right"}[place.anchor]
            at = {"x": note.at[0], "y": note.at[1], "xanchor": side, "yanchor": "middle"}
            found.append(_text(escape(note.text, quote=False), **at, **WHITE, xshift=place.dx, yshift=4 - place.dy))
    return found
